"""The writes log says how often the store was written: the log is not put back with an old store, and
``verify --at-least`` compares."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Self

import structlog

from store.interface import Store

EVERY_SECONDS = 3600.0

log = structlog.get_logger()


@dataclass(eq=False)
class WritesLog:
    """The log has the number at the start, at the end, and in the course of a run of months; ``seconds`` only grow."""

    store: Store
    seconds: Callable[[], float]
    _logged_at: float = field(init=False)

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[Self]:
        """Closes the store at the end."""
        try:
            async with self.store:
                self._log("store_opened")
                yield self
        finally:
            self._log("store_closed")

    async def run(self) -> None:
        """The job logs the number once an hour."""
        if self.seconds() - self._logged_at >= EVERY_SECONDS:
            self._log("store_written")

    def _log(self, event: str) -> None:
        self._logged_at = self.seconds()
        log.info(event, writes=self.store.writes)
