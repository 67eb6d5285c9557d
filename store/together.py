"""What is asked for at the same moment goes to disk in one write, and each who asked hears what became of theirs."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from store.writer import Writer

T = TypeVar("T")


class Together(Generic[T]):
    """``write`` is called on the writer's thread with all that waits by then, and raises nothing."""

    def __init__(self, writer: Writer, write: Callable[[Iterator[T]], None]) -> None:
        self._writer = writer
        self._write = write
        self._waiting: deque[T] = deque()
        self._is_write_coming = False
        self._writing: asyncio.Future[None]

    async def written(self, change: T) -> None:
        """Returns when it has been given to ``write``. Raises StoreFault when the store is closed."""
        self._writer.check_open()
        self._waiting.append(change)
        if not self._is_write_coming:
            self._is_write_coming = True
            self._writing = self._writer.start(self._write_what_waits)
        # Whoever is cancelled leaves the write to the others.
        await asyncio.shield(self._writing)

    def _write_what_waits(self) -> None:
        # First of all: what is added from now on may come too late for this write.
        self._is_write_coming = False
        self._write(self._taken())

    def _taken(self) -> Iterator[T]:
        while self._waiting:
            yield self._waiting.popleft()
