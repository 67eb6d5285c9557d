"""The context gives every card of a case what comes from outside: the rules, the calendar, the day."""

from dataclasses import replace
from datetime import date

from safeguarding.people import Seat
from tests.support.plain_case import CARDS, opened, submitted


def test_a_deadline_is_shown_with_the_working_days_that_are_left() -> None:
    assert CARDS.by_when(date(2026, 6, 8)) == "Monday 8 June 2026 (4 working days left)"
    assert CARDS.by_when(CARDS.today) == "Tuesday 2 June 2026 (due today)"


def test_what_stays_as_it_was_sent_has_the_date_alone_and_says_where_the_day_had_passed() -> None:
    stays = CARDS.for_good()
    (sin,) = stays.clocks(opened())
    assert stays.by_when(CARDS.today) == "Tuesday 2 June 2026"
    assert stays.by_when(date(2026, 6, 1)) == "Monday 1 June 2026 (the day has passed)"
    assert stays.time_left(sin) == "due on Monday 8 June 2026"


def test_the_day_of_the_reader_counts() -> None:
    later = replace(CARDS, today=date(2026, 6, 9))
    assert later.by_when(date(2026, 6, 8)) == "Monday 8 June 2026 (1 working day overdue)"


def test_the_clocks_are_those_of_the_case() -> None:
    assert [clock.due.id for clock in CARDS.clocks(opened())] == ["sin"]
    (review,) = [clock for clock in CARDS.clocks(submitted()) if clock.due.id == "rapid_review"]
    assert CARDS.time_left(review) == "15 working days left"


def test_a_seat_that_has_not_signed_is_waited_for_or_vacant_since_a_day() -> None:
    vacant = replace(CARDS, vacant={Seat.POLICE: date(2026, 6, 1)})
    assert [vacant.unsigned(seat) for seat in (Seat.ICB, Seat.POLICE)] == ["not yet", "vacant since Monday 1 June 2026"]
