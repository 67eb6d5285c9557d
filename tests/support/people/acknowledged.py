"""A deadline of the plain case is acknowledged, by the police unless somebody else is named."""

from datetime import UTC, date, datetime

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.steps.acknowledging import acknowledge
from safeguarding.case.views.recipients import acknowledgeable
from safeguarding.people import Actor
from tests.support.case_stages import CALENDAR, FRAMEWORK, POLICE, circumstances, text
from tests.support.people.offices import OFFICES

WHY = "The officer in charge is on leave."


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def sin_of(case: Case) -> Clock:
    return next(clock for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id == "sin")


def acknowledged(
    case: Case,
    until: date = date(2026, 6, 5),
    *,
    by: Actor = POLICE,
    on: date = date(2026, 6, 2),
    why: str = WHY,
) -> Case:
    what = acknowledgeable(case, by, sin_of(case), circumstances(on, OFFICES))
    return acknowledge(case, what, until, text(why), by, at(on), CALENDAR)
