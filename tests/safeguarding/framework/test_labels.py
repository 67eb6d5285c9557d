"""Labels leave nothing unsaid that a case has recorded, whatever later rules have dropped."""

from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import (
    NO_LONGER_ASKED,
    answer_label,
    choice_label,
    decision_label,
    detail_label,
    item_label,
    part_of_earlier_rules,
    part_title,
    question_title,
)
from safeguarding.framework.loader import current

RULES = current()
PART = next(part for part in RULES.parts if part.answers)


def without_harm() -> Framework:
    """Returns later rules, which no longer ask about the harm."""
    return RULES.model_copy(update={"questions": RULES.questions[1:], "parts": ()})


def test_what_todays_rules_have_is_said_in_their_words() -> None:
    assert question_title(RULES, "harm") == "Harm"
    assert answer_label(RULES, "harm", "died", RULES.version) == "Died"
    assert decision_label(RULES, "sin", "required") == "required"
    assert detail_label(RULES, "lives_in", "croydon") == RULES.detail("lives_in").answers[0].label
    assert detail_label(RULES, "lives_in", "Surrey") == "Surrey"
    assert choice_label(RULES, PART.id, PART.answers[0].id) == PART.answers[0].label


def test_every_value_of_a_decision_is_said_in_the_words_of_that_decision() -> None:
    for decision in RULES.decisions:
        for value, words in decision.values.items():
            assert decision_label(RULES, decision.id, value) == words


def test_what_only_earlier_rules_have_is_said_in_theirs() -> None:
    later = without_harm().after(lambda: [RULES])
    assert question_title(later, "harm") == "Harm (a question of earlier rules)"
    assert answer_label(later, "harm", "died", RULES.version) == "Died (an answer of earlier rules)"
    assert part_title(later, PART.id) == f"{PART.title} (a part of earlier rules)"


def test_what_no_rules_here_have_is_said_by_its_id() -> None:
    assert question_title(without_harm().after(lambda: []), "harm") == "harm (a question of earlier rules)"
    assert item_label(RULES, "indicators", "working_apart") == "working apart (an item of earlier rules)"
    assert decision_label(RULES, "sin", "if_possible") == "if possible (a value of earlier rules)"


def test_an_answer_to_which_later_rules_give_another_meaning_is_said_as_it_was_meant() -> None:
    assert answer_label(RULES, "harm", "neither", RULES.version) == "Nobody was hurt"
    assert answer_label(RULES, "harm", "neither", "2026.1") == "Neither (an answer of earlier rules)"


def test_a_decision_that_is_not_yet_known_is_said_so() -> None:
    assert decision_label(RULES, "sin", "not_yet_known") == "not yet known"


def test_what_the_program_offers_by_itself_is_said_under_any_rules() -> None:
    for rules in (RULES, without_harm()):
        assert choice_label(rules, PART.id, "not_known") == "Not known"
        assert choice_label(rules, PART.id, "none") == "None of these holds"


def test_a_part_of_earlier_rules_is_there_to_be_read() -> None:
    known = part_of_earlier_rules(without_harm().after(lambda: [RULES]), PART.id)
    assert (known.kind, known.ask) == (PART.kind, NO_LONGER_ASKED)
    unknown = part_of_earlier_rules(RULES, "weather")
    assert (unknown.kind, unknown.title) == ("text", "weather (a part of earlier rules)")
