"""The faulty disk fails, or ends the process, at a chosen point.

The points are before and after each step that reaches the disk, and in the middle of a write.
"""

import errno
from pathlib import Path

from store.folder.disk import Disk

FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")


class Crash(Exception):
    """The process ends here."""


class FaultyDisk(Disk):
    """The disk fails at one point, or at that one and all later ones until it is mended."""

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
