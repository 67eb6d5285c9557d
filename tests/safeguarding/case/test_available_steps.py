"""The table of steps calls available just what the case accepts: for every step, every stage and everybody whom the
tables of authority name."""

from collections.abc import Callable, Mapping

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CRITERIA_ESCALATION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.people import Actor
from tests.safeguarding.case.steps.all_steps import test_authority, test_review_authority
from tests.safeguarding.case.steps.all_steps.test_authority import prepared as case_prepared
from tests.safeguarding.case.steps.all_steps.test_authority import steps as case_steps
from tests.safeguarding.case.steps.all_steps.test_review_authority import prepared as review_prepared
from tests.support.case_stages import circumstances
from tests.support.each import for_each
from tests.support.people.offices import OFFICES
from tests.support.people.who_and_when import Step, attempt

__all__ = ["case_prepared", "case_steps", "review_prepared"]

LENIENT = OFFICES.model_copy(update={"allow_signatures_outside_teams": True})

NAMES = {
    "agree_criteria": for_matter("sign", NOTIFICATION_CRITERIA),
    "sign_quality": for_matter("sign", SIN_QUALITY),
    "agree_no_sin": for_matter("sign", NOT_MET),
    "agree_not_met": for_matter("sign", LATER_NOT_MET),
    "agree_decision": for_matter("sign", LCSPR_DECISION),
    "agree_concern": for_matter("sign", CONCERN_DECISION),
    "record_signature": for_matter("record_signature", NOTIFICATION_CRITERIA),
    "put_again": for_matter("reissue", NOTIFICATION_CRITERIA),
    "propose_error": "propose_opened_in_error",
    "agree_error": for_matter("sign", OPENED_IN_ERROR),
    "agree_transfer": for_matter("sign", TRANSFER),
    "confirm": "confirm_determination",
    "agree_escalation": for_matter("sign", CRITERIA_ESCALATION),
    "escalate": "decide_by_escalation",
    "take_in": "merge",
}
"""The table of steps calls a step by this name where the tests of authority call it otherwise."""


@pytest.fixture
def tried(
    cases: Mapping[str, Case],
    case_steps: Mapping[str, Step],
    case_prepared: Mapping[str, Callable[[Case], Case]],
    review_prepared: Mapping[str, Callable[[Case], Case]],
) -> Callable[[str, Stage], tuple[Case, Step]]:
    """Returns the case at the stage, with what the action needs besides, and the step itself."""
    steps = {**case_steps, **test_review_authority.STEPS}
    prepared = {**case_prepared, **review_prepared}

    def tried(action: str, stage: Stage) -> tuple[Case, Step]:
        case = cases[stage]
        return (prepared[action](case) if action in prepared else case), steps[action]

    return tried


Tried = Callable[[str, Stage], tuple[Case, Step]]
ACTIONS = [*test_authority.ACTIONS, *test_review_authority.ACTIONS]


@pytest.mark.parametrize("action", ACTIONS)
@for_each("stage", Stage)
def test_the_table_of_steps_calls_available_just_what_is_accepted(
    action: str, stage: Stage, tried: Tried, actors: Mapping[str, Actor]
) -> None:
    case, step = tried(action, stage)
    rule = STEPS[NAMES.get(action, action)]
    for who, by in actors.items():
        is_available = rule.is_available(case, by, circumstances(partnership=LENIENT))
        assert is_available == (attempt(step, case, by) == "yes"), who


def test_every_step_of_the_table_is_tried_here() -> None:
    tried = {NAMES.get(action, action) for action in ACTIONS}
    of_matters = {name for name in STEPS if " " in name}
    assert STEPS.keys() - of_matters <= tried
