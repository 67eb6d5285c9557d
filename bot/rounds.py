"""What the bot does by itself, again and again. An error in one round does not end the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

log = structlog.get_logger()

Round = Callable[[], Awaitable[None]]


class Rounds:
    """Runs every round at an interval, and at once when asked."""

    def __init__(self, rounds: Sequence[Round], seconds: float) -> None:
        self._rounds = rounds
        self._seconds = seconds
        self._wanted = asyncio.Event()

    def soon(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self._wanted.clear()
            for round in self._rounds:
                await self._guarded(round)
            try:
                await asyncio.wait_for(self._wanted.wait(), self._seconds)
            except TimeoutError:
                continue

    async def _guarded(self, round: Round) -> None:
        try:
            await round()
        except Exception as error:
            # The loop must outlive whatever went wrong; the next round tries again.
            log.error("round_failed", error=type(error).__name__)
