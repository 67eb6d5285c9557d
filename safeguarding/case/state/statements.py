"""A statement of the facts is said in words, and compared with the one before it: of several children, child by
child."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.case.events.free_text import shown_of
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, decision_label, detail_label, detail_title, question_title

DECIDED = ("sin", "rapid_review")
UNKNOWN = "not known yet"


class Statement(Protocol):
    """Facts are stated under the rules of an outcome: by a case, or by one of its events."""

    @property
    def facts(self) -> Facts: ...

    @property
    def outcome(self) -> Outcome: ...


def changes(before: Statement, after: Statement, framework: Framework) -> tuple[str, ...]:
    """Says in words what differs between two statements of the facts."""
    old, new = _in_words(before, after, framework), _in_words(after, before, framework)
    differ = (
        f"{title}: {old.get(title, 'not asked')} \u2192 {new.get(title, 'not asked')}"
        for title in {**old, **new}
        if old.get(title) != new.get(title)
    )
    rewritten = (f"{title}: the evidence was rewritten" for title in _rewritten(before.facts, after.facts, framework))
    taken_out = (f"{child.name} is taken out" for child in _further(before, after))
    added = (f"{child.name} is added: {_told(after, child, framework)}" for child in _further(after, before))
    return (*added, *taken_out, *differ, *rewritten)


def changed_titles(before: Statement, after: Statement, framework: Framework) -> tuple[str, ...]:
    """Names what differs between two statements of the facts by its title, without what was said."""
    old, new = _in_words(before, after, framework), _in_words(after, before, framework)
    titles = (title for title in {**old, **new} if old.get(title) != new.get(title))
    rewritten = (f"{title} (its evidence)" for title in _rewritten(before.facts, after.facts, framework))
    children = (child.name for child in (*_further(after, before), *_further(before, after)))
    return (*children, *titles, *rewritten)


def outcome_changes(before: Outcome, after: Outcome, framework: Framework) -> tuple[str, ...]:
    """Says in words what follows otherwise than before, and under which version of the rules."""
    version = (f"Rules: version {before.rules_version} \u2192 {after.rules_version}",)
    decided = tuple(
        f"{decision.title}: {decision_label(framework, decision.id, old)} \u2192 "
        f"{decision_label(framework, decision.id, new)}"
        for decision in framework.decisions
        if decision.id in DECIDED
        and (old := framework.recorded_value(decision.id, before.values))
        != (new := framework.recorded_value(decision.id, after.values))
    )
    return (*(version if before.rules_version != after.rules_version else ()), *decided)


def child_in_words(statement: Statement, child: Child, framework: Framework) -> dict[str, str]:
    """Says what is stated of a child, by its titles; its part only where there are several children."""
    return _words_of(child, statement, framework, several=bool(statement.facts.others))


def _words_of(child: Child, statement: Statement, framework: Framework, *, several: bool) -> dict[str, str]:
    version = statement.outcome.rules_version
    words = {framework.detail("part").title: detail_label(framework, "part", child.part)} if several else {}
    for name, value in child.answers.items():
        words[question_title(framework, name)] = answer_label(framework, name, value, version)
    for name, day in (("incident_on", child.incident_on), ("became_aware", child.became_aware)):
        words[framework.detail(name).title] = spoken(day) if day else UNKNOWN
    if child.aware_of_death:
        words[framework.detail("aware_of_death").title] = spoken(child.aware_of_death)
    if child.abuse_known_on:
        words[framework.detail("abuse_known_on").title] = spoken(child.abuse_known_on)
    for name, answer in statement.facts.homes_as_stated(child).items():
        words[detail_title(framework, name)] = detail_label(framework, name, answer)
    words[framework.detail("record_number").title] = shown_of(child.record_number) or UNKNOWN
    return words


def days_asked(case: Case, child: Child) -> Iterator[tuple[str, date | None]]:
    """Yields the days that were asked of a child, by the names of the rules: that of a later death where it died, and
    that of a later first suspicion where there is one."""
    yield "incident_on", child.incident_on
    yield "became_aware", child.became_aware
    if child.number in case.notification.died:
        yield "aware_of_death", child.aware_of_death
    if child.abuse_known_on:
        yield "abuse_known_on", child.abuse_known_on


def _in_words(statement: Statement, beside: Statement, framework: Framework) -> Mapping[str, str]:
    """Says a statement by its titles, without the children of whom the one beside it tells nothing."""
    facts, others = statement.facts, beside.facts.by_number
    several = bool(facts.others or beside.facts.others)
    words = {
        f"{child.name}, {title}" if several else title: said
        for child in facts.children
        if child.number in others
        for title, said in _words_of(child, statement, framework, several=several).items()
    }
    for name, answer in facts.place_as_stated.items():
        words[detail_title(framework, name)] = detail_label(framework, name, answer)
    words[framework.detail("agency").title] = shown_of(facts.agency) or UNKNOWN
    return words


def _further(statement: Statement, beside: Statement) -> Iterator[Child]:
    return (child for child in statement.facts.children if child.number not in beside.facts.by_number)


def _told(statement: Statement, child: Child, framework: Framework) -> str:
    return "; ".join(f"{title}: {words}" for title, words in child_in_words(statement, child, framework).items())


def _rewritten(before: Facts, after: Facts, framework: Framework) -> Iterator[str]:
    """Yields the titles of the questions whose evidence is another although the answer is the same."""
    then = before.by_number
    several = bool(before.others or after.others)
    for child in after.children:
        earlier = then.get(child.number, child)
        for name in {**earlier.evidence, **child.evidence}:
            same_answer = earlier.answers.get(name) == child.answers.get(name)
            if same_answer and shown_of(earlier.evidence.get(name)) != shown_of(child.evidence.get(name)):
                yield f"{child.name}, {question_title(framework, name)}" if several else question_title(framework, name)
