"""A threshold says when a clock is worth a word; a calendar that is walked through day by day agrees."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.dates.thresholds import WEEKLY, Before, Pace, Span, Threshold, threshold_now
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.loader import current

CALENDAR = WorkingCalendar(current().calendar.published_until)
GOV_UK = BankHolidays(use_cached_holidays=True)
DAY = timedelta(days=1)
EACH_DAY = Pace(daily=1_000, then_every=1)
SIN: tuple[Before, ...] = (3, 2, 1)
FIFTEEN_DAYS: tuple[Before, ...] = (10, 5, 2, 1)
SIX_MONTHS: tuple[Before, ...] = (Span(3, "months"), Span(1, "months"), Span(2, "weeks"), Span(1, "weeks"))


def works(day: date) -> bool:
    return bool(GOV_UK.is_work_day(day, BankHolidays.ENGLAND_AND_WALES))


def days_after(start: date, end: date) -> list[date]:
    """Returns the days after the start, up to the end."""
    return [start + n * DAY for n in range(1, (end - start).days + 1)]


def now(due: date, before: tuple[Before, ...], today: date, *, weekly: bool = False) -> str | None:
    found = threshold_now(due, before, CALENDAR, today, WEEKLY if weekly else EACH_DAY)
    return found.id if found else None


def told(due: date, before: tuple[Before, ...], first: date, last: date, *, weekly: bool = False) -> dict[date, str]:
    """Returns what a reader hears who is told on working days, each thing on the first of them on which it is true."""
    heard: dict[str, date] = {}
    for day in filter(works, days_after(first - DAY, last)):
        if said := now(due, before, day, weekly=weekly):
            heard.setdefault(said, day)
    return {day: said for said, day in heard.items()}


def test_a_sin_is_nudged_three_two_and_one_working_days_before_on_the_day_and_on_each_working_day_after() -> None:
    monday_to_monday = told(date(2026, 11, 30), SIN, date(2026, 11, 23), date(2026, 12, 2))
    assert monday_to_monday == {
        date(2026, 11, 25): "left_3",
        date(2026, 11, 26): "left_2",
        date(2026, 11, 27): "left_1",
        date(2026, 11, 30): "due",
        date(2026, 12, 1): "overdue_2026_12_01",
        date(2026, 12, 2): "overdue_2026_12_02",
    }


def worked_of_week(day: date) -> list[date]:
    """Returns the working days of the week, up to the day."""
    return [each for n in range(day.weekday(), -1, -1) if works(each := day - n * DAY)]


@given(number=st.integers(1, 80), pace=st.builds(Pace, st.integers(1, 10), st.integers(1, 6)))
def test_something_overdue_is_said_at_its_pace_and_later_on_the_same_days_of_each_week(number: int, pace: Pace) -> None:
    due = date(2026, 11, 30)
    days = [day for day in days_after(due, date(2027, 4, 30)) if works(day)][:number]
    said = threshold_now(due, (), CALENDAR, days[-1], pace)
    told_on = [
        day for n, day in enumerate(days, 1) if n <= pace.daily or (len(worked_of_week(day)) - 1) % pace.then_every == 0
    ]
    assert said == Threshold(f"overdue_{told_on[-1]:%Y_%m_%d}", told_on[-1])


def test_what_is_long_overdue_is_never_said_more_rarely_than_its_pace_and_two_cases_on_the_same_days() -> None:
    pace, last = Pace(daily=5, then_every=3), date(2027, 2, 26)
    told_on: list[set[date]] = []
    for due in (date(2026, 11, 3), date(2026, 11, 9)):
        days = [day for day in days_after(due, last) if works(day)]
        said = [threshold_now(due, (), CALENDAR, day, pace) for day in days]
        on = [days.index(each.day) for each in said if each]
        assert all(later - earlier <= 3 for earlier, later in pairwise(on))
        told_on.append({days[number] for number in on if days[number] > date(2026, 11, 20)})
    assert told_on[0] == told_on[1]
    assert {day.weekday() for day in told_on[0] if len(worked_of_week(day + (4 - day.weekday()) * DAY)) == 5} == {0, 3}


def test_christmas_and_new_year_are_no_days_on_which_a_sin_comes_nearer() -> None:
    """The partner became aware on 24 December 2026, so the SIN is due on 5 January."""
    assert told(date(2027, 1, 5), SIN, date(2026, 12, 24), date(2027, 1, 6)) == {
        date(2026, 12, 30): "left_3",
        date(2026, 12, 31): "left_2",
        date(2027, 1, 4): "left_1",
        date(2027, 1, 5): "due",
        date(2027, 1, 6): "overdue_2027_01_06",
    }


def test_easter_and_the_change_of_the_clocks_are_no_days_on_which_a_sin_comes_nearer() -> None:
    """Good Friday is 26 March 2027, the clocks go forward on Easter Sunday."""
    assert told(date(2027, 3, 31), SIN, date(2027, 3, 22), date(2027, 4, 1)) == {
        date(2027, 3, 24): "left_3",
        date(2027, 3, 25): "left_2",
        date(2027, 3, 30): "left_1",
        date(2027, 3, 31): "due",
        date(2027, 4, 1): "overdue_2027_04_01",
    }


def test_the_leap_day_is_a_working_day_like_any_other() -> None:
    assert told(date(2028, 3, 2), SIN, date(2028, 2, 24), date(2028, 3, 2)) == {
        date(2028, 2, 28): "left_3",
        date(2028, 2, 29): "left_2",
        date(2028, 3, 1): "left_1",
        date(2028, 3, 2): "due",
    }


def test_the_fifteen_days_are_nudged_ten_five_two_and_one_before() -> None:
    assert told(date(2026, 6, 23), FIFTEEN_DAYS, date(2026, 6, 2), date(2026, 6, 24)) == {
        date(2026, 6, 8): "left_10",  # ten are left on Tuesday: it is told on the Monday
        date(2026, 6, 16): "left_5",
        date(2026, 6, 19): "left_2",
        date(2026, 6, 22): "left_1",
        date(2026, 6, 23): "due",
        date(2026, 6, 24): "overdue_2026_06_24",
    }


def test_six_months_are_nudged_by_the_calendar_and_when_overdue_once_a_week() -> None:
    due = date(2027, 6, 15)
    assert told(due, SIX_MONTHS, date(2026, 12, 15), date(2027, 7, 2), weekly=True) == {
        date(2027, 3, 15): "before_3_months",
        date(2027, 5, 17): "before_1_months",  # 15 May is a Saturday
        date(2027, 6, 1): "before_2_weeks",
        date(2027, 6, 8): "before_1_weeks",
        date(2027, 6, 15): "due",
        date(2027, 6, 16): "overdue_2027_06_16",
        date(2027, 6, 21): "overdue_2027_06_21",
        date(2027, 6, 28): "overdue_2027_06_28",
    }


@pytest.mark.parametrize(
    ("due", "said_on"),
    [
        (date(2027, 2, 28), date(2027, 2, 26)),  # a Sunday
        (date(2027, 3, 28), date(2027, 3, 25)),  # Easter Sunday, after Good Friday
        (date(2026, 12, 28), date(2026, 12, 24)),  # a bank holiday after Christmas and a weekend
        (date(2028, 2, 29), date(2028, 2, 29)),  # six months after 31 August: the leap day, a Tuesday
    ],
)
def test_a_review_due_on_a_day_off_is_said_to_be_due_on_the_last_working_day_before(due: date, said_on: date) -> None:
    heard = told(due, SIX_MONTHS, due - 10 * DAY, due + 10 * DAY, weekly=True)
    assert [day for day, said in heard.items() if said == "due"] == [said_on]


def test_the_last_day_of_a_short_month_counts_where_there_is_no_such_day() -> None:
    assert Span(1, "months").before(date(2027, 3, 31)) == date(2027, 2, 28)
    assert Span(3, "months").before(date(2028, 5, 31)) == date(2028, 2, 29)


def test_before_the_first_threshold_nothing_is_said() -> None:
    assert now(date(2026, 11, 30), SIN, date(2026, 11, 24)) is None
    assert now(date(2026, 11, 30), SIN, date(2024, 2, 29)) is None


def test_without_thresholds_only_the_day_itself_and_overdue_are_said() -> None:
    assert told(date(2026, 6, 4), (), date(2026, 6, 1), date(2026, 6, 8)) == {
        date(2026, 6, 4): "due",
        date(2026, 6, 5): "overdue_2026_06_05",
        date(2026, 6, 8): "overdue_2026_06_08",
    }


def test_the_order_in_which_the_partnership_lists_its_thresholds_does_not_matter() -> None:
    for day in days_after(date(2027, 1, 1), date(2027, 7, 1)):
        assert now(date(2027, 6, 15), SIX_MONTHS, day) == now(date(2027, 6, 15), SIX_MONTHS[::-1], day)
        assert now(date(2027, 6, 15), FIFTEEN_DAYS, day) == now(date(2027, 6, 15), FIFTEEN_DAYS[::-1], day)


def test_a_day_on_which_the_offices_are_closed_by_proclamation_brings_the_nudges_forward() -> None:
    wednesday = date(2026, 11, 25)
    mourning = WorkingCalendar(CALENDAR.published_until, {wednesday: "Day of mourning"})
    assert threshold_now(date(2026, 11, 30), SIN, mourning, date(2026, 11, 24)) == Threshold(
        "left_3", date(2026, 11, 24)
    )


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3 months", Span(3, "months")),
        ("1 month", Span(1, "months")),
        ("2 weeks", Span(2, "weeks")),
        ("1 week", Span(1, "weeks")),
        ("10 days", Span(10, "days")),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(text: str, span: Span) -> None:
    assert Span.read(text) == span


@pytest.mark.parametrize("text", ["", "3", "months", "0 weeks", "-1 weeks", "2 years", "2.5 days", "3 months or so"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Span.read(text)


# The same again for any dates: a reader with a wall calendar who ticks off one day after another.

working_days = st.dates(date(2024, 1, 1), date(2028, 11, 30)).filter(works)
any_days = st.dates(date(2024, 1, 1), date(2028, 11, 30))
lengths = st.frozensets(st.integers(1, 20), max_size=5)
spans = st.frozensets(
    st.builds(Span, st.integers(1, 4), st.just("months")) | st.builds(Span, st.integers(1, 6), st.just("weeks")),
    max_size=4,
)


def expected_in_working_days(due: date, before: frozenset[int], today: date) -> str | None:
    if today > due:
        overdue = [day for day in days_after(due, today) if works(day)]
        return f"overdue_{(overdue[-1] if overdue else due + DAY):%Y_%m_%d}"

    def left(day: date) -> int:
        return sum(works(each) for each in days_after(day, due))

    if left(today) == 0:
        return "due"
    sunday = today + (6 - today.weekday()) * DAY
    reached = [number for number in before if left(sunday if number > 5 else today) <= number]
    return f"left_{min(reached)}" if reached else None


@given(working_days, lengths, st.integers(-40, 20))
def test_in_working_days_the_nearest_threshold_reached_is_true(due: date, before: frozenset[int], offset: int) -> None:
    today = due + offset * DAY
    assert now(due, tuple(before), today) == expected_in_working_days(due, before, today)


def months_back(day: date, number: int) -> date:
    month = day.year * 12 + day.month - 1 - number
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_of(span: Span, due: date) -> date:
    return months_back(due, span.number) if span.unit == "months" else due - 7 * span.number * DAY


def expected_by_the_calendar(due: date, before: frozenset[Span], today: date) -> str | None:
    """Ticks the days off, and remembers what the latest one said."""
    said = None
    last_working_day = next(day for n in range(30) if works(day := due - n * DAY))
    for day in days_after(due - 200 * DAY, today):
        for span in before:
            if day == day_of(span, due):
                said = f"before_{span.number}_{span.unit}"
        if day == last_working_day:
            said = "due"
        if day > due and ((day - due).days == 1 or day.weekday() == 0):
            said = f"overdue_{day:%Y_%m_%d}"
    return said


@given(any_days, spans, st.integers(-130, 60))
def test_by_the_calendar_the_latest_threshold_reached_is_true(due: date, before: frozenset[Span], offset: int) -> None:
    days = [day_of(span, due) for span in before]
    if len(set(days)) < len(days):
        return  # four weeks and one month before 28 March are one day: either word is true
    today = due + offset * DAY
    assert now(due, tuple(before), today, weekly=True) == expected_by_the_calendar(due, before, today)


def changes(due: date, before: tuple[Before, ...], *, weekly: bool) -> Iterator[Threshold]:
    for today in days_after(due - 150 * DAY, due + 40 * DAY):
        if found := threshold_now(due, before, CALENDAR, today, WEEKLY if weekly else EACH_DAY):
            assert found.day <= today
            yield found


@given(any_days, st.sampled_from([SIN, FIFTEEN_DAYS, SIX_MONTHS]), st.booleans())
def test_as_days_go_by_a_threshold_once_left_behind_never_comes_back(
    due: date, before: tuple[Before, ...], weekly: bool
) -> None:
    seen = list(changes(due, before, weekly=weekly))
    assert [found.day for found in seen] == sorted(found.day for found in seen)
    in_a_row = [found.id for number, found in enumerate(seen) if number == 0 or seen[number - 1] != found]
    assert len(in_a_row) == len(set(in_a_row))


@given(any_days, st.sampled_from([SIN, FIFTEEN_DAYS, SIX_MONTHS]), st.booleans())
def test_a_deadline_that_passed_is_never_silent_and_one_to_come_is_never_called_overdue(
    due: date, before: tuple[Before, ...], weekly: bool
) -> None:
    for today in days_after(due - 40 * DAY, due + 40 * DAY):
        found = threshold_now(due, before, CALENDAR, today, WEEKLY if weekly else EACH_DAY)
        is_overdue = found is not None and found.id.startswith("overdue") and found.day > due
        assert is_overdue == (today > due)
