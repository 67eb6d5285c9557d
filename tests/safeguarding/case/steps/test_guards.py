"""What every step needs: each refusal says who or what is needed."""

from datetime import date
from typing import Any

import pytest

from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.stage import Stage
from safeguarding.case.steps.guards import (
    check_facts,
    require_business_team,
    require_no_conflict,
    require_open,
    require_reason,
    require_review_group,
    require_stage,
)
from safeguarding.case.steps.lifecycle import close
from safeguarding.case.steps.restriction import declare_conflict
from tests.support.case_stages import BUSINESS_TEAM, FRAMEWORK, MEMBER, POLICE, TODAY, merged, text
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import facts, opened, submitted


@pytest.mark.parametrize("words", [None, "", "  \n "])
def test_a_reason_is_more_than_blanks(words: str | None) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        require_reason(None if words is None else text(words))
    require_reason(text("as agreed"))


def test_an_ended_case_says_whether_it_can_go_on_and_where() -> None:
    with pytest.raises(WrongStage, match="The Business Team can reopen it"):
        require_open(close(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT))
    with pytest.raises(WrongStage, match=r"was merged into CSCP-2026-002\. Go on there"):
        require_open(merged(opened(), opened("CSCP-2026-002"))[0])
    require_open(opened())


def test_a_step_at_another_stage_names_both_stages() -> None:
    require_stage(submitted(), Stage.RAPID_REVIEW)
    with pytest.raises(WrongStage, match="the stage Notification; this belongs to the stage Rapid Review or LCSPR"):
        require_stage(opened(), Stage.RAPID_REVIEW, Stage.LCSPR)


def test_who_does_not_hold_the_office_is_told_who_does() -> None:
    require_business_team(BUSINESS_TEAM, "close a case")
    with pytest.raises(NotAllowed, match="Only the Business Team can close a case"):
        require_business_team(MEMBER, "close a case")
    require_review_group(MEMBER, "answer")
    with pytest.raises(NotAllowed, match="Only members of the Review Group can answer"):
        require_review_group(BUSINESS_TEAM, "answer")


def test_who_declared_a_conflict_of_interest_is_told_that_a_deputy_goes_on() -> None:
    case = declare_conflict(opened(), text("a relative"), POLICE, OPENED_AT)
    require_no_conflict(case, BUSINESS_TEAM.person)
    with pytest.raises(NotAllowed, match="A deputy or another member takes this step"):
        require_no_conflict(case, POLICE.person)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"answers": {"harm": "bruised"}}, "harm: bruised is not an answer"),
        ({"answers": {"weather": "bad"}}, "weather: bad is not an answer"),
        ({"evidence": {}}, "Harm: "),
        ({"place": "the moon"}, "choose one of the places offered"),
        ({"became_aware": date(2026, 6, 3)}, "Wednesday 3 June 2026 is in the future"),
        ({"incident_on": date(2026, 6, 2)}, "A partner can't have become aware on Monday 1 June 2026"),
    ],
)
def test_facts_that_cannot_be_right_are_refused_by_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    check_facts(facts(), FRAMEWORK, TODAY)
    with pytest.raises(InvalidInput, match=fault):
        check_facts(facts().model_copy(update=change), FRAMEWORK, TODAY)
