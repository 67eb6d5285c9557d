"""The lock gives a folder to one process: two would overwrite each other's cases."""

import fcntl
import os
from contextlib import AbstractContextManager
from pathlib import Path

from store.errors import NotWritable, StoreLocked

LOCK = "lock"


class FolderLock(AbstractContextManager["FolderLock"]):
    """The lock is held until it is released or the process ends, however it ends: the operating system lets go of
    it."""

    def __init__(self, folder: Path) -> None:
        """Raises StoreLocked where another process, or another store of this one, has the folder."""
        descriptor = _open(folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise StoreLocked(
                f"{folder} is in use by a running bot or command. Stop it first, or give this one a folder of its own."
            ) from None
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Releases the lock; doing so twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None

    def __exit__(self, *error: object) -> None:
        self.release()


def _open(folder: Path) -> int:
    try:
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise NotWritable(
            f"{folder} can't be written ({error.strerror}). Give the bot's account permission to write there."
        ) from error
