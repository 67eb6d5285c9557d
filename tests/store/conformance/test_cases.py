"""The store keeps cases: references, versions, and what is there after a restart."""

import asyncio
import traceback
from functools import partial

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.rehearsal import REHEARSAL
from store.errors import Conflict
from tests.store.conformance.places import Open
from tests.support.stores.steps import AT, SECRET, add, closed, merged, opened, redacted, reopened, updated


async def test_references_count_up_within_a_year(open_store: Open) -> None:
    store = await open_store()
    assert [(await add(store, triage)).ref for triage in "abc"] == ["CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"]


async def test_each_year_counts_from_one(open_store: Open) -> None:
    cases = (await open_store()).cases
    for year, triage in ((2026, "a"), (2027, "b"), (2026, "c")):
        await cases.add(triage, "CSCP", year, partial(opened, triage=triage))
    assert [case.ref for case in cases.open_cases()] == ["CSCP-2026-001", "CSCP-2026-002", "CSCP-2027-001"]


async def test_a_new_prefix_gives_no_number_twice(open_store: Open) -> None:
    cases = (await open_store()).cases
    await cases.add("a", "CSCP", 2026, lambda ref: opened(ref, "a"))
    assert (await cases.add("b", "CROY", 2026, lambda ref: opened(ref, "b"))).ref == "CROY-2026-002"


async def test_a_triage_opens_one_case(open_store: Open) -> None:
    store = await open_store()
    first = await add(store, "triage")
    assert await add(store, "triage") == first
    assert store.cases.open_cases() == (first,)


async def test_a_triage_opens_one_case_also_when_asked_twice_at_once(open_store: Open) -> None:
    store = await open_store()
    cases = await asyncio.gather(*(add(store, "triage") for _ in range(20)))
    assert {case.ref for case in cases} == {"CSCP-2026-001"}
    assert (await add(store, "another")).ref == "CSCP-2026-002"


async def test_a_case_is_found_by_reference_and_by_triage_also_after_a_restart(open_store: Open) -> None:
    store = await open_store()
    case = await add(store, "triage")
    assert await store.cases.get(case.ref) == await store.cases.by_triage("triage") == case
    await store.close()
    cases = (await open_store()).cases
    assert await cases.get(case.ref) == await cases.by_triage("triage") == case
    assert cases.open_cases() == (case,)


@pytest.mark.parametrize("ref", ["CSCP-2026-002", "cscp-2026-001", "", "../open", "../lock", "/etc/passwd", "\0"])
async def test_a_reference_that_was_not_given_is_none(open_store: Open, ref: str) -> None:
    store = await open_store()
    await add(store, "triage")
    assert await store.cases.get(ref) is None
    assert await store.cases.by_triage(ref) is None


async def test_a_case_that_is_refused_uses_no_number(open_store: Open) -> None:
    store = await open_store()

    def refused(ref: str) -> Case:
        raise InvalidInput("Evidence is missing.")

    with pytest.raises(InvalidInput):
        await store.cases.add("a", "CSCP", 2026, refused)
    assert (await add(store, "b")).ref == "CSCP-2026-001"


async def test_a_case_made_for_another_reference_or_triage_is_an_error(open_store: Open) -> None:
    cases = (await open_store()).cases
    for ref, triage in (("CSCP-2026-009", "a"), ("CSCP-2026-001", "b")):
        made = opened(ref, triage)
        with pytest.raises(ValueError, match="carries the reference and the triage"):
            await cases.add("a", "CSCP", 2026, {"CSCP-2026-001": made}.__getitem__)
    assert cases.open_cases() == ()


@pytest.mark.parametrize("prefix", ["", "cscp", "CS CP", "../X", "CSCP-", "1ST", "X" * 17])
async def test_a_prefix_that_is_no_file_name_is_an_error(open_store: Open, prefix: str) -> None:
    with pytest.raises(ValueError, match="capital letters and digits"):
        await (await open_store()).cases.add("a", prefix, 2026, lambda ref: opened(ref, "a"))


async def test_a_saved_case_is_there_also_after_a_restart(open_store: Open) -> None:
    store = await open_store()
    case = updated(await add(store, "triage"))
    await store.cases.save(case, 1)
    assert await store.cases.get(case.ref) == case
    await store.close()
    assert (await open_store()).cases.open_cases() == (case,)


async def test_a_lost_update_is_refused(open_store: Open) -> None:
    store = await open_store()
    read = await add(store, "triage")
    await store.cases.save(updated(read), read.version)
    with pytest.raises(Conflict, match="CSCP-2026-001 was changed since it was read"):
        await store.cases.save(closed(read), read.version)
    assert await store.cases.get(read.ref) == updated(read)


async def test_of_twenty_saves_at_once_over_one_version_one_succeeds(open_store: Open) -> None:
    store = await open_store()
    case = await add(store, "triage")
    saves = [store.cases.save(updated(case), 1) for _ in range(20)]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19


async def test_a_case_that_was_never_added_is_not_saved(open_store: Open) -> None:
    cases = (await open_store()).cases
    with pytest.raises(Conflict):
        await cases.save(opened("CSCP-2026-001", "a"), 0)
    assert await cases.get("CSCP-2026-001") is None


async def test_a_history_that_lacks_what_is_recorded_is_an_error(open_store: Open) -> None:
    store = await open_store()
    first = await add(store, "triage")
    second = updated(first)
    await store.cases.save(second, 1)
    swapped = Case((*closed(first).events, *closed(second).events[2:]))
    for wrong in (first, closed(first), swapped):
        with pytest.raises(ValueError, match="a history only grows"):
            await store.cases.save(wrong, 2)
    assert await store.cases.get(first.ref) == second


async def test_fifty_cases_opened_at_once_get_fifty_references(open_store: Open) -> None:
    store = await open_store()
    cases = await asyncio.gather(*(add(store, f"triage {number}") for number in range(50)))
    assert {case.ref for case in cases} == {f"CSCP-2026-{number:03}" for number in range(1, 51)}
    await store.close()
    assert {case.ref for case in (await open_store()).cases.open_cases()} == {case.ref for case in cases}


async def test_a_caller_who_goes_away_in_the_middle_leaves_memory_and_disk_alike(open_store: Open) -> None:
    store = await open_store()
    for number in range(20):
        adding = asyncio.ensure_future(add(store, f"triage {number}"))
        await asyncio.sleep(0.0002 * number)
        adding.cancel()
        await asyncio.gather(adding, return_exceptions=True)
    last = await add(store, "the last")
    known = store.cases.open_cases()
    await store.close()
    assert (await open_store()).cases.open_cases() == known
    assert known[-1] == last


async def test_a_case_that_would_not_read_back_is_refused_without_quoting_it(open_store: Open) -> None:
    store = await open_store()
    case = await add(store, "triage")
    without_a_zone = updated(case).events[-1].model_copy(update={"at": AT.replace(tzinfo=None)})
    with pytest.raises(ValueError, match="CSCP-2026-001 does not read back") as caught:
        await store.cases.save(case.then(without_a_zone), 1)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    await store.cases.save(updated(case), 1)


async def test_one_case_twice_in_a_change_is_an_error(open_store: Open) -> None:
    store = await open_store()
    case = await add(store, "triage")
    with pytest.raises(ValueError, match="saved once in a change"):
        await store.cases.save_all((updated(case), 1), (closed(case), 1))
    assert await store.cases.get(case.ref) == case


async def test_a_closed_case_is_read_when_it_is_asked_for_and_is_no_open_one(open_store: Open) -> None:
    store = await open_store()
    first, second = await add(store, "a"), await add(store, "b")
    await store.cases.save(closed(first), 1)
    for opens in (store.refresh, open_store):
        cases = (await opens() or store).cases
        assert cases.open_cases() == (second,)
        assert cases.open_case(first.ref) is None and cases.open_case(second.ref) == second
        assert await cases.get(first.ref) == await cases.by_triage("a") == closed(first)
        assert await cases.closed() == {first.ref: closed(first)}
        assert await cases.closed_versions() == {first.ref: 2}


async def test_a_reopened_case_is_an_open_one_again(open_store: Open) -> None:
    store = await open_store()
    case = await add(store, "a")
    await store.cases.save(closed(case), 1)
    await store.cases.save(reopened(closed(case)), 2)
    for opens in (store.refresh, open_store):
        cases = (await opens() or store).cases
        assert cases.open_cases() == (reopened(closed(case)),)
        assert await cases.closed() == {} and await cases.closed_versions() == {}


async def test_a_closed_case_is_redacted_and_stays_closed(open_store: Open) -> None:
    store = await open_store()
    case = closed(await add(store, "a"))
    await store.cases.save(case, 1)
    await store.cases.save(redacted(case), 2)
    cases = (await open_store()).cases
    assert await cases.closed() == {case.ref: redacted(case)}
    assert await cases.closed_versions() == {case.ref: 3}


async def test_both_cases_of_a_merge_are_saved_or_neither(open_store: Open) -> None:
    store = await open_store()
    duplicate, kept = merged(await add(store, "a"), await add(store, "b"))
    with pytest.raises(Conflict):
        await store.cases.save_all((duplicate, 1), (kept, 2))
    assert [case.version for case in store.cases.open_cases()] == [1, 1]
    await store.cases.save_all((duplicate, 1), (kept, 1))
    cases = (await open_store()).cases
    assert (cases.open_cases(), await cases.closed()) == ((kept,), {duplicate.ref: duplicate})


async def test_closed_cases_come_in_the_order_of_their_references(open_store: Open) -> None:
    store = await open_store()
    cases = [await add(store, triage) for triage in "abcd"]
    for case in reversed(cases):
        await store.cases.save(closed(case), 1)
    assert list(await store.cases.closed()) == [case.ref for case in cases]


async def test_a_rehearsal_takes_no_number_of_a_real_case(open_store: Open) -> None:
    cases = (await open_store()).cases
    for triage, prefix in (("a", "CSCP"), ("b", REHEARSAL), ("c", "CSCP")):
        await cases.add(triage, prefix, 2026, partial(opened, triage=triage))
    assert [case.ref for case in cases.open_cases()] == ["CSCP-2026-001", "CSCP-2026-002", "REHEARSAL-2026-001"]


async def test_what_one_change_is_refused_for_does_not_harm_those_asked_at_the_same_time(open_store: Open) -> None:
    store = await open_store()
    first, second = await add(store, "a"), await add(store, "b")
    saves = (
        store.cases.save(closed(first), 0),
        store.cases.save(updated(second), 1),
        store.drafts.put("ada", {"step": 1}, "an etag of before"),
        store.drafts.put("ben", {"step": 1}, None),
    )
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert [isinstance(outcome, Conflict) for outcome in outcomes] == [True, False, True, False]
    store = await open_store()
    assert store.cases.open_cases() == (first, updated(second))
    assert store.drafts.all() == {"ben": {"step": 1}}
