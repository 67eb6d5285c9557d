"""The outcome says what follows and why, by when, and what would change it towards a duty."""

from cards.case.outcome import BELONGS_TO_ANOTHER, outcome_card
from tests.support.drawn import words
from tests.support.plain_case import CARDS, opened


def test_the_outcome_says_what_is_required_why_and_by_when() -> None:
    said = words(outcome_card(opened(), CARDS))
    assert "CSCP-2026-001 is open" in said
    assert "Serious Incident Notification (SIN): required" in said and "Because: Harm: Died;" in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026 (4 working days left)" in said


def test_only_changes_towards_a_duty_are_told() -> None:
    said = words(outcome_card(opened(abuse_or_neglect="not_known"), CARDS))
    told = said.partition("What would change this")[2]
    assert "becomes required" in told and "becomes not required" not in told


def test_whoever_opened_a_case_is_told_to_say_where_it_belongs_and_with_which_it_may() -> None:
    alone, alike = outcome_card(opened(), CARDS), outcome_card(opened(), CARDS, alike=[opened("CSCP-2026-002")])
    assert BELONGS_TO_ANOTHER in words(alone) and "Of the same day" not in words(alone)
    assert "Of the same day, or with the same record number: CSCP-2026-002. Tell the Business" in words(alike)
    assert BELONGS_TO_ANOTHER not in words(outcome_card(opened(), CARDS, ["Age: Under 18"]))


def test_after_an_update_the_outcome_says_what_changed() -> None:
    said = words(outcome_card(opened(), CARDS, ["Age: 18 to 24, before: Under 18"]))
    assert "CSCP-2026-001 is updated" in said and "Age: 18 to 24, before: Under 18" in said
