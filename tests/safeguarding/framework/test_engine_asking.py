"""The engine asks the next question: none that can't matter unless it is marked "always", and none skipped that can.

The decisions for complete answers are proven in test_decisions; here they are the ground.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

import pytest

from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Always
from safeguarding.framework.loader import current

RULES = current()
ENGINE = Engine(RULES)
QUESTIONS = [question.id for question in RULES.questions]
TRIAGE = [question.id for question in RULES.asked_at("triage")]
REVIEW = [question.id for question in RULES.asked_at("review")]
VALUES = {question.id: question.values for question in RULES.questions}
COMPLETE = {full: ENGINE.values(dict(zip(QUESTIONS, full, strict=True))) for full in product(*VALUES.values())}


def every_answers(names: list[str], *, unasked: bool = True) -> Iterator[dict[str, str]]:
    missing: tuple[str | None, ...] = (None,) if unasked else ()
    for given in product(*((*missing, "not_known", *VALUES[name]) for name in names)):
        yield {name: value for name, value in zip(names, given, strict=True) if value is not None}


def can_matter(question: str, answers: Mapping[str, str]) -> bool:
    """Says whether two complete cases, both possible on the other answers, differ in this question and a decision."""
    known = tuple(
        None if name == question or answers.get(name, "not_known") == "not_known" else answers[name]
        for name in QUESTIONS
    )
    return _tells_apart(question, known)


@cache
def _tells_apart(question: str, known: tuple[str | None, ...]) -> bool:
    place = QUESTIONS.index(question)
    choices = [
        [value] if value is not None else list(VALUES[name]) for name, value in zip(QUESTIONS, known, strict=True)
    ]
    cases: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for full in product(*choices):
        cases.setdefault(full[:place] + full[place + 1 :], []).append(COMPLETE[full])
    return any(outcome != same[0] for same in cases.values() for outcome in same)


def is_marked(question: str, answers: Mapping[str, str]) -> bool:
    """Says whether the rules mark the question "always" on these answers, those that are open being any."""
    always = RULES.question(question).always
    if always is None:
        return False
    possible = {name: VALUES[name] if answers.get(name) in (None, "not_known") else (answers[name],) for name in VALUES}
    return all(set(accepted) & set(possible[name]) for name, accepted in always.when.items())


def first_to_ask(names: list[str], answers: Mapping[str, str]) -> str | None:
    unasked = (name for name in names if name not in answers)
    return next((name for name in unasked if can_matter(name, answers) or is_marked(name, answers)), None)


def asked(answers: Mapping[str, str], stage: str) -> str | None:
    question = ENGINE.next_question(answers, stage)
    return question.id if question else None


def test_the_triage_asks_the_first_question_that_can_matter_or_is_marked_always_and_no_other() -> None:
    for answers in every_answers(TRIAGE):
        assert asked(answers, "triage") == first_to_ask(TRIAGE, answers), answers


def test_the_review_asks_the_first_question_that_can_matter_and_no_other() -> None:
    for facts in every_answers(TRIAGE):
        for review in every_answers(REVIEW):
            answers = {**facts, **review}
            assert asked(answers, "review") == first_to_ask(REVIEW, answers), answers


def test_the_triage_ends_only_when_no_further_answer_could_change_anything() -> None:
    for answers in every_answers(TRIAGE):
        if asked(answers, "triage") is None:
            for name in set(TRIAGE) - set(answers):
                changed = [ENGINE.values({**answers, name: value}) for value in VALUES[name]]
                assert changed == [ENGINE.values(answers)] * len(changed), (answers, name)


def test_a_question_answered_not_known_is_not_asked_again() -> None:
    for answers in every_answers(TRIAGE):
        assert asked(answers, "triage") not in answers


def test_the_triage_starts_with_the_harm_and_asks_at_most_four_questions() -> None:
    assert asked({}, "triage") == "harm"
    assert len(TRIAGE) == 4


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"harm": "died", "age": "under_18", "abuse_or_neglect": "suspected"}, "care_experienced"),
        ({"harm": "died", "age": "under_18", "abuse_or_neglect": "neither"}, "care_experienced"),
        ({"harm": "died", "age": "under_18", "abuse_or_neglect": "not_known"}, "care_experienced"),
        ({"harm": "died", "age": "18_to_24"}, "care_experienced"),
        ({"harm": "died", "age": "25_or_over"}, None),
        ({"harm": "seriously_harmed", "age": "under_18"}, "abuse_or_neglect"),
        ({"harm": "seriously_harmed", "age": "under_18", "abuse_or_neglect": "neither"}, "care_experienced"),
        ({"harm": "hurt", "age": "under_18"}, "abuse_or_neglect"),
        ({"harm": "hurt", "age": "under_18", "abuse_or_neglect": "neither"}, "care_experienced"),
        ({"harm": "hurt", "age": "18_to_24", "abuse_or_neglect": "neither"}, "care_experienced"),
        ({"harm": "hurt", "age": "25_or_over", "abuse_or_neglect": "neither"}, None),
        ({"harm": "not_known", "age": "18_to_24"}, "abuse_or_neglect"),
        ({"harm": "neither", "age": "under_18"}, None),
        ({"harm": "neither"}, "age"),
    ],
)
def test_the_triage_leaves_out_what_no_longer_matters(answers: dict[str, str], question: str | None) -> None:
    assert asked(answers, "triage") == question


def test_an_indicator_that_holds_makes_the_categories_needless() -> None:
    rapid_review = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}
    assert asked(rapid_review, "review") == "indicators"
    assert asked({**rapid_review, "indicators": "none"}, "review") == "categories"
    assert asked({**rapid_review, "indicators": "some"}, "review") == "reasons_not_to_commission"
    assert asked({**rapid_review, "indicators": "none", "categories": "none"}, "review") is None


def test_only_answers_that_still_hold_are_kept_and_they_decide_the_same() -> None:
    for answers in every_answers(TRIAGE, unasked=False):
        kept = ENGINE.relevant(answers, "triage")
        assert kept.items() <= answers.items(), answers
        assert ENGINE.values(kept) == ENGINE.values(answers), answers


def test_each_answer_kept_was_asked_for_when_its_turn_came() -> None:
    for answers in every_answers(TRIAGE):
        so_far: dict[str, str] = {}
        for name, value in ENGINE.relevant(answers, "triage").items():
            assert first_to_ask(TRIAGE, so_far) == name, answers
            so_far[name] = value
        following = first_to_ask(TRIAGE, so_far)
        assert following is None or following not in answers, answers


def test_an_answer_given_on_another_route_no_longer_holds() -> None:
    answers = {"harm": "died", "age": "under_18", "abuse_or_neglect": "neither", "care_experienced": "yes"}
    assert ENGINE.relevant(answers, "triage") == answers
    suspected = {**answers, "abuse_or_neglect": "suspected"}
    assert ENGINE.relevant(suspected, "triage") == suspected
    assert list(ENGINE.relevant({**answers, "harm": "neither"}, "triage")) == ["harm", "age"]


def test_answers_after_a_question_not_yet_answered_wait_for_it() -> None:
    assert ENGINE.relevant({"harm": "died", "abuse_or_neglect": "known"}, "triage") == {"harm": "died"}
    assert ENGINE.relevant({"age": "under_18"}, "triage") == {}


def test_abuse_or_neglect_is_asked_after_a_hurt_and_where_the_harm_is_not_known() -> None:
    for age in (*VALUES["age"], "not_known"):
        for harm in ("hurt", "not_known"):
            assert asked({"harm": harm, "age": age}, "triage") == "abuse_or_neglect", (harm, age)


def test_under_25_it_is_asked_whether_somebody_was_in_care_unless_nobody_was_hurt() -> None:
    for answers in every_answers(["harm", "age", "abuse_or_neglect"], unasked=False):
        if answers["harm"] != "neither" and answers["age"] != "25_or_over":
            assert asked(answers, "triage") == "care_experienced", answers


def test_a_question_marked_always_without_conditions_is_asked_whatever_was_answered() -> None:
    care = RULES.question("care_experienced")
    marked = care.model_copy(update={"always": Always(when={}, text="It is always asked.")})
    others = tuple(marked if question is care else question for question in RULES.questions)
    engine = Engine(RULES.model_copy(update={"questions": others}))
    following = engine.next_question({"harm": "neither", "age": "25_or_over"}, "triage")
    assert following is not None and following.id == "care_experienced"
