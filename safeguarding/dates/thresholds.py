"""Thresholds say when a clock is worth a word: the days before its deadline, the day itself, and again while it is
overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from safeguarding.dates.working_days import DAY, WorkingCalendar

WEEK = timedelta(weeks=1)
DUE, OVERDUE = "due", "overdue_"
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


@dataclass(frozen=True)
class Pace:
    """The pace is how often something overdue is said: on each of the first ``daily`` working days, and then at least
    every so many, ``then_every``. The first days count from the due date, or from the day ``since`` when it is known,
    where that is later. The others count within each week, so that all that is long overdue is said on the same days.
    """

    daily: int = 5
    then_every: int = 3
    since: date | None = None


WEEKLY = None
"""Overdue is said on the day after, and then on the first working day of each week."""

FAR = 5
"""A point that lies more working days before the deadline is reached on the first working day of its week."""


def threshold_now(
    due: date, before: tuple[Before, ...], calendar: WorkingCalendar, today: date, pace: Pace | None = WEEKLY
) -> Threshold | None:
    """Returns the latest point reached: what is true now, whatever was missed. None before the first."""
    reached = [point for point in _points(due, before, calendar, today, pace) if point.day <= today]
    return max(reached, key=lambda point: point.day, default=None)


def _points(
    due: date, before: tuple[Before, ...], calendar: WorkingCalendar, today: date, pace: Pace | None
) -> Iterator[Threshold]:
    """Yields the points, the nearest to the deadline first: where two fall on one day, the first counts."""
    if today > due:
        last = _latest_at_pace(due, calendar, today, pace) if pace else max(due + DAY, _monday_of(today))
        yield Threshold(f"{OVERDUE}{last:%Y_%m_%d}", last)
    yield Threshold(DUE, last_working_day(due, calendar))
    for length in sorted(length for length in before if isinstance(length, int)):
        day = calendar.subtract(due, length)
        yield Threshold(f"left_{length}", day if length <= FAR else _monday_of(day))
    spans = [length for length in before if isinstance(length, Span)]
    for span in sorted(spans, key=lambda span: span.before(due), reverse=True):
        yield Threshold(f"before_{span.number}_{span.unit}", span.before(due))


def _monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def _latest_at_pace(due: date, calendar: WorkingCalendar, today: date, pace: Pace) -> date:
    """Returns the latest working day on which it is said. The day after the deadline counts even where it is none: it
    is said with the next opening."""
    start = max(due, pace.since or due)
    number = -calendar.working_days_left(today, start)
    if number <= 0:
        return start + DAY if start == due else start
    last_daily = calendar.add(start, min(number, pace.daily))
    return max(last_daily, _latest_of_rhythm(calendar, today, pace.then_every))


def _latest_of_rhythm(calendar: WorkingCalendar, today: date, every: int) -> date:
    """Returns the latest of the days on which everything long overdue is said: the first working day of the week, and
    each so many after it."""
    last = last_working_day(today, calendar)
    monday = _monday_of(last)
    worked = [day for n in range(last.weekday() + 1) if calendar.is_working_day(day := monday + n * DAY)]
    return worked[::every][-1]


def last_working_day(due: date, calendar: WorkingCalendar) -> date:
    """Returns the due date, or the working day before where it is none: then it is told as due."""
    return due if calendar.is_working_day(due) else calendar.subtract(due, 1)
