"""Working days of England are counted here, as calendar dates of Europe/London."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from safeguarding.dates.bank_holidays import bank_holidays

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
DAY = timedelta(days=1)


def london_date(at: datetime) -> date:
    """Returns the calendar date in London at a moment, which must carry its time zone. Raises ValueError without
    one."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(LONDON).date()


def spoken(day: date) -> str:
    """Writes a date as people read it: Monday 4 January 2027."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def spoken_shortly(day: date) -> str:
    """Writes a date where a picture has no room: 4 Jan 2027."""
    return f"{day.day} {day:%b %Y}"


@dataclass(frozen=True)
class WorkingCalendar:
    """The calendar knows England's bank holidays. ``extra_closed`` are days the partnership added, with their names: a
    holiday proclaimed at short notice."""

    published_until: date
    extra_closed: Mapping[date, str] = field(default_factory=dict)

    def holiday(self, day: date) -> str | None:
        return self.extra_closed.get(day) or bank_holidays(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def working_days_after(self, start: date) -> Iterator[date]:
        """Yields day 1, day 2 and so on: the start is day 0, whatever day of the week it is."""
        day = start
        while True:
            day += DAY
            if self.is_working_day(day):
                yield day

    def add(self, start: date, working_days: int) -> date:
        days = self.working_days_after(start)
        return next(day for number, day in enumerate(days, 1) if number == working_days)

    def subtract(self, day: date, working_days: int) -> date:
        """Returns the working day that lies so many before the day."""
        while working_days:
            day -= DAY
            working_days -= self.is_working_day(day)
        return day

    def working_days_left(self, today: date, due: date) -> int:
        """Counts working days after today up to the due date; negative when it has passed, 0 on the day."""
        if today > due:
            return -self.working_days_left(due, today)
        return sum(self.is_working_day(today + n * DAY) for n in range(1, (due - today).days + 1))

    def is_first_of_week(self, day: date) -> bool:
        """Says whether the day is the first of its week that is worked."""
        before = (day - n * DAY for n in range(1, day.weekday() + 1))
        return self.is_working_day(day) and not any(map(self.is_working_day, before))

    def holidays_between(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """Returns the weekday holidays after the start, up to the end: those that a count has skipped."""
        days = (start + n * DAY for n in range(1, (end - start).days + 1))
        return tuple((day, name) for day in days if day.weekday() < SATURDAY and (name := self.holiday(day)))

    def warning(self, day: date) -> str | None:
        if day <= self.published_until:
            return None
        return (
            f"Bank holidays are published only until {spoken(self.published_until)}: "
            "check this date when the later ones are announced."
        )
