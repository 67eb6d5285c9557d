"""The chaotic disk is now and then full, tears a write in two, or fails late: at random, from a seed."""

import errno
import random
from pathlib import Path

from store.folder.disk import Disk

FULL = OSError(errno.ENOSPC, "No space left on device")
BROKEN = OSError(errno.EIO, "Input/output error")


class ChaoticDisk(Disk):
    def __init__(self, seed: int, often: float = 0.02) -> None:
        self._random = random.Random(seed)
        self._often = often

    def write(self, temporary: Path, data: bytes) -> None:
        self._perhaps(FULL)
        if self._happens():
            super().write(temporary, data[: self._random.randrange(len(data) + 1)])
            raise BROKEN
        super().write(temporary, data)

    def rename(self, temporary: Path, path: Path) -> None:
        self._perhaps(BROKEN)
        super().rename(temporary, path)

    def remove(self, path: Path) -> None:
        self._perhaps(BROKEN)
        super().remove(path)

    def flush_folder(self, folder: Path) -> None:
        """Fails at times after a rename, so that the new file may be there and is not acknowledged."""
        self._perhaps(BROKEN)
        super().flush_folder(folder)

    def _perhaps(self, error: OSError) -> None:
        if self._happens():
            raise error

    def _happens(self) -> bool:
        return self._random.random() < self._often
