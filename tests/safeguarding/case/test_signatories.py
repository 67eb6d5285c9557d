"""The signatories say who is to sign a matter of a case, for which seat, and why it falls to nobody else."""

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, SeatTaken
from safeguarding.case.signatories import (
    is_decided,
    is_over,
    refusal_of_seats,
    refusal_to_sign,
    seat_of,
    signature_of,
    signed_already,
)
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.people import PARTNERS, Actor, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    GROUP,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    closed_anyway,
    concern_decided,
    decided,
    escalated,
    proposed,
    put_to_the_dsps,
    referred,
    signed_by,
    text,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT, actor
from tests.support.people.offices import partnership
from tests.support.people.who_and_when import read_table
from tests.support.plain_case import care_leaver, opened, standing, submitted

DCS, DEPUTY = EVERYBODY["dcs"], EVERYBODY["icb_deputy"]
TWO_SEATS = actor("council", "two hats", Seat.LOCAL_AUTHORITY, Seat.ICB)

WHO_SIGNS = """
                 notification_criteria  sin_quality  later_not_met  lcspr_decision  concern_decision
opener           no                     no           no             no              no
practitioner     no                     no           no             no              no
chair            no                     no           no             no              no
review_group     no                     no           no             no              yes
business_team    no                     no           no             no              no
council          yes                    no           yes            yes             no
icb              yes                    no           yes            yes             no
icb_deputy       yes                    no           yes            yes             no
police           yes                    no           yes            yes             no
dcs              no                     yes          yes            no              no
"""
SIGNS = read_table(WHO_SIGNS)


def case_with(matter: str) -> Case:
    """Returns a case that asks for the matter, of which nothing is signed yet."""
    if matter == LATER_NOT_MET:
        return propose_not_met(submitted(), text("a known illness"), COUNCIL, OPENED_AT)
    if matter == LCSPR_DECISION:
        return put_to_the_dsps(submitted())
    return proposed(referred(care_leaver())) if matter == CONCERN_DECISION else opened()


@pytest.mark.parametrize(("kind", "matter"), SIGNS)
def test_it_falls_to_the_holders_of_the_seats_to_sign_and_in_a_case_of_concern_to_the_review_group(
    kind: str, matter: str
) -> None:
    refused = refusal_to_sign(standing(case_with(matter), matter), EVERYBODY[kind])
    assert (refused is None) == (SIGNS[kind, matter] == "yes")
    assert refused is None or isinstance(refused, NotAllowed)


def test_whoever_holds_no_seat_is_told_who_signs() -> None:
    refused = refusal_to_sign(standing(opened()), DCS)
    assert str(refused) == "You don't sign this one. It is signed by: Local authority, ICB, Police."


def test_whoever_is_no_member_is_told_that_the_review_group_decides() -> None:
    refused = refusal_to_sign(standing(case_with(CONCERN_DECISION), CONCERN_DECISION), ICB)
    assert str(refused) == "Only members of the Review Group decide on this."


@pytest.mark.parametrize(("agrees", "verdict"), [(True, "agreed"), (False, "disagreed")])
def test_one_person_signs_once(agrees: bool, verdict: str) -> None:
    sign_off = standing(signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=agrees))
    refused = refusal_to_sign(sign_off, ICB)
    assert isinstance(refused, SeatTaken)
    assert str(refused).startswith(f"You {verdict} ") and "on Tuesday 2 June 2026" in str(refused)
    signature = signature_of(ICB.person, sign_off)
    assert signature and str(refused) == str(signed_already(signature))


def test_one_person_with_two_seats_signs_for_one_of_them_alone() -> None:
    sign_off = standing(signed_by(opened(), NOTIFICATION_CRITERIA, TWO_SEATS))
    assert list(sign_off.signatures) == [Seat.LOCAL_AUTHORITY]
    assert isinstance(refusal_to_sign(sign_off, TWO_SEATS), SeatTaken)


def test_a_seat_is_signed_for_once_by_its_holder_or_its_deputy() -> None:
    refused = refusal_to_sign(standing(signed_by(opened(), NOTIFICATION_CRITERIA, DEPUTY)), ICB)
    assert isinstance(refused, SeatTaken)
    assert str(refused) == "The seat ICB was signed on Tuesday 2 June 2026. Nothing more is needed from you."


def test_members_sign_until_the_group_has_decided_with_its_quorum() -> None:
    case = case_with(CONCERN_DECISION)
    undecided = standing(signed_by(case, CONCERN_DECISION, *GROUP[:2]), CONCERN_DECISION)
    assert refusal_to_sign(undecided, GROUP[2]) is None
    refused = refusal_to_sign(standing(signed_by(case, CONCERN_DECISION, *GROUP[:3]), CONCERN_DECISION), GROUP[3])
    assert str(refused) == "The Review Group has decided with its quorum. Nothing more is needed from you."


@pytest.mark.parametrize(
    ("signed", "by", "seat"),
    [
        ((), ICB, Seat.ICB),
        ((), DEPUTY, Seat.ICB),
        ((), DCS, None),
        ((), BUSINESS_TEAM, None),
        ((), TWO_SEATS, Seat.LOCAL_AUTHORITY),
        ((COUNCIL,), TWO_SEATS, Seat.ICB),
        ((ICB,), TWO_SEATS, Seat.LOCAL_AUTHORITY),
        ((COUNCIL, ICB), TWO_SEATS, Seat.LOCAL_AUTHORITY),
        ((ICB,), DEPUTY, Seat.ICB),
    ],
)
def test_a_person_signs_for_a_seat_that_is_still_free_if_they_hold_several(
    signed: tuple[Actor, ...], by: Actor, seat: Seat | None
) -> None:
    assert seat_of(standing(signed_by(opened(), NOTIFICATION_CRITERIA, *signed)), by) == seat


def test_seats_can_be_signed_for_as_long_as_one_of_them_is_free() -> None:
    sign_off = standing(signed_by(opened(), NOTIFICATION_CRITERIA, ICB))
    assert refusal_of_seats(sign_off, frozenset({Seat.ICB, Seat.POLICE})) is None
    assert isinstance(refusal_of_seats(sign_off, frozenset({Seat.ICB})), SeatTaken)
    assert isinstance(refusal_of_seats(sign_off, frozenset({Seat.DCS})), NotAllowed)
    assert isinstance(refusal_of_seats(sign_off, frozenset()), NotAllowed)


def test_the_signature_of_a_person_is_found_among_those_of_seats_and_of_members() -> None:
    sign_off = standing(signed_by(opened(), NOTIFICATION_CRITERIA, ICB))
    found = signature_of(ICB.person, sign_off)
    assert found and found.seat is Seat.ICB
    assert signature_of(POLICE.person, sign_off) is None
    members = standing(signed_by(case_with(CONCERN_DECISION), CONCERN_DECISION, GROUP[1]), CONCERN_DECISION)
    found = signature_of(GROUP[1].person, members)
    assert found and found.seat is None


def test_a_decision_of_the_dsps_by_escalation_or_of_the_review_group_is_final() -> None:
    assert is_decided(decided(submitted()), LCSPR_DECISION)
    assert is_decided(escalated(submitted()), LCSPR_DECISION)
    assert is_decided(concern_decided(care_leaver()), CONCERN_DECISION)


@pytest.mark.parametrize("matter", [NOTIFICATION_CRITERIA, SIN_QUALITY, NOT_MET, LATER_NOT_MET])
def test_matters_that_are_no_decision_are_not_final_once_the_dsps_have_decided(matter: str) -> None:
    assert not is_decided(decided(submitted()), matter)


def test_nobody_signs_for_a_notification_any_more_once_it_is_agreed_that_none_goes_in() -> None:
    proposed_not_met = propose_not_met(opened(), text("a known illness"), COUNCIL, OPENED_AT)
    found = signed_by(proposed_not_met, NOT_MET, *PARTNERS_DSPS, DCS)
    for matter in (NOTIFICATION_CRITERIA, SIN_QUALITY):
        assert is_over(found, standing(found, matter)) and not is_over(proposed_not_met, standing(found, matter))


def test_one_decision_says_nothing_of_the_other() -> None:
    assert not is_decided(decided(submitted()), CONCERN_DECISION)
    assert not is_decided(concern_decided(care_leaver()), LCSPR_DECISION)


def test_nobody_signs_any_more_once_all_have_agreed() -> None:
    assert len(PARTNERS_DSPS) == len(PARTNERS)
    for signed in range(len(PARTNERS) + 1):
        case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:signed])
        assert is_over(case, standing(case)) == (signed == len(PARTNERS))


def test_a_matter_goes_on_after_a_disagreement() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])
    case = signed_by(case, NOTIFICATION_CRITERIA, POLICE, agrees=False)
    assert not is_over(case, standing(case))


def test_nobody_signs_any_more_once_it_is_decided_though_not_all_have_agreed() -> None:
    case = escalated(submitted())
    sign_off = standing(case, LCSPR_DECISION)
    assert not sign_off.is_agreed
    assert is_over(case, sign_off)


def test_nobody_signs_in_a_closed_case() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    assert is_over(case, standing(case))


def test_what_a_leaver_has_signed_stays_and_they_sign_nothing_more() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, ICB)
    left = partnership(without="icb").actor(ICB.person)
    assert standing(case).signatures[Seat.ICB].signer == ICB.person
    assert not left.seats and isinstance(refusal_to_sign(standing(opened()), left), NotAllowed)
