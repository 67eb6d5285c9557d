"""A change to a case leaves its traces in the folder. What the change does is in ``conformance``, for every kind of
store."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import NotWritable
from store.folder.disk import Disk
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.stores.steps import SECRET, add, closed, opened, redacted, reopened, updated

Open = Callable[..., FolderStore]
Contents = Callable[[], dict[str, bytes]]


async def test_a_step_that_changed_nothing_writes_nothing(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = await add(store, "triage")
    before = (folder / "open.json").stat().st_mtime_ns
    await store.cases.save(case, 1)
    assert (folder / "open.json").stat().st_mtime_ns == before


async def test_a_redacted_text_is_gone_from_the_folder(open_store: Open, contents: Contents) -> None:
    store = open_store()
    case = await add(store, "triage")
    assert SECRET.encode() in contents()["open.json"]
    await store.cases.save(redacted(case), 1)
    assert await store.cases.get(case.ref) == redacted(case)
    assert not any(SECRET.encode() in data for data in contents().values())


@pytest.mark.usefixtures("large_files")
async def test_a_redacted_text_is_gone_from_the_changes_beside_a_large_file_too(
    open_store: Open, contents: Contents
) -> None:
    await open_store().close()
    store = open_store()
    first = await add(store, "written whole")
    second = await add(store, "written beside it")
    assert SECRET.encode() in contents()["open.json"] and SECRET.encode() in contents()["open-changes.json"]
    await store.cases.save(redacted(second), 1)
    assert SECRET.encode() not in contents()["open-changes.json"]
    await store.cases.save(redacted(first), 1)
    assert not any(SECRET.encode() in data for data in contents().values())
    assert store.cases.open_cases() == (redacted(first), redacted(second))


@pytest.mark.usefixtures("large_files")
async def test_a_case_that_closes_or_a_document_that_goes_leaves_nothing_in_either_file(
    open_store: Open, contents: Contents
) -> None:
    await open_store().close()
    store = open_store()
    cases = [await add(store, triage) for triage in "abc"]
    for key in ("one", "other"):
        await store.ledger.set(key, {"away": "until June"})
    await store.cases.save(closed(cases[1]), 1)
    await store.ledger.delete("one", "other")
    left = {name: data for name, data in contents().items() if not name.startswith("archive/")}
    assert not any(b'"triage":"b"' in data or b"until June" in data for data in left.values())


class CountingDisk(Disk):
    writes = 0

    def write(self, temporary: Path, data: bytes) -> None:
        self.writes += 1
        super().write(temporary, data)


async def test_steps_in_many_cases_at_the_same_moment_go_to_disk_together(open_store: Open) -> None:
    disk = CountingDisk()
    store = open_store(disk=disk)
    cases = [await add(store, str(number)) for number in range(20)]
    before = disk.writes
    await asyncio.gather(*(store.cases.save(updated(case), 1) for case in cases))
    assert disk.writes - before <= 2
    await store.close()
    assert open_store().cases.open_cases() == tuple(updated(case) for case in cases)


async def test_on_a_full_disk_each_who_took_a_step_hears_it_and_none_of_the_steps_is_there(open_store: Open) -> None:
    disk = FaultyDisk()
    store = open_store(disk=disk)
    cases = tuple([await add(store, str(number)) for number in range(9)])
    disk.arm(0, FULL, lasting=True)
    steps = [store.cases.save(updated(case), 1) for case in cases]
    opening = [add(store, "0"), add(store, "another triage")]
    outcomes = await asyncio.gather(*steps, *opening, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotWritable] * 11
    assert store.cases.open_cases() == cases
    disk.mend()
    await store.cases.save(updated(cases[0]), 1)
    assert (await add(store, "another triage")).ref == "CSCP-2026-010", "no number is lost either"


async def test_a_case_that_closes_and_one_that_opens_at_the_same_moment_are_both_where_they_belong(
    open_store: Open,
) -> None:
    store = open_store()
    first, second = await add(store, "a"), await add(store, "b")
    await store.cases.save(closed(second), 1)
    again = reopened(closed(second))
    await asyncio.gather(
        store.cases.save(closed(first), 1),
        store.cases.save(again, 2),
        add(store, "c"),
        store.cases.save(again, 2),
        return_exceptions=True,
    )
    await store.close()
    cases = open_store().cases
    assert cases.open_cases() == (again, opened("CSCP-2026-003", "c"))
    assert await cases.closed() == {first.ref: closed(first)}


async def test_a_case_that_has_not_changed_is_the_same_object_when_others_have(open_store: Open) -> None:
    store = open_store()
    first, second = await add(store, "a"), await add(store, "b")
    before = store.cases.open_by_ref()
    await store.cases.save(updated(first), 1)
    await add(store, "c")
    after = store.cases.open_by_ref()
    assert (after[second.ref] is before[second.ref], after[first.ref] is before[first.ref]) == (True, False)
    assert list(after) == ["CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"]
    assert list(before) == ["CSCP-2026-001", "CSCP-2026-002"], "what was read stays as it was"
