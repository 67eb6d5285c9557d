"""A snapshot holds all files of a store as they were at one instant, while the bot goes on writing.

The bot alone holds the folder's lock and never changes a file in place: each write replaces one by another. So a file
that is held open stays as it was, and its name leads to it until it is replaced. Names are gone through again and
again, and whatever is new is held instead of the old, until a whole pass finds nothing new. Then every file held is the
one that was there when that last pass began: that is the instant. What a crash at that instant would have left is what
the copy holds, and a start is proven to lose nothing of it. A store that never rests is asked to pause.
"""

import resource
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from store.errors import Busy, NotReadable
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.layout import own_names
from store.folder.unfinished_marks import refuse_unfinished
from store.folder.write_pause import pause_writing

PASSES = 200
MANY_FILES = 2**16

Snapshot = Mapping[str, bytes]
"""The snapshot maps the file's name in the folder to its bytes as they are on disk."""


def take_snapshot(files: Files, passes: int = PASSES) -> Snapshot:
    """Changes nothing in the folder. Raises Busy, Unfinished or NotReadable."""
    if not files.folder.is_dir():
        raise NotReadable(f"{files.folder} is not there. Set CSCP_STORE_URL to the store's folder.")
    _allow_many_files()
    with ExitStack() as stack:
        held = _Held(files, stack)
        if held.comes_to_rest(passes):
            return held.read()
        with pause_writing(files.folder):
            rests = held.comes_to_rest(passes)
        if rests:
            return held.read()
    raise Busy(f"{files.folder} changes faster than it can be copied. Try again when the bot has less to do.")


@dataclass
class _Held:
    store: Files
    stack: ExitStack
    files: dict[str, BinaryIO] = field(default_factory=dict)

    def comes_to_rest(self, passes: int) -> bool:
        return any(self.is_all_that_is_there() for _ in range(passes))

    def read(self) -> Snapshot:
        refuse_unfinished(self.store.folder, self.store.names())
        return {name: file.read() for name, file in sorted(self.files.items())}

    def is_all_that_is_there(self) -> bool:
        """Makes one pass and says whether every file there was held already. Those that were not are held now."""
        names = own_names(self.store)
        gone = self.files.keys() - set(names)
        for name in gone:
            self.files.pop(name).close()
        renewed = [name for name in names if self._renews(name)]
        return not gone and not renewed

    def _renews(self, name: str) -> bool:
        path, disk = self.store.folder / name, self.store.disk
        with self.store.reading(name):
            if (file := self.files.get(name)) and disk.is_held(path, file):
                return False
            if file:
                self.files.pop(name).close()
            if found := disk.hold(path):
                self.files[name] = self.stack.enter_context(found)
        return True


def _allow_many_files() -> None:
    """Raises the soft limit on open files, which is often 1,024: each file needs one descriptor."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, MANY_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@dataclass(frozen=True)
class FrozenDisk(Disk):
    """The disk reads a snapshot as if it lay in ``folder``. It can't be written."""

    folder: Path
    snapshot: Snapshot

    def read(self, path: Path) -> bytes | None:
        return self.snapshot.get(path.relative_to(self.folder).as_posix())

    def list(self, folder: Path) -> tuple[str, ...]:
        inner = folder.relative_to(self.folder)
        return tuple(sorted(Path(name).name for name in self.snapshot if Path(name).parent == inner))

    def replace(self, path: Path, data: bytes) -> None:
        raise AssertionError("a snapshot is only read")
