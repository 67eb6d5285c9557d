"""The reading watch raises an alarm where one person reads many cases within an hour: whoever reads all of them may be
somebody else at their keyboard, or about to take them away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from safeguarding.people import Person

WITHIN = timedelta(hours=1)
TOLD_FOR = timedelta(days=1)
log = structlog.get_logger()


@dataclass
class ReadingWatch:
    """The watch is in memory alone, of one process. At ``alarm_at`` different cases it raises the alarm, and again when
    they have been fewer meanwhile; it keeps nobody from reading. ``alarms`` has when it was raised last of whom."""

    alarm_at: int
    now: Callable[[], datetime]
    count: Callable[[], None]
    alarms: dict[Person, datetime] = field(default_factory=dict)
    _read: dict[Person, dict[str, datetime]] = field(default_factory=dict)

    def note(self, person: Person, ref: str) -> None:
        now = self.now()
        self._forget(now)
        read = self._read.setdefault(person, {})
        is_new = ref not in read
        read[ref] = now
        if is_new and len(read) == self.alarm_at:
            log.warning("many_cases_read", person=f"{person.tenant}/{person.id}", count=len(read))
            self.count()
            self.alarms[person] = now

    def _forget(self, now: datetime) -> None:
        for person, read in list(self._read.items()):
            recent = {ref: at for ref, at in read.items() if now - at < WITHIN}
            self._read[person] = recent
            if not recent:
                del self._read[person]
        self.alarms = {person: at for person, at in self.alarms.items() if now - at < TOLD_FOR}
