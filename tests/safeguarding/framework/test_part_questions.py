"""The questions of a part, one at a time, end in an answer that its form would give too."""

from safeguarding.framework.entries import NOT_KNOWN, Part
from safeguarding.framework.part_questions import next_question
from tests.support.case_stages import FRAMEWORK
from tests.support.each import for_each
from tests.support.incidents.walkthrough_cards import questions_of

PARTS = {part.id: part for part in FRAMEWORK.parts}


@for_each("part", FRAMEWORK.parts)
def test_every_part_comes_to_its_end_whatever_is_ticked(part: Part) -> None:
    items = [item.id for item in FRAMEWORK.items_of(part)]
    for ticked in ("", ",".join(items[:1]), ",".join(items)):
        asked = [question.id for question in questions_of(part, {"ticked": ticked, "choice": NOT_KNOWN})]
        assert len(asked) == len(set(asked)) and len(asked) <= 2 * len(items) + 2
        assert asked[0] == {"ticks": "ticked", "choice": "choice", "text": "text"}[part.kind]
        evidence = [f"evidence_{name}" for name in ticked.split(",") if name]
        assert [name for name in asked if name.startswith("evidence_")] == evidence


def test_a_list_without_a_tick_asks_which_it_is_and_why() -> None:
    asked = [question.ask for question in questions_of(PARTS["indicators"], {"ticked": "", "choice": "none"})]
    assert asked[1:] == ["Nothing is ticked. Which is it?", "Why does none of these hold?"]
    assert next_question(PARTS["reasons"], FRAMEWORK, {"ticked": ""}) is None


def test_what_belongs_to_a_reason_is_asked_after_its_evidence() -> None:
    ticked = {"ticked": "legal_constraints,other_statutory_review"}
    kinds = [(question.id, question.kind) for question in questions_of(PARTS["reasons"], ticked)]
    assert kinds[1:] == [
        ("evidence_legal_constraints", "text"),
        ("on_legal_constraints", "day"),
        ("evidence_other_statutory_review", "text"),
        ("kind_other_statutory_review", "line"),
    ]


def test_not_known_is_offered_in_every_part_and_recorded_where_the_part_needs_an_answer() -> None:
    for part in FRAMEWORK.parts:
        question = next_question(part, FRAMEWORK, {})
        assert question
        assert question.is_left_open != part.needed
        assert (NOT_KNOWN in {**question.options, **question.without}) == part.needed
