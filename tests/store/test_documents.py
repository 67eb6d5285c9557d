"""What is written at the same moment goes to disk together. What documents do is in ``conformance``, for every kind of
store."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from store.disk import Disk
from store.faults import NotWritable
from store.folder import FolderStore
from tests.store.faulty_disk import FULL, FaultyDisk

Open = Callable[..., FolderStore]


class CountingDisk(Disk):
    writes = 0

    def write(self, temporary: Path, data: bytes) -> None:
        self.writes += 1
        super().write(temporary, data)


async def test_what_is_changed_at_the_same_moment_goes_to_disk_together(open_store: Open) -> None:
    disk = CountingDisk()
    drafts = open_store(disk=disk).drafts
    before = disk.writes
    await asyncio.gather(*(drafts.set(f"person {number}", {"step": number}) for number in range(50)))
    assert disk.writes - before <= 3
    assert drafts.all() == {f"person {number}": {"step": number} for number in range(50)}


async def test_on_a_full_disk_all_who_wrote_together_hear_it_and_nothing_of_theirs_is_there(
    open_store: Open,
) -> None:
    disk = FaultyDisk()
    drafts = open_store(disk=disk).drafts
    await drafts.set("ada", {"step": 1})
    disk.arm(0, FULL, lasting=True)
    changes = (drafts.set(f"person {number}", {"step": number}) for number in range(9))
    outcomes = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotWritable] * 9
    assert drafts.all() == {"ada": {"step": 1}}
