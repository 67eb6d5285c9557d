"""A group commit takes what is asked for at the same moment to disk in one write, and each caller hears what became of
their change.

After a write of several the next one is put off for a moment, so that more goes with it: a disk takes as long for one
change as for ten, and whoever is alone waits for nothing.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from store.folder.writer_thread import Writer

T = TypeVar("T")

SEVERAL = 3
PUT_OFF_SECONDS = 0.001


class GroupCommit(Generic[T]):
    """The group commit calls ``write`` on the writer's thread with all that waits by then; ``write`` raises nothing.
    ``put_off`` holds that thread up, for a number of seconds."""

    def __init__(
        self, writer: Writer, write: Callable[[Iterator[T]], None], put_off: Callable[[float], None] = time.sleep
    ) -> None:
        self._writer = writer
        self._write = write
        self._put_off = put_off
        self._waiting: deque[T] = deque()
        self._is_write_coming = False
        self._writing: asyncio.Future[None]
        self._taken_last = 0

    async def submit(self, change: T) -> None:
        """Returns when the change has been given to ``write``. Raises StoreFault when the store is closed."""
        self._writer.check_open()
        self._waiting.append(change)
        if not self._is_write_coming:
            self._is_write_coming = True
            self._writing = self._writer.start(self._write_what_waits)
        # Whoever is cancelled leaves the write to the others.
        await asyncio.shield(self._writing)

    def _write_what_waits(self) -> None:
        if self._waiting and self._taken_last >= SEVERAL:
            self._put_off(PUT_OFF_SECONDS)
        # Before any is taken: what is added from now on may come too late for this write.
        self._is_write_coming = False
        # The write before may have taken what this one was begun for.
        if self._waiting:
            self._taken_last = 0
            self._write(self._take_waiting())

    def _take_waiting(self) -> Iterator[T]:
        while self._waiting:
            self._taken_last += 1
            yield self._waiting.popleft()
