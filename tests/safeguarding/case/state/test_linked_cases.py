"""A link leads to the case that goes on, and to nothing that its reader may not know of."""

from safeguarding.case.case import Case
from safeguarding.case.state.linked_cases import leads_to, linked_cases, thematic_groups
from tests.support.case_stages import merged
from tests.support.links import grouped, linked
from tests.support.merges import apart
from tests.support.plain_case import opened

ONE, TWO, THREE, FOUR = (opened(f"CSCP-{number}") for number in range(1, 5))


def by_ref(*cases: Case) -> dict[str, Case]:
    return {case.ref: case for case in cases}


def found(case: Case, *known: Case) -> list[tuple[str, str]]:
    return [(each.case.ref, each.link.kind) for each in linked_cases(case, by_ref(*known))]


def test_a_linked_case_is_named_only_to_whoever_may_see_it() -> None:
    one, two = linked(ONE, TWO)
    assert found(one, two) == [("CSCP-2", "same_family")]
    assert found(one) == []


def test_a_link_to_a_case_that_was_merged_leads_to_the_one_that_goes_on() -> None:
    one, two = linked(ONE, TWO)
    ended, kept = merged(two, THREE)
    assert found(one, ended, kept) == [("CSCP-3", "same_family")]
    assert found(one, ended) == [("CSCP-2", "same_family")]
    assert found(one, kept) == []


def test_a_case_has_the_links_of_those_that_were_merged_into_it_as_long_as_they_are() -> None:
    one, two = linked(ONE, TWO)
    ended, kept = merged(two, THREE)
    (inherited,) = linked_cases(kept, by_ref(one, ended))
    assert (inherited.case.ref, inherited.recorded_in.ref) == ("CSCP-1", "CSCP-2")
    assert found(kept, one) == []
    again, alone = apart(ended, kept)
    assert found(alone, one, again) == [] and found(again, one, alone) == [("CSCP-1", "same_family")]


def test_two_links_that_lead_to_one_case_are_named_once() -> None:
    one, two = linked(ONE, TWO)
    one, three = linked(one, THREE)
    ended, kept = merged(two, three)
    assert found(one, ended, kept) == [("CSCP-3", "same_family")]


def test_a_case_leads_at_once_to_what_it_is_linked_to_and_merged_with() -> None:
    one, _ = linked(ONE, TWO)
    ended, kept = merged(one, THREE)
    assert leads_to(ended) == {"CSCP-2", "CSCP-3"}
    assert leads_to(kept) == {"CSCP-1"}
    assert leads_to(FOUR) == frozenset()


def test_a_group_is_all_that_are_linked_under_one_theme_from_one_to_the_next() -> None:
    one, two = grouped(ONE, TWO)
    two, three = grouped(two, THREE, "Youth  Violence")
    three, four = grouped(three, FOUR, "neglect")
    known = by_ref(one, two, three, four)
    assert thematic_groups(one, known) == {"youth violence": ("CSCP-1", "CSCP-2", "CSCP-3")}
    assert thematic_groups(four, known) == {"neglect": ("CSCP-3", "CSCP-4")}
    assert thematic_groups(linked(ONE, TWO)[0], by_ref(TWO)) == {}


def test_a_group_ends_at_a_case_that_the_reader_may_not_see() -> None:
    one, two = grouped(ONE, TWO)
    two, three = grouped(two, THREE)
    assert thematic_groups(one, by_ref(three)) == {}
