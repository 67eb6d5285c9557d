"""A card offers what the case accepts: for every step, every stage and everybody whom the tables name."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cases.available_actions import available_actions, verb_of
from bot.config.partnership_file import load
from cards.elements import is_too_long
from safeguarding.case.case import Case
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CRITERIA_ESCALATION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MATTER_NAMES,
    MATTERS,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor
from tests.safeguarding.case.test_available_steps import ACTIONS, Tried, tried
from tests.support.case_stages import MEMBER, circumstances, proposed, referred
from tests.support.each import for_each
from tests.support.people.who_and_when import attempt
from tests.support.plain_case import care_leaver

__all__ = ["tried"]

FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
STRICT = load(FILE).model_copy(update={"allow_signatures_outside_teams": False})
LENIENT = STRICT.model_copy(update={"allow_signatures_outside_teams": True})

VERBS = {
    "submit_sin": "submitted",
    "submit_update": "update_submitted",
    "record_signature": "outside",
    "propose_error": "propose_opened_in_error",
    "record_partnership": "partnership",
    "confirm": "confirm_determination",
    "refer_concern": "refer",
    "record_liaison": "liaison",
    "record_meeting": "meeting",
    "request_information": "request",
    "record_return": "returns",
    "link": "belongs",
    "take_back_return": "returns",
}
"""The table names the verb of a step's button, where it is not the step's name."""

ELSEWHERE = ("merge", "take_in", "unlink", "redact", "answer_part", "acknowledge")
"""Some steps have a way of their own: from the list of duplicates, beside each link, from the record of the review, or
by no button yet. What is acknowledged hangs on the day and on whose step it is too."""

SIGNING = {
    "agree_criteria": NOTIFICATION_CRITERIA,
    "sign_quality": SIN_QUALITY,
    "agree_no_sin": NOT_MET,
    "agree_not_met": LATER_NOT_MET,
    "agree_error": OPENED_IN_ERROR,
    "agree_transfer": TRANSFER,
    "agree_escalation": CRITERIA_ESCALATION,
    "agree_decision": LCSPR_DECISION,
    "agree_concern": CONCERN_DECISION,
}


def offered(case: Case, by: Actor, partnership: Partnership = LENIENT) -> set[tuple[str, str | None]]:
    """Returns the verbs on the person's card of the case, each with the matter that it is about. They are looked for
    once: most steps are tried on the same cases."""
    return case.once(f"offered to {by!r}", lambda: _offered(case, by, partnership), partnership)


def _offered(case: Case, by: Actor, partnership: Partnership) -> set[tuple[str, str | None]]:
    buttons = [
        action.model_dump(mode="json", by_alias=True)
        for action in available_actions(case, by, circumstances(partnership=partnership)).all
    ]
    assert not [button["title"] for button in buttons if is_too_long(button["title"])]
    return {(button["verb"], button["data"].get("matter")) for button in buttons}


def button_of(action: str) -> tuple[str, str | None]:
    if action in SIGNING:
        return "sign_off", SIGNING[action]
    return VERBS.get(action, action), NOTIFICATION_CRITERIA if action == "put_again" else None


@pytest.mark.parametrize("action", [action for action in ACTIONS if action not in ELSEWHERE])
@for_each("stage", Stage)
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


@for_each("matter", MATTERS)
@for_each("does", ("Sign", "Change", "Re-ask"))
def test_whatever_can_be_signed_has_a_name_that_no_button_cuts(does: str, matter: str) -> None:
    assert not is_too_long(f"{does}: {MATTER_NAMES[matter]}")


def test_the_dcs_is_not_offered_to_put_a_matter_again_in_which_they_hold_no_seat(
    tried: Tried, actors: Mapping[str, Actor]
) -> None:
    case, _ = tried("put_again", Stage.NOTIFICATION)
    assert ("put_again", NOTIFICATION_CRITERIA) in offered(case, actors["police"])
    assert ("put_again", NOTIFICATION_CRITERIA) not in offered(case, actors["dcs"])


def test_while_an_outcome_is_put_the_button_says_that_another_would_be_proposed() -> None:
    first, put = referred(care_leaver()), proposed(referred(care_leaver()))
    for case, title in ((first, "Propose an outcome"), (put, "Propose another outcome")):
        steps = available_actions(case, MEMBER, circumstances()).all
        found = [each.model_dump(by_alias=True)["title"] for each in steps if verb_of(each) == "propose_outcome"]
        assert found == [title]
