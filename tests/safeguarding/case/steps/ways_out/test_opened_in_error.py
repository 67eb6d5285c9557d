"""A case that is about no child, or was a test, is closed as opened in error: the DSPs of two partners confirm it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import permutations

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import OPENED_IN_ERROR
from safeguarding.case.state.retention import closed_on
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import propose_opened_in_error, reopen, submit_sin
from safeguarding.case.steps.signatures import reissue, sign
from safeguarding.people import PARTNERS, Actor, Role, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    FRAMEWORK,
    TODAY,
    concern_decided,
    in_error,
    merged,
    said_in_error,
    signed_by,
)

Opened = Callable[..., Case]
Text = Callable[..., FreeText]

WHY = "the family moved away years ago"


def test_it_is_put_to_the_dsps_and_ends_nothing_before_two_partners_have_agreed(case: Case, icb: Actor) -> None:
    proposed = said_in_error(case)
    for waiting in (proposed, signed_by(proposed, OPENED_IN_ERROR, icb)):
        assert (waiting.stage, open_duties(waiting)) == (Stage.NOTIFICATION, open_duties(case))
        assert clocks(waiting, FRAMEWORK, CALENDAR) == clocks(case, FRAMEWORK, CALENDAR)


def test_two_partners_close_it_and_so_one_of_them_is_not_the_councils(
    case: Case, council: Actor, icb: Actor, police: Actor
) -> None:
    for pair in permutations((council, icb, police), 2):
        closed = signed_by(said_in_error(case), OPENED_IN_ERROR, *pair)
        assert (closed.stage, closed.stage.label) == (Stage.OPENED_IN_ERROR, "Closed, opened in error")
        assert not closed.is_open and not clocks(closed, FRAMEWORK, CALENDAR)
        assert closed_on(closed) == date(2026, 6, 2)


def test_two_dsps_of_the_council_are_one_partner(case: Case, council: Actor, second_dsps: Mapping[Seat, Actor]) -> None:
    once = signed_by(said_in_error(case), OPENED_IN_ERROR, council)
    with pytest.raises(SeatTaken):
        signed_by(once, OPENED_IN_ERROR, second_dsps[Seat.LOCAL_AUTHORITY])


def test_the_dcs_is_no_partner_and_one_person_with_two_seats_is_one_person(
    case: Case, dcs: Actor, council_and_icb: Actor
) -> None:
    with pytest.raises(NotAllowed):
        signed_by(said_in_error(case), OPENED_IN_ERROR, dcs)
    with pytest.raises(SeatTaken):
        once = signed_by(said_in_error(case), OPENED_IN_ERROR, council_and_icb)
        signed_by(once, OPENED_IN_ERROR, council_and_icb, agrees=False)


def test_nobody_confirms_what_they_have_proposed_themselves(case: Case, icb: Actor, at: datetime, text: Text) -> None:
    both = icb.model_copy(update={"roles": frozenset({Role.BUSINESS_TEAM})})
    proposed = propose_opened_in_error(case, "test", text(WHY), both, at)
    with pytest.raises(NotAllowed, match=r"Nobody confirms their own proposal\. Others who are asked do\."):
        signed_by(proposed, OPENED_IN_ERROR, both)


def test_a_disagreement_keeps_the_case_open_until_it_is_put_again(
    case: Case, council: Actor, icb: Actor, police: Actor, at: datetime, text: Text
) -> None:
    disputed = signed_by(said_in_error(case), OPENED_IN_ERROR, police, agrees=False)
    assert signed_by(disputed, OPENED_IN_ERROR, council, icb).is_open
    again = reissue(disputed, OPENED_IN_ERROR, text("the letter is found"), BUSINESS_TEAM, at)
    assert not signed_by(again, OPENED_IN_ERROR, council, icb).is_open


def test_after_the_submission_nothing_was_an_error(case: Case, icb: Actor, at: datetime, text: Text) -> None:
    submitted = submit_sin(signed_by(said_in_error(case), OPENED_IN_ERROR, icb), TODAY, BUSINESS_TEAM, at)
    assert sign_off_of(submitted, OPENED_IN_ERROR) is None
    with pytest.raises(WrongStage, match="A SIN was submitted on Tuesday 2 June 2026"):
        propose_opened_in_error(submitted, "no_child", text(WHY), BUSINESS_TEAM, at)


def test_what_the_review_group_has_decided_was_no_error(opened: Opened, at: datetime, text: Text) -> None:
    with pytest.raises(WrongStage, match="The Review Group has decided on a Case of Concern here"):
        propose_opened_in_error(
            concern_decided(opened(harm="neither"), "lcspr"), "no_child", text(WHY), BUSINESS_TEAM, at
        )


def test_a_case_that_is_merged_into_it_speaks_against_an_error(case: Case, opened: Opened) -> None:
    _, kept = merged(opened("CSCP-2"), said_in_error(case))
    assert sign_off_of(kept, OPENED_IN_ERROR) is None


def test_changed_facts_or_another_reason_are_signed_anew(
    case: Case, icb: Actor, police: Actor, updated: Callable[..., Case], at: datetime, text: Text
) -> None:
    once = signed_by(said_in_error(case), OPENED_IN_ERROR, icb)
    digest = standing(once).matter.digest
    changed = updated(once, abuse_or_neglect="suspected")
    said_anew = propose_opened_in_error(once, "no_child", text("another reason"), BUSINESS_TEAM, at)
    said_otherwise = propose_opened_in_error(once, "test", text(WHY), BUSINESS_TEAM, at)
    for other in (changed, said_anew, said_otherwise):
        assert standing(other).missing == PARTNERS
        with pytest.raises(OutOfDate):
            sign(other, OPENED_IN_ERROR, digest, police, at, agrees=True)


def test_proposing_the_same_again_is_harmless_and_the_reason_is_needed(case: Case, at: datetime, text: Text) -> None:
    proposed = said_in_error(case)
    assert propose_opened_in_error(proposed, "no_child", text(WHY, "f" * 16), BUSINESS_TEAM, at) is proposed
    with pytest.raises(InvalidInput, match="Give the reason"):
        propose_opened_in_error(case, "no_child", text(" "), BUSINESS_TEAM, at)


def test_any_partner_the_dcs_the_business_team_or_the_opener_reopens_it_and_its_duties_are_open_again(
    case: Case, actors: Mapping[str, Actor], at: datetime, text: Text
) -> None:
    closed = in_error(case)
    for name, by in actors.items():
        if name in ("practitioner", "chair", "review_group"):
            with pytest.raises(NotAllowed, match="Only the partners, the DCS, the Business Team and the person who"):
                reopen(closed, text("there is a child"), by, at)
        else:
            again = reopen(closed, text("there is a child"), by, at)
            assert (again.stage, open_duties(again)) == (Stage.NOTIFICATION, open_duties(case))
            assert sign_off_of(again, OPENED_IN_ERROR) is None


def standing(case: Case) -> SignOff:
    found = sign_off_of(case, OPENED_IN_ERROR)
    assert found is not None
    return found
