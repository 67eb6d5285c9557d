"""Closed cases are deleted when their time has passed: never an open one, and their numbers are never given again."""

from datetime import date

import pytest

from safeguarding.case.state.retention import Tombstone, tombstone_of
from store.interface import Store
from store.retention import delete
from tests.store.conformance.places import Open
from tests.support.stores.steps import add, closed

TODAY = date(2036, 6, 3)
GONE, KEPT = "CSCP-2026-001", "CSCP-2026-002"


async def test_a_deleted_case_leaves_its_tombstone_and_no_message(open_store: Open) -> None:
    store = await _with_one_closed(open_store)
    await store.ledger.set_all({f"opened|{GONE}|person|t|i": {"state": "sent"}, f"opened|{KEPT}|x": {}})
    tombstones = tombstone_of((await store.cases.closed())[GONE], TODAY)
    await delete(store, (await store.cases.closed()).values(), TODAY)
    await _shows_it_buried(store, tombstones)
    await _shows_it_buried(await open_store(), tombstones)


async def test_the_number_of_a_deleted_case_is_not_given_again(open_store: Open) -> None:
    store = await _with_one_closed(open_store)
    kept = store.cases.open_case(KEPT)
    assert kept
    await store.cases.save(closed(kept), 1)
    await delete(store, (await store.cases.closed()).values(), TODAY)
    store = await open_store()
    assert (await add(store, "a")).ref == "CSCP-2026-003"


async def test_an_open_case_is_not_deleted_whoever_asks(open_store: Open) -> None:
    store = await _with_one_closed(open_store)
    kept = store.cases.open_case(KEPT)
    assert kept
    gone = (await store.cases.closed())[GONE]
    with pytest.raises(ValueError, match="is not a closed case"):
        await store.cases.delete_closed([tombstone_of(gone, TODAY), tombstone_of(closed(kept), TODAY)])
    store = await open_store()
    assert store.cases.open_cases() == (kept,)
    assert await store.cases.closed() == {GONE: gone}


async def test_a_case_that_is_not_there_is_not_deleted(open_store: Open) -> None:
    store = await _with_one_closed(open_store)
    gone = tombstone_of((await store.cases.closed())[GONE], TODAY)
    await store.cases.delete_closed([gone])
    with pytest.raises(ValueError, match="is not a closed case"):
        await store.cases.delete_closed([gone])


async def _with_one_closed(open_store: Open) -> Store:
    store = await open_store()
    case = await add(store, "a")
    await add(store, "b")
    await store.cases.save(closed(case), 1)
    return store


async def _shows_it_buried(store: Store, tombstones: Tombstone) -> None:
    assert await store.cases.get(GONE) is None and await store.cases.by_triage("a") is None
    assert await store.cases.closed() == {}
    assert store.cases.tombstones() == {GONE: tombstones}
    assert list(store.ledger.all()) == [f"opened|{KEPT}|x"]
