"""What a card offers is what the case accepts: for every step, every stage and everybody whom the tables name."""

from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path

import pytest

from bot.cases.available_actions import available_actions
from bot.config.partnership_file import load
from safeguarding.case.available_steps import STEPS, for_matter
from safeguarding.case.case import Case
from safeguarding.case.stage import Stage
from safeguarding.case.state.sign_off import (
    CONCERN_DECISION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor
from tests.safeguarding.case.steps.all_steps import test_authority, test_review_authority
from tests.support.people.who_and_when import Step, attempt

FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
STRICT = load(FILE).model_copy(update={"allow_signatures_outside_teams": False})
LENIENT = STRICT.model_copy(update={"allow_signatures_outside_teams": True})

NAMES = {
    "agree_criteria": for_matter("sign", NOTIFICATION_CRITERIA),
    "sign_quality": for_matter("sign", SIN_QUALITY),
    "agree_not_met": for_matter("sign", LATER_NOT_MET),
    "agree_decision": for_matter("sign", LCSPR_DECISION),
    "agree_concern": for_matter("sign", CONCERN_DECISION),
    "record_signature": for_matter("record_signature", NOTIFICATION_CRITERIA),
    "put_again": for_matter("reissue", NOTIFICATION_CRITERIA),
    "confirm": "confirm_determination",
    "escalate": "decide_by_escalation",
    "take_in": "merge",
}
"""The table's name of a step, where the tests of authority call it otherwise."""

VERBS = {
    "submit_sin": "submitted",
    "record_signature": "outside",
    "confirm": "confirm_determination",
    "refer_concern": "refer",
    "record_liaison": "liaison",
    "request_information": "request",
    "record_return": "returns",
    "take_back_return": "returns",
}
"""The verb of a step's button, where it is not the step's name."""

ELSEWHERE = ("merge", "take_in", "redact", "answer_part")
"""Steps with a way of their own: from the list of duplicates, from the record of the review, or by no button yet."""

SIGNING = {
    "agree_criteria": NOTIFICATION_CRITERIA,
    "sign_quality": SIN_QUALITY,
    "agree_not_met": LATER_NOT_MET,
    "agree_decision": LCSPR_DECISION,
    "agree_concern": CONCERN_DECISION,
}
CASE_ACTIONS, REVIEW_ACTIONS = test_authority.ACTIONS, test_review_authority.ACTIONS


def offered(case: Case, by: Actor, partnership: Partnership = LENIENT) -> set[tuple[str, str | None]]:
    """The verbs on the person's card of the case, each with the matter that it is about."""
    buttons = [action.model_dump(mode="json", by_alias=True) for action in available_actions(case, by, partnership)]
    return {(button["verb"], button["data"].get("matter")) for button in buttons}


def button_of(action: str) -> tuple[str, str | None]:
    if action in SIGNING:
        return "sign_off", SIGNING[action]
    return VERBS.get(action, action), NOTIFICATION_CRITERIA if action == "put_again" else None


@pytest.fixture
def tried(
    cases: Mapping[str, Case],
    case_steps: Mapping[str, Step],
    case_prepared: Mapping[str, Callable[[Case], Case]],
    review_prepared: Mapping[str, Callable[[Case], Case]],
) -> Callable[[str, Stage], tuple[Case, Step]]:
    """The case at the stage, with what the action needs besides, and the step itself."""
    steps = {**case_steps, **test_review_authority.STEPS}
    prepared = {**case_prepared, **review_prepared}

    def tried(action: str, stage: Stage) -> tuple[Case, Step]:
        case = cases[stage]
        return (prepared[action](case) if action in prepared else case), steps[action]

    return tried


Tried = Callable[[str, Stage], tuple[Case, Step]]
EVERY = list(product([*CASE_ACTIONS, *REVIEW_ACTIONS], Stage))


@pytest.mark.parametrize(("action", "stage"), EVERY)
def test_the_table_of_steps_calls_available_just_what_is_accepted(
    action: str, stage: Stage, tried: Tried, actors: Mapping[str, Actor]
) -> None:
    case, step = tried(action, stage)
    rule = STEPS[NAMES.get(action, action)]
    for who, by in actors.items():
        assert rule.is_available(case, by, LENIENT) == (attempt(step, case, by) == "yes"), who


@pytest.mark.parametrize(("action", "stage"), [pair for pair in EVERY if pair[0] not in ELSEWHERE])
def test_a_button_is_there_for_just_the_steps_that_are_accepted(
    action: str, stage: Stage, tried: Tried, actors: Mapping[str, Actor]
) -> None:
    case, step = tried(action, stage)
    for who, by in actors.items():
        accepted = attempt(step, case, by) == "yes"
        # One button leads to the returns, to record one and to take one back.
        if button_of(action) == ("returns", None):
            assert accepted <= (button_of(action) in offered(case, by)), who
        else:
            assert (button_of(action) in offered(case, by)) == accepted, who


@pytest.mark.parametrize("stage", Stage)
def test_nobody_is_offered_to_record_a_signature_where_the_partnership_file_forbids_it(
    stage: Stage, cases: Mapping[str, Case], actors: Mapping[str, Actor]
) -> None:
    for by in actors.values():
        assert ("outside", None) not in offered(cases[stage], by, STRICT)


def test_the_dcs_is_not_offered_to_put_a_matter_again_in_which_they_hold_no_seat(
    tried: Tried, actors: Mapping[str, Actor]
) -> None:
    case, _ = tried("put_again", Stage.NOTIFICATION)
    assert ("put_again", NOTIFICATION_CRITERIA) in offered(case, actors["police"])
    assert ("put_again", NOTIFICATION_CRITERIA) not in offered(case, actors["dcs"])


def test_every_step_of_the_table_is_tried_here() -> None:
    tried = {NAMES.get(action, action) for action, _ in EVERY}
    of_matters = {name for name in STEPS if " " in name}
    assert STEPS.keys() - of_matters <= tried
