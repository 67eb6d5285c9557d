"""The questions of a referral stand in the rules file. One that can't be recorded is refused, with the mend."""

import pytest

from safeguarding.framework.loader import current
from tests.safeguarding.framework.test_loader import faults_after

RULES = current()
ANSWERS = 'referral_question "{}": give two answers or more to a question of the kind "choice", and none to another.'
MISFITS = {
    "a kind that is written": (
        'id = "kind"\nkind = "choice"',
        'id = "kind"\nkind = "text"',
        'referral_question "kind": is recorded as "choice". Set kind = "choice".',
    ),
    "a second agency": (
        '[[referral_question]]\nid = "indicators"',
        '[[referral_question]]\nid = "second"\nkind = "agency"\ntitle = "Second"\nask = "Which other?"\n'
        'source = ["indicators/list"]\n\n[[referral_question]]\nid = "indicators"',
        'referral_question "second": the kind "agency" is recorded of no other question. Choose one of: choice, text.',
    ),
    "a choice without a choice": (
        '[[referral_question]]\nid = "indicators"',
        '[[referral_question]]\nid = "shared"\nkind = "choice"\ntitle = "Shared"\nask = "Is it shared?"\n'
        'source = ["indicators/list"]\n\n[[referral_question]]\nid = "indicators"',
        ANSWERS.format("shared"),
    ),
    "a text with an answer": (
        '[[referral_question]]\nid = "indicators"',
        '[[referral_question.answer]]\nid = "a"\nlabel = "A"\n\n[[referral_question]]\nid = "indicators"',
        ANSWERS.format("learning"),
    ),
    "no agency": (
        'id = "agency"\nkind = "agency"',
        'id = "office"\nkind = "text"',
        'referral_questions: "agency" is missing, and the program reads it by this name.',
    ),
}


@pytest.mark.parametrize(("old", "new", "fault"), MISFITS.values(), ids=MISFITS)
def test_a_question_that_cant_be_recorded_is_refused_with_the_mend(old: str, new: str, fault: str) -> None:
    assert [said for said in faults_after(old, new) if said.startswith(fault)]


def test_only_what_is_added_has_a_box_of_another_name_than_its_own() -> None:
    learning = RULES.referral_question("learning")
    assert learning.box == "learning" and learning.model_copy(update={"id": "ref"}).box == "further_ref"


def test_earlier_rules_ask_nothing_of_a_referral() -> None:
    assert [rules.referral_questions for rules in RULES.earlier] == [()]
