"""The rules of steps say in each refusal who or what is needed; the person is looked at before the stage."""

import pytest

from safeguarding.case.errors import NotAllowed, StepRefused, WrongStage
from safeguarding.case.stage import Stage
from safeguarding.case.step_rules import (
    StepRule,
    at_stage,
    only_business_team,
    only_review_group,
    refusal_if_closed,
    refusal_in_conflict,
)
from safeguarding.case.steps.restriction import declare_conflict
from tests.support.case_stages import BUSINESS_TEAM, MEMBER, POLICE, closed_anyway, merged, text
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted

IN_REVIEW = StepRule(only_business_team("ask agencies"), at_stage(Stage.RAPID_REVIEW, Stage.LCSPR))


def words(refused: StepRefused | None) -> str:
    assert refused is not None
    return str(refused)


def test_an_ended_case_says_whether_it_can_go_on_and_where() -> None:
    ended = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    assert "The Business Team can reopen it" in words(refusal_if_closed(ended))
    assert "was merged into CSCP-2026-002. Go on there." in words(
        refusal_if_closed(merged(opened(), opened("CSCP-2026-002"))[0])
    )
    assert refusal_if_closed(opened()) is None


def test_a_step_at_another_stage_names_both_stages() -> None:
    IN_REVIEW.require(submitted(), BUSINESS_TEAM)
    with pytest.raises(WrongStage, match="the stage Notification; this belongs to the stage Rapid Review or LCSPR"):
        IN_REVIEW.require(opened(), BUSINESS_TEAM)


def test_whoever_may_not_take_a_step_is_told_so_before_they_are_told_of_the_stage() -> None:
    with pytest.raises(NotAllowed, match="Only the Business Team can ask agencies"):
        IN_REVIEW.require(opened(), MEMBER)


def test_who_does_not_hold_the_office_is_told_who_does() -> None:
    may = only_review_group("answer")
    assert may(opened(), MEMBER) is None
    assert words(may(opened(), BUSINESS_TEAM)) == "Only members of the Review Group can answer."


def test_who_declared_a_conflict_of_interest_is_told_that_a_deputy_goes_on() -> None:
    case = declare_conflict(opened(), text("a relative"), POLICE, OPENED_AT)
    assert refusal_in_conflict(case, BUSINESS_TEAM.person) is None
    assert "A deputy or another member takes this step" in words(refusal_in_conflict(case, POLICE.person))
