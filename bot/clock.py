"""The time as the bot records it. It refuses to tell a time that can't be right: statutory days are counted from it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)


class ClockWentBack(Exception):
    """Nothing is recorded while it lasts. It ends by itself when the clock is right again."""


def seconds_since_boot() -> float:
    """Nobody can set it. On Linux it goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ForwardOnlyClock:
    """Compares with the time at its making and what has passed since. A clock that was wrong for a while and is right
    again is not held against it, so no mistake of one moment keeps people from recording later."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = seconds_since_boot) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = wall().timestamp() - steady()

    def __call__(self) -> datetime:
        """Raises ClockBehind."""
        now = self._wall()
        if now.timestamp() - self._steady() < self._offset - TOLERANCE.total_seconds():
            raise ClockWentBack(
                "The clock of the bot's machine has jumped back, so nothing is recorded. Set it right; or, if it is "
                "right now and was ahead before, start the bot again."
            )
        return now
