"""The loader reads a rules file and refuses one that does not fit together, naming each fault and its mend."""

import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from safeguarding.faults import Faults
from safeguarding.framework.engine import first_match
from safeguarding.framework.entries import (
    NONE,
    NOT_CONFIRMED,
    NOT_KNOWN,
    NOT_YET_KNOWN,
    SOME,
    Answer,
    Decision,
    Question,
)
from safeguarding.framework.framework import SOURCED, Framework
from safeguarding.framework.lead import KINDS
from safeguarding.framework.referral_questions import referral_faults
from safeguarding.framework.required_entries import lacking
from safeguarding.framework.validation_messages import shape_faults

RULES = Path(__file__).parents[1] / "rules"
CURRENT = RULES / "2026.2.toml"


class RulesFault(Faults):
    """The rules file can't be used. ``faults`` has one sentence for each fault: the entry, and the mend."""


@cache
def current() -> Framework:
    """Returns the rules in force, with those released before, which are read when their words are needed first."""
    paths = [path for path in RULES.glob("*.toml") if path != CURRENT]
    return load(CURRENT).after(lambda: [parse_rules(tomllib.loads(path.read_text("utf-8"))) for path in paths])


def load(path: Path) -> Framework:
    return parse(path.read_text("utf-8"))


def load_named(name: str) -> Framework:
    """Loads a rules file, or a version that comes with the program. Raises RulesFault for whatever is wrong."""
    return _named(name, parse)


def load_earlier(name: str) -> Framework:
    """Loads as ``load_named`` does. Rules of any time may lack what the program reads by name today."""
    return _named(name, lambda text: parse_rules(_read_toml(text)))


def _named(name: str, read: Callable[[str], Framework]) -> Framework:
    path = Path(name) if Path(name).exists() else RULES / f"{name}.toml"
    try:
        return read(path.read_text("utf-8"))
    except RulesFault as fault:
        raise RulesFault(f"{name}: {sentence}" for sentence in fault.faults) from fault
    except UnicodeDecodeError as error:
        raise RulesFault([f"{name}: is not text in UTF-8."]) from error
    except OSError as error:
        shipped = ", ".join(sorted(file.stem for file in RULES.glob("*.toml")))
        raise RulesFault(
            [f"{name}: can't be read ({error.strerror}). Name a rules file, or one of the versions {shipped}."]
        ) from error


def parse(text: str) -> Framework:
    framework = parse_rules(_read_toml(text))
    if faults := list(lacking(framework)):
        raise RulesFault(faults)
    return framework


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesFault([f"The file is not TOML: {error}"]) from error


def parse_rules(raw: dict[str, Any]) -> Framework:
    """Parses rules of any time, without asking for the entries that the program reads by name. Raises RulesFault."""
    try:
        framework = Framework.model_validate(raw)
    except ValidationError as error:
        raise RulesFault(shape_faults(error, raw, ("id", "term"))) from error
    if faults := [
        *_id_faults(framework),
        *_source_faults(framework),
        *_question_faults(framework),
        *_part_faults(framework),
    ]:
        raise RulesFault(faults)
    if faults := [
        *_rule_faults(framework),
        *_always_faults(framework),
        *_condition_faults(framework),
        *_lead_faults(framework),
        *_prompt_faults(framework),
        *referral_faults(framework.referral_questions),
        *_field_faults(framework),
    ]:
        raise RulesFault(faults)
    if faults := list(_dead_rules(framework)):
        raise RulesFault(faults)
    return framework


def _id_faults(framework: Framework) -> Iterator[str]:
    together = ("questions", "decisions")
    for kind in ("sections", *SOURCED):
        if kind not in together:
            yield from _twice(kind, [entry.id for entry in getattr(framework, kind)])
    names = [entry.id for kind in together for entry in getattr(framework, kind)]
    yield from _twice("questions and decisions", names)
    yield from _twice("glossary", [entry.term for entry in framework.glossary])


def _twice(kind: str, ids: list[str]) -> Iterator[str]:
    for id, count in Counter(ids).items():
        if count > 1:
            yield f'{kind}: "{id}" stands {count} times. Rename or remove one.'


def _source_faults(framework: Framework) -> Iterator[str]:
    sections = {section.id for section in framework.sections}
    for entry, source in framework.with_source():
        for place in source:
            section, _, point = place.partition("/")
            if section not in sections:
                yield f'{entry}: source "{place}" names no section. {_choose(sections)}'
            elif not point:
                yield f'{entry}: source "{place}" names no point. Write it as section/point.'


def _question_faults(framework: Framework) -> Iterator[str]:
    definitions = {definition.id for definition in framework.definitions}
    questions = {question.id for question in framework.questions}
    for question in framework.questions:
        where = f'question "{question.id}"'
        yield from _missing(f"{where}: definition", question.definitions, definitions)
        yield from _item_faults(question) if question.several else _answer_faults(question)
    for detail in framework.details:
        if detail.kind in ("choice", "authority"):
            yield from _choice_faults(f'detail "{detail.id}"', detail.answers)
    for criterion in framework.criteria:
        yield from _missing(f'criterion "{criterion.id}": question', criterion.questions, questions)


def _part_faults(framework: Framework) -> Iterator[str]:
    purposes = {purpose.id for purpose in framework.purposes}
    questions = {question.id: question for question in framework.asked_at("review")}
    criteria = {criterion.id for criterion in framework.criteria}
    for part in framework.parts:
        where = f'part "{part.id}"'
        yield from _missing(f"{where}: purpose", [part.purpose], purposes)
        yield from _missing(f"{where}: criterion", [part.criterion] if part.criterion else [], criteria)
        if part.criterion is not None and NOT_CONFIRMED not in {answer.id for answer in part.answers}:
            yield f'{where}: has no answer "{NOT_CONFIRMED}". Add it: the review must be able to say so.'
        if NOT_KNOWN in {answer.id for answer in part.answers}:
            yield f'{where}: has an answer "{NOT_KNOWN}". Remove it, and set needed = true instead.'
        if (part.kind == "choice") != bool(part.answers):
            yield f'{where}: give answers to a part of the kind "choice", and to no other.'
        if (part.kind == "ticks") != (part.question is not None):
            yield f'{where}: name the question of a part of the kind "ticks", and of no other.'
        elif part.question is not None and part.question not in questions:
            yield f'{where}: question "{part.question}" does not exist. {_choose(questions)}'
        elif part.question is not None and not framework.items_of(part):
            groups = [group.id for group in questions[part.question].groups]
            yield f'{where}: group "{part.group}" has no items. {_choose(groups)}'


def _answer_faults(question: Question) -> Iterator[str]:
    where = f'question "{question.id}"'
    if question.items or question.groups:
        yield f"{where}: has items but takes one answer. Set several = true, or remove the items."
    yield from _choice_faults(where, question.answers)


def _choice_faults(where: str, answers: tuple[Answer, ...]) -> Iterator[str]:
    ids = [answer.id for answer in answers]
    if NOT_KNOWN not in ids:
        yield f'{where}: has no answer "{NOT_KNOWN}". Add it: not knowing is always an answer.'
    if len(set(ids) - {NOT_KNOWN}) < 2:  # noqa: PLR2004 - a question needs a choice
        yield f'{where}: needs at least two answers besides "{NOT_KNOWN}".'
    yield from _twice(f"{where}, answers", ids)
    spoken = [
        text
        for answer in answers
        for text in dict.fromkeys((answer.label.casefold(), *(s.casefold() for s in answer.synonyms)))
    ]
    yield from _twice(f"{where}, labels and synonyms", spoken)


def _item_faults(question: Question) -> Iterator[str]:
    where = f'question "{question.id}"'
    if not question.items or question.answers:
        yield f"{where}: takes several ticks, so give it items and no answers."
    groups = {group.id for group in question.groups}
    for item in question.items:
        yield from _missing(f'{where}, item "{item.id}": group', [item.group] if item.group else [], groups)
    yield from _twice(f"{where}, groups", [group.id for group in question.groups])
    yield from _twice(f"{where}, items", [item.id for item in question.items])


def _rule_faults(framework: Framework) -> Iterator[str]:
    questions = {question.id: question for question in framework.questions}
    decisions = {decision.id: decision for decision in framework.decisions}
    above: dict[str, Decision] = {}
    for decision in framework.decisions:
        yield from _value_faults(decision)
        for number, rule in enumerate(decision.rules, 1):
            where = f'decision "{decision.id}", rule {number}'
            for name, accepted in rule.when.items():
                if name in questions:
                    yield from _accepted_faults(where, name, accepted, _accepted_values(questions[name]))
                elif name in above:
                    yield from _accepted_faults(where, name, accepted, set(above[name].values))
                elif name in decisions:
                    yield _order_fault(where, decision, decisions[name], decisions)
                else:
                    yield f'{where}: "{name}" is no question or decision. {_choose({*questions, *above})}'
        above[decision.id] = decision


def _value_faults(decision: Decision) -> Iterator[str]:
    where = f'decision "{decision.id}"'
    *earlier, last = decision.rules or (None,)
    if last is None or not last.otherwise or last.when:
        yield f'{where}: the last rule is not "otherwise". Add one: otherwise = true, and no conditions.'
    for number, rule in enumerate(decision.rules, 1):
        if rule.value not in decision.values:
            yield f'{where}, rule {number}: value "{rule.value}" is not listed. {_choose(decision.values)}'
    for number, rule in enumerate(earlier, 1):
        if rule and (rule.otherwise or not rule.when):
            yield f"{where}, rule {number}: has no condition. Only the last rule may be without."
    if decision.towards and decision.towards not in decision.values:
        yield f'{where}: towards "{decision.towards}" is not listed. {_choose(decision.values)}'
    possible = {*decision.values, NOT_YET_KNOWN}
    if decision.strictest_first and sorted(decision.strictest_first) != sorted(possible):
        yield f"{where}: strictest_first does not order its values. List each once: {', '.join(sorted(possible))}."


def _accepted_values(question: Question) -> set[str]:
    return {SOME, NONE} if question.several else set(question.values)


def _accepted_faults(where: str, name: str, accepted: tuple[str, ...], possible: set[str]) -> Iterator[str]:
    if not accepted:
        yield f'{where}: "{name}" accepts nothing. {_choose(possible)}'
    for value in accepted:
        if value not in possible:
            yield f'{where}: "{name}" has no value "{value}". {_choose(possible)}'


def _order_fault(where: str, decision: Decision, named: Decision, decisions: Mapping[str, Decision]) -> str:
    if cycle := _path(named, decision.id, decisions, ()):
        around = " -> ".join((decision.id, *cycle))
        return f"{where}: the decisions go in a circle ({around}). Remove one of these conditions."
    return f'{where}: "{named.id}" stands further down. Move it above "{decision.id}".'


def _path(start: Decision, goal: str, decisions: Mapping[str, Decision], seen: tuple[str, ...]) -> tuple[str, ...]:
    """Finds the names from ``start`` to ``goal`` along the rules' conditions; empty where there is no way."""
    seen = (*seen, start.id)
    if start.id == goal:
        return seen
    named = dict.fromkeys(name for rule in start.rules for name in rule.when if name in decisions)
    steps = (_path(decisions[name], goal, decisions, seen) for name in named if name not in seen[1:])
    return next((path for path in steps if path), ())


def _always_faults(framework: Framework) -> Iterator[str]:
    """Checks the answers after which a question is always asked: they are given before it."""
    above: dict[str, Question] = {}
    for question in framework.questions:
        where = f'question "{question.id}", always'
        for name, accepted in question.always.when.items() if question.always else ():
            if name in above:
                yield from _accepted_faults(where, name, accepted, _accepted_values(above[name]))
            else:
                yield f'{where}: "{name}" is no question that stands above it. {_choose(above)}'
        above[question.id] = question


def _condition_faults(framework: Framework) -> Iterator[str]:
    """Checks deadlines and next steps, which depend on decisions."""
    deadlines = [*framework.deadlines, *framework.local_deadlines]
    for deadline in deadlines:
        yield from _decision_faults(framework, f'deadline "{deadline.id}"', deadline.stands_while)
    ids = {deadline.id for deadline in deadlines}
    for step in framework.next_steps:
        yield from _decision_faults(framework, f'next_step "{step.id}"', step.when)
        yield from _missing(f'next_step "{step.id}": deadline', step.before, ids)


def _lead_faults(framework: Framework) -> Iterator[str]:
    values = {**KINDS, **{question.id: question.values for question in framework.asked_at("triage")}}
    for rule in framework.leads:
        yield from _unmet_faults(f'lead "{rule.id}"', rule.when, values)


def _prompt_faults(framework: Framework) -> Iterator[str]:
    """Checks by what prompts are chosen. "Not known" is one of the values: a prompt names it where it holds then
    too."""
    values = {question.id: (*question.values, NOT_KNOWN) for question in framework.asked_at("triage")}
    values |= {decision.id: (*decision.values, NOT_YET_KNOWN) for decision in framework.decisions}
    for prompt in framework.prompts:
        for conditions in (prompt.when, *(check.when for check in prompt.checks)):
            yield from _unmet_faults(f'prompt "{prompt.id}"', conditions, values)


def _unmet_faults(
    where: str, conditions: Mapping[str, tuple[str, ...]], values: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Yields a sentence for each condition that nothing can meet."""
    for name, accepted in conditions.items():
        for value in accepted:
            if value not in values.get(name, ()):
                yield f'{where}: nothing has {name} = "{value}". {_choose(values.get(name, values))}'


def _field_faults(framework: Framework) -> Iterator[str]:
    groups = {group.id for group in framework.notification_groups}
    for field in framework.notification_fields:
        yield from _missing(f'notification_field "{field.id}": group', [field.group], groups)


def _decision_faults(framework: Framework, where: str, conditions: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    decisions = {decision.id: decision for decision in framework.decisions}
    for name, accepted in conditions.items():
        if name not in decisions:
            yield f'{where}: "{name}" is no decision. {_choose(decisions)}'
            continue
        yield from _accepted_faults(where, name, accepted, {*decisions[name].values, NOT_YET_KNOWN})


def _dead_rules(framework: Framework) -> Iterator[str]:
    """Finds rules that are the first match for no complete set of answers: they could never apply."""
    names = [question.id for question in framework.questions]
    reached: set[tuple[str, int]] = set()
    rules = sum(len(decision.rules) for decision in framework.decisions)
    for completion in product(*(question.values for question in framework.questions)):
        if len(reached) == rules:
            return
        known = dict(zip(names, completion, strict=True))
        for decision in framework.decisions:
            rule = first_match(decision, known)
            known[decision.id] = rule.value
            reached.add((decision.id, id(rule)))
    for decision in framework.decisions:
        for number, rule in enumerate(decision.rules, 1):
            if (decision.id, id(rule)) not in reached:
                yield (
                    f'decision "{decision.id}", rule {number}: never the first rule that holds. '
                    "Move it up, narrow the rules above it, or remove it."
                )


def _missing(what: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Yields a sentence for each name of an entry that the file does not have."""
    return (f'{what} "{name}" does not exist. {_choose(known)}' for name in names if name not in known)


def _choose(possible: Iterable[str]) -> str:
    return f"Choose one of: {', '.join(sorted(possible))}."
