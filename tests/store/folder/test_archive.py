"""Closed and merged cases have a file each in the archive, and come back when reopened."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import Conflict
from store.folder.store import FolderStore
from tests.support.stores.steps import SECRET, add, closed, merged, redacted, reopened, updated

Open = Callable[..., FolderStore]
Contents = Callable[[], dict[str, bytes]]


def archived(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "archive").iterdir())


async def test_a_closed_case_moves_to_a_file_of_its_own(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = await add(store, "triage")
    await store.cases.save(closed(case), 1)
    assert archived(folder) == ["CSCP-2026-001.json"]
    assert b"CSCP-2026-001" not in (folder / "open.json").read_bytes()
    assert store.cases.open_cases() == ()


async def test_a_closed_case_is_found_by_reference_and_by_triage_also_after_a_restart(open_store: Open) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    assert await store.cases.get(case.ref) == await store.cases.by_triage("triage") == case
    await store.close()
    cases = open_store().cases
    assert await cases.get(case.ref) == await cases.by_triage("triage") == case
    assert cases.open_cases() == ()


async def test_the_triage_of_a_closed_case_opens_no_second_one(open_store: Open) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    assert await add(store, "triage") == case


async def test_a_number_is_not_given_again_after_archiving_and_a_restart(open_store: Open) -> None:
    store = open_store()
    await store.cases.save(closed(await add(store, "a")), 1)
    assert (await add(store, "b")).ref == "CSCP-2026-002"
    await store.close()
    assert (await add(open_store(), "c")).ref == "CSCP-2026-003"


async def test_a_reopened_case_comes_back(open_store: Open, folder: Path) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    await store.cases.save(reopened(case), 2)
    assert archived(folder) == []
    assert store.cases.open_cases() == (reopened(case),)
    await store.close()
    assert open_store().cases.open_cases() == (reopened(case),)


async def test_a_case_closed_and_reopened_many_times_keeps_its_whole_history(open_store: Open) -> None:
    store = open_store()
    case = await add(store, "triage")
    for _ in range(5):
        for step in (closed, reopened):
            await store.cases.save(step(case), case.version)
            case = step(case)
    await store.close()
    assert await open_store().cases.get(case.ref) == case


async def test_a_lost_update_of_a_closed_case_is_refused(open_store: Open) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    with pytest.raises(Conflict):
        await store.cases.save(reopened(case), 1)
    assert await store.cases.get(case.ref) == case


async def test_a_text_redacted_in_a_closed_case_is_gone_from_the_folder(open_store: Open, contents: Contents) -> None:
    store = open_store()
    case = closed(await add(store, "triage"))
    await store.cases.save(case, 1)
    await store.cases.save(redacted(case), 2)
    assert not any(SECRET.encode() in data for data in contents().values())
    await store.close()
    assert await open_store().cases.get(case.ref) == redacted(case)


async def test_a_merge_saves_both_and_archives_the_duplicate(open_store: Open) -> None:
    store = open_store()
    kept, duplicate = merged(await add(store, "a"), await add(store, "b"))[::-1]
    await store.cases.save_all((duplicate, 1), (kept, 1))
    assert store.cases.open_cases() == (kept,)
    assert await store.cases.get(duplicate.ref) == duplicate
    await store.close()
    cases = open_store().cases
    assert (await cases.get(duplicate.ref), await cases.get(kept.ref)) == (duplicate, kept)


async def test_a_merge_over_one_changed_case_saves_neither(open_store: Open) -> None:
    store = open_store()
    first, second = await add(store, "a"), await add(store, "b")
    await store.cases.save(updated(second), 1)
    duplicate, kept = merged(first, second)
    with pytest.raises(Conflict, match="CSCP-2026-002"):
        await store.cases.save_all((duplicate, 1), (kept, 1))
    assert store.cases.open_cases() == (first, updated(second))


async def test_other_files_in_the_archive_are_left_alone(open_store: Open, folder: Path) -> None:
    await open_store().close()
    (folder / "archive" / "notes of the business team.txt").write_text("keep")
    (folder / "archive" / "copy of CSCP-2026-001.json").write_text("keep")
    store = open_store()
    assert store.cases.open_cases() == ()
    assert len(archived(folder)) == 2
