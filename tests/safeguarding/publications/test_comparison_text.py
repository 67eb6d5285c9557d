"""The comparison tells of a change of the rules in words, for whoever approves it."""

from safeguarding.framework.loader import CURRENT, current, parse
from safeguarding.publications.comparison import Comparison, Move, compare
from safeguarding.publications.comparison_text import comparison_text

RULES = current()
TEXT = CURRENT.read_text("utf-8")
CARE_LEAVERS = 'when = { age = ["under_18", "18_to_24"], harm = ["died"], care_experienced = ["yes"] }'


def told(before: str, after: str) -> str:
    assert before in TEXT
    other = parse(TEXT.replace(before, after, 1))
    return comparison_text(compare(RULES, other), RULES, other)


def test_rules_that_are_the_same_say_so() -> None:
    said = comparison_text(compare(RULES, RULES), RULES, RULES)
    assert said.splitlines()[0] == f"From rules {current().version} to rules {current().version}"
    assert "Decisions: every one comes out the same for every combination of answers." in said
    assert "Other entries: no differences." in said and said.endswith("Texts reworded: 0.\n")


def test_a_decision_that_moves_is_told_with_the_answers_that_move_it() -> None:
    said = told(CARE_LEAVERS, CARE_LEAVERS.replace('["died"]', '["died", "seriously_harmed"]'))
    assert "Serious Incident Notification (SIN): not required -> required" in said
    assert "for " in said and "Harm: Seriously harmed" in said


def test_a_decision_that_comes_out_differently_whatever_was_answered_is_told_so() -> None:
    always = Move("sin", "not_required", "required", answers=({},))
    said = comparison_text(Comparison((always,), (), {}), RULES, RULES)
    assert "Serious Incident Notification (SIN): not required -> required\n    for every answer\n" in said


def test_a_deadline_that_moves_is_told_before_anything_else() -> None:
    said = told("working_days = 5", "working_days = 7")
    assert "Deadlines and questions: 1 difference.\n  deadlines, sin, working_days: 5 -> 7" in said


def test_a_wording_alone_is_counted_and_not_quoted() -> None:
    said = told('title = "Harm"', 'title = "The harm"')
    assert "Texts reworded: 1 (questions: 1)." in said and "The harm" not in said
