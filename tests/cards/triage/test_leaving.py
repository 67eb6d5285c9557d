"""Nobody leaves a death or a harm without being asked once more."""

from cards.triage.leaving import open_anyway_card
from tests.support.drawn import behind, titles, words
from tests.support.incidents.triage_drafts import draft


def test_whoever_leaves_an_indicated_duty_reads_which_and_of_a_case_may_save_the_change() -> None:
    assert "Your answers indicated a duty: Rapid Review." in words(open_anyway_card(draft(), ["Rapid Review"]))
    change = open_anyway_card(draft(updating="CSCP-2026-001"), ["Rapid Review"])
    assert "Save the changes of CSCP-2026-001 anyway?" in words(change)
    assert titles(change) == ["Save the changes", "Go on with the questions", "Leave it as it was"]


def test_a_death_is_not_left_without_being_asked_once_more() -> None:
    assert behind(open_anyway_card(draft()), "Open with what is known")[1]["anyway"] is True
