"""The card shows the day that presses, a late duty always, and the rest behind buttons."""

from dataclasses import replace
from datetime import date

from cards.case.what_follows import what_follows
from cards.elements import card
from tests.support.case_stages import in_error
from tests.support.drawn import unfolded, words, words_of
from tests.support.plain_case import CARDS, opened, submitted


def test_the_duty_stands_in_front_and_how_it_was_counted_and_whose_step_it_is_behind_buttons() -> None:
    shown = card(what_follows(opened(), CARDS))
    assert words(shown).splitlines() == [
        "**Submit the SIN (required by law or guidance): Monday 8 June 2026 (4 working days left)**",
        "Show every day",
        "Show who does what next",
        "Show what else may follow",
    ]
    assert "day 0" in unfolded(shown) and "Who does what next" in unfolded(shown) and "Also" in unfolded(shown)


def test_a_late_duty_stands_in_front_and_every_other_day_that_has_passed_too() -> None:
    passed = replace(CARDS, today=date(2026, 6, 9))
    said = words_of(what_follows(opened(abuse_or_neglect="not_known"), passed)).splitlines()
    assert said[0].startswith("**Submit the SIN, if") and "1 working day overdue" in said[0]
    assert "proposed" in said[1] and "overdue" in said[1]
    assert "overdue" not in words_of(what_follows(submitted(), CARDS))


def test_where_nothing_is_due_it_says_so() -> None:
    assert words_of(what_follows(in_error(opened()), CARDS)) == "No clock is running."
