"""The summary shows each answer with its way to change it, and the next step first."""

from cards.walkthrough.summary import stopped_card
from tests.support.case_stages import FRAMEWORK
from tests.support.drawn import titles, words
from tests.support.incidents.walkthrough_cards import BEGUN, summary


def test_each_part_can_be_changed_and_the_next_step_is_a_button() -> None:
    shown = summary("As the returns show.")
    assert titles(shown).count("Change") == len(FRAMEWORK.parts)
    assert titles(shown)[0] == "Record the determination" and "As the returns show." not in words(shown)


def test_whoever_stops_reads_that_it_goes_on_later() -> None:
    assert titles(stopped_card(BEGUN, "Stopped.")) == ["Go on"]
