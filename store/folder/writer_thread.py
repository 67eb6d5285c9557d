"""One thread does all writing: the event loop never waits for a disk, and no two writes meet.

A moment after a write, and once more at the end, the thread does what is put off until then: nobody waits for that.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from store.errors import StoreFault

T = TypeVar("T")

PUT_OFF_SECONDS = 1.0


class Writer:
    """The writer checks, writes and then changes memory, all of it on its thread.

    So a caller that is cancelled in the middle leaves memory and disk alike.
    """

    def __init__(self, afterwards: Callable[[], None] = lambda: None) -> None:
        """``afterwards`` raises nothing."""
        self._afterwards = afterwards
        self._put_off: asyncio.TimerHandle | None = None
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
        loop = asyncio.get_running_loop()
        if self._put_off is None:
            self._put_off = loop.call_later(PUT_OFF_SECONDS, self._do_what_was_put_off)
        return loop.run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Returns when what was given before has been written."""
        if not self._closed:
            self._closed = True
            if self._put_off:
                self._put_off.cancel()
            self._do_afterwards()
        await asyncio.to_thread(self._thread.shutdown)

    def _do_what_was_put_off(self) -> None:
        self._put_off = None
        self._do_afterwards()

    def _do_afterwards(self) -> None:
        asyncio.get_running_loop().run_in_executor(self._thread, self._afterwards)
