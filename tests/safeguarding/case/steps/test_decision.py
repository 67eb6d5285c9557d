"""The DSPs decide on an LCSPR: in rounds on one digest, finally when all three agree, or by escalation."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations, permutations

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.review_events import Decided, LcsprOutcome
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LATER_NOT_MET, LCSPR_DECISION
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.decision import decide_by_escalation, propose_decision
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.signatures import propose_not_met, record_signature, reissue, sign
from safeguarding.case.views.history import history
from safeguarding.case.views.review_history import determined_otherwise, not_unanimous
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import PARTNERS, Actor, Person, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    ICB,
    PARTNERS_DSPS,
    PARTNERSHIP,
    POLICE,
    TODAY,
    circumstances,
    decided,
    disputed,
    escalated,
    escalation,
    put_to_the_dsps,
    recommendation,
    signed_by,
    text,
)
from tests.support.people.everybody import EVERYBODY
from tests.support.people.everybody import OPENED_AT as NOW

NOT_MET, AGAINST = recommendation("not_met"), recommendation("not_commission")


def sign_off(case: Case) -> SignOff:
    found = sign_off_of(case, LCSPR_DECISION)
    assert found
    return found


def agreed(case: Case, *people: Actor) -> Case:
    return signed_by(case, LCSPR_DECISION, *people)


def test_it_is_final_when_all_three_agree_in_any_order_and_not_before(submitted: Case) -> None:
    for order in permutations(PARTNERS_DSPS):
        two = agreed(put_to_the_dsps(submitted), *order[:2])
        assert (two.decision, two.stage) == (None, Stage.DECISION)
        case = agreed(two, order[2])
        assert case.decision
        assert (case.decision.decision, case.decision.on, case.decision.escalation) == (recommendation(), TODAY, None)
        assert case.stage is Stage.LCSPR


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [("commission", Stage.LCSPR), ("not_commission", Stage.DECIDED), ("not_met", Stage.DECIDED)],
)
def test_each_outcome_leads_to_its_stage(submitted: Case, outcome: LcsprOutcome, stage: Stage) -> None:
    assert decided(submitted, recommendation(outcome)).stage is stage


def test_a_deputy_fills_the_same_seat_and_no_second_one(submitted: Case) -> None:
    case = agreed(put_to_the_dsps(submitted), COUNCIL, EVERYBODY["icb_deputy"])
    assert sign_off(case).missing == (Seat.POLICE,)
    assert agreed(case, POLICE).decision


def test_a_dissent_keeps_it_open_whoever_dissents(submitted: Case) -> None:
    for agreeing in combinations(PARTNERS_DSPS, 2):
        (dissenter,) = set(PARTNERS_DSPS) - set(agreeing)
        case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, dissenter, agrees=False)
        case = agreed(case, *agreeing)
        assert (case.decision, case.stage, sign_off(case).missing) == (None, Stage.DECISION, ())


def test_a_dissent_can_be_talked_over_in_a_new_round(submitted: Case) -> None:
    case = reissue(disputed(submitted), LCSPR_DECISION, text("talked over"), COUNCIL, NOW)
    assert sign_off(case).missing == PARTNERS
    assert not agreed(case, POLICE).decision
    assert agreed(case, *PARTNERS_DSPS).decision


def test_a_dsp_proposes_a_different_decision_and_all_three_sign_anew(submitted: Case) -> None:
    case = propose_decision(disputed(submitted), AGAINST, POLICE, NOW)
    now = sign_off(case)
    assert (case.proposal, now.missing, len(now.lapsed)) == (AGAINST, PARTNERS, 3)
    final = agreed(case, *PARTNERS_DSPS).decision
    assert final and final.decision == AGAINST


def test_a_card_of_the_round_before_signs_nothing(submitted: Case) -> None:
    before = put_to_the_dsps(submitted)
    seen = sign_off(before).matter.digest
    for case in (
        propose_decision(before, AGAINST, ICB, NOW),
        propose_decision(propose_decision(before, AGAINST, ICB, NOW), recommendation(), COUNCIL, NOW),
    ):
        with pytest.raises(OutOfDate, match="nothing was signed"):
            sign(case, LCSPR_DECISION, seen, ICB, NOW, agrees=True)


def test_what_is_put_to_them_already_is_no_different_decision(submitted: Case) -> None:
    """A click that comes twice lapses nobody's signature."""
    first = agreed(put_to_the_dsps(submitted), ICB)
    assert propose_decision(first, recommendation(), COUNCIL, NOW) is first
    second = agreed(propose_decision(first, AGAINST, COUNCIL, NOW), ICB)
    salted = AGAINST.model_copy(update={"rationale": text(AGAINST.rationale.shown, "f" * 16)})
    assert propose_decision(second, salted, COUNCIL, NOW) is second


def test_a_change_of_one_word_of_the_rationale_or_of_the_national_review_is_a_new_round(submitted: Case) -> None:
    case = put_to_the_dsps(submitted)
    for other in (recommendation(rationale=text("another reason")), recommendation(national_review=True)):
        assert sign_off(propose_decision(case, other, ICB, NOW)).matter.digest != sign_off(case).matter.digest


def test_nobody_but_a_dsp_proposes(submitted: Case) -> None:
    for name in ("practitioner", "chair", "review_group", "business_team", "dcs"):
        with pytest.raises(NotAllowed, match="Only a Designated Safeguarding Partner can propose"):
            propose_decision(put_to_the_dsps(submitted), AGAINST, EVERYBODY[name], NOW)


def test_the_dsps_may_commission_where_the_group_found_the_criteria_not_met(submitted: Case) -> None:
    put = put_to_the_dsps(submitted, NOT_MET)
    case = agreed(propose_decision(put, recommendation(), ICB, NOW), *PARTNERS_DSPS)
    assert case.stage is Stage.LCSPR
    assert case.decision is not None
    assert determined_otherwise(case, case.decision) == (
        "The Review Group had determined otherwise: LCSPR criteria not met."
    )
    by_escalation = decide_by_escalation(
        disputed(submitted, NOT_MET), recommendation(), escalation(), circumstances(), BUSINESS_TEAM, NOW
    )
    assert by_escalation.stage is Stage.LCSPR


def test_a_decision_that_follows_the_determination_shows_no_difference(submitted: Case) -> None:
    for outcome in ("commission", "not_commission", "not_met"):
        case = decided(submitted, recommendation(outcome))
        assert case.decision is not None and determined_otherwise(case, case.decision) is None


def test_the_dsps_may_find_the_criteria_not_met_where_the_group_found_them_met(submitted: Case) -> None:
    case = agreed(propose_decision(put_to_the_dsps(submitted), NOT_MET, ICB, NOW), *PARTNERS_DSPS)
    assert case.decision and case.decision.decision == NOT_MET


def test_a_national_review_can_be_recommended_with_any_outcome(submitted: Case, framework: Framework) -> None:
    for outcome in ("commission", "not_commission", "not_met"):
        case = decided(submitted, recommendation(outcome, national_review=True))
        assert case.decision and case.decision.decision.national_review
        assert "a national review is recommended" in history(case, framework, name_of)[-1]


def test_before_the_day_with_every_seat_held_an_escalation_needs_a_dissent_on_what_is_put_to_them_now(
    submitted: Case,
) -> None:
    put = put_to_the_dsps(submitted)
    for case in (
        put,
        agreed(put, COUNCIL, ICB),
        reissue(disputed(submitted), LCSPR_DECISION, text("talked over"), COUNCIL, NOW),
        propose_decision(disputed(submitted), AGAINST, ICB, NOW),
    ):
        with pytest.raises(WrongStage, match="nobody has disagreed, no seat that has to sign is vacant, and the day"):
            decide_by_escalation(case, recommendation(), escalation(), circumstances(), BUSINESS_TEAM, NOW)


def test_while_a_seat_is_vacant_or_once_the_day_has_passed_unanswered_it_is_escalated_without_a_dissent(
    submitted: Case,
) -> None:
    due = date(2026, 6, 23)  # fifteen working days after the submission on 2 June
    vacant = PARTNERSHIP.model_copy(update={"vacant_since": {Seat.POLICE: TODAY}})
    for signed in range(len(PARTNERS_DSPS)):
        case = agreed(put_to_the_dsps(submitted), *PARTNERS_DSPS[:signed])
        grounds = [
            (circumstances(), False),
            (circumstances(due), False),
            (circumstances(due + timedelta(days=1)), True),
            (circumstances(partnership=vacant), True),
        ]
        for when, allowed in grounds:
            assert STEPS["decide_by_escalation"].is_available(case, BUSINESS_TEAM, when) == allowed, (signed, when)
            if allowed:
                after = decide_by_escalation(case, recommendation(), escalation(), when, BUSINESS_TEAM, NOW)
                assert after.decision and after.decision.escalation == escalation()


def test_an_escalation_says_how_by_whom_when_and_on_what_evidence(submitted: Case) -> None:
    for missing in ("procedure", "decided_by", "evidence"):
        blank = escalation().model_copy(update={missing: text(" ")})
        with pytest.raises(InvalidInput, match="Give the reason"):
            decide_by_escalation(disputed(submitted), recommendation(), blank, circumstances(), BUSINESS_TEAM, NOW)


@pytest.mark.parametrize(("days", "message"), [(1, "in the future"), (-1, "before the disagreement")])
def test_an_escalation_lies_between_the_disagreement_and_today(submitted: Case, days: int, message: str) -> None:
    late = escalation(TODAY + timedelta(days=days))
    with pytest.raises(InvalidInput, match=message):
        decide_by_escalation(disputed(submitted), recommendation(), late, circumstances(), BUSINESS_TEAM, NOW)


def test_it_can_be_escalated_from_the_first_disagreement_on_though_another_partner_disagrees_later(
    submitted: Case,
) -> None:
    case = put_to_the_dsps(submitted)
    digest = sign_off(case).matter.digest
    for by, days in ((COUNCIL, 0), (ICB, 2)):
        at = NOW + timedelta(days=days)
        case = sign(case, LCSPR_DECISION, digest, by, at, agrees=False, reason=text("not convinced"))
    between = escalation(TODAY + timedelta(days=1))
    then = NOW + timedelta(days=2)
    case = decide_by_escalation(case, recommendation(), between, circumstances(then.date()), BUSINESS_TEAM, then)
    assert case.decision and case.decision.on == TODAY + timedelta(days=1)


def test_a_decision_by_escalation_is_shown_for_ever_as_not_unanimous(submitted: Case, framework: Framework) -> None:
    case = escalated(submitted, AGAINST)
    assert case.decision and case.decision.escalation == escalation()
    assert (case.decision.decision, case.stage) == (AGAINST, Stage.DECIDED)
    assert "by escalation, not unanimous" in history(case, framework, name_of)[-1]


def test_nobody_signs_a_decision_by_escalation_into_another_one(
    submitted: Case, outside: Callable[..., OutsideTeams]
) -> None:
    """The same three people who could not agree would otherwise put a unanimous decision in its place."""
    for decision in (recommendation(), AGAINST):
        case = escalated(submitted, decision)
        with pytest.raises(WrongStage, match="the decision is final"):
            reissue(case, LCSPR_DECISION, text("once more"), BUSINESS_TEAM, NOW)
    assert agreed(case, COUNCIL, ICB) is case
    with pytest.raises(WrongStage, match="the decision is final"):
        agreed(case, POLICE)
    with pytest.raises(SeatTaken):
        record_signature(case, LCSPR_DECISION, Seat.POLICE, outside(POLICE), BUSINESS_TEAM, NOW, agrees=True)
    assert len(case.of(Decided)) == 1


def test_the_round_that_was_escalated_stays_as_it_was_signed_and_nothing_is_missing_in_it(submitted: Case) -> None:
    for decision in (recommendation(), AGAINST, NOT_MET):
        found = sign_off(escalated(submitted, decision))
        assert {seat: signed.agrees for seat, signed in found.signatures.items()} == {
            Seat.LOCAL_AUTHORITY: True,
            Seat.ICB: True,
            Seat.POLICE: False,
        }
        assert found.escalated and not found.is_agreed
        assert (found.lapsed, found.missing, found.unanswered) == ((), (), ())


def test_a_seat_that_never_answered_is_not_waited_for_after_an_escalation_and_is_named(submitted: Case) -> None:
    dissent = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, POLICE, agrees=False)
    case = decide_by_escalation(dissent, AGAINST, escalation(), circumstances(), BUSINESS_TEAM, NOW)
    assert (sign_off(case).missing, sign_off(case).unanswered) == ((), (Seat.LOCAL_AUTHORITY, Seat.ICB))
    assert case.decision
    assert not_unanimous(case, case.decision) == "Disagreed: Police. Did not answer: Local authority, ICB."


def test_what_a_decision_was_signed_with_stays_signed_whatever_changes_afterwards(
    submitted: Case, facts: Callable[..., Facts]
) -> None:
    for case in (decided(submitted), escalated(submitted)):
        changed = update(case, facts(abuse_or_neglect="suspected"), ENGINE, BUSINESS_TEAM, NOW)
        for after in (changed, declare_conflict(case, text("a relative"), ICB, NOW)):
            assert after.version > case.version
            assert sign_off(after).signatures == sign_off(case).signatures
            assert sign_off(after).lapsed == ()


def test_the_history_names_who_disagreed_beside_the_decision_by_escalation(submitted: Case) -> None:
    lines = history(escalated(submitted), FRAMEWORK, name_of)
    assert "Disagreed: Police." in lines[-1]
    assert "Disagreed" not in history(decided(submitted), FRAMEWORK, name_of)[-1]


def test_signing_a_decision_twice_is_harmless(submitted: Case) -> None:
    case = decided(submitted)
    assert agreed(case, *PARTNERS_DSPS) is case


def test_a_last_agreement_from_outside_teams_decides_too(submitted: Case, outside: Callable[..., OutsideTeams]) -> None:
    case = agreed(put_to_the_dsps(submitted), COUNCIL, ICB)
    case = record_signature(case, LCSPR_DECISION, Seat.POLICE, outside(POLICE), BUSINESS_TEAM, NOW, agrees=True)
    assert case.decision


def test_it_is_decided_on_the_day_of_the_last_agreement_and_not_on_that_of_its_recording(
    submitted: Case, outside: Callable[..., OutsideTeams]
) -> None:
    case = agreed(put_to_the_dsps(submitted), COUNCIL, ICB)
    given, recorded = outside(POLICE), NOW + timedelta(days=3)
    case = record_signature(case, LCSPR_DECISION, Seat.POLICE, given, BUSINESS_TEAM, recorded, agrees=True)
    assert case.decision and case.decision.on == case.commissioned_on == given.on == TODAY


def test_once_found_not_met_nothing_more_is_decided(submitted: Case) -> None:
    case = agreed(put_to_the_dsps(submitted), COUNCIL, ICB)
    case = propose_not_met(case, text("the inquest found a natural cause"), POLICE, NOW)
    found = signed_by(case, LATER_NOT_MET, *PARTNERS_DSPS, EVERYBODY["dcs"])
    assert (found.stage, found.proposal, sign_off_of(found, LCSPR_DECISION)) == (Stage.FOUND_NOT_MET, None, None)


def test_once_decided_the_criteria_are_not_found_unmet_by_signatures_that_were_open(submitted: Case) -> None:
    case = propose_not_met(put_to_the_dsps(submitted), text("too early to say"), POLICE, NOW)
    case = agreed(signed_by(case, LATER_NOT_MET, *PARTNERS_DSPS), *PARTNERS_DSPS)
    assert case.decision and sign_off_of(case, LATER_NOT_MET) is None
    with pytest.raises(WrongStage, match="decision on the LCSPR is final"):
        propose_not_met(case, text("another reason"), POLICE, NOW)


def test_a_later_change_of_the_facts_leaves_the_decision(submitted: Case, updated: Callable[..., Case]) -> None:
    case = updated(decided(submitted), abuse_or_neglect="suspected")
    assert (case.stage, case.decision) == (Stage.LCSPR, decided(submitted).decision)


def test_the_clock_of_the_dsps_ends_with_their_first_decision_and_does_not_return(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    def running(case: Case) -> set[str]:
        return {clock.due.id for clock in clocks(case, framework, calendar)}

    assert running(disputed(submitted)) == {"dsp_sign_off", "dsp_meeting"}
    assert running(escalated(submitted, AGAINST)) == running(decided(submitted, NOT_MET)) == set()


def name_of(person: Person) -> str:
    return person.id
