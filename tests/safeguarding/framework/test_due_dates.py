"""The rules give due dates, and each explains itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.due_dates import DueDate, due_date, due_dates, time_left
from safeguarding.framework.loader import current

RULES = current()
CALENDAR = WorkingCalendar(RULES.calendar.published_until)
STARTS = {
    "became_aware": date(2026, 11, 23),
    "sin_submitted": date(2026, 11, 27),
    "commissioned": date(2026, 12, 15),
}
ALL_OPEN = {decision.id: "not_yet_known" for decision in RULES.decisions}


def due(deadline: str, start: date, calendar: WorkingCalendar = CALENDAR) -> DueDate:
    return due_date(RULES.deadline(deadline), start, calendar)


def test_the_deadlines_are_5_and_15_working_days_and_6_months_from_the_days_of_the_briefing() -> None:
    assert {d.id: (d.starts, d.length) for d in RULES.deadlines} == {
        "sin": ("became_aware", "5 working days"),
        "rapid_review": ("sin_submitted", "15 working days"),
        "dsp_sign_off": ("sin_submitted", "15 working days"),
        "lcspr": ("commissioned", "6 calendar months"),
        "sin_update": ("aware_of_death", "5 working days"),
        "new_determination": ("update_submitted", "15 working days"),
    }


@pytest.mark.parametrize(
    ("deadline", "start", "expected"),
    [
        ("sin", date(2026, 11, 23), date(2026, 11, 30)),
        ("sin", date(2026, 11, 21), date(2026, 11, 27)),  # a Saturday
        ("sin", date(2026, 12, 24), date(2027, 1, 5)),
        ("sin", date(2021, 12, 23), date(2022, 1, 4)),  # Christmas and New Year at weekends
        ("sin", date(2026, 4, 1), date(2026, 4, 10)),
        ("sin", date(2022, 5, 31), date(2022, 6, 9)),
        ("sin", date(2022, 9, 14), date(2022, 9, 22)),
        ("sin", date(2023, 5, 3), date(2023, 5, 11)),
        ("sin", date(2020, 5, 1), date(2020, 5, 11)),
        ("sin", date(2028, 2, 24), date(2028, 3, 2)),
        ("rapid_review", date(2026, 12, 14), date(2027, 1, 7)),
        ("dsp_sign_off", date(2026, 12, 14), date(2027, 1, 7)),
        ("rapid_review", date(2027, 3, 19), date(2027, 4, 13)),
        ("lcspr", date(2026, 8, 31), date(2027, 2, 28)),
        ("lcspr", date(2027, 8, 31), date(2028, 2, 29)),
        ("lcspr", date(2027, 8, 30), date(2028, 2, 29)),
        ("lcspr", date(2028, 2, 29), date(2028, 8, 29)),
        ("lcspr", date(2026, 3, 31), date(2026, 9, 30)),
        ("lcspr", date(2026, 12, 15), date(2027, 6, 15)),
    ],
)
def test_a_deadline_falls_on_the_day_counted_by_hand(deadline: str, start: date, expected: date) -> None:
    assert due(deadline, start).due == expected


@given(st.dates(date(2012, 1, 1), date(2028, 6, 30)))
def test_six_months_later_is_the_same_day_of_the_month_or_the_last_there_is(start: date) -> None:
    end = due("lcspr", start).due
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == 6
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_due_date_explains_its_start_its_convention_and_the_holidays_left_out() -> None:
    assert due("sin", date(2026, 12, 24)).explanation() == (
        "5 working days from the day the first safeguarding partner became aware, Thursday 24 December 2026 (day 0). "
        "Day 1 is the next working day; weekends do not count. Bank holidays left out: "
        "Christmas Day (Friday 25 December 2026), Boxing Day (observed) (Monday 28 December 2026), "
        "New Year's Day (Friday 1 January 2027)."
    )


def test_a_due_date_that_skips_no_holiday_speaks_of_none() -> None:
    assert due("sin", date(2026, 11, 23)).explanation() == (
        "5 working days from the day the first safeguarding partner became aware, Monday 23 November 2026 (day 0). "
        "Day 1 is the next working day; weekends do not count."
    )


def test_months_are_explained_without_working_days() -> None:
    end = due("lcspr", date(2026, 8, 31))
    assert end.explanation() == "6 calendar months from the day the LCSPR was commissioned, Monday 31 August 2026."
    assert end.holidays_skipped == ()


def test_a_closed_day_of_the_partnership_moves_the_due_date_and_is_named() -> None:
    mourning = WorkingCalendar(RULES.calendar.published_until, {date(2026, 11, 25): "Day of mourning"})
    moved = due("sin", date(2026, 11, 23), mourning)
    assert moved.due == date(2026, 12, 1)
    assert "Day of mourning (Wednesday 25 November 2026)" in moved.explanation()


def test_a_due_date_beyond_the_published_holidays_warns_in_its_explanation() -> None:
    certain, uncertain = due("sin", date(2028, 12, 18)), due("sin", date(2028, 12, 22))
    assert certain.due == date(2028, 12, 27)
    assert certain.warning is None
    assert uncertain.due == date(2029, 1, 3)
    assert uncertain.warning is not None
    assert uncertain.explanation().endswith(uncertain.warning)
    assert "published only until Sunday 31 December 2028" in uncertain.warning


def test_all_four_deadlines_stand_while_everything_is_open() -> None:
    found_dates = due_dates(RULES, CALENDAR, ALL_OPEN, STARTS)
    assert {name: found.due for name, found in found_dates.items()} == {
        "sin": date(2026, 11, 30),
        "rapid_review": date(2026, 12, 18),
        "dsp_sign_off": date(2026, 12, 18),
        "lcspr": date(2027, 6, 15),
    }
    assert [found.id for found in found_dates.values()] == list(found_dates)


@pytest.mark.parametrize("value", ["required", "not_yet_known"])
def test_a_clock_runs_while_its_decision_is_required_or_open(value: str) -> None:
    values = {**ALL_OPEN, "sin": value, "rapid_review": value}
    assert set(due_dates(RULES, CALENDAR, values, STARTS)) == {"sin", "rapid_review", "dsp_sign_off", "lcspr"}


def test_no_clock_runs_for_what_is_not_required() -> None:
    not_required = {**ALL_OPEN, "sin": "not_required", "rapid_review": "not_required"}
    assert set(due_dates(RULES, CALENDAR, not_required, STARTS)) == {"lcspr"}


def test_a_sin_without_a_rapid_review_has_the_five_days_alone() -> None:
    sin_only = {**ALL_OPEN, "sin": "required", "rapid_review": "not_required"}
    assert set(due_dates(RULES, CALENDAR, sin_only, STARTS)) == {"sin", "lcspr"}


@pytest.mark.parametrize("missing", STARTS)
def test_a_clock_starts_only_with_its_own_date(missing: str) -> None:
    starts = {name: day for name, day in STARTS.items() if name != missing}
    found_dates = due_dates(RULES, CALENDAR, ALL_OPEN, starts)
    assert set(found_dates) == {deadline.id for deadline in RULES.deadlines if deadline.starts in starts}


@pytest.mark.parametrize(
    ("today", "due", "said"),
    [
        (date(2026, 11, 23), date(2026, 11, 30), "5 working days left"),
        (date(2026, 11, 27), date(2026, 11, 30), "1 working day left"),
        (date(2026, 11, 30), date(2026, 11, 30), "due today"),
        (date(2026, 12, 1), date(2026, 11, 30), "1 working day overdue"),
        (date(2026, 12, 24), date(2026, 12, 29), "1 working day left"),  # Christmas between
        (date(2027, 2, 27), date(2027, 2, 28), "no working day left"),  # six months end on a Sunday
        (date(2027, 2, 28), date(2027, 2, 27), "overdue"),
        (date(2027, 3, 2), date(2027, 2, 27), "2 working days overdue"),
        (date(2026, 6, 2), date(2026, 7, 14), "30 working days left"),
        (date(2026, 6, 9), date(2026, 12, 2), "25 weeks left"),
        (date(2026, 12, 2), date(2026, 6, 9), "25 weeks overdue"),
    ],
)
def test_how_a_due_date_stands_is_said_in_working_days_or_of_months_in_weeks(today: date, due: date, said: str) -> None:
    assert time_left(CALENDAR, today, due) == said
