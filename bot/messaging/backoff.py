"""The backoff says how long something that failed waits until it is tried again (retry): later each time, and as long
as the other side asks (``Retry-After``)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_REFUSED = timedelta(hours=4)
"""Whoever has blocked the bot, or has it no more, is not asked each half hour for weeks."""
LONGEST_ASKED = timedelta(hours=1)


@dataclass(frozen=True)
class Wait:
    """A wait lasts from one moment until another, after so many failures in a row. ``asked`` is until when the other
    side has asked to be left alone."""

    failures: int
    since: datetime
    until: datetime
    asked: datetime


class Backoff:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._backoff: dict[str, Wait] = {}

    def __contains__(self, name: str) -> bool:
        wait = self._backoff.get(name)
        # A clock that was set back makes nobody wait for longer than was meant.
        return wait is not None and wait.since <= self._now() < wait.until

    def is_asked_for(self, name: str) -> bool:
        """Says whether it waits because the other side has asked for it."""
        wait = self._backoff.get(name)
        return wait is not None and wait.since <= self._now() < wait.asked

    def failures(self, name: str) -> int:
        """Returns how often it has failed in a row."""
        wait = self._backoff.get(name)
        return wait.failures if wait else 0

    def note_failure(self, name: str, retry_after: float | None, longest: timedelta = LONGEST_WAIT) -> None:
        """Notes one more failure in a row. ``retry_after`` is in seconds."""
        failures, now = self.failures(name) + 1, self._now()
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, 10), longest)
        asked = min(timedelta(seconds=retry_after or 0), LONGEST_ASKED)
        self._backoff[name] = Wait(failures, now, now + max(wait, asked), now + asked)

    def note_success(self, name: str) -> None:
        """Forgets the failures. For as long as the other side has asked for it waits all the same: what has come of
        another try was on its way before."""
        wait = self._backoff.pop(name, None)
        if wait and self._now() < wait.asked:
            self._backoff[name] = replace(wait, failures=0, until=wait.asked)
