"""A folder that is taken as it is for the whole store goes on above the highest number, and a crash on the way there is
never taken for it."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import PutBack, StoreLocked
from store.folder.disk import Disk
from store.folder.files import CHANGES as BESIDE
from store.folder.files import Files
from store.folder.maintenance.renewal import accept
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import Crash
from tests.support.stores.changes import CHANGES, REFS, begun, points, served, stepped
from tests.support.stores.steps import add, updated

pytestmark = pytest.mark.usefixtures("no_power_cut")
CODEC = PlainCodec()


def files_in(folder: Path, disk: Disk | None = None) -> Files:
    return Files(folder, CODEC, disk or Disk())


async def opened_next(folder: Path) -> str:
    async with FolderStore.open(folder, CODEC) as store:
        return (await add(store, "next")).ref


async def test_new_cases_go_on_above_the_highest_number_and_the_numbers_between_are_lost(filled: Path) -> None:
    accept(files_in(filled), ["CSCP-2026-017", "CSCP-2026-002"])
    assert await opened_next(filled) == "CSCP-2026-018"
    assert await opened_next(filled) == "CSCP-2026-018"


async def test_new_cases_go_on_above_those_of_which_the_ledger_tells(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await store.ledger.set("opened|CSCP-2026-009|person|t|i", {"state": "sent"})
    with pytest.raises(PutBack, match=r"ledger\.json tells of CSCP-2026-009"):
        FolderStore.open(filled, CODEC)
    accept(files_in(filled), [])
    assert await opened_next(filled) == "CSCP-2026-010"


async def test_an_archived_case_that_is_lost_is_accepted_with_the_rest(filled: Path) -> None:
    (filled / "archive" / f"{REFS[2]}.json").unlink()
    accept(files_in(filled), [])
    async with FolderStore.open(filled, CODEC) as store:
        assert await store.cases.get(REFS[2]) is None and len(store.cases.open_cases()) == 3


async def test_a_file_of_before_is_noticed_afterwards(filled: Path) -> None:
    before = (filled / "drafts.json").read_bytes()
    accept(files_in(filled), [])
    (filled / "drafts.json").write_bytes(before)
    with pytest.raises(PutBack, match=r"drafts\.json is not of this life of the store"):
        FolderStore.open(filled, CODEC)


@pytest.mark.usefixtures("either_size")
async def test_cut_off_at_any_point_it_is_whole_or_is_refused_and_the_same_command_finishes_it(filled: Path) -> None:
    before = await _seen(filled)
    outcomes = set()
    for point, folder, disk in points(filled):
        disk.arm(point, Crash(), lasting=True)
        with suppress(Crash):
            accept(files_in(folder, disk), [])
        with suppress(PutBack):
            outcomes.add(await _seen(shutil.copytree(folder, folder / "copy")) == before)
        shutil.rmtree(folder / "copy")
        accept(files_in(folder), [])
        assert await _seen(folder) == before
    assert outcomes == {True}


@pytest.mark.usefixtures("large_files")
async def test_a_folder_with_changes_beside_its_files_is_whole_again_afterwards(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await CHANGES["update"](await begun(store))
        await store.ledger.set("news", {"step": 2})
        before = await served(store)
    accept(files_in(filled), [])
    for name in BESIDE.values():
        assert b"documents" not in (filled / name).read_bytes() and b"cases" not in (filled / name).read_bytes()
    assert await _seen(filled) == before
    for point, folder, disk in points(filled):
        disk.arm(point, Crash(), lasting=True)
        with suppress(Crash):
            accept(files_in(folder, disk), [])
        accept(files_in(folder), [])
        assert await _seen(folder) == before


@pytest.mark.usefixtures("large_files")
async def test_an_old_large_file_under_newer_changes_is_accepted_with_what_the_changes_hold(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await begun(store)
        before = (filled / "open.json").read_bytes()
        await CHANGES["close"](store)
        await stepped(REFS[1], 1, updated)(store)
        after = await store.cases.get(REFS[1])
    (filled / "open.json").write_bytes(before)
    with pytest.raises(PutBack, match=r"open\.json is older than .* says"):
        FolderStore.open(filled, CODEC)
    accept(files_in(filled), [])
    async with FolderStore.open(filled, CODEC) as store:
        closed_one = await store.cases.get(REFS[0])
        assert await store.cases.get(REFS[1]) == after and closed_one and not closed_one.is_open


@pytest.mark.usefixtures("large_files")
async def test_changes_that_are_lost_are_missed_and_the_large_file_is_accepted_as_it_is(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await CHANGES["update"](await begun(store))
        assert (case := await store.cases.get(REFS[0])) and case.version == 2
    (filled / "open-changes.json").unlink()
    with pytest.raises(PutBack, match=r"open-changes\.json is older than register\.json says"):
        FolderStore.open(filled, CODEC)
    accept(files_in(filled), [])
    async with FolderStore.open(filled, CODEC) as store:
        assert (case := await store.cases.get(REFS[0])) and case.version == 1
        assert len(store.cases.open_cases()) == 4


async def test_under_a_running_bot_nothing_is_accepted(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC):
        with pytest.raises(StoreLocked, match="in use"):
            accept(files_in(filled), [])


async def _seen(folder: Path) -> object:
    async with FolderStore.open(folder, CODEC) as store:
        return await served(store)
