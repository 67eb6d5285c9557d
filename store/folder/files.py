"""The files of one store are read and written by name, through its codec and its disk. What goes wrong is said as a
StoreFault."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from store.encryption import FORMAT, WITH_CHANGES, Codec
from store.errors import NotReadable, NotWritable, Uncertain
from store.folder import write_pause
from store.folder.disk import TEMPORARY, Disk, NotFlushed
from store.folder.write_order import WriteOrder

PROBE = "probe" + TEMPORARY
CHANGES = {"open.json": "open-changes.json", "ledger.json": "ledger-changes.json"}
"""The files that change in few rows at a time, each with the file of its changes."""
LARGE_BYTES = MOST_CHANGES_BYTES = 2**18
"""A file is large above the one, and the file of its changes stays within the other: 256 KB are written about as
quickly as nothing."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class Files:
    """A name is a path within the folder, as ``open.json`` or ``archive/CSCP-2026-001.json``. ``order`` knows where
    each file stands in the order of writes."""

    folder: Path
    codec: Codec
    disk: Disk
    order: WriteOrder = field(default_factory=WriteOrder, compare=False)

    def read(self, name: str) -> bytes | None:
        """Returns None where there is no such file. Raises StoreDamaged, WrongKey or NotReadable."""
        data = self.read_encoded(name)
        return None if data is None else self.codec.decode(name, data)

    def read_encoded(self, name: str) -> bytes | None:
        """Returns the bytes as they are on disk. Raises NotReadable."""
        with self.reading(name):
            return self.disk.read(self.folder / name)

    def write(self, name: str, body: bytes) -> None:
        """Encodes and writes; the body is on disk when it returns. Raises NotWritable."""
        version = WITH_CHANGES if may_have_changes(name, body) else FORMAT
        self.write_encoded(name, self.codec.encode(name, body, version))

    def write_encoded(self, name: str, data: bytes) -> None:
        """Writes bytes that were encoded before, or hold nothing of a case. Raises NotWritable."""
        with self.writing(name):
            self.disk.replace(self.folder / name, data)

    def remove(self, name: str) -> None:
        with self.writing(name):
            self.disk.remove(self.folder / name)

    def names(self, subfolder: str = "") -> tuple[str, ...]:
        with self.reading(subfolder or str(self.folder)):
            return self.disk.list(self.folder / subfolder)

    def has_folder(self, subfolder: str) -> bool:
        with self.reading(str(self.folder)):
            return subfolder in self.disk.list_folders(self.folder)

    def make_folder(self, subfolder: str = "") -> None:
        folder = self.folder / subfolder
        try:
            self.disk.make_folder(folder)
        except OSError as error:
            raise NotWritable(
                f"The folder {folder} can't be made ({error.strerror}). Name one that the bot's account may make."
            ) from error

    def flush(self, subfolder: str) -> None:
        """Makes what the subfolder lists outlast a power cut. Raises NotWritable."""
        with self.writing(subfolder):
            self.disk.flush_folder(self.folder / subfolder)

    def remove_leftovers(self, subfolder: str = "") -> None:
        """Removes files that a crash left half written: never acknowledged, and never read."""
        for name in self.names(subfolder):
            if name.endswith(TEMPORARY):
                self.remove(str(Path(subfolder) / name))

    def probe(self) -> None:
        """Writes a file and removes it, so that a full or read-only disk is found. Raises NotWritable."""
        with self.writing("a probe file"):
            self.disk.replace(self.folder / PROBE, b"probe\n")
            self.disk.remove(self.folder / PROBE)

    @contextmanager
    def reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise NotReadable(
                f"{name} can't be read ({error.strerror}). Check the disk, and that the bot's account may read "
                f"{self.folder}."
            ) from error

    @contextmanager
    def writing(self, name: str) -> Iterator[None]:
        try:
            with write_pause.writing(self.folder):
                yield
        except NotFlushed as error:
            raise Uncertain(
                f"{name} was written, and may be undone by a power cut ({error.strerror}). Check the disk of "
                f"{self.folder}, and look at what is recorded before you repeat it."
            ) from error
        except OSError as error:
            raise NotWritable(self._what_to_do(name, error)) from error

    def _what_to_do(self, name: str, error: OSError) -> str:
        if error.errno in _FULL:
            return f"{name} was not written: the disk of {self.folder} is full. Free some space and try again."
        if error.errno in _FORBIDDEN:
            return (
                f"{name} was not written: {self.folder} is read-only for the bot's account. "
                "Give it permission to write and try again."
            )
        return f"{name} was not written ({error.strerror}). Check the disk of {self.folder} and try again."


def may_have_changes(name: str, body: bytes) -> bool:
    """Says whether what changes next may go to a file beside the one that is written."""
    return name in CHANGES and len(body) > LARGE_BYTES


def are_few(changes: bytes) -> bool:
    return len(changes) <= MOST_CHANGES_BYTES
