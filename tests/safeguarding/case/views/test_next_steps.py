"""The next steps say who has to do what: at every stage of an open case somebody has something to do."""

from collections.abc import Callable, Mapping

import pytest

from safeguarding.case.case import Case
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.steps.decision import look_again
from safeguarding.case.steps.lcspr import complete_lcspr
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.restriction import declare_conflict, restrict
from safeguarding.case.steps.review import (
    confirm_determination,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
)
from safeguarding.case.views.next_steps import awaited, open_steps, waiting_for, waiting_for_seat
from safeguarding.people import Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    CHAIR,
    COUNCIL,
    DEFERRING,
    FRAMEWORK,
    LATER,
    PARTNERS_DSPS,
    POLICE,
    TODAY,
    answered,
    chaired,
    concern_decided,
    decided,
    determined,
    disputed,
    escalated,
    filled_in,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    started,
    text,
    written,
)
from tests.support.people.everybody import EVERYBODY
from tests.support.people.everybody import OPENED_AT as NOW
from tests.support.plain_case import opened as opened_case

Opened = Callable[..., Case]
OPEN_STAGES = [stage for stage in Stage if stage not in ENDED]


def steps(case: Case) -> list[str]:
    return [step.id for step in open_steps(case, FRAMEWORK)]


@pytest.fixture
def signed_and_submitted(submitted: Case) -> Case:
    """The submitted case has everything signed that a notification asks for."""
    case = signed_by(submitted, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    return signed_by(case, SIN_QUALITY, EVERYBODY["dcs"])


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_at_every_stage_somebody_has_something_to_do(stage: Stage, cases: Mapping[Stage, Case]) -> None:
    assert steps(cases[stage])


@pytest.mark.parametrize("stage", [stage for stage in OPEN_STAGES if stage is not Stage.NOT_MET])
def test_so_too_when_everything_was_signed_that_the_notification_asks_for(
    stage: Stage, cases: Mapping[Stage, Case]
) -> None:
    case = cases[stage]
    for matter, people in ((NOTIFICATION_CRITERIA, PARTNERS_DSPS), (SIN_QUALITY, (EVERYBODY["dcs"],))):
        case = signed_by(case, matter, *people)
    assert case.stage is stage
    assert steps(case)


def test_the_review_goes_on_step_by_step_until_it_is_decided(signed_and_submitted: Case) -> None:
    case = signed_and_submitted
    assert steps(case) == ["name_chair", "liaise", "request_information", "write_review", "meet", "determine"]
    case = record_liaison(chaired(case), ["csab"], "rapid_review", text("no need"), BUSINESS_TEAM, NOW)
    assert steps(case) == ["request_information", "write_review", "meet", "determine"]
    case = record_meeting(case, "not_needed", TODAY, None, 0, BUSINESS_TEAM, NOW)
    case = request_information(case, ["A school"], LATER, AGENCIES, BUSINESS_TEAM, NOW)
    assert steps(case) == ["collect_returns", "write_review", "determine"]
    case = filled_in(record_return(case, "A school", BUSINESS_TEAM, NOW))
    assert steps(case) == ["determine"]
    case = determined(case)
    assert steps(case) == ["confirm_determination"]
    case = confirm_determination(case, CHAIR, NOW)
    assert steps(case) == ["decide"]
    case = signed_by(case, LCSPR_DECISION, *PARTNERS_DSPS)
    assert steps(case) == ["start_lcspr"]
    case = started(case)
    assert steps(case) == ["complete_lcspr"]
    closed = complete_lcspr(case, TODAY, text("published"), BUSINESS_TEAM, NOW)
    assert steps(reopen(closed, text("a chapter is missing"), BUSINESS_TEAM, NOW)) == ["complete_lcspr"]


def test_after_a_determination_with_parts_left_blank_nobody_is_asked_to_fill_in_the_record_until_it_lapses(
    signed_and_submitted: Case,
) -> None:
    for case in (determined(chaired(signed_and_submitted)), put_to_the_dsps(signed_and_submitted)):
        assert missing_parts(case, FRAMEWORK) and "write_review" not in steps(case)
        assert "write_review" in steps(answered(case, "facts", written("something new")))


def test_once_decided_nobody_is_asked_for_a_step_of_the_review_that_can_no_longer_be_taken(
    signed_and_submitted: Case,
) -> None:
    assert steps(decided(signed_and_submitted, recommendation("not_met"))) == ["close_the_case"]
    assert steps(escalated(signed_and_submitted, recommendation("not_commission"))) == ["close_the_case"]


def test_a_deferred_case_is_looked_at_again_and_then_decided_anew(signed_and_submitted: Case) -> None:
    case = decided(signed_and_submitted, DEFERRING)
    assert steps(case) == ["look_again"]
    open_again = look_again(case, None, text("the trial is over"), BUSINESS_TEAM, NOW)
    assert "decide" in steps(open_again)


def test_a_chair_in_conflict_or_left_out_of_a_restriction_is_replaced_by_the_partners(
    signed_and_submitted: Case,
) -> None:
    put = determined(chaired(signed_and_submitted))
    assert "name_chair" not in steps(put)
    assert "name_chair" in steps(declare_conflict(put, text("a relative"), CHAIR, NOW))
    others = frozenset(who.person for who in EVERYBODY.values()) - {CHAIR.person}
    assert "name_chair" in steps(restrict(put, others, LATER, {}, text("a colleague"), BUSINESS_TEAM, NOW))


def test_found_not_met_before_the_submission_a_concern_may_be_referred_and_nobody_has_to_notify(
    cases: Mapping[Stage, Case],
) -> None:
    assert steps(cases[Stage.NOT_MET]) == ["consider_case_of_concern", "close_the_case"]
    assert waiting_for(cases[Stage.NOT_MET], FRAMEWORK, "sin").steps == ()


def test_found_not_met_the_review_asks_nobody_for_anything(cases: Mapping[Stage, Case]) -> None:
    case = signed_by(cases[Stage.FOUND_NOT_MET], SIN_QUALITY, EVERYBODY["dcs"])
    assert steps(signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)) == ["close_the_case"]


def test_a_case_of_concern_waits_for_the_review_group(opened: Opened) -> None:
    case = referred(opened(harm="neither"))
    assert "decide_concern" in steps(case)
    assert waiting_for(case, FRAMEWORK, "concern").offices == ("review_group",)
    assert "close_the_case" in steps(concern_decided(opened(harm="neither")))
    assert "start_lcspr" in steps(concern_decided(opened(harm="neither"), "lcspr"))


@pytest.mark.parametrize(
    ("deadline", "offices"),
    [
        ("rapid_review", {"local_authority", "icb", "police", "business_team", "review_group"}),
        ("agency_returns", {"business_team"}),
        ("draft", {"review_group"}),
        ("dsp_meeting", {"business_team"}),
        ("dsp_sign_off", {"review_group"}),
    ],
)
def test_each_deadline_of_the_review_waits_for_those_whose_step_it_is(
    submitted: Case, deadline: str, offices: set[str]
) -> None:
    assert set(waiting_for(submitted, FRAMEWORK, deadline).offices) == offices


def test_a_recorded_determination_waits_for_the_chair_and_a_confirmed_one_for_the_seats_that_have_not_signed(
    submitted: Case,
) -> None:
    assert waiting_for(determined(chaired(submitted)), FRAMEWORK, "dsp_sign_off").offices == ("chair",)
    case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, COUNCIL)
    assert waiting_for(case, FRAMEWORK, "dsp_sign_off").offices == ("icb", "police")


def test_after_a_disagreement_the_business_team_is_asked(submitted: Case) -> None:
    assert waiting_for(disputed(submitted), FRAMEWORK, "dsp_sign_off").offices == ("business_team",)


def test_the_lcspr_and_the_legal_constraint_wait_for_the_business_team(submitted: Case) -> None:
    for case, deadline in ((decided(submitted), "lcspr"), (decided(submitted, DEFERRING), "look_again")):
        assert waiting_for(case, FRAMEWORK, deadline).offices == ("business_team",)


def test_a_notification_waits_for_the_partners_first_and_always_for_whoever_submits_it() -> None:
    assert whom(opened_case()) == ("sin", ["local_authority", "icb", "police"], ["dcs"])
    partly = signed_by(opened_case(), NOTIFICATION_CRITERIA, COUNCIL, POLICE)
    assert whom(partly) == ("sin", ["icb", "local_authority"], ["dcs"])
    signed = signed_by(opened_case(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert whom(signed) == ("sin", ["dcs", "local_authority"], [])
    assert whom(signed_by(signed, SIN_QUALITY, EVERYBODY["dcs"])) == ("sin", ["local_authority"], [])


def test_a_review_waits_for_its_next_step_alone_and_the_others_are_counted(signed_and_submitted: Case) -> None:
    case = signed_and_submitted
    assert whom(case) == ("rapid_review", ["local_authority", "icb", "police"], ["business_team", "review_group"])
    case = chaired(case)
    assert whom(case) == ("rapid_review", ["business_team"], ["review_group"])
    assert whom(put_to_the_dsps(case))[:2] == ("dsp_sign_off", ["local_authority", "icb", "police"])


def test_what_an_earlier_stage_left_open_holds_no_later_stage_up(submitted: Case) -> None:
    assert whom(decided(submitted)) == ("lcspr", ["business_team"], [])
    assert whom(decided(submitted, recommendation("not_met"))) == (None, ["business_team"], [])


def test_a_day_for_which_nobody_has_a_step_left_waits_for_the_business_team(submitted: Case) -> None:
    assert whom(disputed(submitted))[:2] == ("dsp_sign_off", ["business_team"])


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_at_every_stage_a_case_waits_for_somebody_and_counts_nobody_twice(
    stage: Stage, cases: Mapping[Stage, Case]
) -> None:
    _, offices, later = whom(cases[stage])
    assert offices and set(offices).isdisjoint(later)


@pytest.mark.parametrize("stage", ENDED)
def test_a_case_that_has_ended_waits_for_nobody(stage: Stage, cases: Mapping[Stage, Case]) -> None:
    assert whom(cases[stage]) == (None, [], [])


def whom(case: Case) -> tuple[str | None, list[str], list[str]]:
    """Returns by its id the nearest deadline, whom the case waits for before it, and who has a step after that."""
    found = awaited(case, FRAMEWORK, CALENDAR)
    return found.clock.due.id if found.clock else None, [*found.offices], [*found.later]


def test_a_case_waits_for_a_seat_while_a_signature_of_it_is_missing(case: Case) -> None:
    by_police = signed_by(case, NOTIFICATION_CRITERIA, POLICE)
    assert [*waiting_for_seat([case, by_police], Seat.ICB)] == [case.ref, case.ref]
    assert [*waiting_for_seat([case, by_police], Seat.POLICE)] == [case.ref]
    assert [*waiting_for_seat([signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)], Seat.ICB)] == []


def test_nothing_that_is_settled_or_closed_waits(cases: Mapping[str, Case]) -> None:
    settled = [cases["not_met"], cases["closed"], cases["merged"]]
    assert not [*waiting_for_seat(settled, Seat.POLICE), *waiting_for_seat(settled, Seat.DCS)]
