"""A holder hands their part in one case over to whoever else holds the seat, and takes it back."""

import pytest

from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.case_events import HandedOver
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.handing_over import hand_over, take_back_part
from safeguarding.case.views.my_steps import my_steps
from safeguarding.case.views.recipients import office_holders, signers, taking_over
from tests.support.case_stages import BUSINESS_TEAM, ICB, circumstances, closed_anyway, signed_by, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, kind_of, person
from tests.support.plain_case import opened, standing

DEPUTY = EVERYBODY["icb_deputy"]


def test_the_deputy_gets_the_part_and_the_holder_takes_it_back() -> None:
    handed = hand_over(opened(), [DEPUTY.person], ICB, OPENED_AT)
    assert office_holders(handed, ["icb"], OFFICES) == (DEPUTY.person,)
    to_sign = signers(handed, standing(handed).matter, OFFICES, lambda found: False)
    assert {kind_of(found) for found in to_sign} == {"council", "icb_deputy", "police"}
    (own,) = my_steps([handed], OFFICES.actor(DEPUTY.person), circumstances(partnership=OFFICES))
    assert not own.as_deputy
    back = take_back_part(handed, ICB, OPENED_AT)
    assert back.handed_over == frozenset() and office_holders(back, ["icb"], OFFICES) == (ICB.person,)


def test_taken_twice_it_is_recorded_once() -> None:
    case = opened()
    assert take_back_part(case, ICB, OPENED_AT) is case
    handed = hand_over(case, [DEPUTY.person], ICB, OPENED_AT)
    assert hand_over(handed, [DEPUTY.person], ICB, OPENED_AT) is handed
    assert len(take_back_part(handed, ICB, OPENED_AT).of(HandedOver)) == 2


def test_whoever_hands_over_keeps_every_right() -> None:
    handed = hand_over(opened(), [DEPUTY.person], ICB, OPENED_AT)
    assert signed_by(handed, NOTIFICATION_CRITERIA, ICB).version == handed.version + 1


def test_it_goes_to_somebody_who_holds_the_seat_and_sees_the_case_or_to_nobody() -> None:
    case = opened()
    assert taking_over(case, ICB.person, OFFICES) == (DEPUTY.person,)
    assert taking_over(in_conflict(case, "icb_deputy"), ICB.person, OFFICES) == ()
    assert taking_over(case, person("police"), OFFICES) == ()
    with pytest.raises(InvalidInput, match="Nobody else holds this seat"):
        hand_over(case, (), ICB, OPENED_AT)


def test_only_a_holder_of_a_seat_hands_over_and_only_in_an_open_case() -> None:
    with pytest.raises(NotAllowed, match="holds a seat"):
        hand_over(opened(), [DEPUTY.person], BUSINESS_TEAM, OPENED_AT)
    closed = closed_anyway(opened(), text("over"), BUSINESS_TEAM, OPENED_AT)
    with pytest.raises(WrongStage):
        hand_over(closed, [DEPUTY.person], ICB, OPENED_AT)


def test_where_both_hand_over_the_seat_waits_for_them_all_the_same() -> None:
    handed = hand_over(opened(), [DEPUTY.person], ICB, OPENED_AT)
    handed = hand_over(handed, [ICB.person], DEPUTY, OPENED_AT)
    assert office_holders(handed, ["icb"], OFFICES) == (ICB.person,)


def test_the_business_team_hands_over_for_somebody_else_who_may_take_the_part_back() -> None:
    handed = hand_over(opened(), [DEPUTY.person], BUSINESS_TEAM, OPENED_AT, ICB.person)
    assert handed.handed_over == {ICB.person} and office_holders(handed, ["icb"], OFFICES) == (DEPUTY.person,)
    assert hand_over(handed, [DEPUTY.person], BUSINESS_TEAM, OPENED_AT, ICB.person) is handed
    assert take_back_part(handed, ICB, OPENED_AT).handed_over == frozenset()
    assert take_back_part(handed, BUSINESS_TEAM, OPENED_AT, ICB.person).handed_over == frozenset()
    with pytest.raises(NotAllowed, match="Only the Business Team can hand over somebody else's part"):
        hand_over(opened(), [DEPUTY.person], DEPUTY, OPENED_AT, ICB.person)
