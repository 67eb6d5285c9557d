"""A merge by which a duty of one case would count as done by a step of the other is agreed by the three partners and
the DCS first. Until then both cases stay as they are."""

from collections.abc import Callable
from datetime import datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate, WrongStage
from safeguarding.case.events.case_events import MergedFrom, MergedInto
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import MERGE
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.case.steps.merging import is_agreed_on, merge, merge_as_agreed
from safeguarding.case.steps.signatures import sign
from safeguarding.people import PARTNERS, Actor, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    FRAMEWORK,
    PARTNERS_DSPS,
    THE_SAME,
    TODAY,
    closed_anyway,
    concern_decided,
    like,
    merge_proposed,
    merged,
    put_to_the_dsps,
    referred,
    signed_by,
)
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]


@pytest.fixture
def duplicate(opened: Opened) -> Case:
    return opened("CSCP-2")


def standing(case: Case) -> SignOff:
    found = sign_off_of(case, MERGE)
    assert found is not None
    return found


def agreed(case: Case, dcs: Actor) -> Case:
    return signed_by(case, MERGE, *PARTNERS_DSPS, dcs)


def made(case: Case, into: Case) -> tuple[Case, Case]:
    return merge_as_agreed(case, into, FRAMEWORK, CALENDAR, OPENED_AT)


def test_an_unsubmitted_case_is_not_merged_into_a_submitted_one_by_one_persons_word(
    duplicate: Case, submitted: Case
) -> None:
    proposed = merge_proposed(duplicate, submitted)
    assert (proposed.stage, open_duties(proposed)) == (Stage.NOTIFICATION, open_duties(duplicate))
    assert clocks(proposed, FRAMEWORK, CALENDAR) == clocks(duplicate, FRAMEWORK, CALENDAR)
    assert standing(proposed).missing == (*PARTNERS, Seat.DCS)


def test_it_is_merged_with_the_last_agreement_and_both_cases_say_who_had_proposed_it(
    duplicate: Case, submitted: Case, dcs: Actor
) -> None:
    proposed = merge_proposed(duplicate, submitted)
    for count in range(4):
        assert not is_agreed_on(signed_by(proposed, MERGE, *(*PARTNERS_DSPS, dcs)[:count]))
    ended, kept = made(agreed(proposed, dcs), submitted)
    assert (ended.stage, ended.merged_into, kept.stage) == (Stage.MERGED, "CSCP-1", Stage.RAPID_REVIEW)
    for event in (ended.of(MergedInto)[-1], kept.of(MergedFrom)[-1]):
        assert (event.by, event.proposed_by) == (dcs.person, BUSINESS_TEAM.person)
    assert not is_agreed_on(ended)


def test_it_is_the_same_where_the_submission_stands_in_the_duplicate(case: Case, submitted: Case) -> None:
    proposed = merge_proposed(like(submitted, "CSCP-2"), case)
    assert proposed.proposals.merge and "sin" in proposed.proposals.merge.counted_as_done


def test_no_determination_and_no_decision_of_another_case_counts_without_agreement(
    submitted: Case, opened: Opened
) -> None:
    review = like(submitted, "CSCP-2")
    names = merge_proposed(review, put_to_the_dsps(submitted)).proposals.merge
    assert names and names.counted_as_done == ("rapid_review",)
    no_harm = opened(harm="neither")
    concern = merge_proposed(like(referred(no_harm), "CSCP-2"), concern_decided(no_harm)).proposals.merge
    assert concern and concern.counted_as_done == ("concern",)


def test_what_goes_on_in_the_other_case_needs_no_agreement(case: Case, duplicate: Case, submitted: Case) -> None:
    for one, other in ((duplicate, case), (like(submitted, "CSCP-2"), submitted)):
        ended, kept = merge(one, other, THE_SAME, FRAMEWORK, CALENDAR, BUSINESS_TEAM, OPENED_AT)
        assert not ended.is_open and {duty.title for duty in open_duties(one)} == {d.title for d in open_duties(kept)}


def test_proposing_the_same_again_is_harmless(duplicate: Case, submitted: Case) -> None:
    proposed = merge_proposed(duplicate, submitted)
    assert merge_proposed(proposed, submitted) is proposed


def test_changed_facts_of_the_duplicate_are_signed_anew(
    duplicate: Case, submitted: Case, updated: Callable[..., Case], dcs: Actor, at: datetime
) -> None:
    three = signed_by(merge_proposed(duplicate, submitted), MERGE, *PARTNERS_DSPS)
    digest = standing(three).matter.digest
    changed = updated(three, abuse_or_neglect="suspected")
    assert standing(changed).missing == (*PARTNERS, Seat.DCS)
    with pytest.raises(OutOfDate):
        sign(changed, MERGE, digest, dcs, at, agrees=True)


def test_a_disagreement_leaves_both_cases_as_they_are(duplicate: Case, submitted: Case, dcs: Actor) -> None:
    disputed = signed_by(merge_proposed(duplicate, submitted), MERGE, dcs, agrees=False)
    assert not is_agreed_on(signed_by(disputed, MERGE, *PARTNERS_DSPS))


def test_where_the_other_case_says_something_else_by_now_nothing_is_merged_and_it_is_proposed_anew(
    duplicate: Case, submitted: Case, updated: Callable[..., Case], dcs: Actor
) -> None:
    signed = agreed(merge_proposed(duplicate, submitted), dcs)
    changed = updated(submitted, abuse_or_neglect="suspected")
    with pytest.raises(WrongStage, match="CSCP-1 has changed since the merge was proposed, so nothing was signed"):
        made(signed, changed)
    again = merge_proposed(signed, changed)
    assert standing(again).missing == (*PARTNERS, Seat.DCS)
    assert not made(agreed(again, dcs), changed)[0].is_open


def test_what_the_other_case_has_done_since_does_not_count_unless_it_was_agreed_to(submitted: Case, dcs: Actor) -> None:
    review = like(submitted, "CSCP-2")
    determined = put_to_the_dsps(submitted)
    signed = agreed(merge_proposed(review, determined), dcs)
    with pytest.raises(WrongStage, match="has changed since the merge was proposed"):
        made(signed, decided_by_all(determined))


def decided_by_all(case: Case) -> Case:
    return signed_by(case, "lcspr_decision", *PARTNERS_DSPS)


def test_into_a_case_that_has_ended_meanwhile_nothing_is_merged(
    duplicate: Case, submitted: Case, opened: Opened, dcs: Actor
) -> None:
    signed = agreed(merge_proposed(duplicate, submitted), dcs)
    for ended in (
        closed_anyway(submitted, THE_SAME, BUSINESS_TEAM, OPENED_AT),
        merged(submitted, like(submitted, "CSCP-3"))[0],
    ):
        with pytest.raises(WrongStage, match="CSCP-1"):
            made(signed, ended)


def test_a_submission_of_its_own_does_no_harm_to_the_merge(duplicate: Case, submitted: Case, dcs: Actor) -> None:
    own = submit_sin(merge_proposed(duplicate, submitted), TODAY, BUSINESS_TEAM, OPENED_AT)
    ended, kept = made(agreed(own, dcs), submitted)
    assert not ended.is_open and kept.sin_submitted == TODAY
