"""The answer that was understood stays of a question."""

from cards.triage.answered import answered_card
from tests.support.drawn import titles, words
from tests.support.incidents.triage_drafts import TRIAGE


def test_what_was_answered_has_no_button_left() -> None:
    shown = answered_card(TRIAGE, TRIAGE.steps["harm"], "died", "Seen by the crew.", again=True)
    assert titles(shown) == []
    assert words(shown) == "Already answered:\nHarm: Died\nSeen by the crew."


def test_one_press_that_answered_two_questions_shows_both() -> None:
    steps = TRIAGE.steps
    shown = answered_card(TRIAGE, steps["agency"], "Police", None, along=(steps["record_number"], "12"))
    assert words(shown) == "Reporting agency: Police\nAgency's record number: 12"
