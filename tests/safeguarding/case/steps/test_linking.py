"""Two cases that belong together are linked, and nothing of either is merged, ended or moved."""

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.links import links
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.recorded_steps import recorded_steps
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.linking import link, unlink
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, FRAMEWORK, PARTNERS_DSPS, merged, signed_by, text
from tests.support.links import grouped, linked, unlinked
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted

ONE, TWO = opened("CSCP-1"), opened("CSCP-2")
SIGNED = signed_by(submitted(opened("CSCP-1")), "notification_criteria", *PARTNERS_DSPS)


def standing(case: Case) -> object:
    signed = {matter: sign_off_of(case, matter) for matter in MATTERS}
    steps = recorded_steps(case, "sin_submitted")
    return case.stage, clocks(case, FRAMEWORK, CALENDAR), open_duties(case), signed, case.facts, steps


def test_a_link_and_its_removal_move_no_clock_end_no_duty_and_lapse_no_signature() -> None:
    for made in (linked, grouped):
        one, two = made(SIGNED, TWO)
        assert standing(one) == standing(SIGNED) and standing(two) == standing(TWO)
    one, two = unlinked(*linked(SIGNED, TWO))
    assert standing(one) == standing(SIGNED) and standing(two) == standing(TWO)


def test_a_step_recorded_after_a_link_bears_the_number_that_it_bears_for_whoever_may_not_know_of_the_link() -> None:
    assert recorded_steps(submitted(linked(ONE, TWO)[0]), "sin_submitted") == recorded_steps(
        submitted(ONE), "sin_submitted"
    )


def test_a_link_that_stands_already_is_not_made_twice_and_one_that_is_removed_not_removed_twice() -> None:
    both = linked(ONE, TWO)
    assert linked(*both) == both
    apart = unlinked(*both)
    assert unlinked(*apart) == apart


def test_a_group_gets_the_theme_that_was_named_last() -> None:
    both = grouped(ONE, TWO)
    assert grouped(*both) == both
    one, _ = grouped(*both, theme="knives")
    assert [each.theme.shown for each in links(one) if each.theme] == ["knives"]


def test_a_group_for_a_thematic_review_needs_its_theme_and_no_other_link_keeps_one() -> None:
    for theme in (None, text(" ")):
        with pytest.raises(InvalidInput, match="theme") as refused:
            link(ONE, TWO, "thematic_review", theme, text("alike"), BUSINESS_TEAM, OPENED_AT)
        assert refused.value.about == "theme"
    assert links(linked(ONE, TWO, "same_place", "knives")[0])[0].theme is None


def test_a_case_is_not_linked_to_itself_and_a_rehearsal_to_no_real_case() -> None:
    with pytest.raises(InvalidInput, match="itself"):
        linked(ONE, ONE)
    with pytest.raises(InvalidInput, match="A rehearsal and a real case are never linked"):
        linked(ONE, opened("REHEARSAL-2026-001"))
    practice = linked(opened("REHEARSAL-2026-001"), opened("REHEARSAL-2026-002"))
    assert [links(case)[0].kind for case in practice] == ["same_family"] * 2


def test_a_case_that_was_merged_is_linked_no_more_and_says_where_it_goes_on() -> None:
    ended, kept = merged(TWO, ONE)
    for pair in ((ended, opened("CSCP-3")), (opened("CSCP-3"), ended)):
        with pytest.raises(WrongStage, match=r"CSCP-2 was merged into CSCP-1\. Go on there"):
            linked(*pair)
    assert links(linked(kept, opened("CSCP-3"))[0])


def test_a_reason_is_needed_both_ways() -> None:
    with pytest.raises(InvalidInput, match="reason"):
        link(ONE, TWO, "same_people", None, text(" "), BUSINESS_TEAM, OPENED_AT)
    one, two = linked(ONE, TWO)
    with pytest.raises(InvalidInput, match="reason"):
        unlink(one, two, "same_family", text(" "), BUSINESS_TEAM, OPENED_AT)


def test_only_a_link_that_stands_can_be_removed() -> None:
    with pytest.raises(WrongStage, match="CSCP-1 is linked to no other case"):
        unlinked(ONE, TWO)
    one, two = linked(ONE, TWO)
    with pytest.raises(InvalidInput, match="CSCP-1 has no such link to CSCP-2"):
        unlinked(one, two, "same_place")
