"""The next steps of the rules name who does what: nothing ends with nobody told."""

from itertools import product

import pytest

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current

RULES = current()
ENGINE = Engine(RULES)
CHILD_DIED = {"harm": "died", "age": "under_18"}


def steps(answers: dict[str, str]) -> list[str]:
    return [step.id for step in RULES.next_steps_for(ENGINE.values(answers))]


def test_whatever_was_answered_somebody_has_something_to_do() -> None:
    for given in product(*([*q.values, "not_known"] for q in RULES.asked_at("triage"))):
        answers = dict(zip((q.id for q in RULES.asked_at("triage")), given, strict=True))
        assert steps(answers), answers


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {**CHILD_DIED, "abuse_or_neglect": "suspected"},
            ["agree_criteria", "check_quality", "submit_sin", "prepare_rapid_review"],
        ),
        (
            {"harm": "died", "age": "18_to_24", "care_experienced": "yes"},
            ["agree_criteria", "check_quality", "submit_sin"],
        ),
        ({**CHILD_DIED, "abuse_or_neglect": "not_known"}, ["settle_open_answers", "agree_criteria"]),
        (
            {**CHILD_DIED, "abuse_or_neglect": "neither", "care_experienced": "no"},
            ["confirm_not_required", "consider_case_of_concern"],
        ),
        ({"age": "25_or_over"}, ["confirm_not_required", "tell_adults_board"]),
    ],
)
def test_the_next_steps_follow_the_decisions(answers: dict[str, str], expected: list[str]) -> None:
    assert steps(answers) == expected


def test_the_local_authority_submits_the_sin_and_the_bot_never_says_that_it_does() -> None:
    (submit,) = [step for step in RULES.next_steps if step.id == "submit_sin"]
    assert submit.who == "The local authority, Croydon"
    assert "outside this bot" in submit.text


def test_conditions_are_told_in_the_words_of_the_rules() -> None:
    told = RULES.in_words({"harm": ("died", "seriously_harmed"), "sin": ("required", "not_yet_known")})
    assert told == "Harm: Died or Seriously harmed; Serious Incident Notification (SIN): required or not yet known"
    assert RULES.in_words({}) == ""
