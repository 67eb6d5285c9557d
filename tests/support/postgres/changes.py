"""Every kind of write to the store stands here, with the rows that it changes."""

from collections.abc import Awaitable, Callable
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.retention import tombstone_of
from store.postgres.store import PostgresStore
from tests.support.stores.steps import AT, add, closed, merged, updated

Change = Callable[[PostgresStore], Awaitable[object]]


async def saving(store: PostgresStore) -> None:
    await store.cases.save(updated(await case_of(store, "a")), 1)


async def merging(store: PostgresStore) -> None:
    both = merged(await case_of(store, "a"), await case_of(store, "b"))
    await store.cases.save_all(*((case, 1) for case in both))


async def burying(store: PostgresStore) -> None:
    await store.cases.delete_closed([tombstone_of(await case_of(store, "c"), date(2036, 6, 3))])


async def putting_over(store: PostgresStore) -> None:
    document = store.drafts.get("ada")
    assert document
    await store.drafts.put("ada", {"step": 2}, document.etag)


async def claiming(store: PostgresStore) -> None:
    assert await store.ledger.claim({"one": {"by": "x"}, "two": {"by": "x"}}, {"one": None, "two": None})


CHANGES: dict[str, Change] = {
    "add": lambda store: add(store, "new"),
    "save": saving,
    "merge": merging,
    "bury": burying,
    "put": lambda store: store.drafts.put("eve", {"step": 1}, None),
    "put over": putting_over,
    "claim": claiming,
    "delete": lambda store: store.drafts.delete("ada"),
    "export": lambda store: store.record_export("CSCP-2026-001", "ada", AT, "report"),
}


async def filled(store: PostgresStore) -> None:
    for triage in "abc":
        await add(store, triage)
    await store.cases.save(closed(await case_of(store, "c")), 1)
    await store.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})


async def case_of(store: PostgresStore, triage: str) -> Case:
    case = await store.cases.by_triage(triage)
    assert case
    return case
