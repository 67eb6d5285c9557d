"""The inputs of a form bring back what was typed, and what was never offered is not chosen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cards.elements import card
from cards.inputs import (
    CHOICES,
    OWN_DATA,
    choice_box,
    date_box,
    line_box,
    several_box,
    switch,
    text_box,
    too_long,
)
from tests.support.drawn import filled, inputs

OPTIONS = {"police": "Police", "icb": "ICB", "council": "Local authority"}


def test_what_was_typed_stands_in_the_form_again() -> None:
    form = card(
        [
            text_box("reason", "Reason", "as agreed"),
            line_box("which", "Which", "SAR"),
            date_box("on", "Day", "2026-06-02"),
            choice_box("seat", "Seat", OPTIONS, "icb"),
            several_box("seats", "Seats", OPTIONS, "police,icb"),
        ]
    )
    assert filled(form) == {
        "reason": "as agreed",
        "which": "SAR",
        "on": "2026-06-02",
        "seat": "icb",
        "seats": "police,icb",
    }


def test_a_switch_gives_its_choice_back_when_it_is_on_and_no_choice_else() -> None:
    on, off = (filled(card([switch("choice", "If so", "Not known", "not_known", on=on)])) for on in (True, False))
    assert (on, off) == ({"choice": "not_known"}, {"choice": "false"})


def test_what_a_stranger_sends_is_not_chosen() -> None:
    form = card(
        [
            date_box("on", "Day", "yesterday"),
            choice_box("seat", "Seat", OPTIONS, "mayor"),
            several_box("seats", "Seats", OPTIONS, "mayor,icb"),
        ]
    )
    assert filled(form) == {"seats": "icb"}


def test_a_text_that_is_too_long_comes_back_whole_with_its_length() -> None:
    for make in (text_box, line_box):
        box = inputs(card([make("reason", "Reason", "x" * 20, longest=8)]))["reason"]
        assert (box["value"], box["label"]) == ("x" * 20, "Reason (20 of 8 characters)")
    assert too_long("x" * 11_880, 2_000) == (
        "This has 11,880 characters, and may have 2,000. Shorten it: nothing was cut."
    )


def test_of_a_text_that_no_card_could_hold_its_beginning_comes_back_and_it_is_said() -> None:
    box = inputs(card([text_box("reason", "Reason", "x" * 60_000)]))["reason"]
    assert len(box["value"]) == 20_000 and box["label"] == "Reason (60,000 of 600 characters)"
    assert too_long("x" * 60_000, 600).endswith("Shorten it: the first 20,000 stand in the box.")


@pytest.mark.parametrize(("number", "style"), [(4, "expanded"), (5, "compact")])
def test_a_few_choices_are_shown_at_once_and_more_in_a_list_to_open(number: int, style: str) -> None:
    options = {str(n): f"Choice {n}" for n in range(number)}
    assert inputs(card([choice_box("seat", "Seat", options)]))["seat"]["style"] == style


@pytest.mark.parametrize("make", [text_box, line_box])
def test_no_text_can_be_asked_for_under_an_id_that_is_not_looked_through(make: Callable[[str, str], object]) -> None:
    for id in (*CHOICES, *OWN_DATA):
        with pytest.raises(ValueError, match=id):
            make(id, "Label")
    assert make("a_text_of_tomorrow", "Label")


def test_every_text_input_is_made_here() -> None:
    root = Path(__file__).parents[2]
    made_in = {
        path.relative_to(root).as_posix()
        for folder in ("cards", "dialogs", "bot")
        for path in (root / folder).rglob("*.py")
        if "TextInput(" in path.read_text("utf-8")
    }
    assert made_in == {"cards/inputs.py"}
