"""The links of a case name others that it belongs together with, and change nothing else of it."""

from safeguarding.case.case import Case
from safeguarding.case.state.links import ever_linked_to, link_in_words, link_to, links, without_links_to
from tests.support.case_stages import merged
from tests.support.links import grouped, linked, unlinked
from tests.support.plain_case import opened

ONE, TWO, THREE = opened("CSCP-1"), opened("CSCP-2"), opened("CSCP-3")


def of(case: Case) -> list[tuple[str, str]]:
    return [(link.other, link.kind) for link in links(case)]


def test_a_link_stands_in_both_cases_once_for_each_way_in_which_they_belong_together() -> None:
    one, two = linked(*linked(ONE, TWO), "same_place")
    assert of(one) == [("CSCP-2", "same_family"), ("CSCP-2", "same_place")]
    assert of(two) == [("CSCP-1", "same_family"), ("CSCP-1", "same_place")]


def test_a_link_that_was_removed_is_no_link_and_the_case_was_linked_once() -> None:
    one, two = unlinked(*linked(ONE, TWO))
    for case, other in ((one, "CSCP-2"), (two, "CSCP-1")):
        assert of(case) == [] and ever_linked_to(case) == {other}
    assert of(linked(one, two)[0]) == [("CSCP-2", "same_family")]


def test_two_linked_cases_that_are_merged_are_not_linked_to_each_other_any_more() -> None:
    ended, kept = merged(*linked(TWO, ONE))
    assert of(ended) == of(kept) == []


def test_a_case_is_shown_as_if_it_had_never_been_linked_to_what_is_kept_from_its_reader() -> None:
    one, three = linked(ONE, THREE)
    both, _ = linked(one, TWO)
    gone, _ = unlinked(both, three)
    assert without_links_to(gone, {"CSCP-3"}) == linked(ONE, TWO)[0]
    assert without_links_to(gone, set()) is gone


def test_a_link_says_in_words_how_two_cases_belong_together_and_under_which_theme() -> None:
    family, group = link_to(linked(ONE, TWO)[0], "CSCP-2", "same_family"), links(grouped(ONE, TWO)[0])[0]
    assert family and link_in_words(family) == "the same family"
    assert link_in_words(group) == "may be taken up together in a thematic review: youth violence"
    assert link_to(ONE, "CSCP-2", "same_family") is None
