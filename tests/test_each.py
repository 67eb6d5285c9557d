"""A test that goes through many values looks at all of them, and names each that fails."""

import pytest

from safeguarding.people import Seat
from tests.support.each import for_each


def test_all_values_are_looked_at_and_those_that_fail_are_named() -> None:
    seen = []

    @for_each("number", [1, 2, 3, 4])
    def is_odd(number: int, word: str) -> None:
        seen.append((number, word))
        assert number % 2

    with pytest.raises(ExceptionGroup, match="2 of 4 fail") as caught:
        is_odd(word="odd")
    assert [error.__notes__ for error in caught.value.exceptions] == [["number: 2"], ["number: 4"]]
    assert seen == [(number, "odd") for number in (1, 2, 3, 4)]


def test_without_a_value_there_is_nothing_that_could_fail_so_it_is_refused() -> None:
    with pytest.raises(AssertionError, match="no card to look at"):
        for_each("card", [])
    with pytest.raises(AssertionError, match="no card to look at"):
        for_each("card", lambda: iter(()))(lambda card: None)()


def test_an_enumeration_is_no_function_but_its_members() -> None:
    seen = []

    @for_each("seat", Seat)
    def look_at(seat: Seat) -> None:
        seen.append(seat)

    look_at()
    assert seen == list(Seat)
