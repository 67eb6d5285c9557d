"""The engine gives reasons for its answers: why, what would bring a duty, and what would settle what is open."""

from collections.abc import Iterator
from itertools import product

import pytest

from safeguarding.framework.engine import Change, Engine, Reason
from safeguarding.framework.entries import Decision, Question, Rule
from safeguarding.framework.loader import CURRENT, current, parse

RULES = current()
ENGINE = Engine(RULES)
DUTIES = {
    "sin": "required",
    "rapid_review": "required",
    "partners_agree": "required",
    "lcspr_criteria": "met",
    "commissioning": "appropriate",
}
CHILD_DIED = {"harm": "died", "age": "under_18"}


def every_answers() -> Iterator[dict[str, str]]:
    """Yields each question open or with a value, since asking or not makes no difference here."""
    for given in product(*((None, *question.values) for question in RULES.questions)):
        yield {q.id: value for q, value in zip(RULES.questions, given, strict=True) if value is not None}


KNOWN: dict[tuple[tuple[str, str], ...], tuple[Reason, ...]] = {}


def reasons_given(answers: dict[str, str]) -> tuple[Reason, ...]:
    """Returns the engine's reasons, asked for once: three of the tests go through all that there are."""
    given = tuple(answers.items())
    if given not in KNOWN:
        KNOWN[given] = ENGINE.reasons(answers)
    return KNOWN[given]


def complete(answers: dict[str, str]) -> Iterator[dict[str, str]]:
    choices = ([answers[q.id]] if q.id in answers else q.values for q in RULES.questions)
    for full in product(*choices):
        yield dict(zip((q.id for q in RULES.questions), full, strict=True))


# For each question and decision: the complete cases in which the decision hangs on this question alone.
HANGS = {
    (question.id, decision.id): [
        full
        for full in complete({question.id: question.values[0]})
        if len({ENGINE.value(decision.id, {**full, question.id: value}) for value in question.values}) > 1
    ]
    for question in RULES.questions
    for decision in RULES.decisions
}


def could_settle(question: Question, decision: Decision, answers: dict[str, str]) -> bool:
    return any(all(full[name] == value for name, value in answers.items()) for full in HANGS[question.id, decision.id])


def holds(rule: Rule, known: dict[str, str]) -> bool:
    return all(known[name] in accepted for name, accepted in rule.when.items())


def quotes(reason: Reason, rule: Rule) -> bool:
    return (rule.text, rule.value) == (reason.text, reason.value)


def test_what_would_settle_a_decision_is_named_completely_and_nothing_else() -> None:
    for answers in every_answers():
        values = ENGINE.values(answers)
        opened = [decision for decision in RULES.decisions if values[decision.id] == "not_yet_known"]
        expected = [
            question
            for question in RULES.questions
            if question.id not in answers and any(could_settle(question, decision, answers) for decision in opened)
        ]
        assert list(ENGINE.settled_by(answers)) == expected, answers


def test_every_open_decision_has_something_that_would_settle_it() -> None:
    for answers in every_answers():
        for name, value in ENGINE.values(answers).items():
            assert bool(ENGINE.settled_by(answers, [name])) == (value == "not_yet_known"), (answers, name)


def test_answering_all_that_is_named_settles_every_decision() -> None:
    for answers in every_answers():
        named = {question.id: question.values[0] for question in ENGINE.settled_by(answers)}
        assert "not_yet_known" not in ENGINE.values({**answers, **named}).values(), answers


def test_what_would_change_is_each_single_answer_that_brings_a_duty() -> None:
    for answers in every_answers():
        now = ENGINE.values(answers)
        expected = {
            Change(question.id, value, decision, duty)
            for question in RULES.asked_at("triage")
            for value in question.values
            for decision, duty in DUTIES.items()
            if now[decision] != duty and ENGINE.value(decision, {**answers, question.id: value}) == duty
        }
        changes = ENGINE.would_change(answers)
        assert set(changes) == expected, answers
        assert len(changes) == len(expected), answers


def test_nobody_is_told_which_answer_makes_a_duty_go_away() -> None:
    for answers in every_answers():
        for change in ENGINE.would_change(answers):
            assert change.value == DUTIES[change.decision], (answers, change)
            assert ENGINE.value(change.decision, answers) != change.value, (answers, change)


@pytest.mark.parametrize("abuse", ["known", "suspected"])
def test_a_childs_death_without_abuse_would_need_a_sin_and_a_rapid_review_if_abuse_were_found(abuse: str) -> None:
    changes = ENGINE.would_change({**CHILD_DIED, "abuse_or_neglect": "neither", "care_experienced": "no"})
    assert Change("abuse_or_neglect", abuse, "sin", "required") in changes
    assert Change("abuse_or_neglect", abuse, "rapid_review", "required") in changes
    assert Change("care_experienced", "yes", "sin", "required") in changes


def test_a_seriously_harmed_20_year_old_would_need_a_sin_only_on_dying_or_under_18() -> None:
    harmed = {"harm": "seriously_harmed", "age": "18_to_24", "care_experienced": "yes", "abuse_or_neglect": "known"}
    changes = {(change.question, change.to) for change in ENGINE.would_change(harmed) if change.decision == "sin"}
    assert changes == {("harm", "died"), ("age", "under_18")}


def test_each_decision_has_a_reason_with_its_value_and_its_source() -> None:
    for answers in every_answers():
        values = ENGINE.values(answers)
        reasons = reasons_given(answers)
        assert {reason.decision for reason in reasons} == set(values), answers
        for reason in reasons:
            assert reason.value == values[reason.decision], answers
            assert reason.text, answers
            assert RULES.describe_source(reason.source), answers


def test_the_answers_behind_a_reason_fix_the_value_alone_and_none_of_them_is_needless() -> None:
    for answers in every_answers():
        for reason in reasons_given(answers):
            if reason.value == "not_yet_known":
                assert reason.because == {}, (answers, reason)
                continue
            assert reason.because.items() <= answers.items(), (answers, reason)
            assert ENGINE.value(reason.decision, reason.because) == reason.value, (answers, reason)
            for name in reason.because:
                fewer = {other: value for other, value in reason.because.items() if other != name}
                assert ENGINE.value(reason.decision, fewer) != reason.value, (answers, reason, name)


def test_the_rules_quoted_as_reasons_hold_in_every_case_that_the_answers_allow() -> None:
    decided = {tuple(full.values()): {**full, **ENGINE.values(full)} for full in complete({})}
    for answers in every_answers():
        quoted = [
            (reason, [rule for rule in RULES.decision(reason.decision).rules if quotes(reason, rule)])
            for reason in reasons_given(answers)
            if reason.value != "not_yet_known"
        ]
        for full in complete(answers):
            known = decided[tuple(full.values())]
            for reason, rules in quoted:
                assert any(holds(rule, known) for rule in rules), (answers, reason)


def test_the_reason_for_an_open_decision_names_what_would_settle_it() -> None:
    (sin, *_) = ENGINE.reasons({**CHILD_DIED, "abuse_or_neglect": "not_known"})
    assert sin.value == "not_yet_known"
    assert sin.text.endswith("It would be settled by: Abuse or neglect, Care experienced.")


def test_a_care_experienced_childs_death_by_abuse_is_explained_by_the_abuse() -> None:
    answers = {**CHILD_DIED, "abuse_or_neglect": "known", "care_experienced": "yes"}
    (sin, *_) = ENGINE.reasons(answers)
    assert sin.because == {**CHILD_DIED, "abuse_or_neglect": "known"}
    assert sin.source == ("sin/a_child", "sin/died", "sin/seriously_harmed", "sin/abuse_or_neglect")


def test_where_only_several_rules_together_give_the_value_each_of_them_is_a_reason() -> None:
    young = '[[decision.rule]]\nvalue = "not_required"\nwhen = { age = ["18_to_24"] }\ntext = "Too old."\n'
    text = CURRENT.read_text("utf-8")
    otherwise = text.index("[[decision.rule]]", text.index('triggers a Rapid Review."\nsource'))
    engine = Engine(parse(f'{text[:otherwise]}{young}source = ["sin/a_child"]\n\n{text[otherwise:]}'))
    reasons = [reason for reason in engine.reasons({"harm": "neither"}) if reason.decision == "rapid_review"]
    assert "Too old." in {reason.text for reason in reasons}
    assert [reason.value for reason in reasons] == ["not_required", "not_required"]
    assert [dict(reason.because) for reason in reasons] == [{"harm": "neither"}] * 2
