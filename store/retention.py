"""Retention deletes cases whose time has passed, with all that names them; a tombstone stays of each."""

from collections.abc import Iterable
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.retention import tombstone_of
from store.interface import Store
from store.references import references_in


async def delete(store: Store, cases: Iterable[Case], on: date) -> None:
    """Deletes the cases and what the ledger holds of them. Cut off at any moment, each case is there whole or deleted;
    what a crash left of one goes with the next start or the next call. Raises StoreFault when something could not be
    removed yet."""
    await store.cases.delete_closed([tombstone_of(case, on) for case in cases])
    await _forget_messages(store)
    await store.figures.delete(*store.cases.tombstones())


async def _forget_messages(store: Store) -> None:
    """Deletes the ledger's entries on deleted cases: which messages were sent, and to whom."""
    tombstones = store.cases.tombstones().keys()
    gone = [key for key in store.ledger.all() if not tombstones.isdisjoint(references_in(key))]
    if gone:
        await store.ledger.delete(*gone)
