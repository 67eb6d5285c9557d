"""A case shows which others it belongs together with, and asks how two of them do."""

from cards.case.links import belongs_card, link_inputs, links_section
from cards.elements import card
from safeguarding.case.state.linked_cases import linked_cases, thematic_groups
from tests.support.drawn import behind, filled, inputs, titles, words, words_of
from tests.support.links import grouped, linked
from tests.support.plain_case import SEEN, opened

ONE, TWO = opened("CSCP-1"), opened("CSCP-2")


def test_a_linked_case_is_named_with_how_it_belongs_and_a_button_to_it_and_nothing_that_it_says() -> None:
    one, two = linked(ONE, TWO)
    shown = card(links_section(linked_cases(one, {"CSCP-2": two}), {}, may_unlink=False))
    assert "Linked: CSCP-2, the same family" in words(shown) and SEEN not in words(shown)
    assert titles(shown) == ["Open"] and behind(shown, "Open") == ("case", {"ref": "CSCP-2"})


def test_whoever_may_removes_the_link_that_is_meant() -> None:
    one, two = linked(ONE, TWO)
    shown = card(links_section(linked_cases(one, {"CSCP-2": two}), {}, may_unlink=True))
    assert behind(shown, "Remove") == ("unlink", {"ref": "CSCP-1", "into": "CSCP-2", "kind": "same_family"})


def test_a_group_is_named_with_its_theme_and_its_cases() -> None:
    one, two = grouped(ONE, TWO)
    known = {"CSCP-2": two}
    said = words_of(links_section(linked_cases(one, known), thematic_groups(one, known), may_unlink=False))
    assert "A thematic review may take up together (youth violence): CSCP-1, CSCP-2" in said


def test_a_case_without_links_shows_nothing_of_them() -> None:
    assert list(links_section((), {}, may_unlink=True)) == []


def test_the_form_names_the_cases_that_may_be_meant_and_keeps_what_was_typed() -> None:
    shown = belongs_card(ONE, [TWO], {"other": "CSCP-9", "choice": "link"})
    assert "Of the same day, or with the same record number: CSCP-2." in words(shown)
    assert filled(shown) == {"other": "CSCP-9", "choice": "link"}
    assert "Of the same day" not in words(belongs_card(ONE, [], {}))


def test_a_link_asks_for_its_kind_and_for_the_theme_of_a_group() -> None:
    asked = card(link_inputs({"kind": "same_place", "theme": "knives"}))
    assert filled(asked) == {"kind": "same_place", "theme": "knives"}
    kinds = [choice["value"] for choice in inputs(asked)["kind"]["choices"]]
    assert kinds == ["same_family", "same_place", "same_people", "thematic_review"]
