"""Reminders are asked for by the Business Team: whoever a deadline waits for is nudged at once, beside the nudges that
come by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeguarding.case.errors import NotAllowed
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.partnership.model import WorkingHours
from safeguarding.people import Actor, Person, Role
from safeguarding.values import Value

ONCE_IN = timedelta(hours=4)
"""In so many working hours a person is reminded of one deadline of a case once."""


class Reminder(Value):
    """A reminder was asked for ``by`` somebody at a moment, for one person and one deadline of a case."""

    deadline: str
    person: Person
    at: datetime
    by: Person

    def is_recent(self, now: datetime, hours: WorkingHours, calendar: WorkingCalendar) -> bool:
        """Says whether the person is not to be reminded of the same again as yet."""
        return not hours.have_passed(self.at, now, ONCE_IN, calendar)


@dataclass(frozen=True)
class Asked:
    """The request parts whoever is reminded by it (``new``) from whoever was reminded just before
    (``before``)."""

    new: tuple[Reminder, ...]
    before: tuple[Reminder, ...]


def may_remind(by: Actor) -> bool:
    return Role.BUSINESS_TEAM in by.roles


def require_may_remind(by: Actor) -> None:
    if not may_remind(by):
        raise NotAllowed("Only the Business Team can have people reminded.")


def ask(
    known: Iterable[Reminder],
    deadline: str,
    people: Sequence[Person],
    by: Actor,
    now: datetime,
    hours: WorkingHours,
    calendar: WorkingCalendar,
) -> Asked:
    """Asks for a reminder of each of the people. ``known`` are the reminders of the case before. Raises NotAllowed."""
    require_may_remind(by)
    recent = {each.person: each for each in known if each.deadline == deadline and each.is_recent(now, hours, calendar)}
    new = [Reminder(deadline=deadline, person=who, at=now, by=by.person) for who in people if who not in recent]
    return Asked(tuple(new), tuple(recent[who] for who in people if who in recent))
