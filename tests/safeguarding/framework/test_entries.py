"""The entries of the rules file hold what a safeguarding manager wrote."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from safeguarding.framework.entries import Answer, Approval, Deadline, Decision, Item, Part, PartAnswer, Question

DRAFT = {
    "title": "Serious incidents",
    "version": "2026.1",
    "dated": date(2026, 11, 1),
    "status": "draft",
    "partnership": "CSCP",
    "source_document": "The briefing",
}
SIN = {"id": "sin", "title": "Submit the SIN", "strength": "must", "starts": "became_aware", "from": "the day"}


def deadline(**length: Any) -> Deadline:
    return Deadline.model_validate({**SIN, "stands_while": {}, "source": ["sin"], **length})


def test_a_wording_says_whether_the_partnership_has_approved_it() -> None:
    assert Approval.model_validate(DRAFT).notice == "Wording not yet approved by CSCP"
    approved = {**DRAFT, "status": "approved", "approved_by": "the Review Group", "approved_on": date(2026, 12, 1)}
    assert Approval.model_validate(approved).notice == (
        "Wording approved by the Review Group on Tuesday 1 December 2026"
    )
    with pytest.raises(ValidationError, match="add approved_by and approved_on"):
        Approval.model_validate({**DRAFT, "status": "approved"})


@pytest.mark.parametrize(
    ("length", "said"),
    [
        ({"working_days": 5}, "5 working days"),
        ({"months": 6}, "6 calendar months"),
        ({"on_the_day": True}, "on the day"),
    ],
)
def test_a_deadline_has_one_length(length: dict[str, Any], said: str) -> None:
    assert deadline(**length).length == said


@pytest.mark.parametrize("length", [{}, {"working_days": 5, "months": 6}, {"months": 6, "on_the_day": True}])
def test_a_deadline_with_no_length_or_two_is_refused(length: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="give either working_days or months"):
        deadline(**length)


def test_the_partnerships_own_practice_is_told_apart_from_the_guidance() -> None:
    assert deadline(working_days=5).strength_in_words == "required by law or guidance"
    assert deadline(working_days=5, strength="should").strength_in_words == "advised by guidance"
    assert deadline(working_days=5, local_practice=True, is_given=True).strength_in_words == "local practice"
    assert deadline(on_the_day=True, local_practice=True).strength_in_words == "local practice"


def test_a_number_of_days_that_the_partnership_did_not_give_is_called_proposed() -> None:
    assert deadline(working_days=5, local_practice=True).strength_in_words == "proposed"


def test_not_known_is_no_value_that_a_rule_can_wait_for() -> None:
    answers = (Answer(id="yes", label="Yes"), Answer(id="not_known", label="Not known yet"))
    question = Question(id="q", title="Q", stage="triage", ask="Q?", help="H.", answer=answers, source=("s",))  # type: ignore[call-arg]
    assert question.values == ("yes",) and question.label("not_known") == "Not known yet"


def test_of_a_question_with_ticks_a_rule_sees_whether_some_hold() -> None:
    items = (Item(id="i", label="I", source=("s",)),)
    question = Question(
        id="q",
        title="Q",
        stage="review",
        several=True,
        ask="Q?",
        help="H.",
        item=items,
        source=("s",),  # type: ignore[call-arg]
    )
    assert question.values == ("some", "none") and question.label("some") == "at least one"


def test_a_part_that_is_needed_can_be_not_known_and_a_list_hold_nothing() -> None:
    given = {"purpose": "facts", "title": "A part", "ask": "What?", "source": ("a/b",)}
    answers = (PartAnswer(id="yes", label="Yes"),)
    for kind, more, choices in (("text", (), ()), ("choice", answers, ("yes",)), ("ticks", (), ("none",))):
        part = Part.model_validate({"id": "p", "kind": kind, "answers": more, "needed": True, **given})
        assert part.choices == (*choices, "not_known")
        rarely = Part.model_validate({"id": "p", "kind": kind, "answers": more, **given})
        assert rarely.choices == tuple(answer.id for answer in more)


def test_a_decision_can_always_be_said_also_when_it_is_not_yet_known() -> None:
    decision = Decision(id="d", title="D", values={"required": "required"}, rule=(), source=("s",))  # type: ignore[call-arg]
    assert decision.label("not_yet_known") == "not yet known" and decision.label("required") == "required"


def test_a_key_that_no_entry_has_is_a_mistake() -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({"id": "yes", "label": "Yes", "colour": "red"})
