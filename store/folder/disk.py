"""The disk has the few steps that reach it. Tests give a Disk that fails, tears or stops at one of them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp"


class NotFlushed(OSError):
    """The new file is in its place, and a power cut may still undo that."""


class Disk:
    """Each step raises OSError. After ``replace`` and ``remove`` have returned, a power cut changes nothing."""

    def read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def hold(self, path: Path) -> BinaryIO | None:
        """Opens the file as it is now. ``replace`` never changes a file that is there, so what is held stays as it
        is."""
        try:
            return path.open("rb")
        except FileNotFoundError:
            return None

    def is_held(self, path: Path, file: BinaryIO) -> bool:
        """Says whether the file of that name is still the one held: while it is, no other file has its inode."""
        held = os.fstat(file.fileno())
        try:
            now = path.stat()
        except FileNotFoundError:
            return False
        return (held.st_dev, held.st_ino) == (now.st_dev, now.st_ino)

    def replace(self, path: Path, data: bytes) -> None:
        """Replaces the file atomically: a reader, or a start after a crash, finds the old bytes or the new ones."""
        temporary = path.with_name(path.name + TEMPORARY)
        try:
            self.write(temporary, data)
            self.rename(temporary, path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        try:
            self.flush_folder(path.parent)
        except OSError as error:
            raise NotFlushed(error.errno, error.strerror) from error

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.flush_folder(path.parent)

    def list(self, folder: Path) -> tuple[str, ...]:
        return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_file()))

    def list_folders(self, folder: Path) -> tuple[str, ...]:
        return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))

    def make_folder(self, folder: Path) -> None:
        """Makes the folder for the bot's own account alone. One that is there keeps its permissions here."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        # Another store of this process may be making the same one above its own.
        folder.mkdir(mode=0o700, exist_ok=True)
        self.flush_folder(folder.parent)

    def change_mode(self, path: Path, mode: int) -> None:
        path.chmod(mode)

    def move_folder(self, folder: Path, to: Path) -> None:
        """Moves the folder atomically, as ``replace`` does a file."""
        self.rename(folder, to)
        self.flush_folder(to.parent)

    def remove_folder(self, folder: Path) -> None:
        """Removes the folder with all that is in it; a crash may leave some of it."""
        shutil.rmtree(folder)
        self.flush_folder(folder.parent)

    def write(self, temporary: Path, data: bytes) -> None:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, temporary: Path, path: Path) -> None:
        temporary.replace(path)

    def flush_folder(self, folder: Path) -> None:
        """Flushes the folder's entries: otherwise a power cut can undo a rename."""
        with _descriptor(folder) as descriptor:
            os.fsync(descriptor)


@contextmanager
def _descriptor(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
