"""A vacant seat is named with the day from which it is vacant."""

from datetime import date

from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.people import Seat


def test_only_a_seat_of_the_list_is_vacant() -> None:
    vacant = {Seat.ICB: date(2026, 6, 1)}
    assert vacant_in_words(Seat.ICB, vacant) == "vacant since Monday 1 June 2026"
    assert vacant_in_words(Seat.POLICE, vacant) is None
