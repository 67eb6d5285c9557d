"""Rows that were put back are accepted where what was there is lost: the store goes on from them."""

from collections.abc import Iterable

from store.postgres import statements
from store.postgres.cache_refresh import read_snapshot
from store.postgres.cases import numbers_in
from store.postgres.maintenance.transfer import count_all
from store.postgres.row_encryption import RowEncryption
from store.postgres.session import Session
from store.postgres.tally import RowTally, keep_tally
from store.references import references_in
from store.transfer import LEDGER


async def accept_rows(session: Session, encryption: RowEncryption, highest: Iterable[str]) -> None:
    """Tallies what is there, in a transaction that holds the partnership's revision. Raises StoreFault and
    psycopg.Error."""
    revision, *_ = await read_snapshot(session, statements.NEXT_REVISION, key_id=encryption.key_id)
    refs = {ref for ref, *_ in await session.rows(statements.CASES_TALLIED)}
    refs |= {ref for (ref,) in await session.rows(statements.TOMBSTONES_TALLIED)}
    documents = await session.rows(statements.ALL_DOCUMENTS)
    keys = (encryption.document(kind, *row)[0] for kind, *row in documents if kind == LEDGER)
    told = {ref for key in keys for ref in references_in(key)}
    numbers = numbers_in(await session.rows(statements.NUMBERS)).without(refs, {*highest, *told})
    await count_all(session, numbers)
    await keep_tally(session, encryption, None, RowTally(), revision)
    await session.change(statements.RENEW)
