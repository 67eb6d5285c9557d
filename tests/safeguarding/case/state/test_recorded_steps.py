"""A recorded step can be corrected while it stands, and no other."""

from collections.abc import Mapping

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.corrections import RECORDED_BY, Recorded
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_step, recorded_steps, title_of
from safeguarding.case.steps.review import record_return, request_information
from tests.support.case_stages import AGENCIES, BUSINESS_TEAM, LATER, TODAY, escalated, started
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import OPENED_AT

STANDING = {
    "notification": "",
    "rapid_review": "sin_submitted",
    "sin_only": "sin_submitted",
    "found_not_met": "sin_submitted",
    "decision": "sin_submitted determined",
    "deferred": "sin_submitted determined",
    "decided": "sin_submitted determined",
    "lcspr": "sin_submitted",
    "concern": "sin_submitted",
    "concern_decided": "sin_submitted",
}


def standing(case: Case) -> list[str]:
    return [step for step in RECORDED_STEPS if recorded_step(case, step)]


def test_at_each_stage_what_was_recorded_on_the_way_can_be_corrected(cases: Mapping[str, Case]) -> None:
    for stage, expected in STANDING.items():
        assert standing(cases[stage]) == expected.split(), stage


def test_the_later_steps_can_be_corrected_once_they_are_recorded(submitted: Case) -> None:
    assert "decided" in standing(escalated(submitted))
    assert standing(started(escalated(submitted)))[-1] == "lcspr_started"
    assert standing(dead_after_decision()) == ["sin_submitted"]
    assert standing(updates(dead_after_decision())) == ["sin_submitted", "update_submitted"]


def test_each_return_that_stands_can_be_corrected_under_the_name_of_its_agency(submitted: Case) -> None:
    case = request_information(submitted, sorted(AGENCIES), LATER, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert recorded_steps(case, "returned") == ()
    came = record_return(case, "A school", BUSINESS_TEAM, OPENED_AT)
    assert recorded_steps(came, "returned") == (Recorded(TODAY, came.version, "A school"),)
    assert recorded_step(came, "returned", "Health Services") is None
    assert title_of("returned", "A school") == "the return of A school"
    assert title_of("sin_submitted", None) == "the SIN's submission"


def test_every_recorded_step_is_recorded_by_a_step_of_the_table() -> None:
    assert RECORDED_STEPS.keys() == RECORDED_BY.keys()
    assert {step.recorded_as for step in RECORDED_STEPS.values()} <= STEPS.keys()
