"""A process ends, at every single point of every change: what was acknowledged is there, and what was not is there
whole or not at all."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import Crash, FaultyDisk
from tests.support.generators.examples import sample
from tests.support.stores.changes import CHANGES, Change, points, served
from tests.support.stores.steps import add

pytestmark = pytest.mark.usefixtures("no_power_cut")
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@each_change
async def test_a_crash_at_any_point_leaves_the_change_whole_or_not_at_all(filled: Path, change: Change) -> None:
    after = await _after(filled, change)
    for point, folder, disk in points(filled):
        store = FolderStore.open(folder, PlainCodec(), disk)
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
        await change(store)
        return await served(store)


async def _survived(change: Change, store: FolderStore) -> bool:
    try:
        await change(store)
    except Crash:
        return False
    return True


@pytest.mark.sampled
@each_change
async def test_a_crash_while_a_crash_is_cleared_up_loses_nothing_either(filled: Path, change: Change) -> None:
    after = await _after(filled, change)
    async with FolderStore.open(filled, PlainCodec()) as store:
        before = await served(store)
    for crashed in sample(await _crashed(filled, change)):
        for point in range(0, 28, 4):
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
        store = FolderStore.open(folder, PlainCodec(), disk)
        disk.arm(point, Crash(), lasting=True)
        await _survived(change, store)
        await store.close()
        folders.append(folder)
    return folders


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
