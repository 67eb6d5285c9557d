"""The progress of a command that takes long is shown as one line on a terminal, and nowhere else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO, TextIO

from store.folder.disk import Disk

EVERY_SECONDS = 1.0
CLEAR = "\x1b[K"
"""A terminal clears the rest of its line by this."""


@dataclass
class CountedDisk(Disk):
    """The disk counts the files that were read and written."""

    files: int = 0

    def read(self, path: Path) -> bytes | None:
        self.files += 1
        return super().read(path)

    def hold(self, path: Path) -> BinaryIO | None:
        self.files += 1
        return super().hold(path)

    def write(self, temporary: Path, data: bytes) -> None:
        self.files += 1
        super().write(temporary, data)


@dataclass(frozen=True)
class Progress:
    """The progress is that of the command ``name``; ``every``: after so many seconds the line comes, and comes anew."""

    name: str
    disk: CountedDisk
    terminal: TextIO
    every: float = EVERY_SECONDS
    seconds: Callable[[], float] = time.monotonic
    _ended: Event = field(default_factory=Event)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Shows the line while the block runs; a command that is done before is not spoken of."""
        if not self.terminal.isatty():
            yield
            return
        showing = Thread(target=self._show, args=(self.seconds(),), daemon=True)
        showing.start()
        try:
            yield
        finally:
            self._ended.set()
            showing.join()

    def line(self, passed: float) -> str:
        files = "1 file" if self.disk.files == 1 else f"{self.disk.files:,} files"
        return f"{self.name} is at work: {files} so far, {passed:.0f} s"

    def _show(self, began: float) -> None:
        while not self._ended.wait(self.every):
            # The line ends at its start, so that whatever is written next takes its place.
            self.terminal.write(f"{self.line(self.seconds() - began)}{CLEAR}\r")
            self.terminal.flush()
        self.terminal.write(CLEAR)
        self.terminal.flush()
