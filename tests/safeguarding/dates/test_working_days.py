"""England's working days agree with the independent calendar of GOV.UK."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.dates.working_days import WorkingCalendar, london_date, spoken
from safeguarding.framework.loader import current

PUBLISHED_UNTIL = current().calendar.published_until
CALENDAR = WorkingCalendar(PUBLISHED_UNTIL)
GOV_UK = BankHolidays(use_cached_holidays=True)
ENGLAND = BankHolidays.ENGLAND_AND_WALES
FIRST, LAST = date(2012, 1, 1), date(2028, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]

days = st.dates(FIRST, LAST - timedelta(days=60))
numbers = st.integers(1, 20)


def test_every_day_from_2012_to_2028_is_a_working_day_here_exactly_when_gov_uk_says_so() -> None:
    differing = [day for day in ALL_DAYS if CALENDAR.is_working_day(day) != GOV_UK.is_work_day(day, ENGLAND)]
    assert differing == []


def test_every_bank_holiday_of_gov_uk_is_one_here_and_others_fall_on_weekends_only() -> None:
    ours = {day for day in ALL_DAYS if CALENDAR.holiday(day)}
    theirs = {day for day in ALL_DAYS if GOV_UK.is_holiday(day, ENGLAND)}
    assert theirs - ours == set()
    assert {day for day in ours - theirs if day.weekday() < 5} == set()


def test_gov_uk_has_published_as_far_as_the_rules_say() -> None:
    published = max(holiday["date"] for holiday in GOV_UK.get_holidays(division=ENGLAND))
    assert published.year == PUBLISHED_UNTIL.year


@pytest.mark.parametrize("number", [5, 15])
def test_counting_from_every_day_from_2012_to_2028_agrees_with_gov_uk(number: int) -> None:
    working = [day for day in ALL_DAYS if GOV_UK.is_work_day(day, ENGLAND)]
    for start in ALL_DAYS[:-60]:
        assert CALENDAR.add(start, number) == working[bisect_right(working, start) + number - 1], start


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 5, 8), "May Day"),
        (date(2022, 6, 2), "Spring Bank Holiday"),
        (date(2022, 6, 3), "Platinum Jubilee"),
        (date(2022, 9, 19), "State Funeral"),
        (date(2023, 5, 8), "Coronation"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (observed)"),
        (date(2027, 12, 28), "Boxing Day (observed)"),
        (date(2028, 1, 3), "New Year's Day (observed)"),
    ],
)
def test_a_bank_holiday_is_left_out_and_named(day: date, name: str) -> None:
    assert not CALENDAR.is_working_day(day)
    assert name in str(CALENDAR.holiday(day))


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),  # the early May holiday, moved to VE Day
        date(2022, 5, 30),  # the spring holiday, moved to the Jubilee
        date(2026, 1, 2),  # a holiday in Scotland only
        date(2026, 3, 17),  # a holiday in Northern Ireland only
        date(2028, 2, 29),
    ],
)
def test_a_day_that_is_no_bank_holiday_in_england_counts(day: date) -> None:
    assert CALENDAR.is_working_day(day)


@given(days, numbers)
def test_day_n_is_a_working_day_and_the_nth_after_the_start(start: date, number: int) -> None:
    due = CALENDAR.add(start, number)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert CALENDAR.is_working_day(due)
    assert sum(GOV_UK.is_work_day(day, ENGLAND) for day in between) == number


@given(days, days, numbers)
def test_starting_later_never_makes_it_due_earlier(one: date, other: date, number: int) -> None:
    assert CALENDAR.add(min(one, other), number) <= CALENDAR.add(max(one, other), number)


@given(days, numbers, numbers)
def test_counting_in_two_steps_gives_the_same_day(start: date, first: int, second: int) -> None:
    assert CALENDAR.add(CALENDAR.add(start, first), second) == CALENDAR.add(start, first + second)


@given(days, numbers)
def test_the_working_days_left_shrink_to_nought_on_the_day_and_go_below_after_it(start: date, number: int) -> None:
    due = CALENDAR.add(start, number)
    assert CALENDAR.working_days_left(start, due) == number
    assert CALENDAR.working_days_left(due, due) == 0
    assert CALENDAR.working_days_left(CALENDAR.add(due, number), due) == -number


@given(days, numbers)
def test_the_holidays_skipped_are_the_weekdays_not_counted(start: date, number: int) -> None:
    due = CALENDAR.add(start, number)
    weekdays = [day for n in range(1, (due - start).days + 1) if (day := start + timedelta(days=n)).weekday() < 5]
    skipped = [day for day, _ in CALENDAR.holidays_between(start, due)]
    assert skipped == [day for day in weekdays if GOV_UK.is_holiday(day, ENGLAND)]


def test_a_holiday_proclaimed_at_short_notice_can_be_added_as_a_closed_day() -> None:
    tuesday = date(2026, 11, 24)
    closed = WorkingCalendar(PUBLISHED_UNTIL, {tuesday: "Day of mourning"})
    assert not closed.is_working_day(tuesday)
    assert closed.holiday(tuesday) == "Day of mourning"
    assert closed.add(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert CALENDAR.add(date(2026, 11, 23), 1) == tuesday


def test_a_closed_day_added_at_a_weekend_changes_nothing() -> None:
    saturday = date(2026, 11, 28)
    closed = WorkingCalendar(PUBLISHED_UNTIL, {saturday: "Office move"})
    assert closed.add(date(2026, 11, 23), 5) == CALENDAR.add(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert closed.holidays_between(date(2026, 11, 23), date(2026, 11, 30)) == ()


def test_a_date_beyond_the_published_holidays_carries_a_warning_in_words() -> None:
    assert CALENDAR.warning(PUBLISHED_UNTIL) is None
    warning = CALENDAR.warning(PUBLISHED_UNTIL + timedelta(days=1))
    assert warning is not None
    assert spoken(PUBLISHED_UNTIL) in warning
    assert "check this date" in warning


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),  # midnight in summer time
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), date(2026, 12, 2)),  # midnight in winter time
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # the clocks go forward at 01:00
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),  # the clocks go back at 01:00
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 12, 1, 23, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 12, 2)),
    ],
)
def test_the_day_of_an_event_is_the_calendar_date_in_london(at: datetime, day: date) -> None:
    assert london_date(at) == day


def test_a_moment_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        london_date(datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 - the point of the test


def test_a_date_is_said_as_people_say_it() -> None:
    assert spoken(date(2027, 1, 4)) == "Monday 4 January 2027"


def test_the_holidays_between_two_days_take_in_the_last_day_and_not_the_first() -> None:
    assert CALENDAR.holidays_between(date(2026, 12, 24), date(2026, 12, 25)) == ((date(2026, 12, 25), "Christmas Day"),)
    assert CALENDAR.holidays_between(date(2026, 12, 25), date(2026, 12, 27)) == ()


def test_the_first_working_day_of_a_week_is_its_monday_or_the_day_after_a_bank_holiday() -> None:
    easter = [date(2026, 4, 3) + timedelta(days=n) for n in range(11)]
    assert [day for day in easter if CALENDAR.is_first_of_week(day)] == [date(2026, 4, 7), date(2026, 4, 13)]
