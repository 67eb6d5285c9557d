"""The criteria are escalated where the three partners do not agree, or can't: nothing of it holds until the DCS signs,
and it is for ever shown as not unanimous."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import InvalidInput, NotAllowed, StepRefused, WrongStage
from safeguarding.case.events.case_events import CriteriaDecided
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import CRITERIA_ESCALATION, NOT_MET, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.lifecycle import close, submit_sin
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.history import history
from safeguarding.people import Actor, Person, Role, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    COUNCIL,
    FRAMEWORK,
    ICB,
    PARTNERS_DSPS,
    PARTNERSHIP,
    POLICE,
    TODAY,
    circumstances,
    escalation,
    like,
    merged,
    signed_by,
    text,
)
from tests.support.people.everybody import EVERYBODY
from tests.support.people.everybody import OPENED_AT as NOW

DCS = EVERYBODY["dcs"]
DUE = date(2026, 6, 8)  # five working days after awareness on 1 June
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
VACANT = PARTNERSHIP.model_copy(update={"vacant_since": {Seat.POLICE: TODAY}})
Opened = Callable[..., Case]


def disputed(case: Case) -> Case:
    return signed_by(signed_by(case, NOTIFICATION_CRITERIA, COUNCIL, ICB), NOTIFICATION_CRITERIA, POLICE, agrees=False)


def recorded(case: Case, *, met: bool, when: Circumstances | None = None) -> Case:
    return escalate_criteria(case, escalation(), when or circumstances(), BUSINESS_TEAM, NOW, met=met)


def escalated(case: Case, *, met: bool) -> Case:
    return signed_by(recorded(disputed(case), met=met), CRITERIA_ESCALATION, DCS)


def running(case: Case) -> set[str]:
    return {clock.due.id for clock in clocks(case, FRAMEWORK, CALENDAR)}


@pytest.mark.parametrize("met", [True, False])
@pytest.mark.parametrize("answers", [{}, {"abuse_or_neglect": "not_known"}, NOT_REQUIRED])
def test_until_the_dcs_has_signed_the_clock_runs_and_the_case_stays_open(
    opened: Opened, answers: Mapping[str, str], met: bool
) -> None:
    case = recorded(disputed(opened(**answers)), met=met)
    assert case.stage is Stage.NOTIFICATION and open_duties(case) and "sin" in running(case)
    with pytest.raises(WrongStage, match="stays open while a duty is"):
        close(case, text("dealt with"), BUSINESS_TEAM, NOW)
    refused = signed_by(case, CRITERIA_ESCALATION, DCS, agrees=False)
    assert refused.stage is Stage.NOTIFICATION and not refused.of(CriteriaDecided)


@pytest.mark.parametrize("answers", [{}, {"abuse_or_neglect": "not_known"}, NOT_REQUIRED])
def test_decided_as_not_met_the_notification_ends_and_decided_as_met_a_sin_is_required(
    opened: Opened, answers: Mapping[str, str]
) -> None:
    not_met, met = escalated(opened(**answers), met=False), escalated(opened(**answers), met=True)
    assert (not_met.stage, open_duties(not_met), running(not_met)) == (Stage.NOT_MET, (), set())
    assert (met.stage, values_in_force(met)["sin"]) == (Stage.NOTIFICATION, "required")
    assert [duty.title for duty in open_duties(met)] == ["a SIN is required and not recorded as submitted"]
    assert "sin" in running(met)
    assert submit_sin(met, TODAY, COUNCIL, NOW).stage in (Stage.RAPID_REVIEW, Stage.SIN_ONLY)


def test_it_is_escalated_after_a_dissent_while_a_seat_is_vacant_or_once_the_day_has_passed_and_not_before(
    case: Case,
) -> None:
    """Every number of partners that may have agreed, and every ground, is tried."""
    for signed in range(len(PARTNERS_DSPS) + 1):
        agreed = signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:signed])
        waits = signed < len(PARTNERS_DSPS)
        grounds = [
            (circumstances(), False),
            (circumstances(DUE), False),
            (circumstances(DUE + timedelta(days=1)), waits),
            (circumstances(partnership=VACANT), waits),
        ]
        for when, allowed in grounds:
            assert is_taken(agreed, when) == allowed, (signed, when)
    assert is_taken(disputed(case), circumstances())


def is_taken(case: Case, when: Circumstances) -> bool:
    try:
        return recorded(case, met=True, when=when) != case
    except WrongStage as refused:
        assert "There is nothing to escalate" in str(refused)
        return False


def test_a_dissent_on_not_met_can_be_escalated_too(case: Case) -> None:
    proposed = propose_not_met(case, text("a known illness"), ICB, NOW)
    assert is_taken(signed_by(proposed, NOT_MET, POLICE, agrees=False), circumstances())
    assert not is_taken(signed_by(proposed, NOT_MET, POLICE), circumstances())


def test_only_the_business_team_records_it_and_whoever_recorded_it_does_not_sign_it(case: Case) -> None:
    for name, by in EVERYBODY.items():
        if name != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team"):
                escalate_criteria(disputed(case), escalation(), circumstances(), by, NOW, met=False)
    both = Actor(person=DCS.person, roles=frozenset({Role.BUSINESS_TEAM}), seats=DCS.seats)
    own = escalate_criteria(disputed(case), escalation(), circumstances(), both, NOW, met=False)
    with pytest.raises(NotAllowed, match="Nobody confirms their own proposal"):
        signed_by(own, CRITERIA_ESCALATION, both)


def test_it_says_which_procedure_who_decided_when_and_on_what_evidence(case: Case) -> None:
    for missing in ("procedure", "decided_by", "evidence"):
        blank = escalation().model_copy(update={missing: text(" ")})
        with pytest.raises(InvalidInput, match="Give the reason"):
            escalate_criteria(disputed(case), blank, circumstances(), BUSINESS_TEAM, NOW, met=False)
    for days, message in ((1, "in the future"), (-1, "before the disagreement")):
        other_day = escalation(TODAY + timedelta(days=days))
        with pytest.raises(InvalidInput, match=message):
            escalate_criteria(disputed(case), other_day, circumstances(), BUSINESS_TEAM, NOW, met=False)


def test_the_same_recorded_twice_is_harmless_and_another_lapses_what_was_signed(case: Case) -> None:
    once = recorded(disputed(case), met=False)
    assert recorded(once, met=False) is once
    refused = signed_by(once, CRITERIA_ESCALATION, DCS, agrees=False)
    again = recorded(refused, met=True)
    sign_off = sign_off_of(again, CRITERIA_ESCALATION)
    assert sign_off and sign_off.missing == (Seat.DCS,) and len(sign_off.lapsed) == 1
    assert values_in_force(signed_by(again, CRITERIA_ESCALATION, DCS))["sin"] == "required"


def test_a_change_of_the_facts_or_a_submission_overtakes_what_waits_for_the_dcs(
    case: Case, updated: Callable[..., Case]
) -> None:
    waiting = recorded(disputed(case), met=False)
    assert sign_off_of(updated(waiting, abuse_or_neglect="suspected"), CRITERIA_ESCALATION) is None
    assert sign_off_of(submit_sin(waiting, TODAY, COUNCIL, NOW), CRITERIA_ESCALATION) is None


def test_what_waits_for_the_dcs_takes_no_duty_from_a_case_that_was_taken_in(case: Case) -> None:
    kept = merged(like(case, "CSCP-2"), recorded(disputed(case), met=False))[1]
    assert sign_off_of(kept, CRITERIA_ESCALATION) is None
    assert signed_by(recorded(kept, met=False), CRITERIA_ESCALATION, DCS).stage is Stage.NOT_MET


def test_not_met_holds_until_the_facts_change_and_met_until_the_four_find_otherwise(
    case: Case, updated: Callable[..., Case]
) -> None:
    not_met, met = escalated(case, met=False), escalated(case, met=True)
    assert open_duties(updated(not_met, abuse_or_neglect="suspected"))
    assert values_in_force(updated(met, abuse_or_neglect="suspected"))["sin"] == "required"
    proposed = propose_not_met(met, text("a known illness"), ICB, NOW)
    assert signed_by(proposed, NOT_MET, *PARTNERS_DSPS, DCS).stage is Stage.NOT_MET


def test_once_it_is_decided_nobody_signs_or_escalates_any_more(case: Case) -> None:
    for met in (True, False):
        decided = escalated(case, met=met)
        with pytest.raises(StepRefused):
            signed_by(decided, NOTIFICATION_CRITERIA, EVERYBODY["icb_deputy"])
        with pytest.raises(WrongStage, match="Nothing is open about the notification criteria"):
            recorded(decided, met=not met)
    with pytest.raises(WrongStage, match="The submission is recorded already"):
        recorded(submit_sin(disputed(case), TODAY, COUNCIL, NOW), met=True)


def test_what_was_signed_in_the_round_that_was_escalated_stands_and_nothing_is_missing(
    case: Case, updated: Callable[..., Case]
) -> None:
    one_against = signed_by(case, NOTIFICATION_CRITERIA, POLICE, agrees=False)
    for met in (True, False):
        decided = signed_by(recorded(one_against, met=met), CRITERIA_ESCALATION, DCS)
        for later in (decided, updated(decided, abuse_or_neglect="suspected")) if met else (decided,):
            round_before = sign_off_of(later, NOTIFICATION_CRITERIA)
            assert round_before and round_before.escalated and not round_before.missing
            assert [signed.seat for signed in round_before.dissents] == [Seat.POLICE]
            assert round_before.unanswered == (Seat.LOCAL_AUTHORITY, Seat.ICB)


def test_it_is_shown_for_ever_as_not_unanimous_with_who_decided_and_on_what_evidence(
    case: Case, updated: Callable[..., Case]
) -> None:
    def who(person: Person) -> str:
        return person.id

    decided = escalated(case, met=False)
    said = (
        "by escalation, not unanimous: not met. Decided on Tuesday 2 June 2026 by the three chief officers; "
        "procedure: the partnership's procedure; evidence: minute 4."
    )
    lines = history(decided, FRAMEWORK, who)
    assert lines[-3].endswith(f"recorded, for the DCS to sign, that the notification criteria were decided {said}")
    assert lines[-1].endswith(f"signed the decision on the notification criteria {said}")
    assert [*settled_in_words(decided)] == [f"Decided {said} No SIN goes in, unless the facts change."]
    changed = updated(decided, abuse_or_neglect="suspected")
    assert [*settled_in_words(changed)] == [f"Decided {said} It holds no more."]
