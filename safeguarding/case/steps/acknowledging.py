"""Acknowledging says that an office knows of a deadline, and why it is not done: its holders are not nudged of it for a
few days. It ends nothing, and moves no day."""

from dataclasses import dataclass
from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.events.case_events import Acknowledged
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.clocks import Clock
from safeguarding.case.steps.guards import require_reason
from safeguarding.dates.thresholds import last_working_day
from safeguarding.dates.working_days import WorkingCalendar, london_date, spoken
from safeguarding.framework.entries import Office
from safeguarding.people import Actor

LONGEST = 3
"""An office is left in peace for so many working days at most."""


@dataclass(frozen=True)
class Acknowledgeable:
    """A deadline can be acknowledged for some offices of a person, as far as they hear of it; ``standing`` is what was
    acknowledged of it before, and lasts."""

    clock: Clock
    offices: tuple[Office, ...]
    standing: tuple[Acknowledged, ...] = ()

    @property
    def standing_for_offices(self) -> tuple[Acknowledged, ...]:
        return tuple(event for event in self.standing if not set(self.offices).isdisjoint(event.offices))


def acknowledge(
    case: Case,
    what: Acknowledgeable,
    quiet_until: date,
    reason: FreeText,
    by: Actor,
    at: datetime,
    calendar: WorkingCalendar,
) -> Case:
    """Acknowledges the deadline for the offices. Raises NotAllowed where there is none, InvalidInput where the day is
    none of ``days_to_choose``."""
    STEPS["acknowledge"].require(case, by)
    if any((event.quiet_until, event.by) == (quiet_until, by.person) for event in what.standing_for_offices):
        return case
    due, today = what.clock.due, london_date(at)
    require_acknowledgeable(what, today, calendar)
    days = days_to_choose(due.due, today, calendar)
    if quiet_until not in days:
        raise InvalidInput(f"Nudges come again on: choose {' or '.join(map(spoken, days))}.", "quiet_until")
    require_reason(reason)
    deadline, offices = due.id, what.offices
    return case.then(
        Acknowledged(
            by=by.person,
            at=at,
            deadline=deadline,
            due=due.due,
            offices=offices,
            quiet_until=quiet_until,
            reason=reason,
        )
    )


def require_acknowledgeable(what: Acknowledgeable, today: date, calendar: WorkingCalendar) -> None:
    """Requires that the deadline can be acknowledged on the day. Raises NotAllowed where it is not for the person,
    InvalidInput where it is too early or too late."""
    if not what.offices:
        raise NotAllowed(
            "Only those whose step it is or who answer for the day, the DCS and the Business Team can acknowledge it."
        )
    for event in what.standing_for_offices:
        raise InvalidInput(
            f"It is acknowledged until {spoken(event.quiet_until)} already. The nudges come again on that day. Then it "
            "can be acknowledged once more."
        )
    due = what.clock.due.due
    if not days_to_choose(due, today, calendar):
        again = spoken(calendar.add(due, 1))
        raise InvalidInput(
            "On the day on which it is due, and on the first working day after it, the nudges come in any case. From "
            f"{again} on it can be acknowledged again."
        )


def days_to_choose(due: date, today: date, calendar: WorkingCalendar) -> tuple[date, ...]:
    """Returns the days on which the nudges may come again: the next working days, none of them after the due day. Once
    it is due there is none until the first working day after it, which is told to everybody too."""
    days = tuple(calendar.add(today, number) for number in range(1, LONGEST + 1))
    told_as_due = last_working_day(due, calendar)
    if today < told_as_due:
        return tuple(day for day in days if day <= told_as_due)
    return days if today >= calendar.add(due, 1) else ()


def is_told_to_all(due: date, day: date, calendar: WorkingCalendar) -> bool:
    """Says whether nobody is left in peace on the day: from the due day to the first working day after it."""
    return last_working_day(due, calendar) <= day <= calendar.add(due, 1)
