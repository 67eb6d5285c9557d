"""A copy made while the bot writes is the folder of one single instant, whenever each of the writes falls."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import pytest

from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.layout import own_names
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FaultyDisk
from tests.support.stores.changes import CHANGES, REFS, Change, stepped
from tests.support.stores.steps import reopened

pytestmark = pytest.mark.usefixtures("no_power_cut")
Write = tuple[str, bytes | None]
SEQUENCES: dict[str, tuple[Change, ...]] = {
    **{name: (change,) for name, change in CHANGES.items()},
    "close and reopen": (CHANGES["close"], stepped(REFS[0], 2, reopened)),
    "everything": (CHANGES["close"], CHANGES["reopen"], CHANGES["add"], CHANGES["put"]),
}


class Recording(Disk):
    """The disk keeps what is written, by the file's name; None for a file that is removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.writes: list[Write] = []

    def replace(self, path: Path, data: bytes) -> None:
        self.writes.append((path.relative_to(self._folder).as_posix(), data))
        super().replace(path, data)

    def remove(self, path: Path) -> None:
        self.writes.append((path.relative_to(self._folder).as_posix(), None))
        super().remove(path)


class Meanwhile(Disk):
    """The disk lets another process write while this one reads: from the ``first`` step on, at every ``gap``th."""

    def __init__(self, folder: Path, writes: list[Write], first: int, gap: int) -> None:
        self._folder, self._left, self._first, self._gap = folder, list(writes), first, gap
        self._steps = 0

    def list(self, folder: Path) -> tuple[str, ...]:
        self._step()
        return super().list(folder)

    def hold(self, path: Path) -> BinaryIO | None:
        self._step()
        return super().hold(path)

    def is_held(self, path: Path, file: BinaryIO) -> bool:
        self._step()
        return super().is_held(path, file)

    def _step(self) -> None:
        late = self._steps - self._first
        self._steps += 1
        if late < 0 or late % self._gap or not self._left:
            return
        name, data = self._left.pop(0)
        other = FaultyDisk()
        other.remove(self._folder / name) if data is None else other.replace(self._folder / name, data)


@pytest.mark.parametrize("changes", SEQUENCES.values(), ids=SEQUENCES)
async def test_wherever_the_writes_fall_the_copy_is_a_state_that_was_on_disk(
    filled: Path, changes: tuple[Change, ...]
) -> None:
    writes = await _writes_of(filled, changes)
    states = _states(_copied(filled), writes)
    for gap in (1, 2, 3, 7):
        for first in range(30):
            folder = shutil.copytree(filled, filled.with_name("busy"))
            assert _copied(folder, Meanwhile(folder, writes, first, gap)) in states
            shutil.rmtree(folder)


async def _writes_of(filled: Path, changes: tuple[Change, ...]) -> list[Write]:
    folder = shutil.copytree(filled, filled.with_name("recorded"))
    disk = Recording(folder)
    async with FolderStore.open(folder, PlainCodec(), disk) as store:
        disk.writes.clear()
        for change in changes:
            await change(store)
    return disk.writes


def _copied(folder: Path, disk: Disk | None = None) -> Mapping[str, bytes]:
    return take_snapshot(Files(folder, PlainCodec(), disk or Disk()))


def _states(before: Mapping[str, bytes], writes: list[Write]) -> list[Mapping[str, bytes]]:
    """Returns the folder as it was before the writes, and after each."""
    states: list[Mapping[str, bytes]] = [before]
    for name, data in writes:
        after = {other: kept for other, kept in states[-1].items() if other != name}
        states.append(after if data is None else {**after, name: data})
    return states


async def test_what_somebody_else_has_put_into_the_folder_is_not_copied(filled: Path) -> None:
    for name in ("notes.txt", "open.json.tmp", "archive/notes.json", f"archive/{REFS[0]}.json.tmp"):
        (filled / name).write_text("noise")
    assert tuple(_copied(filled)) == own_names(Files(filled, PlainCodec(), Disk()))
    assert len(_copied(filled)) == 8
