"""A change of the facts that would end a duty has no escalation of its own, and nobody is trapped by that: where not
all can agree to it, the notification criteria can be escalated, and so can the decision after a Rapid Review."""

from collections.abc import Callable
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.stage import Stage
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import (
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LCSPR_DECISION,
    NOT_MET,
    NOTIFICATION_CRITERIA,
)
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.decision import decide_by_escalation
from safeguarding.case.steps.lifecycle import close
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.people import PARTNERS, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    PARTNERS_DSPS,
    PARTNERSHIP,
    POLICE,
    THE_SAME,
    circumstances,
    escalation,
    put_to_the_dsps,
    recommendation,
    signed_by,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import opened, submitted, updated

DCS = EVERYBODY["dcs"]
ENDS = {"abuse_or_neglect": "neither", "care_experienced": "no"}


def vacant(seat: Seat) -> Circumstances:
    """Nobody holds the seat since today."""
    return circumstances(partnership=PARTNERSHIP.model_copy(update={"vacant_since": {seat: circumstances().today}}))


def proposed(case: Case) -> Case:
    """It is proposed to state that there was no abuse, which would end what is due."""
    found = updated(case, **ENDS)
    assert found.proposals.update and found.proposals.update.ends and open_duties(found) == open_duties(case)
    return found


def without(seat: Seat, case: Case) -> Case:
    """All agree to the change whose seat is not the vacant one."""
    by_seat = dict(zip((*PARTNERS, Seat.DCS), (*PARTNERS_DSPS, DCS), strict=True))
    return signed_by(case, FACTS_CHANGE, *(by for each, by in by_seat.items() if each is not seat))


def not_met_by_escalation(case: Case, grounds: Circumstances) -> Case:
    found = escalate_criteria(case, escalation(), grounds, BUSINESS_TEAM, OPENED_AT, met=False)
    assert open_duties(found) == open_duties(case), "it holds only when the DCS has signed"
    return signed_by(found, CRITERIA_ESCALATION, DCS)


@pytest.mark.parametrize("seat", PARTNERS)
def test_before_the_submission_a_vacant_seat_leaves_the_way_by_escalation_of_the_criteria(seat: Seat) -> None:
    for had_agreed in (False, True):
        case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS) if had_agreed else opened()
        stuck = without(seat, proposed(case))
        assert stuck.proposals.update, "without the vacant seat it is never agreed"
        asked = propose_not_met(stuck, THE_SAME, BUSINESS_TEAM, OPENED_AT)
        ended = not_met_by_escalation(asked, vacant(seat))
        assert ended.stage is Stage.NOT_MET and open_duties(ended) == ()
        assert close(ended, THE_SAME, BUSINESS_TEAM, OPENED_AT).stage is Stage.CLOSED


def test_before_the_submission_a_dissent_leaves_the_same_way_once_it_is_said_of_the_criteria() -> None:
    for dissenting, had_agreed in product((COUNCIL, ICB, POLICE), (False, True)):
        case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS) if had_agreed else opened()
        stuck = signed_by(proposed(case), FACTS_CHANGE, dissenting, agrees=False)
        asked = propose_not_met(stuck, THE_SAME, BUSINESS_TEAM, OPENED_AT)
        disputed = signed_by(asked, NOT_MET, dissenting, agrees=False)
        assert open_duties(not_met_by_escalation(disputed, circumstances())) == ()


def test_after_the_submission_the_review_goes_on_and_its_decision_can_be_escalated() -> None:
    ways: dict[str, tuple[Callable[[Case], Case], Circumstances]] = {
        "vacant": (lambda case: case, vacant(Seat.POLICE)),
        "dissent": (lambda case: signed_by(case, LCSPR_DECISION, POLICE, agrees=False), circumstances()),
    }
    for name, (put, grounds) in ways.items():
        stuck = signed_by(proposed(submitted()), FACTS_CHANGE, POLICE, agrees=False)
        asked = put(put_to_the_dsps(stuck, recommendation("not_met")))
        found = decide_by_escalation(asked, recommendation("not_met"), escalation(), grounds, BUSINESS_TEAM, OPENED_AT)
        assert found.stage is Stage.DECIDED and open_duties(found) == (), name


def test_the_proposed_change_itself_never_takes_effect_without_all_four() -> None:
    for seat in (*PARTNERS, Seat.DCS):
        stuck = without(seat, proposed(opened()))
        sign_off = sign_off_of(stuck, FACTS_CHANGE)
        assert sign_off and sign_off.missing == (seat,) and open_duties(stuck) == open_duties(opened())
