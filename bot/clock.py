"""The clock tells the time as the bot records it. It refuses to tell a time that can't be right: statutory days are
counted from it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)


def wall_clock() -> datetime:
    """Returns the time as the machine has it, which may be set wrong."""
    return datetime.now(UTC)


class ClockWentBack(Exception):
    """The clock jumped back, and nothing is recorded while that lasts. It ends by itself when the clock is right
    again."""


def seconds_since_boot() -> float:
    """Returns the seconds since the machine started, a monotonic clock that nobody can set. On Linux it goes on while
    the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ForwardOnlyClock:
    """The clock compares the wall clock with the time at its making and the monotonic seconds that have passed since. A
    wall clock that was wrong for a while and is right again is not held against it, so no mistake of one moment keeps
    people from recording later."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = seconds_since_boot) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = wall().timestamp() - steady()

    def __call__(self) -> datetime:
        """Tells the time now. Raises ClockWentBack."""
        now = self._wall()
        if now.timestamp() - self._steady() < self._offset - TOLERANCE.total_seconds():
            raise ClockWentBack(
                "The clock of the bot's machine has jumped back, so nothing is recorded. Set it right; or, if it is "
                "right now and was ahead before, start the bot again."
            )
        return now
