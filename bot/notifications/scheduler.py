"""The scheduler runs the jobs that the bot does by itself, again and again. Each job has a loop of its own: none waits
for another, and an error or a hang in one ends none of the others."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Container, Mapping

import structlog

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]
OVERDUE_AFTER_RUNS = 10
STOP_SECONDS = 25.0


class Scheduler:
    """The scheduler runs every job at an interval, and at once when asked."""

    def __init__(
        self,
        rounds: Mapping[str, Job],
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._jobs = rounds
        self._seconds = seconds
        self._clock = clock
        self._stop_seconds = stop_seconds
        self._wanted = {name: asyncio.Event() for name in rounds}
        self._last_good = dict.fromkeys(rounds, clock())
        self._stopping = False

    def run_soon(self, *, but: Container[str] = ()) -> None:
        """Runs every job at once, ``but`` those of these names."""
        for name, wanted in self._wanted.items():
            if name not in but:
                wanted.set()

    def overdue_jobs(self) -> tuple[str, ...]:
        """Returns the jobs that have not gone well for ten intervals: something is wrong that does not mend itself."""
        oldest = self._clock() - OVERDUE_AFTER_RUNS * self._seconds
        return tuple(name for name, last in self._last_good.items() if last < oldest)

    async def run(self, first_after: float = 0.0) -> None:
        """Runs the jobs until it is stopped. Stopping waits for what is being sent, so that it is noted as sent.
        ``first_after`` is in seconds, so that the jobs of many partnerships are not run at the same instant."""
        loops = [asyncio.create_task(self._repeat(name, round, first_after)) for name, round in self._jobs.items()]
        try:
            await asyncio.gather(*(asyncio.shield(loop) for loop in loops))
        finally:
            self._stopping = True
            self.run_soon()
            _, hanging = await asyncio.wait(loops, timeout=self._stop_seconds)
            for loop in hanging:
                loop.cancel()

    async def _repeat(self, name: str, round: Job, first_after: float) -> None:
        wanted = self._wanted[name]
        if first_after:
            await _within(wanted, first_after)
        while not self._stopping:
            wanted.clear()
            await self._run_job(name, round)
            if self._stopping:
                return
            await _within(wanted, self._seconds)

    async def _run_job(self, name: str, round: Job) -> None:
        try:
            await round()
            self._last_good[name] = self._clock()
        except Exception as error:
            # The loop must outlive whatever went wrong; the next run tries again.
            log.error("round_failed", kind=name, error=type(error).__name__)


async def _within(wanted: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(wanted.wait(), seconds)
