"""A process ends, at every single point of every change: what was acknowledged is there, and what was not is there
whole or not at all."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.folder import files
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import Crash, FaultyDisk
from tests.support.generators.examples import sample
from tests.support.stores.changes import CHANGES, REFS, Change, begun, each_change, points, served, stepped
from tests.support.stores.steps import add, updated

pytestmark = pytest.mark.usefixtures("no_power_cut")
of_either_size = pytest.mark.usefixtures("either_size")


@of_either_size
@each_change
async def test_a_crash_at_any_point_leaves_the_change_whole_or_not_at_all(filled: Path, change: Change) -> None:
    after = await _after(filled, change)
    for point, folder, disk in points(filled):
        store = await begun(FolderStore.open(folder, PlainCodec(), disk))
        before = await served(store)
        disk.arm(point, Crash(), lasting=True)
        acknowledged = await _survived(change, store)
        await store.close()
        async with FolderStore.open(folder, PlainCodec()) as again:
            assert await served(again) in ([after] if acknowledged else [before, after])
        assert not list(folder.rglob("*.tmp"))


async def _after(folder: Path, change: Change) -> object:
    copy = shutil.copytree(folder, folder.with_name("after"))
    async with FolderStore.open(copy, PlainCodec()) as store:
        await change(await begun(store))
        return await served(store)


async def _survived(change: Change, store: FolderStore) -> bool:
    try:
        await change(store)
    except Crash:
        return False
    return True


@pytest.mark.sampled
@of_either_size
@each_change
async def test_a_crash_while_a_crash_is_cleared_up_loses_nothing_either(filled: Path, change: Change) -> None:
    after = await _after(filled, change)
    copy = shutil.copytree(filled, filled.with_name("before"))
    async with FolderStore.open(copy, PlainCodec()) as store:
        before = await served(await begun(store))
    for crashed in sample(await _crashed(filled, change)):
        for point in sample(range(0, 28, 4)):
            folder = shutil.copytree(crashed, crashed / "copy")
            disk = FaultyDisk()
            disk.arm(point, Crash(), lasting=True)
            with suppress(Crash):
                await FolderStore.open(folder, PlainCodec(), disk).close()
            async with FolderStore.open(folder, PlainCodec()) as again:
                assert await served(again) in (before, after)
            shutil.rmtree(folder)


async def _crashed(filled: Path, change: Change) -> list[Path]:
    """Returns a folder for each point at which the process can end."""
    folders = []
    for point, folder, disk in points(filled):
        store = await begun(FolderStore.open(folder, PlainCodec(), disk))
        disk.arm(point, Crash(), lasting=True)
        await _survived(change, store)
        await store.close()
        folders.append(folder)
    return folders


WORK: tuple[Change, ...] = (
    CHANGES["add"],
    stepped(REFS[3], 1, updated),
    lambda store: store.ledger.set("news", {"step": 1}),
    lambda store: store.ledger.set("news", {"step": 2}),
    CHANGES["reopen"],
    CHANGES["merge"],
    stepped(REFS[3], 2, updated),
    lambda store: store.ledger.delete("news"),
)


async def test_a_folder_of_the_version_before_goes_on_with_changes_beside_its_files_and_loses_nothing(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended at any point; each of its files is taken for a large one that was written whole."""
    states = await _worked(shutil.copytree(filled, filled.with_name("states")), FaultyDisk())
    assert len(states) == len(WORK) + 1
    monkeypatch.setattr(files, "LARGE_BYTES", 0)
    for point, folder, disk in points(filled):
        disk.arm(point, Crash(), lasting=True)
        done = len(await _worked(folder, disk))
        async with FolderStore.open(folder, PlainCodec()) as again:
            assert await served(again) in states[max(done - 1, 0) : done + 1]
        shutil.rmtree(folder)


async def _worked(folder: Path, disk: FaultyDisk) -> list[object]:
    """Returns what was served at first and after each step, until the process has ended."""
    states: list[object] = []
    with suppress(Crash):
        store = FolderStore.open(folder, PlainCodec(), disk)
        try:
            states.append(await served(store))
            for change in WORK:
                await change(store)
                states.append(await served(store))
        finally:
            await store.close()
    return states


@of_either_size
async def test_a_first_start_that_ends_at_any_point_is_finished_by_the_next(tmp_path: Path) -> None:
    for point in range(1000):
        folder, disk = tmp_path / str(point) / "store", FaultyDisk()
        disk.arm(point, Crash(), lasting=True)
        with suppress(Crash):
            await FolderStore.open(folder, PlainCodec(), disk).close()
        async with FolderStore.open(folder, PlainCodec()) as store:
            assert (await add(store, "triage")).ref == "CSCP-2026-001"
        if not disk.failed:
            assert point > 20
            return
