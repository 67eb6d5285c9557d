"""A duty that is open says what has not been done and whose step it is."""

from collections.abc import Mapping
from datetime import date

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.state.duties import (
    DECIDED_BY_ESCALATION,
    SUBMITTED_ALL_THE_SAME,
    open_duties,
    review_hangs_on_abuse,
    ways_past_vacancies,
)
from safeguarding.case.state.escalation import LCSPR, refusal_to_escalate
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.people import Seat
from tests.support.case_stages import PARTNERSHIP, POLICE, circumstances, decided, signed_by, started
from tests.support.later_death import HARMED, dies
from tests.support.people.everybody import EVERYBODY
from tests.support.plain_case import opened, submitted

OPEN_AT = {
    "notification": ["a SIN is required and not recorded as submitted (Local authority)"],
    "rapid_review": ["the Rapid Review is not determined (Review Group)"],
    "decision": ["the DSPs have not decided on an LCSPR (Local authority, ICB, Police)"],
    "lcspr": ["the LCSPR is commissioned and not recorded as completed (Business Team)"],
    "concern": ["a Case of Concern is referred and not decided (Review Group)"],
}


def test_each_stage_has_the_duties_of_the_design_and_all_others_have_none(cases: Mapping[str, Case]) -> None:
    for stage, case in cases.items():
        assert [duty.in_words(case, {}) for duty in open_duties(case)] == OPEN_AT.get(stage, []), stage


def test_a_vacant_seat_whose_step_it_is_is_named_with_its_day_and_the_way_past_it(cases: Mapping[str, Case]) -> None:
    police, vacant = Seat.POLICE, {Seat.POLICE: date(2026, 6, 1)}
    decision = cases["decision"]
    (duty,) = open_duties(decision)
    assert duty.in_words(decision, vacant) == (
        "the DSPs have not decided on an LCSPR (Local authority, ICB, Police: vacant since Monday 1 June 2026)"
    )
    assert ways_past_vacancies(decision, [duty], vacant) == (DECIDED_BY_ESCALATION,)
    grounds = circumstances(partnership=PARTNERSHIP.model_copy(update={"vacant_since": vacant}))
    assert refusal_to_escalate(decision, LCSPR, grounds) is None
    had_signed = signed_by(decision, LCSPR_DECISION, POLICE)
    assert duty.in_words(had_signed, vacant) == OPEN_AT["decision"][0]
    assert ways_past_vacancies(had_signed, [duty], vacant) == ()
    assert refusal_to_escalate(had_signed, LCSPR, grounds) is not None, "the others can still decide"
    assert ways_past_vacancies(cases["concern"], open_duties(cases["concern"]), {police: date(2026, 6, 1)}) == ()


def test_a_submission_that_the_local_authoritys_vacant_seat_owes_is_made_all_the_same(case: Case) -> None:
    vacant = {Seat.LOCAL_AUTHORITY: date(2026, 6, 1)}
    (duty,) = open_duties(case)
    assert "(Local authority: vacant since Monday 1 June 2026)" in duty.in_words(case, vacant)
    assert ways_past_vacancies(case, [duty], vacant) == (SUBMITTED_ALL_THE_SAME,)
    for name in ("dcs", "business_team"):
        assert STEPS["submit_sin"].is_available(case, EVERYBODY[name], circumstances())


def test_what_refuses_a_closing_or_a_completion_names_the_vacant_seat_too(case: Case) -> None:
    vacant = PARTNERSHIP.model_copy(update={"vacant_since": {Seat.LOCAL_AUTHORITY: date(2026, 6, 1)}})
    died = dies(started(decided(submitted(opened(**HARMED)))))
    for step, due in (("close", case), ("complete_lcspr", died)):
        refused = str(STEPS[step].allowed(due, circumstances(partnership=vacant)))
        assert "(Local authority: vacant since Monday 1 June 2026)" in refused, step
        assert refused.endswith(SUBMITTED_ALL_THE_SAME), step
        assert "vacant" not in str(STEPS[step].allowed(due, circumstances())), step


@pytest.mark.parametrize(
    ("age", "hangs"), [("under_18", True), ("not_known", True), ("18_to_24", False), ("25_or_over", False)]
)
def test_a_rapid_review_hangs_on_abuse_for_whoever_was_or_may_have_been_under_18(age: str, hangs: bool) -> None:
    assert review_hangs_on_abuse(opened(age=age)) is hangs
