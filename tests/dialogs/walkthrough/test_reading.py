"""What is typed and what is pressed come to the same answer as the form of the part."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.part_form import read_answer
from dialogs.user_input import UserInput
from dialogs.walkthrough.reading import in_words, read
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.base import as_read
from safeguarding.case.steps.review import check_answer
from safeguarding.framework.entries import Part
from safeguarding.framework.part_questions import PartQuestion, next_question
from tests.support.case_stages import FRAMEWORK, text
from tests.support.generators.examples import share

TODAY = date(2026, 6, 2)
PARTS = {part.id: part for part in FRAMEWORK.parts}
WORDS = st.sampled_from(["As the returns show.", "1, 2 or 3 of them.", "Nobody knows why, because nobody asked."])


def typed(words: str) -> UserInput:
    return UserInput(TODAY, text=words)


def pressed(**data: Any) -> UserInput:
    return UserInput(TODAY, verb="answer", data=data)


def first(part: str, **given: str) -> PartQuestion:
    question = next_question(PARTS[part], FRAMEWORK, given)
    assert question
    return question


def both_ways(question: PartQuestion, data: st.DataObject) -> tuple[UserInput, UserInput]:
    """Draws an answer to the question, as it is typed and as it is pressed."""
    if question.kind == "several":
        ticked = data.draw(st.lists(st.sampled_from(list(question.options)), unique=True))
        numbers = [str(list(question.options).index(id) + 1) for id in ticked]
        none = pressed(chosen="none")
        return (typed(", ".join(numbers)), pressed(ticked=",".join(ticked))) if ticked else (typed("none"), none)
    if question.kind == "choice":
        id: str = data.draw(st.sampled_from(list(question.options)))
        return typed(question.options[id]), pressed(chosen=id)
    if question.kind == "day":
        return typed("1 March 2027"), pressed(**{question.id: "2027-03-01"})
    if question.without and data.draw(st.sampled_from(["not known", "in words"])) == "not known":
        return typed("not known"), pressed(chosen="not_known")
    words = data.draw(WORDS)
    return typed(words), pressed(**{question.id: words})


@settings(max_examples=share(60))
@given(st.sampled_from(FRAMEWORK.parts), st.data())
def test_every_part_of_the_rules_is_reached_both_ways_with_equal_records(part: Part, data: st.DataObject) -> None:
    said: dict[str, str] = {}
    done: dict[str, str] = {}
    while question := next_question(part, FRAMEWORK, said):
        by_words, by_button = both_ways(question, data)
        said.update(read(question, by_words))
        done.update(read(question, by_button))
    assert said == done
    answer = read_answer(UserInput(TODAY, verb="answer_part", data=said), text, part, FRAMEWORK)
    check_answer(part, answer, FRAMEWORK, TODAY)
    answered = {answer.choice, *answer.ticks, answer.text.shown if answer.text else None}
    assert answered >= {value for name, value in said.items() if name in ("choice", "text") and value}
    assert as_read(answer) == as_read(
        read_answer(UserInput(TODAY, verb="answer_part", data=done), text, part, FRAMEWORK)
    )


def test_not_known_and_none_take_their_reason_along() -> None:
    voice, indicators = first("childs_voice"), first("indicators")
    assert read(voice, typed("Not known yet, because she was two.")) == {"choice": "not_known", "text": "she was two."}
    assert read(indicators, typed("none of these because all agencies worked together")) == {
        "ticked": "",
        "choice": "none",
        "text": "all agencies worked together",
    }


@pytest.mark.parametrize("words", ["I'm not sure", "yes but no", "0", "10", "1 and 77", "the first", "1,x", ""])
def test_a_statement_is_never_guessed(words: str) -> None:
    with pytest.raises(InvalidInput, match="Type the numbers of those that hold"):
        read(first("indicators"), typed(words))


def test_statements_are_named_by_numbers_or_by_their_words() -> None:
    indicators = first("indicators")
    ids = list(indicators.options)
    for words in ("1, 3", "3 and 1", "1 3", "1; 3", "3\n1"):
        assert read(indicators, typed(words)) == {"ticked": f"{ids[0]},{ids[2]}"}
    assert read(indicators, typed(indicators.options[ids[1]])) == {"ticked": ids[1]}


def test_a_number_is_no_answer_where_words_are_asked_for() -> None:
    for wrong in ("1", "2 and 4", "1-3", "None.", "not sure", "I don't know", "?"):
        with pytest.raises(InvalidInput, match=r'a sentence or two. Where it is not known, type "not known"'):
            read(first("facts"), typed(wrong))
    assert read(first("facts"), typed("1 of 3 visits.")) == {"text": "1 of 3 visits."}
    assert read(first("facts"), pressed(text="1")) == {"text": "1"}, "a box belongs to its question"


def test_what_is_empty_too_long_or_no_day_is_refused_with_what_to_do() -> None:
    day = first("reasons", ticked="legal_constraints", evidence_legal_constraints="A trial.")
    for question, wrong, said in (
        (first("facts"), pressed(text=" "), "Write it in a sentence or two."),
        (first("facts"), pressed(text="x" * 2001), "This has 2,001 characters"),
        (day, typed("some day"), "Give a day"),
        (
            first("criterion_1"),
            typed("maybe"),
            "or its number: 1 Confirmed; 2 Not confirmed; 3 Not known",
        ),
        (first("criterion_1"), pressed(chosen="made_up"), "Choose one of the answers."),
    ):
        with pytest.raises(InvalidInput, match=said):
            read(question, wrong)


def test_what_should_not_be_saved_is_refused_where_words_are_taken_and_nowhere_else() -> None:
    problem = InvalidInput("This looks like an NHS number.")
    for question, words in ((first("facts"), "943 476 5919"), (first("indicators"), "none because 943 476 5919")):
        with pytest.raises(InvalidInput, match="NHS"):
            read(question, UserInput(TODAY, text=words, problem=problem))
    assert read(first("indicators"), UserInput(TODAY, text="1", problem=problem))


def test_the_answer_that_stays_in_the_chat_is_in_words() -> None:
    indicators, criterion = first("indicators"), first("criterion_1")
    assert in_words(indicators, {"ticked": "recurrent_themes,other"}).count("; ") == 1
    assert in_words(indicators, {"ticked": "", "choice": "none", "text": "All went well."}) == ("None; All went well.")
    assert in_words(criterion, {"choice": "not_confirmed"}) == "Not confirmed"
    assert in_words(first("facts"), {"text": "A fall."}) == "A fall."
    day = first("reasons", ticked="legal_constraints", evidence_legal_constraints="A trial.")
    assert in_words(day, {day.id: "2027-03-01"}) == "Monday 1 March 2027"
