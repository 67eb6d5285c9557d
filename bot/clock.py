"""The clock tells the time as the bot records it. It refuses to tell a time that can't be right: statutory days are
counted from it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

TOLERANCE = timedelta(minutes=5)
JUMP = timedelta(days=1)
STOPPED_AT_MOST = timedelta(weeks=3)
"""A bot that runs notes something within days, as long as any deadline runs. Over Christmas a bot may be stopped for
two weeks; a month is what somebody sets wrong by hand."""
DOUBTED_SECONDS = 600.0
log = structlog.get_logger()


class ClockWentBack(Exception):
    """The clock jumped back, and nothing is recorded while that lasts. It ends by itself when the clock is right
    again."""


def wall_clock() -> datetime:
    """Returns the time as the machine has it, which may be set wrong."""
    return datetime.now(UTC)


def seconds_since_boot() -> float:
    """Returns the seconds since the machine started, a monotonic clock that nobody can set. On Linux it goes on while
    the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ForwardOnlyClock:
    """The clock compares the wall clock with the time at its making and the monotonic seconds that have passed since. A
    wall clock that was wrong for a while and is right again is not held against it, so no mistake of one moment keeps
    people from recording later.

    A time that is ahead is recorded, since it may be right and a case can't wait. But it is doubted for ten minutes,
    in which somebody can set it right before anybody is told that something is overdue. ``newest`` is the moment of
    what was noted last before the start; no jump is seen by the seconds of a process that did not run."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        steady: Callable[[], float] = seconds_since_boot,
        newest: datetime | None = None,
    ) -> None:
        self._wall = wall
        self._steady = steady
        now = wall()
        self._offset = self._lead = now.timestamp() - steady()
        ahead = now - newest - STOPPED_AT_MOST if newest else timedelta()
        self._believed = self._offset - (JUMP + ahead).total_seconds() if ahead > timedelta() else self._offset
        self._doubted_until: float | None = None

    def __call__(self) -> datetime:
        """Tells the time now. Raises ClockWentBack."""
        now, seconds = self._wall(), self._steady()
        lead = now.timestamp() - seconds
        if lead < self._offset - TOLERANCE.total_seconds():
            raise ClockWentBack(
                "The clock of the bot's machine has jumped back, so nothing is recorded. Set it right; or, if it is "
                "right now and was ahead before, start the bot again."
            )
        self._doubt(lead, seconds)
        return now

    def doubt(self) -> str | None:
        """Says why the time is doubted; none where it is not. Raises ClockWentBack."""
        self()
        if self._doubted_until is None:
            return None
        return (
            "The clock of the bot's machine has jumped ahead, or the bot was stopped for weeks. Set it right if it is "
            "wrong: recording goes on, and nudges begin ten minutes after the jump."
        )

    def _doubt(self, lead: float, seconds: float) -> None:
        """Begins or ends to doubt. ``lead`` is how far the wall clock is before the steady one, in seconds."""
        jump = JUMP.total_seconds()
        if lead <= self._believed + jump:
            self._believed, self._doubted_until = min(self._believed, lead), None
        elif self._doubted_until is None or lead > self._lead + jump:
            self._doubted_until = seconds + DOUBTED_SECONDS
            log.warning("clock_jumped_ahead")
        elif seconds >= self._doubted_until:
            self._believed, self._doubted_until = lead, None
        self._lead = lead
