"""Nudges say what of a case must be said now: one nudge a clock, the one that is true today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.views.next_steps import Waiting, waiting_for
from safeguarding.dates.thresholds import Before, Threshold, threshold_now
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.framework.framework import Framework


@dataclass(frozen=True)
class Nudge:
    """A nudge is a clock at a threshold, with what it waits for."""

    case: Case
    clock: Clock
    threshold: Threshold
    waiting: Waiting

    @property
    def key(self) -> tuple[str, str, str]:
        """The key is the same whenever the same is to be said of the case, so that sending is idempotent: deadline, due
        date and threshold."""
        due = self.clock.due
        return due.id, due.due.isoformat(), self.threshold.id

    @property
    def is_overdue(self) -> bool:
        return self.threshold.day > self.clock.due.due


def nudges(
    case: Case,
    framework: Framework,
    calendar: WorkingCalendar,
    thresholds: Mapping[str, tuple[Before, ...]],
    today: date,
) -> Iterator[Nudge]:
    """Yields the nudges of a case. ``thresholds`` are by deadline: one without any is said on the day and while it is
    overdue. A nudge that was told when the case opened is not said again."""
    told = _told_at_opening(case, framework, calendar)
    for clock in clocks(case, framework, calendar):
        due = clock.due
        weekly = due.deadline.months is not None
        threshold = threshold_now(due.due, thresholds.get(due.id, ()), calendar, today, weekly=weekly)
        if threshold and threshold.day > told.get((due.id, due.due), date.min):
            yield Nudge(case, clock, threshold, waiting_for(case, framework, due.id))


def _told_at_opening(case: Case, framework: Framework, calendar: WorkingCalendar) -> dict[tuple[str, date], date]:
    """Returns the clocks that ran from the start with the due dates of then, and the day on which they were told."""
    opening = Case(case.events[:1])
    day = london_date(case.opened.at)
    return {(clock.due.id, clock.due.due): day for clock in clocks(opening, framework, calendar)}
