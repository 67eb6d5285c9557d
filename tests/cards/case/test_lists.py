"""The lists leave out nothing in silence, and show what is due first."""

from cards.case.lists import cases_card, deadlines_card
from tests.support.drawn import words
from tests.support.links import linked
from tests.support.plain_case import CARDS, opened, submitted


def test_a_case_that_cannot_be_read_does_not_drop_out_of_the_list_in_silence() -> None:
    said = words(cases_card([opened()], CARDS, ["CSCP-2026-009"]))
    assert "Not shown, because of an error: CSCP-2026-009." in said and "CSCP-2026-001" in said
    assert "There is no open case that you can see." in words(cases_card([], CARDS))


def test_a_case_in_the_list_names_its_links_to_those_that_stand_there_too_and_no_others() -> None:
    one, two = linked(opened(), opened("CSCP-2026-002"))
    assert "Linked: CSCP-2026-002" in words(cases_card([one, two], CARDS))
    assert "Linked" not in words(cases_card([one], CARDS))


def test_deadlines_stand_with_the_nearest_first_and_rehearsals_last() -> None:
    rehearsal, late, near = opened("REHEARSAL-2026-001"), submitted(opened("CSCP-2026-002")), opened()
    said = words(deadlines_card([rehearsal, late, near], CARDS))
    assert said.index("CSCP-2026-001") < said.index("CSCP-2026-002") < said.index("REHEARSAL-2026-001")
