"""Refusals are logged once a second of each kind: a flood of them must neither fill the disk nor take the time of those
who are let in."""

import time
from collections.abc import Callable

import structlog

EVERY_SECONDS = 1.0
log = structlog.get_logger()


class RefusalLog:
    """The log has, with each line, how many of that kind it stands for. ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logged: dict[tuple[int, str], float] = {}
        self._since: dict[tuple[int, str], int] = {}

    def note(self, status: int, error: str) -> None:
        kind, now = (status, error), self._clock()
        count = self._since.get(kind, 0) + 1
        if now - self._logged.get(kind, -EVERY_SECONDS) < EVERY_SECONDS:
            self._since[kind] = count
            return
        self._logged[kind], self._since[kind] = now, 0
        log.warning("request_refused", status=status, error=error, count=count)
