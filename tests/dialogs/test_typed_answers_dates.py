"""Some words look like a date and are none: read wrong, they would start a clock on the wrong day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.typed_answers import parse_date, parse_day_ahead

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "said",
    [
        "11/13/2026,",
        "11,13,2026",
        "11/13/2026 10:00",
        "2026-13-11",
        "2026/13/11",
        "00/11/2026",
        "0/11",
        "32/1/2026",
        "31 feb",
    ],
)
def test_a_date_that_is_not_on_the_calendar_is_never_read_month_first_instead(said: str) -> None:
    assert parse_date(said, MONDAY) is None


@pytest.mark.parametrize(
    "said", ["a", "1 z", "+1", "-3", "\u00b2/11", "\u0661\u0662/\u0661\u0661", "last month", "last week"]
)
def test_what_names_no_day_is_not_made_into_one(said: str) -> None:
    assert parse_date(said, MONDAY) is None


def test_a_weekday_that_contradicts_its_date_is_asked_again() -> None:
    assert parse_date("Tuesday 17 November", MONDAY) == date(2026, 11, 17)
    assert parse_date("Wednesday 17 November", MONDAY) is None
    assert parse_date("Tues 17 Nov", MONDAY) == date(2026, 11, 17)
    for short in ("Wed 17 November", "sun 17 Nov 2026", "Thurs 17/11"):
        assert parse_date(short, MONDAY) is None


@pytest.mark.parametrize(
    "said",
    [
        *("21 and 22 November", "21 & 22 Nov", "21st/22nd Nov", "20 21 Nov", "20, 21 November", "19 or 20 Nov"),
        *("after 12 November", "before yesterday", "2 days before yesterday", "since yesterday", "not today"),
    ],
)
def test_of_two_days_none_is_chosen_and_a_day_before_or_after_another_is_not_that_one(said: str) -> None:
    assert parse_date(said, MONDAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on 12/11", date(2026, 11, 12)),
        ("on 12 Nov", date(2026, 11, 12)),
        ("29/02", date(2024, 2, 29)),
        ("23/11", date(2026, 11, 23)),
        ("31/12", date(2025, 12, 31)),
        ("01/01/0001", date(1, 1, 1)),
        ("13/11/2027", date(2027, 11, 13)),
        ("the day before yesterday", date(2026, 11, 21)),
        ("Yesterday!", date(2026, 11, 22)),
        ("12 Nov 26", date(2026, 11, 12)),
        ("20:30 12 November", date(2026, 11, 12)),
    ],
)
def test_the_latest_such_day_is_meant_where_no_year_is_given(said: str, day: date) -> None:
    assert parse_date(said, MONDAY) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 3, 1), date(2099, 12, 31)))
def test_a_day_and_month_alone_are_the_latest_not_after_today(day: date, today: date) -> None:
    for said in (f"{day.day}/{day.month}", f"{day:%d-%m}", f"{day.day} {day.month}"):
        found = parse_date(said, today)
        assert found is not None
        assert (found.day, found.month) == (day.day, day.month)
        assert found <= today
        assert (today - found).days < 366 or (day.day, day.month) == (29, 2)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_that_comes_with_its_weekday_reads_back(day: date) -> None:
    assert parse_date(f"{day:%A} {day.day} {day:%B %Y}", MONDAY) == day


@given(st.text(alphabet="0123456789/.-, ", max_size=12))
def test_digits_and_signs_give_only_a_day_that_they_spell_day_first_or_year_first(said: str) -> None:
    if found := parse_date(said, MONDAY):
        numbers = [int(part) for part in said.replace(".", " ").replace("/", " ").replace("-", " ").split()]
        assert (found.day, found.month) in {(numbers[0], numbers[1]), (numbers[-1], numbers[1])}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("14/12", date(2026, 12, 14)),
        ("3 January", date(2027, 1, 3)),
        ("14/12/2026", date(2026, 12, 14)),
        ("monday", date(2026, 11, 30)),
        ("friday", date(2026, 11, 27)),
        ("last friday", date(2026, 11, 20)),
        ("tomorrow", date(2026, 11, 24)),
        ("12/11/2025", date(2025, 11, 12)),
        ("today", date(2026, 11, 23)),
        ("twelve december", date(2026, 12, 12)),
        ("a week ago", date(2026, 11, 16)),
        ("yesterday evening", date(2026, 11, 22)),
        ("the day before yesterday", date(2026, 11, 21)),
        ("sun 22 nov", date(2026, 11, 22)),
        ("soon", None),
        ("an hour ago in may", None),
    ],
)
def test_a_day_to_come_is_the_next_one_where_no_year_is_said(said: str, day: date | None) -> None:
    assert parse_day_ahead(said, date(2026, 11, 23)) == day
