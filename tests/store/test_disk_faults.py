"""A disk that fails, and a process that ends, at every single point of every change.

Before and after each step that reaches the disk, and in the middle of a write, either the disk refuses or nothing
more happens (a crash). What was acknowledged is there; what was not is there whole or not at all.
"""

import errno
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import pytest

from safeguarding.case.record import Case
from store.codec import PlainCodec
from store.disk import Disk
from store.faults import NotWritable
from store.store import Store

Change = Callable[[Store], Awaitable[object]]
Step = Callable[[Case], Case]

REFS = tuple(f"CSCP-2026-00{number}" for number in range(1, 7))
FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")
CHANGES = ("add", "update", "close", "reopen", "merge", "redact", "put", "set", "delete")


class Crash(Exception):
    """The process ends here."""


class FaultyDisk(Disk):
    """Fails at one point, or at that one and all later ones until it is mended."""

    def __init__(self) -> None:
        self.mend()

    def mend(self) -> None:
        self.arm(-1, FULL, lasting=False)

    def arm(self, point: int, error: Exception, *, lasting: bool) -> None:
        self._left, self._error, self._lasting = point, error, lasting
        self.failed = False

    def write(self, temporary: Path, data: bytes) -> None:
        self._point()
        super().write(temporary, data[: len(data) // 2])
        self._point()
        super().write(temporary, data)

    def rename(self, temporary: Path, path: Path) -> None:
        self._point()
        super().rename(temporary, path)

    def remove(self, path: Path) -> None:
        self._point()
        super().remove(path)

    def flush_folder(self, folder: Path) -> None:
        self._point()
        super().flush_folder(folder)
        self._point()

    def _point(self) -> None:
        fails = self._left == 0 or (self.failed and self._lasting)
        self._left -= 1
        if fails:
            self.failed = True
            raise self._error


@pytest.fixture
def changes(
    add: Callable[[Store, str], Awaitable[Case]],
    updated: Step,
    closed: Step,
    reopened: Step,
    redacted: Step,
    merged: Callable[[Case, Case], tuple[Case, Case]],
) -> Mapping[str, Change]:
    """Each asks for what there was at first, so that the same change can be tried again."""

    def stepped(ref: str, version: int, step: Step) -> Change:
        return lambda store: store.cases.save(step(first_events(store, ref, version)), version)

    def merging(store: Store) -> Awaitable[object]:
        duplicate, kept = merged(first_events(store, REFS[0], 1), first_events(store, REFS[1], 1))
        return store.cases.save_all((duplicate, 1), (kept, 1))

    return {
        "add": lambda store: add(store, "new"),
        "update": stepped(REFS[0], 1, updated),
        "close": stepped(REFS[0], 1, closed),
        "reopen": stepped(REFS[2], 2, reopened),
        "merge": merging,
        "redact": stepped(REFS[2], 2, redacted),
        "put": lambda store: store.drafts.put("ben", {"step": 1}, None),
        "set": lambda store: store.drafts.set("ada", {"step": 2}),
        "delete": lambda store: store.drafts.delete("ada"),
    }


def first_events(store: Store, ref: str, version: int) -> Case:
    case = store.cases.get(ref)
    assert case is not None
    return Case(case.events[:version])


def served(store: Store) -> object:
    """All that a reader can see."""
    cases = store.cases
    return (cases.open_cases(), [cases.get(ref) for ref in REFS], cases.by_triage("new"), store.drafts.all())


@pytest.fixture
def fill(add: Callable[[Store, str], Awaitable[Case]], closed: Step) -> Callable[[Path, Disk], Awaitable[Store]]:
    """A store with three open cases, a closed one (the third) and a draft."""

    async def fill(folder: Path, disk: Disk) -> Store:
        store = Store.open(folder, PlainCodec(), disk)
        for triage in "abcd":
            await add(store, triage)
        await store.cases.save(closed(first_events(store, REFS[2], 1)), 1)
        await store.drafts.put("ada", {"step": 1}, None)
        return store

    return fill


def points(tmp_path: Path) -> Iterator[tuple[int, Path, FaultyDisk]]:
    """A folder and a disk for each point, until there was no such point any more."""
    for point in range(1000):
        disk = FaultyDisk()
        yield point, tmp_path / str(point), disk
        if not disk.failed:
            assert point > 4
            return


Fill = Callable[[Path, Disk], Awaitable[Store]]


@pytest.mark.parametrize("lasting", [True, False], ids=["until mended", "once"])
@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("name", CHANGES)
async def test_a_disk_that_refuses_loses_nothing_and_the_change_can_be_tried_again(
    tmp_path: Path, fill: Fill, changes: Mapping[str, Change], name: str, error: OSError, lasting: bool
) -> None:
    change = changes[name]
    for point, folder, disk in points(tmp_path):
        store = await fill(folder, disk)
        before = served(store)
        disk.arm(point, error, lasting=lasting)
        acknowledged = await _acknowledged(change, store)
        failed = disk.failed
        if not acknowledged:
            assert served(store) == before
            disk.arm(-1, error, lasting=False)
            await change(store)
        after = served(store)
        assert after != before
        await store.close()
        async with Store.open(folder, PlainCodec()) as again:
            assert served(again) == after
        disk.failed = failed


async def _acknowledged(change: Change, store: Store) -> bool:
    try:
        await change(store)
    except NotWritable as fault:
        assert "was not written: " in str(fault)
        assert "try again." in str(fault)
        return False
    return True


@pytest.mark.parametrize("name", CHANGES)
async def test_a_crash_at_any_point_leaves_the_change_whole_or_not_at_all(
    tmp_path: Path, fill: Fill, changes: Mapping[str, Change], name: str
) -> None:
    after = await _after(tmp_path / "after", fill, changes[name])
    for point, folder, disk in points(tmp_path):
        store = await fill(folder, disk)
        before = served(store)
        disk.arm(point, Crash(), lasting=True)
        acknowledged = await _survived(changes[name], store)
        await store.close()
        async with Store.open(folder, PlainCodec()) as again:
            assert served(again) in ([after] if acknowledged else [before, after])
        assert not list(folder.rglob("*.tmp"))


async def _after(folder: Path, fill: Fill, change: Change) -> object:
    store = await fill(folder, Disk())
    await change(store)
    await store.close()
    return served(store)


async def _survived(change: Change, store: Store) -> bool:
    try:
        await change(store)
    except Crash:
        return False
    return True
