"""The ledger's entries of a closed case may rest in an archive until the case is opened again. Wherever they rest,
nothing of them is lost."""

from datetime import date
from typing import Any

from safeguarding.case.state.retention import tombstone_of
from store.interface import Store
from store.retention import delete
from tests.store.conformance.places import Open
from tests.support.stores.steps import add, closed, reopened

REF = "CSCP-2026-001"
SAID: dict[str, dict[str, Any]] = {
    f"opened|{REF}|person|t|i": {"state": "sent"},
    f"card|{REF}|criteria|t|i": {"messages": ["m"], "over": True},
}
OTHER: dict[str, dict[str, Any]] = {"digest|2026-06-02|channel": {"state": "sent"}}


async def test_what_was_said_of_a_case_is_there_as_it_was_when_the_case_is_opened_again(open_store: Open) -> None:
    store = await _with_one_closed_and_laid_by(open_store)
    before = await store.cases.get(REF)
    assert before
    await store.cases.save(reopened(before), before.version)
    assert store.ledger.all() == {**SAID, **OTHER}
    assert (await open_store()).ledger.all() == {**SAID, **OTHER}


async def test_what_was_said_of_a_case_that_is_open_stays_at_hand(open_store: Open) -> None:
    store = await open_store()
    await add(store, "a")
    await store.ledger.set_all(SAID)
    await store.ledger.archive(dict.fromkeys(SAID, REF))
    assert store.ledger.all() == SAID


async def test_of_a_deleted_case_nothing_that_was_said_is_left(open_store: Open) -> None:
    store = await _with_one_closed_and_laid_by(open_store)
    case = await store.cases.get(REF)
    assert case
    await delete(store, [case], date(2036, 6, 3))
    assert store.ledger.all() == OTHER
    assert (await open_store()).ledger.all() == OTHER


async def test_a_deletion_that_was_cut_off_is_finished_by_the_next(open_store: Open) -> None:
    store = await _with_one_closed_and_laid_by(open_store)
    case = await store.cases.get(REF)
    assert case
    await store.cases.delete_closed([tombstone_of(case, date(2036, 6, 3))])
    store = await open_store()
    await delete(store, [], date(2036, 6, 3))
    assert store.ledger.all() == OTHER


async def test_what_is_said_anew_of_a_closed_case_stands(open_store: Open) -> None:
    store = await _with_one_closed_and_laid_by(open_store)
    (key, *_) = SAID
    await store.ledger.set(key, {"state": "failed"})
    assert (await open_store()).ledger.all()[key] == {"state": "failed"}


async def _with_one_closed_and_laid_by(open_store: Open) -> Store:
    store = await open_store()
    case = await add(store, "a")
    await store.ledger.set_all({**SAID, **OTHER})
    await store.cases.save(closed(case), case.version)
    await store.ledger.archive(dict.fromkeys(SAID, REF))
    return await open_store()
