"""A signer may change their answer until the last signature that is needed, without asking the others again."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, StepRefused, WrongStage
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MATTERS,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.signatures import propose_not_met, record_signature, reissue, sign
from safeguarding.case.views.history import history
from safeguarding.people import Actor
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    GROUP,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    TODAY,
    circumstances,
    closed_anyway,
    correction_proposed,
    decided,
    escalated,
    escalation,
    merge_proposed,
    merged,
    proposed,
    put_to_the_dsps,
    referred,
    said_in_error,
    signed_by,
    text,
)
from tests.support.each import for_each
from tests.support.england.elsewhere import transfer_proposed
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import care_leaver, facts, office, opened, submitted

DCS = EVERYBODY["dcs"]
WHY = text("on reflection")
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}


def facts_change() -> Case:
    illness = facts(abuse_or_neglect="neither", care_experienced="no")
    return update(opened(), illness, ENGINE, EVERYBODY["opener"], OPENED_AT)


def criteria_escalated() -> Case:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, POLICE, agrees=False)
    return escalate_criteria(case, escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT, met=True)


CASES: dict[str, tuple[Case, tuple[Actor, ...]]] = {
    NOTIFICATION_CRITERIA: (opened(), PARTNERS_DSPS),
    SIN_QUALITY: (opened(), (DCS,)),
    LATER_NOT_MET: (
        propose_not_met(submitted(), text("an illness"), BUSINESS_TEAM, OPENED_AT),
        (*PARTNERS_DSPS, DCS),
    ),
    LCSPR_DECISION: (put_to_the_dsps(submitted()), PARTNERS_DSPS),
    CONCERN_DECISION: (proposed(referred(care_leaver())), GROUP[:3]),
    FACTS_CHANGE: (facts_change(), (*PARTNERS_DSPS, DCS)),
    OPENED_IN_ERROR: (said_in_error(opened()), (ICB, POLICE)),
    TRANSFER: (transfer_proposed(), (DCS, ICB)),
    MERGE: (merge_proposed(opened(), submitted(opened("CSCP-2026-002"))), (*PARTNERS_DSPS, DCS)),
    CORRECTION: (correction_proposed(), (DCS,)),
    NOT_MET: (propose_not_met(opened(), text("an illness"), BUSINESS_TEAM, OPENED_AT), (*PARTNERS_DSPS, DCS)),
    CRITERIA_ESCALATION: (criteria_escalated(), (DCS,)),
}
"""Each matter has a case that asks for it, and those who sign it."""
SEATS = [(matter, by) for matter, (_, signers) in CASES.items() for by in signers]


def standing(case: Case, matter: str) -> SignOff:
    found = sign_off_of(case, matter)
    assert found
    return found


def said(case: Case, matter: str, by: Actor) -> bool | None:
    given = {signed.signer: signed.agrees for signed in standing(case, matter).signatures_given}
    return given.get(by.person)


def press(case: Case, matter: str, by: Actor, agrees: bool, number: int = 0) -> Case:
    digest = standing(case, matter).matter.digest
    return sign(case, matter, digest, by, OPENED_AT, agrees=agrees, reason=None if agrees else WHY, number=number)


def test_the_table_has_every_matter() -> None:
    assert CASES.keys() == MATTERS.keys()


@for_each("place", SEATS)
def test_a_disagreement_becomes_an_agreement_and_the_others_are_not_asked_again(place: tuple[str, Actor]) -> None:
    matter, by = place
    case, signers = CASES[matter]
    others = [other for other in signers if other is not by and len(signers) > 2]
    case = press(signed_by(case, matter, *others[:1]), matter, by, agrees=False)
    changed = press(case, matter, by, agrees=True, number=1)
    assert said(changed, matter, by) is True
    assert [said(changed, matter, other) for other in others[:1]] == [True] * len(others[:1])
    assert [(given.agrees, given.number) for given in standing(changed, matter).changed] == [(False, 1)]
    assert standing(changed, matter).lapsed == ()


@for_each("place", [place for place in SEATS if place[0] not in (SIN_QUALITY, CORRECTION, CRITERIA_ESCALATION)])
def test_an_agreement_becomes_a_disagreement_while_another_signature_is_needed(place: tuple[str, Actor]) -> None:
    matter, by = place
    case = press(CASES[matter][0], matter, by, agrees=True)
    changed = press(case, matter, by, agrees=False, number=1)
    assert said(changed, matter, by) is False
    assert press(press(changed, matter, by, agrees=True, number=2), matter, by, agrees=False, number=3) != changed


@for_each("place", SEATS)
def test_an_old_press_delivered_again_changes_nothing(place: tuple[str, Actor]) -> None:
    matter, by = place
    first = press(CASES[matter][0], matter, by, agrees=False)
    assert press(first, matter, by, agrees=False) is first
    case = press(first, matter, by, agrees=True, number=1)
    for agrees, number in product((True, False), (0, 1)):
        with suppress(StepRefused):  # it says so, and changes nothing either
            assert press(case, matter, by, agrees, number) is case


def test_an_old_press_says_how_to_change_the_answer() -> None:
    case = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=True)
    with pytest.raises(SeatTaken, match=r"You agreed for the seat ICB.*press Change my answer"):
        press(case, NOTIFICATION_CRITERIA, ICB, agrees=False)


@for_each("matter", list(MATTERS))
def test_after_the_last_signature_that_is_needed_no_answer_changes(matter: str) -> None:
    case, signers = CASES[matter]
    digest, done = standing(case, matter).matter.digest, signed_by(case, matter, *signers)
    for by in signers:
        with pytest.raises(WrongStage):
            sign(done, matter, digest, by, OPENED_AT, agrees=False, reason=WHY, number=1)


def test_the_last_dissent_that_becomes_an_agreement_decides() -> None:
    case = press(signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB), LCSPR_DECISION, POLICE, False)
    changed = press(case, LCSPR_DECISION, POLICE, agrees=True, number=1)
    assert changed.decision and changed.decision.escalation is None
    concern, group = CASES[CONCERN_DECISION]
    before = press(concern, CONCERN_DECISION, group[0], agrees=False)
    waiting = signed_by(before, CONCERN_DECISION, *GROUP[1:])
    assert waiting.concern_decision is None
    assert press(waiting, CONCERN_DECISION, group[0], agrees=True, number=1).concern_decision


def test_an_agreement_to_not_required_can_be_withdrawn_and_the_duty_is_open_again() -> None:
    agreed = signed_by(opened(**NOT_REQUIRED), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert open_duties(agreed) == () and not lacks_agreement(agreed)
    for by in PARTNERS_DSPS:
        withdrawn = press(agreed, NOTIFICATION_CRITERIA, by, agrees=False, number=1)
        assert [duty.whose for duty in open_duties(withdrawn)] == [("local_authority", "icb", "police")]
        assert not lacks_agreement(press(withdrawn, NOTIFICATION_CRITERIA, by, agrees=True, number=2))
        with pytest.raises(WrongStage, match="closed"):
            closed = closed_anyway(agreed, text("over"), BUSINESS_TEAM, OPENED_AT)
            press(closed, NOTIFICATION_CRITERIA, by, agrees=False, number=1)


def test_a_change_needs_its_reason_and_the_content_of_now() -> None:
    case = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=True)
    digest = standing(case, NOTIFICATION_CRITERIA).matter.digest
    with pytest.raises(InvalidInput, match="Give the reason"):
        sign(case, NOTIFICATION_CRITERIA, digest, ICB, OPENED_AT, agrees=False, number=1)
    with pytest.raises(OutOfDate):
        sign(case, NOTIFICATION_CRITERIA, "of before", ICB, OPENED_AT, agrees=False, reason=WHY, number=1)


def test_another_reason_for_the_same_disagreement_is_a_change_too() -> None:
    case = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    digest = standing(case, NOTIFICATION_CRITERIA).matter.digest
    changed = sign(case, NOTIFICATION_CRITERIA, digest, ICB, OPENED_AT, agrees=False, reason=text("another"), number=1)
    (dissent,) = standing(changed, NOTIFICATION_CRITERIA).dissents
    assert dissent.reason and dissent.reason.shown == "another"


def test_only_who_signed_changes_it_and_not_once_in_conflict_or_out_of_office() -> None:
    case = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=True)
    with pytest.raises(SeatTaken, match="The seat ICB was signed"):
        press(case, NOTIFICATION_CRITERIA, EVERYBODY["icb_deputy"], agrees=False, number=1)
    left = ICB.model_copy(update={"seats": frozenset()})
    with pytest.raises(NotAllowed, match="do not hold it any more"):
        press(case, NOTIFICATION_CRITERIA, left, agrees=False, number=1)
    with pytest.raises(NotAllowed, match="conflict of interest"):
        press(declare_conflict(case, text("a relative"), ICB, OPENED_AT), NOTIFICATION_CRITERIA, ICB, False, number=1)


def test_what_was_decided_merged_or_escalated_is_final() -> None:
    for case in (decided(submitted()), escalated(submitted())):
        with pytest.raises(WrongStage, match="final"):
            press(case, LCSPR_DECISION, COUNCIL, agrees=False, number=1)
    ended, _ = merged(press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=True), opened("CSCP-2026-002"))
    with pytest.raises(WrongStage, match="merged"):
        press(ended, NOTIFICATION_CRITERIA, ICB, agrees=False, number=1)


def test_what_is_put_again_is_answered_from_the_beginning() -> None:
    case = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    again = reissue(case, NOTIFICATION_CRITERIA, text("we talked"), BUSINESS_TEAM, OPENED_AT)
    signed = press(again, NOTIFICATION_CRITERIA, ICB, agrees=True)
    assert [given.number for given in standing(signed, NOTIFICATION_CRITERIA).signatures_given] == [1]


def test_the_history_keeps_both_answers() -> None:
    case = press(press(opened(), NOTIFICATION_CRITERIA, ICB, False), NOTIFICATION_CRITERIA, ICB, True, number=1)
    before, after = history(case, FRAMEWORK, office)[-2:]
    assert "disagreed for the seat ICB. Reason: on reflection" in before
    assert "changed the answer, and agreed for the seat ICB." in after


def recorded(case: Case, agrees: bool, number: int = 0, on: date = TODAY, by: Actor = ICB) -> Case:
    outside = OutsideTeams(signed_by=by.person, on=on, how=text("by phone"), confirmation=text("mail of today"))
    seat = next(iter(by.seats))
    reason = None if agrees else WHY
    later = OPENED_AT + timedelta(days=2)
    return record_signature(
        case, NOTIFICATION_CRITERIA, seat, outside, BUSINESS_TEAM, later, agrees=agrees, reason=reason, number=number
    )


def test_the_business_team_records_a_change_given_outside_teams_of_an_answer_given_there_or_in_teams() -> None:
    in_teams = press(opened(), NOTIFICATION_CRITERIA, ICB, agrees=True)
    for case in (in_teams, recorded(opened(), agrees=True)):
        with pytest.raises(SeatTaken, match="This person agreed for the seat ICB"):
            recorded(case, agrees=False)
        changed = recorded(case, agrees=False, number=1)
        assert said(changed, NOTIFICATION_CRITERIA, ICB) is False
        assert recorded(changed, agrees=False, number=1) is changed
        assert said(press(changed, NOTIFICATION_CRITERIA, ICB, True, number=2), NOTIFICATION_CRITERIA, ICB) is True


def test_a_change_outside_teams_is_of_the_day_of_the_answer_or_later() -> None:
    case = recorded(opened(), agrees=True, on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput, match="before the answer that it changes"):
        recorded(case, agrees=False, number=1, on=TODAY)
