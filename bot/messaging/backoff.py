"""The backoff says how long something that failed waits until it is tried again (retry): later each time, and as long
as the other side asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_ASKED = timedelta(hours=1)


@dataclass(frozen=True)
class Wait:
    """A wait lasts ``until`` a moment, after so many failures in a row."""

    failures: int
    until: datetime


class Backoff:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._backoff: dict[str, Wait] = {}

    def __contains__(self, name: str) -> bool:
        wait = self._backoff.get(name)
        # A clock that was set back makes nobody wait for longer than was meant.
        return wait is not None and self._now() < wait.until <= self._now() + LONGEST_ASKED

    def note_failure(self, name: str, retry_after: float | None) -> None:
        """Notes one more failure in a row. ``retry_after`` is in seconds."""
        before = self._backoff.get(name)
        failures = before.failures + 1 if before else 1
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
        asked = min(timedelta(seconds=retry_after or 0), LONGEST_ASKED)
        self._backoff[name] = Wait(failures, self._now() + max(wait, asked))

    def note_success(self, name: str) -> None:
        self._backoff.pop(name, None)
