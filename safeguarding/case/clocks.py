"""The open deadlines of a case, derived from its events."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeguarding.case.record import Case, Stage
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, sign_off
from safeguarding.deadlines import DueDate, due_date, due_dates
from safeguarding.framework import Framework
from safeguarding.working_days import WorkingCalendar

PROVISIONAL = "Provisional: the day a partner became aware is not known yet, so the earliest date known counts."


@dataclass(frozen=True)
class Clock:
    """A deadline that is still to be met. ``conditional``: whether it must be is not decided, and the clock runs."""

    due: DueDate
    provisional: bool = False
    conditional: bool = False

    @property
    def title(self) -> str:
        """What is due; with a proviso while it is not decided that it must be."""
        return f"{self.due.deadline.title}, if one is required" if self.conditional else self.due.deadline.title

    def explained(self) -> str:
        return f"{self.due.explained()} {PROVISIONAL}" if self.provisional else self.due.explained()


def clocks(case: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """None once the case is closed or merged."""
    return tuple(_running(case, framework, calendar)) if case.is_open else ()


def _running(case: Case, framework: Framework, calendar: WorkingCalendar) -> Iterator[Clock]:
    if case.sin_submitted is None:
        if notification_is_open(case):
            due = due_date(framework.deadline("sin"), case.aware.day, calendar)
            yield Clock(due, case.aware.provisional, case.outcome.values["sin"] != "required")
        return
    if case.stage is Stage.RAPID_REVIEW:
        starts = {"sin_submitted": case.sin_submitted}
        conditional = case.outcome.values["rapid_review"] != "required"
        for due in due_dates(framework, calendar, case.outcome.values, starts).values():
            yield Clock(due, conditional=conditional)


def notification_is_open(case: Case) -> bool:
    """A SIN is required or not yet known, or "not required" after a death or serious harm lacks an agreement."""
    if case.outcome.values["sin"] != "not_required":
        return True
    criteria = sign_off(case, NOTIFICATION_CRITERIA)
    return criteria is not None and not criteria.is_agreed
