"""The working days and office hours follow the bank holidays that GOV.UK publishes."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
GOV_UK = BankHolidays(use_cached_holidays=True)


@cache
def works(day: date) -> bool:
    return bool(GOV_UK.is_work_day(day, BankHolidays.ENGLAND_AND_WALES))


def is_office_hour(at: datetime) -> bool:
    local = at.astimezone(LONDON)
    return works(local.date()) and 9 <= local.hour < 17


def office_time(since: datetime, until: datetime) -> timedelta:
    """Adds up how long the offices were open between the two moments."""
    first, last = since.astimezone(LONDON), until.astimezone(LONDON)
    days = (first.date() + n * DAY for n in range((last.date() - first.date()).days + 1))
    opened = [
        (
            datetime(day.year, day.month, day.day, 9, tzinfo=LONDON),
            datetime(day.year, day.month, day.day, 17, tzinfo=LONDON),
        )
        for day in days
        if works(day)
    ]
    return sum((max(min(last, close) - max(first, open), timedelta()) for open, close in opened), timedelta())


def london_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


@cache
def working_days_later(start: date, number: int) -> date:
    day = start
    while number:
        day += DAY
        number -= works(day)
    return day


@cache
def working_days_in(after: date, until: date) -> int:
    """Counts the working days after the one day, up to and including the other."""
    return sum(works(after + n * DAY) for n in range(1, (until - after).days + 1))
