"""One thread does all writing: the event loop never waits for a disk, and no two writes meet."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from store.errors import StoreFault

T = TypeVar("T")


class Writer:
    """The writer checks, writes and then changes memory, all of it on its thread.

    So a caller that is cancelled in the middle leaves memory and disk alike.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._closed = False

    def check_open(self) -> None:
        """Raises StoreFault once the store is closed, since what is given now would not be done."""
        if self._closed:
            raise StoreFault("The store is closed: the bot is stopping. Try again when it has started.")

    async def run(self, work: Callable[[], T]) -> T:
        return await self.start(work)

    def start(self, work: Callable[[], T]) -> asyncio.Future[T]:
        self.check_open()
        return asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Returns when what was given before has been written."""
        self._closed = True
        await asyncio.to_thread(self._thread.shutdown)
