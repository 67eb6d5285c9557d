"""A disk refuses, at every single point of every change: what was not acknowledged is not there, and can be tried
again."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotWritable, Uncertain
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, READ_ONLY, FaultyDisk
from tests.support.generators.examples import sample
from tests.support.stores.changes import (
    CHANGES,
    REFS,
    Change,
    begun,
    each_change,
    first_events,
    points,
    served,
    stepped,
)
from tests.support.stores.steps import SECRET, closed, redacted

pytestmark = pytest.mark.usefixtures("no_power_cut", "either_size")


@pytest.mark.sampled
@pytest.mark.parametrize(("error", "lasting"), [(FULL, False), (READ_ONLY, True)], ids=["full once", "read-only"])
@each_change
async def test_a_disk_that_refuses_loses_nothing_and_the_change_can_be_tried_again(
    filled: Path, change: Change, error: OSError, lasting: bool
) -> None:
    for point, folder, disk in points(filled, sample(range(1000))):
        store = await begun(FolderStore.open(folder, PlainCodec(), disk))
        before = await served(store)
        disk.arm(point, error, lasting=lasting)
        acknowledged = await _acknowledged(change, store)
        failed = disk.failed
        if not acknowledged:
            assert await served(store) == before
            disk.arm(-1, error, lasting=False)
            await change(store)
        after = await served(store)
        assert after != before
        await store.close()
        async with FolderStore.open(folder, PlainCodec()) as again:
            assert await served(again) == after
        disk.failed = failed


async def _acknowledged(change: Change, store: FolderStore) -> bool:
    try:
        await change(store)
    except Uncertain as fault:
        assert "look at what is recorded before you repeat it" in str(fault)
        return False
    except NotWritable as fault:
        assert "was not written: " in str(fault)
        assert "try again." in str(fault)
        return False
    return True


async def test_a_start_on_a_full_disk_still_serves_what_is_there(filled: Path) -> None:
    disk = FaultyDisk()
    disk.arm(0, FULL, lasting=True)
    async with FolderStore.open(filled, PlainCodec(), disk) as store:
        assert [case.ref for case in store.cases.open_cases()] == [REFS[0], REFS[1], REFS[3]]
        with pytest.raises(NotWritable, match=r"the disk of .* is full\. Free some space"):
            await store.check_writable()
        disk.mend()
        await store.check_writable()


async def test_a_case_that_could_not_be_moved_is_closed_and_moves_with_the_next_change(
    filled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FaultyDisk()
    file = filled / "archive" / f"{REFS[0]}.json"
    async with FolderStore.open(filled, PlainCodec(), disk) as store:
        disk.arm(6, FULL, lasting=True)
        await CHANGES["close"](store)
        assert not file.exists()
        assert REFS[0] not in [case.ref for case in store.cases.open_cases()]
        assert await store.cases.get(REFS[0]) == closed(await first_events(store, REFS[0], 1))
        assert "the archive is behind" in caplog.text
        assert SECRET not in caplog.text
        disk.mend()
        await CHANGES["add"](store)
        assert file.exists()


async def test_a_redacted_text_does_not_stay_in_a_file_that_could_not_be_removed(filled: Path) -> None:
    disk = FaultyDisk()
    file = filled / "archive" / f"{REFS[2]}.json"
    async with FolderStore.open(filled, PlainCodec(), disk) as store:
        disk.arm(5, READ_ONLY, lasting=True)
        await CHANGES["reopen"](store)
        assert file.exists()
        disk.mend()
        await stepped(REFS[2], 3, redacted)(store)
        assert not file.exists()


@pytest.mark.parametrize("point", range(5))
async def test_deleting_what_could_not_be_written_leaves_nothing_of_it_on_disk(filled: Path, point: int) -> None:
    disk = FaultyDisk()
    async with FolderStore.open(filled, PlainCodec(), disk) as store:
        disk.arm(point, FULL, lasting=False)
        with pytest.raises(NotWritable):
            await store.drafts.put("ben", {"step": 1}, None)
        await store.drafts.delete("ben")
    async with FolderStore.open(filled, PlainCodec()) as store:
        assert store.drafts.all() == {"ada": {"step": 1}}


@pytest.mark.parametrize("point", range(5))
async def test_a_document_that_could_not_be_written_anew_is_not_lost_to_the_next_one(filled: Path, point: int) -> None:
    disk = FaultyDisk()
    async with FolderStore.open(filled, PlainCodec()) as store:
        await store.drafts.set("ben", {"step": 1})
        await store.drafts.delete("ada")
    async with FolderStore.open(filled, PlainCodec(), disk) as store:
        disk.arm(point, FULL, lasting=False)
        with pytest.raises(NotWritable):
            await store.drafts.set("ben", {"step": 2})
        await store.drafts.set("cas", {"step": 1})
    async with FolderStore.open(filled, PlainCodec()) as store:
        assert store.drafts.all() == {"ben": {"step": 1}, "cas": {"step": 1}}
