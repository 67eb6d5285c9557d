"""An agency refers a Case of Concern where no duty is open, and the Review Group decides it with its quorum."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernDecided, ConcernOutcome, ConcernReferred, FurtherAnswer
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import CONCERN_DECISION
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.lifecycle import reopen, submit_sin, submit_update, update
from safeguarding.case.steps.redaction import redact
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.signatures import reissue, sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Role, Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    ENGINE,
    FRAMEWORK,
    GROUP,
    MEMBER,
    PARTNERS_DSPS,
    QUORUM,
    TODAY,
    closed_anyway,
    concern_decided,
    decided,
    merged,
    proposed,
    recommendation,
    referred,
    signed_by,
    text,
)
from tests.support.children import SAFE, a_child, with_children
from tests.support.generators.added_rules import IN_REFERRAL, rules_with
from tests.support.people.everybody import EVERYBODY, actor
from tests.support.people.everybody import OPENED_AT as NOW

Opened = Callable[..., Case]
Signed = Callable[..., Case]
NO_ABUSE = {"abuse_or_neglect": "neither", "care_experienced": "no"}


@pytest.fixture
def near_miss(opened: Opened) -> Case:
    """The near miss is a case in which nobody died or was seriously harmed."""
    return opened(harm="neither")


@pytest.fixture
def concern(near_miss: Case) -> Case:
    return referred(near_miss)


def sign_off(case: Case) -> SignOff:
    found = sign_off_of(case, CONCERN_DECISION)
    assert found
    return found


def agreed(case: Case, *members: Actor) -> Case:
    return signed_by(case, CONCERN_DECISION, *members)


def refer(case: Case, agency: str = "A school", learning: str = "three agencies", **evidence: str) -> Case:
    indicators: Mapping[str, FreeText] = {name: text(words) for name, words in evidence.items()}
    by = EVERYBODY["practitioner"]
    return refer_concern(case, "near_miss", agency, text(learning), indicators, AGENCIES, FRAMEWORK, by, NOW)


def test_anybody_refers_for_an_agency_and_says_why_there_is_multi_agency_learning(near_miss: Case) -> None:
    for by in EVERYBODY.values():
        event = referred(near_miss, by).of(ConcernReferred)[-1]
        assert (event.by, event.kind, event.agency) == (by.person, "near_miss", "A school")
        assert event.learning.shown == "three agencies each held a part"
        assert {name: words.shown for name, words in event.indicators.items()} == {
            "working_together": "no meeting was held"
        }


def test_it_needs_an_agency_of_the_partnership_the_learning_and_the_evidence_of_each_indicator(near_miss: Case) -> None:
    with pytest.raises(InvalidInput, match="Choose the agency that refers it from the list"):
        refer(near_miss, agency="A circus")
    with pytest.raises(InvalidInput, match="Give the reason"):
        refer(near_miss, learning=" ")
    with pytest.raises(InvalidInput, match=r"^Themes that come back .*: write the evidence"):
        refer(near_miss, recurrent_themes=" ")
    with pytest.raises(InvalidInput, match="another version of the rules"):
        refer(near_miss, weather="rain")
    assert refer(near_miss).stage is Stage.CONCERN


def test_what_the_rules_ask_besides_is_needed_recorded_and_signed(near_miss: Case, tmp_path: Path) -> None:
    rules, by = rules_with(tmp_path, IN_REFERRAL), EVERYBODY["practitioner"]
    told, hoped = FurtherAnswer(choice="told"), FurtherAnswer(text=text("better hand-overs"))

    def with_(further: Mapping[str, FurtherAnswer], framework: Framework = rules, kind: str = "near_miss") -> Case:
        why, agency = text("three agencies"), "A school"
        return refer_concern(near_miss, kind, agency, why, {}, AGENCIES, framework, by, NOW, further)

    for asked, further in (("Hoped for", {"shared": told}), ("Shared with the family", {"hoped": hoped})):
        with pytest.raises(InvalidInput, match=asked):
            with_(further)
    with pytest.raises(InvalidInput, match="Shared with the family: choose one"):
        with_({"shared": FurtherAnswer(choice="perhaps"), "hoped": hoped})
    with pytest.raises(InvalidInput, match="another version of the rules"):
        with_({"hoped": hoped}, FRAMEWORK)
    with pytest.raises(InvalidInput, match="Choose the kind of concern"):
        with_({}, FRAMEWORK, "circus")
    one, other = (
        proposed(with_({"shared": told, "hoped": said})) for said in (hoped, FurtherAnswer(text=text("a review")))
    )
    assert sign_off(one).matter.digest != sign_off(other).matter.digest
    assert "further" not in sign_off(proposed(refer(near_miss))).matter.content, "what was signed stays signed"
    redacted_of = redact(one, text("better hand-overs").digest, text("it names somebody"), BUSINESS_TEAM, NOW).concern
    assert redacted_of and redacted_of.further["hoped"].text != hoped.text


def test_it_never_takes_a_notifications_place(opened: Opened) -> None:
    for answers in ({}, {"abuse_or_neglect": "not_known", "care_experienced": "no"}):
        with pytest.raises(WrongStage, match="A notification or a review is open here, and it comes first"):
            referred(opened(**answers))


def test_not_even_when_all_three_partners_have_agreed_that_it_is_required(
    case: Case, council: Actor, icb: Actor, police: Actor, signed: Signed
) -> None:
    with pytest.raises(WrongStage, match="it comes first"):
        referred(signed(case, council, icb, police))


def test_after_a_death_all_three_partners_agree_first_that_no_notification_is_required(
    opened: Opened, council: Actor, icb: Actor, police: Actor, signed: Signed
) -> None:
    two = signed(opened(**NO_ABUSE), council, icb)
    with pytest.raises(WrongStage, match="it comes first"):
        referred(two)
    assert referred(signed(two, police)).stage is Stage.CONCERN


def test_it_is_referred_when_no_lcspr_follows_and_not_while_one_may(
    cases: Mapping[Stage, Case], submitted: Case
) -> None:
    for stage in (Stage.SIN_ONLY, Stage.FOUND_NOT_MET, Stage.DECIDED):
        assert referred(cases[stage]).stage is Stage.CONCERN
    for stage in (Stage.RAPID_REVIEW, Stage.DECISION, Stage.DEFERRED, Stage.LCSPR):
        with pytest.raises(WrongStage, match="it comes first"):
            referred(cases[stage])
    assert referred(decided(submitted, recommendation("not_met"))).decision


def test_of_what_is_new_after_the_decision_a_case_of_its_own_is_referred(near_miss: Case, opened: Opened) -> None:
    decided_on = concern_decided(near_miss)
    reopened = reopen(closed_anyway(decided_on, text("done"), BUSINESS_TEAM, NOW), text("more"), BUSINESS_TEAM, NOW)
    for case in (decided_on, reopened):
        with pytest.raises(WrongStage, match="start a triage for it, and refer that case"):
            referred(case)
    assert referred(opened("CSCP-2", harm="neither")).stage is Stage.CONCERN


def test_a_second_referral_of_the_same_case_is_refused(concern: Case) -> None:
    with pytest.raises(WrongStage, match="A Case of Concern is referred here already"):
        referred(concern)


def test_nothing_is_signed_before_a_member_has_proposed_an_outcome(concern: Case) -> None:
    assert sign_off_of(concern, CONCERN_DECISION) is None
    for by in (person for name, person in EVERYBODY.items() if name != "review_group"):
        with pytest.raises(NotAllowed, match="Only members of the Review Group can propose an outcome"):
            propose_outcome(concern, "lcspr", text("much to learn"), QUORUM, by, NOW)
    assert sign_off(proposed(concern)).missing_members == QUORUM


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        ("lcspr", Stage.LCSPR),
        ("local_learning", Stage.CONCERN_DECIDED),
        ("no_further_action", Stage.CONCERN_DECIDED),
    ],
)
def test_it_is_decided_when_as_many_as_the_quorum_agree(near_miss: Case, outcome: ConcernOutcome, stage: Stage) -> None:
    case = proposed(referred(near_miss), outcome)
    for agreeing, member in enumerate(GROUP[:QUORUM]):
        assert (case.stage, sign_off(case).missing_members) == (Stage.CONCERN, QUORUM - agreeing)
        case = agreed(case, member)
    assert (case.stage, case.events[-1].type) == (stage, "concern_decided")
    decision = case.concern_decision
    assert decision and (decision.outcome, decision.rationale.shown, decision.on) == (
        outcome,
        "worth learning from",
        TODAY,
    )


def test_any_members_make_the_quorum_in_any_order(concern: Case) -> None:
    for members in permutations(GROUP, QUORUM):
        assert agreed(proposed(concern), *members).concern_decision


def test_one_member_counts_once(concern: Case) -> None:
    case = agreed(proposed(concern), MEMBER, GROUP[1])
    assert agreed(case, MEMBER, GROUP[1]) is case
    assert not case.concern_decision


def test_who_proposes_has_not_signed(concern: Case) -> None:
    assert sign_off(proposed(concern)).signatures_given == ()


def test_a_member_who_disagrees_keeps_it_open_and_is_not_outvoted(concern: Case) -> None:
    case = signed_by(proposed(concern), CONCERN_DECISION, GROUP[0], agrees=False)
    case = agreed(case, *GROUP[1:])
    assert sign_off(case).missing_members == 0
    assert (case.stage, case.concern_decision) == (Stage.CONCERN, None)


def test_when_the_only_dissenter_turns_out_to_be_in_conflict_the_quorum_of_the_others_decides(concern: Case) -> None:
    put = agreed(proposed(concern), *GROUP[1 : QUORUM + 1])
    assert put.stage is Stage.CONCERN_DECIDED
    put = proposed(concern)
    digest = sign_off(put).matter.digest
    put = sign(put, CONCERN_DECISION, digest, GROUP[0], NOW, agrees=False, reason=text("too early"))
    put = agreed(put, *GROUP[1 : QUORUM + 1])
    assert put.stage is Stage.CONCERN and not sign_off(put).is_agreed
    put = declare_conflict(put, text("a relative"), GROUP[0], NOW)
    assert put.stage is Stage.CONCERN_DECIDED and put.concern_decision


def test_a_dissenter_who_was_in_conflict_in_a_case_merged_into_this_one_keeps_it_open_no_more(
    concern: Case, opened: Opened
) -> None:
    disputed = signed_by(proposed(concern), CONCERN_DECISION, GROUP[0], agrees=False)
    disputed = agreed(disputed, *GROUP[1 : QUORUM + 1])
    _, kept = merged(declare_conflict(opened("CSCP-2", harm="neither"), text("a relative"), GROUP[0], NOW), disputed)
    assert disputed.stage is Stage.CONCERN and kept.stage is Stage.CONCERN_DECIDED


def test_a_member_who_disagrees_does_not_count_towards_the_quorum(concern: Case) -> None:
    case = agreed(signed_by(proposed(concern), CONCERN_DECISION, GROUP[0], agrees=False), *GROUP[1:QUORUM])
    assert sign_off(case).missing_members == 1


def test_after_a_dissent_it_is_put_again_or_another_outcome_is_proposed(concern: Case) -> None:
    disputed = signed_by(proposed(concern), CONCERN_DECISION, GROUP[0], agrees=False)
    for again in (
        reissue(disputed, CONCERN_DECISION, text("talked over"), GROUP[1], NOW),
        proposed(disputed, "no_further_action"),
        proposed(disputed, why="another rationale"),
    ):
        assert sign_off(again).signatures_given == ()
        assert agreed(again, *GROUP[:QUORUM]).concern_decision


def test_the_same_proposal_twice_is_harmless_and_lapses_nobody(concern: Case) -> None:
    case = agreed(proposed(concern), MEMBER)
    assert proposed(case) is case


def test_whoever_signs_signs_the_outcome_that_was_proposed_last(concern: Case) -> None:
    first = proposed(concern)
    lcspr, nothing_more = proposed(first, "lcspr"), proposed(first, "no_further_action")
    assert sign_off(lcspr).matter.digest != sign_off(nothing_more).matter.digest
    with pytest.raises(OutOfDate):
        sign(nothing_more, CONCERN_DECISION, sign_off(lcspr).matter.digest, MEMBER, NOW, agrees=True)


def test_whoever_signs_signs_the_rationale_that_was_given_last(concern: Case) -> None:
    first = proposed(concern)
    digests = {sign_off(proposed(first, why=why)).matter.digest for why in ("too little", "too much")}
    assert len(digests) == 2


def test_a_member_of_the_review_group_fills_no_seat(concern: Case) -> None:
    now = sign_off(agreed(proposed(concern), MEMBER))
    assert [given.signer for given in now.members] == [MEMBER.person]
    assert now.signatures == {}


def test_a_card_of_another_proposal_signs_nothing(concern: Case) -> None:
    first = proposed(concern)
    with pytest.raises(OutOfDate):
        sign(proposed(first, "lcspr"), CONCERN_DECISION, sign_off(first).matter.digest, MEMBER, NOW, agrees=True)


def test_the_dsps_do_not_sign_it(concern: Case) -> None:
    for by in (*PARTNERS_DSPS, EVERYBODY["dcs"], BUSINESS_TEAM):
        with pytest.raises(NotAllowed, match="Only members of the Review Group decide on this"):
            agreed(proposed(concern), by)


def test_a_dsp_who_is_a_member_signs_as_a_member(concern: Case) -> None:
    both = actor("nhs", "icb dsp and member", Seat.ICB, Role.REVIEW_GROUP)
    (given,) = agreed(proposed(concern), both).events[-1:]
    assert given.type == "signed"
    assert given.seat is None


def test_what_is_decided_is_final(near_miss: Case) -> None:
    case = concern_decided(near_miss)
    with pytest.raises(SeatTaken, match="has decided with its quorum"):
        agreed(case, MEMBER)
    with pytest.raises(WrongStage, match="belongs to the stage Case of Concern"):
        proposed(case, "lcspr")
    with pytest.raises(WrongStage):
        reissue(case, CONCERN_DECISION, text("once more"), MEMBER, NOW)
    assert len(case.of(ConcernDecided)) == 1


def test_a_notification_that_opens_again_comes_first_and_the_concern_waits(
    concern: Case, updated: Callable[..., Case]
) -> None:
    case = agreed(proposed(concern), *GROUP[: QUORUM - 1])
    serious = updated(case)
    assert (serious.stage, sign_off_of(serious, CONCERN_DECISION)) == (Stage.NOTIFICATION, None)
    with pytest.raises(WrongStage, match="nothing to sign here"):
        sign(serious, CONCERN_DECISION, sign_off(case).matter.digest, GROUP[3], NOW, agrees=True)


def test_closed_and_reopened_it_goes_on_where_it_was(concern: Case) -> None:
    case = agreed(proposed(concern), MEMBER)
    closed = closed_anyway(case, text("by mistake"), BUSINESS_TEAM, NOW)
    assert sign_off(closed).members == sign_off(case).members
    again = reopen(closed, text("it was a mistake"), BUSINESS_TEAM, NOW)
    assert agreed(again, *GROUP[1:QUORUM]).concern_decision


def test_its_clock_is_local_practice_and_runs_from_the_referral_until_the_decision(
    near_miss: Case, concern: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    (clock,) = clocks(concern, framework, calendar)
    assert (clock.due.id, clock.due.start, clock.due.due) == ("concern", TODAY, date(2026, 6, 30))
    assert clock.due.deadline.strength_in_words == "proposed"
    assert clocks(concern_decided(near_miss), framework, calendar) == ()


def test_none_is_referred_while_the_notification_is_to_be_updated_so_that_no_commissioned_lcspr_is_lost(
    near_miss: Case,
) -> None:
    commissioned = concern_decided(submit_sin(near_miss, TODAY, BUSINESS_TEAM, NOW), "lcspr")
    told = update(commissioned, with_children(commissioned.facts, a_child(2, SAFE)), ENGINE, BUSINESS_TEAM, NOW)
    assert (told.stage, told.notification.update_is_due, told.commissioned_on) == (Stage.NOTIFICATION, True, TODAY)
    with pytest.raises(WrongStage, match="it comes first"):
        referred(told)
    updated = submit_update(told, TODAY, BUSINESS_TEAM, NOW)
    assert (updated.stage, updated.commissioned_on) == (Stage.LCSPR, TODAY)
