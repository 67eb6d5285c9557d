"""Milestones say how far a case has got, in the words of the rules."""

from datetime import date
from typing import get_args

from safeguarding.case.case import Case
from safeguarding.case.state.milestones import milestones
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.framework.entries import Milestone
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    DEFERRING,
    FRAMEWORK,
    PARTNERS_DSPS,
    chaired,
    concern_decided,
    decided,
    filled_in,
    put_to_the_dsps,
    referred,
    signed_by,
    started,
)
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, opened, submitted


def reached(case: Case) -> frozenset[str]:
    return milestones(case, FRAMEWORK)


def test_a_new_case_has_reached_nothing() -> None:
    assert reached(opened()) == frozenset()


def test_the_criteria_are_agreed_by_all_three_and_not_by_two() -> None:
    assert "criteria_agreed" not in reached(signed_by(opened(), "notification_criteria", *PARTNERS_DSPS[:2]))
    assert "criteria_agreed" in reached(signed_by(opened(), "notification_criteria", *PARTNERS_DSPS))


def test_returns_are_complete_when_somebody_was_asked_and_all_have_come() -> None:
    assert "returns_complete" not in reached(submitted())
    asked = request_information(submitted(), ["A school"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert "information_requested" in reached(asked) and "returns_complete" not in reached(asked)
    assert "returns_complete" in reached(record_return(asked, "A school", BUSINESS_TEAM, OPENED_AT))


def test_the_review_goes_from_its_chair_over_the_record_to_the_determination() -> None:
    assert "chair_named" in reached(chaired(submitted()))
    assert "draft_complete" in reached(filled_in(submitted()))
    assert {"determination_recorded", "determined"} <= reached(put_to_the_dsps(submitted()))


def test_a_decision_ends_every_step_of_the_review() -> None:
    steps = {
        "chair_named",
        "liaison_recorded",
        "information_requested",
        "returns_complete",
        "dsps_met",
        "draft_complete",
    }
    assert {*steps, "determined", "decided", "first_decision", "commissioned"} <= reached(decided(submitted()))
    assert "lcspr_started" in reached(started(decided(submitted())))
    assert "deferred" in reached(decided(submitted(), DEFERRING))


def test_where_nothing_is_left_to_do_that_is_said() -> None:
    assert "nothing_left" in reached(care_leaver())
    assert "nothing_left" not in reached(referred(care_leaver()))
    assert {"concern_decided", "nothing_left"} <= reached(concern_decided(care_leaver()))


def test_nothing_is_reached_that_the_rules_have_no_word_for() -> None:
    for case in (opened(), decided(submitted()), concern_decided(care_leaver())):
        assert reached(case) <= set(get_args(Milestone))
