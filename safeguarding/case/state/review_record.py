"""The record of a Rapid Review has its parts, what is missing, and what its answers indicate."""

from collections.abc import Mapping
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child
from safeguarding.case.events.review_events import Decided, Determined, ReviewAnswered
from safeguarding.case.state.incident_outcome import reasons_of, values_of
from safeguarding.framework.engine import Change, Engine
from safeguarding.framework.entries import NONE, NOT_CONFIRMED, NOT_KNOWN, NOT_YET_KNOWN, SOME, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, part_of_earlier_rules, question_title

INDICATED = ("lcspr_criteria", "commissioning")


@dataclass(frozen=True)
class Gaps:
    """Gaps are the parts, by their ids, that were blank in the record when it was determined, and those whose answer
    was that it is not known."""

    blank: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()


def latest_answers(case: Case) -> Mapping[str, ReviewAnswered]:
    """Returns the latest answer of each part, with its author and time."""
    return {event.part: event for event in case.of(ReviewAnswered)}


def answer_count(case: Case, part: str) -> int:
    """Counts a part's answers. The number says which state of the part this is, so that a form shown before is told
    apart."""
    return sum(event.part == part for event in case.of(ReviewAnswered))


def missing_parts(case: Case, framework: Framework) -> tuple[Part, ...]:
    done = latest_answers(case)
    return tuple(part for part in framework.parts if part.id not in done)


def needed_parts(case: Case, framework: Framework) -> tuple[Part, ...]:
    """Returns the parts that have to be filled in before a determination, and are not. A list that was saved before
    without a tick and without a reason says nothing yet."""
    done = latest_answers(case)
    needed = (part for part in framework.parts if part.needed)
    return tuple(part for part in needed if part.id not in done or done[part.id].answer.says_none)


def gaps(case: Case, event: Determined | Decided) -> Gaps:
    """Returns the gaps of the record that the group determined on, and so of the one that the partners decided on."""
    then = case.before(event).then(event)
    if not (determined := then.of(Determined)):
        return Gaps()
    answers = latest_answers(then)
    not_known = tuple(part for part, answered in answers.items() if answered.answer.choice == NOT_KNOWN)
    return Gaps(determined[-1].missing, not_known)


def parts_of_earlier_rules(case: Case, framework: Framework) -> tuple[Part, ...]:
    """Returns the parts that were answered and that the record no longer has."""
    today = {part.id for part in framework.parts}
    return tuple(part_of_earlier_rules(framework, id) for id in latest_answers(case) if id not in today)


def ticked_items(case: Case, question: str, framework: Framework) -> tuple[str, ...]:
    """Returns the items of a question that were ticked, over all of its parts, those of earlier rules among them."""
    answers = latest_answers(case)
    parts = (*framework.parts, *parts_of_earlier_rules(case, framework))
    ticks = [answers[part.id].answer.ticks for part in parts if part.question == question and part.id in answers]
    return tuple(item for each in ticks for item in each)


def review_answers(case: Case, framework: Framework) -> dict[str, str]:
    """Returns the answers as the rules read them: some, none (when all its parts are filled in), or not known."""
    questions = dict.fromkeys(part.question for part in framework.parts if part.question)
    return {question: _value(case, question, framework) for question in questions}


def indication(case: Case, engine: Engine) -> dict[str, str]:
    """Returns what the answers point to: of several children, for the one of whom they ask most. While a criterion of
    the triage is not confirmed, its facts have to be updated, and nothing is indicated."""
    if not has_confirmed_criteria(case, engine.framework):
        return dict.fromkeys(INDICATED, NOT_YET_KNOWN)
    facts = case.facts_under(engine.framework)
    values = values_of(facts, engine, review_answers(case, engine.framework))
    return {name: values[name] for name in INDICATED}


def why_indicated(case: Case, engine: Engine) -> dict[str, tuple[str, ...]]:
    """Says why the answers point to what they do, by decision; nothing of what is not yet known."""
    indicated = indication(case, engine)
    reasons = reasons_of(case.facts_under(engine.framework), engine, review_answers(case, engine.framework))
    return {
        name: tuple(f"{each.named}{each.found.text}" for each in reasons if each.found.decision == name)
        for name in INDICATED
        if indicated[name] != NOT_YET_KNOWN
    }


def would_change_indication(case: Case, engine: Engine) -> tuple[Change, ...]:
    """Returns the single answers of the review that would bring a duty: nobody is told which one ends it. Nothing while
    a criterion of the triage is not confirmed."""
    if not has_confirmed_criteria(case, engine.framework):
        return ()
    indicated, review = indication(case, engine), review_answers(case, engine.framework)
    each = [{**child.answers, **review} for child in case.facts_under(engine.framework).children]
    changes = [change for answers in each for change in engine.would_change(answers, "review")]
    return tuple(dict.fromkeys(c for c in changes if c.decision in indicated and indicated[c.decision] != c.value))


def has_confirmed_criteria(case: Case, framework: Framework) -> bool:
    """Says whether nothing speaks against the triage's answers: that a criterion is not confirmed, or that this is not
    known, never counts as "no"."""
    answers = latest_answers(case)
    criteria = {part.id for part in (*framework.parts, *parts_of_earlier_rules(case, framework)) if part.criterion}
    unknown = any(answers[id].answer.choice == NOT_KNOWN for id in criteria & answers.keys())
    return not unknown and NOT_CONFIRMED not in [event.answer.choice for event in answers.values()]


def carried_over(case: Case, part: Part, framework: Framework) -> tuple[str, ...]:
    """Says in words the triage's answers to a criterion, with their evidence: of several children, of each."""
    criterion = next((each for each in framework.criteria if each.id == part.criterion), None)
    asked = criterion.questions if criterion else ()
    answered = [(child, name) for child in case.facts.children for name in asked if name in child.answers]
    return tuple(_answer_in_words(case, child, name, framework) for child, name in answered)


def _answer_in_words(case: Case, child: Child, question: str, framework: Framework) -> str:
    value, evidence = child.answered(question)
    answer = answer_label(framework, question, value or NOT_KNOWN, case.outcome.rules_version)
    whose = f"{child.name}, " if case.facts.others else ""
    return f"{whose}{question_title(framework, question)}: {answer}{f': {evidence.shown}' if evidence else ''}"


def numbers_of_several(case: Case) -> tuple[int, ...]:
    """Returns the numbers of the children whom an answer may be about; none where the incident has one child."""
    return tuple(child.number for child in case.facts.children) if case.facts.others else ()


def _value(case: Case, question: str, framework: Framework) -> str:
    """Values a question. A tick that only earlier rules know is no "none", and is not known to be one of today's."""
    ticks = ticked_items(case, question, framework)
    if not {item.id for item in framework.question(question).items}.isdisjoint(ticks):
        return SOME
    answers = latest_answers(case)
    parts = [part.id for part in framework.parts if part.question == question]
    is_open = any(part not in answers or answers[part].answer.choice == NOT_KNOWN for part in parts)
    return NOT_KNOWN if is_open or ticks or _has_ticks_of_no_question(case, framework) else NONE


def _has_ticks_of_no_question(case: Case, framework: Framework) -> bool:
    answers = latest_answers(case)
    parts = parts_of_earlier_rules(case, framework)
    return any(part.question is None and answers[part.id].answer.ticks for part in parts)
