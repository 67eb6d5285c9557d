"""Thresholds say when a clock is worth a word: the days before its deadline, the day itself, and again while it is
overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from safeguarding.dates.working_days import DAY, WorkingCalendar

WEEK = timedelta(weeks=1)
UNITS = {"days": relativedelta(days=1), "weeks": relativedelta(weeks=1), "months": relativedelta(months=1)}


@dataclass(frozen=True)
class Span:
    """A span is a length of calendar time: "3 months", "2 weeks", "10 days"."""

    number: int
    unit: str

    @classmethod
    def read(cls, text: str) -> "Span":
        """Reads a span from such words. Raises ValueError."""
        number, unit = text.split()
        unit = f"{unit.removesuffix('s')}s"
        if int(number) < 1 or unit not in UNITS:
            raise ValueError(text)
        return cls(int(number), unit)

    def before(self, day: date) -> date:
        return day - UNITS[self.unit] * self.number


Before = int | Span
"""A length before a deadline counts working days when it is a number, and calendar time when it is a span."""


@dataclass(frozen=True)
class Threshold:
    """A threshold is a point of a clock, reached on ``day``. ``id`` tells it from the others of the same due date."""

    id: str
    day: date


def threshold_now(
    due: date, before: tuple[Before, ...], calendar: WorkingCalendar, today: date, *, weekly: bool = False
) -> Threshold | None:
    """Returns the latest point reached: what is true now, whatever was missed. None before the first.

    ``weekly``: overdue is said on the day after and then each week, instead of on each working day.
    """
    reached = [point for point in _points(due, before, calendar, today, weekly) if point.day <= today]
    return max(reached, key=lambda point: point.day, default=None)


def _points(
    due: date, before: tuple[Before, ...], calendar: WorkingCalendar, today: date, weekly: bool
) -> Iterator[Threshold]:
    """Yields the points, the nearest to the deadline first: where two fall on one day, the first counts."""
    if today > due:
        last = _latest_week(due, today) if weekly else _latest_working_day(due, calendar, today)
        yield Threshold(f"overdue_{last:%Y_%m_%d}", last)
    yield Threshold("due", due if calendar.is_working_day(due) else calendar.subtract(due, 1))
    for length in sorted(length for length in before if isinstance(length, int)):
        yield Threshold(f"left_{length}", calendar.subtract(due, length))
    spans = [length for length in before if isinstance(length, Span)]
    for span in sorted(spans, key=lambda span: span.before(due), reverse=True):
        yield Threshold(f"before_{span.number}_{span.unit}", span.before(due))


def _latest_week(due: date, today: date) -> date:
    overdue = today - due - DAY
    return due + DAY + overdue // WEEK * WEEK


def _latest_working_day(due: date, calendar: WorkingCalendar, today: date) -> date:
    """Returns the latest working day. The day after the deadline counts even where it is none: it is said with the next
    opening."""
    day = today
    while day > due + DAY and not calendar.is_working_day(day):
        day -= DAY
    return day
