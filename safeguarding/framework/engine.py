"""The rules engine answers from the rules: values, reasons, the next question, what would change a decision and what
would settle it.

One idea gives all of it: complete the open answers in every way. A decision has a value when all completions agree, and
is not yet known when they differ. An answer that is missing was not asked yet; ``not_known`` was asked and stays open;
so does an answer that only other rules know. None of these ever counts as "no".
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from safeguarding.framework.entries import NOT_KNOWN, NOT_YET_KNOWN, Decision, Question, Rule, Sources
from safeguarding.framework.framework import Framework

Answers = Mapping[str, str]
Values = Mapping[str, str]


@dataclass(frozen=True)
class Reason:
    """A reason says why a decision has its value. ``because`` holds the few answers that fix the value by
    themselves."""

    decision: str
    value: str
    text: str
    source: Sources
    because: Answers


@dataclass(frozen=True)
class Change:
    """A change is one answer that would turn a decision to its duty."""

    question: str
    to: str
    decision: str
    value: str


@dataclass(frozen=True)
class _Outcome:
    values: Values
    rules: Mapping[str, Rule]


def first_match(decision: Decision, known: Mapping[str, str]) -> Rule:
    """Returns the first rule whose conditions all hold; the last one, "otherwise", has none."""
    for rule in decision.rules:
        for name, accepted in rule.when.items():
            if known[name] not in accepted:
                break
        else:
            return rule
    raise LookupError(f"no rule of {decision.id} holds")


@dataclass(frozen=True, eq=False)
class Engine:
    """The engine caches what it has worked out, without a limit: there are only a few thousand sets of answers."""

    framework: Framework
    _known_values: dict[tuple[str, ...], Values] = field(default_factory=dict, init=False, repr=False)
    _distinct: dict[tuple[str, ...], Values] = field(default_factory=dict, init=False, repr=False)
    _next: dict[tuple[str | None, ...], Question | None] = field(default_factory=dict, init=False, repr=False)
    _most: dict[tuple[str | None, ...], int] = field(default_factory=dict, init=False, repr=False)
    _table: dict[tuple[str, ...], _Outcome] = field(default_factory=dict, init=False, repr=False)

    def value(self, decision: str, answers: Answers) -> str:
        return self._values_of(self._key_of(answers))[decision]

    def values(self, answers: Answers) -> dict[str, str]:
        """Returns the value of every decision, in the file's order."""
        return dict(self._values_of(self._key_of(answers)))

    def next_question(self, answers: Answers, stage: str) -> Question | None:
        """Returns the first question of the stage that was not asked yet and can still change a decision, or is always
        asked."""
        asked = (stage, *map(answers.get, self._names))
        if asked not in self._next:
            unasked = (question for question in self.framework.asked_at(stage) if question.id not in answers)
            self._next[asked] = next((question for question in unasked if self._is_asked(question, answers)), None)
        return self._next[asked]

    def most_questions(self, answers: Answers, stage: str) -> int:
        """Counts the questions of the stage that there can be at most, those answered among them."""
        asked = (stage, *map(answers.get, self._names))
        if asked not in self._most:
            question = self.next_question(answers, stage)
            further = [{**answers, question.id: value} for value in (*question.values, NOT_KNOWN)] if question else []
            answered = sum(name in answers for name in self._names)
            self._most[asked] = max((self.most_questions(more, stage) for more in further), default=answered)
        return self._most[asked]

    def can_matter(self, question: Question, answers: Answers, decisions: Collection[str] | None = None) -> bool:
        """Says whether some completion of the other open answers leaves a decision hanging on this question."""
        others = {name: value for name, value in answers.items() if name != question.id}
        position = self._names.index(question.id)
        seen: dict[tuple[str, ...], Values] = {}
        for completion in self._completions(others):
            rest = completion[:position] + completion[position + 1 :]
            values = self._outcome(completion).values
            if decisions is not None:
                values = {name: values[name] for name in decisions}
            if seen.setdefault(rest, values) != values:
                return True
        return False

    def is_always_asked(self, question: Question, answers: Answers) -> bool:
        """Says whether the rules ask the question whatever hangs on it. An open answer may turn out to be any."""
        return question.always is not None and all(
            self._is_open(self.framework.question(name), answers) or answers[name] in accepted
            for name, accepted in question.always.when.items()
        )

    def settled_by(self, answers: Answers, decisions: Collection[str] | None = None) -> tuple[Question, ...]:
        """Returns the open questions that could settle the decisions named (all, unless given) that are not yet
        known."""
        open_decisions = [
            name
            for name, value in self.values(answers).items()
            if value == NOT_YET_KNOWN and (decisions is None or name in decisions)
        ]
        return tuple(
            question
            for question in self.framework.questions
            if self._is_open(question, answers) and self.can_matter(question, answers, open_decisions)
        )

    def would_change(self, answers: Answers, stage: str = "triage") -> tuple[Change, ...]:
        """Returns single answers of the stage that would bring a duty. Those that would make one go away are never
        returned (design rule: nobody is told which answer ends a duty)."""
        now = self.values(answers)
        return tuple(
            Change(question.id, value, decision.id, decision.towards)
            for question in self.framework.asked_at(stage)
            for value in question.values
            if value != answers.get(question.id)
            for then in [self.values({**answers, question.id: value})]
            for decision in self.framework.decisions
            if decision.towards and then[decision.id] == decision.towards != now[decision.id]
        )

    def reasons(self, answers: Answers) -> tuple[Reason, ...]:
        now = self.values(answers)
        return tuple(
            reason for decision in self.framework.decisions for reason in self._reasons(decision, now, answers)
        )

    def relevant(self, answers: Answers, stage: str) -> dict[str, str]:
        """Keeps the answers of the stage that still hold when it is asked again from the start, in the order asked.

        An answer to a question that is no longer asked is left out: it was given on another route.
        """
        kept: dict[str, str] = {}
        while (question := self.next_question(kept, stage)) and question.id in answers:
            kept[question.id] = answers[question.id]
        return kept

    def _reasons(self, decision: Decision, now: Values, answers: Answers) -> Iterator[Reason]:
        value = now[decision.id]
        if value == NOT_YET_KNOWN:
            yield self._open_reason(decision, answers)
            return
        because = self._because(decision, value, answers)
        for rule in self._rules_behind(decision, now, answers):
            yield Reason(decision.id, value, rule.text, rule.source, because)

    def _open_reason(self, decision: Decision, answers: Answers) -> Reason:
        titles = [question.title for question in self.settled_by(answers, [decision.id])]
        text = f"{decision.title}: not yet known. It would be settled by: {', '.join(titles)}."
        return Reason(decision.id, NOT_YET_KNOWN, text, decision.source, {})

    def _rules_behind(self, decision: Decision, now: Values, answers: Answers) -> list[Rule]:
        """Returns the rule that holds whatever the open answers are; where only several together do, all of these."""
        known = {**{name: value for name, value in answers.items() if value != NOT_KNOWN}, **now}
        for rule in decision.rules:
            certain = not rule.otherwise and all(known.get(name) in accepted for name, accepted in rule.when.items())
            if certain and rule.value == now[decision.id]:
                return [rule]
        reached = [outcome.rules[decision.id] for outcome in self._outcomes(answers)]
        return [rule for rule in decision.rules if rule in reached]

    def _because(self, decision: Decision, value: str, answers: Answers) -> dict[str, str]:
        """Returns the answers given, less each one that the value does not need."""
        needed = {
            question.id: answers[question.id]
            for question in self.framework.questions
            if not self._is_open(question, answers)
        }
        for name in reversed(list(needed)):
            fewer = {other: given for other, given in needed.items() if other != name}
            if self.value(decision.id, fewer) == value:
                needed = fewer
        return needed

    def _is_asked(self, question: Question, answers: Answers) -> bool:
        return self.is_always_asked(question, answers) or self.can_matter(question, answers)

    def _is_open(self, question: Question, answers: Answers) -> bool:
        return answers.get(question.id) not in question.values

    def _key_of(self, answers: Answers) -> tuple[str, ...]:
        given = ((answers.get(name, NOT_KNOWN), values) for name, values in self._domains)
        return tuple([answer if answer in values else NOT_KNOWN for answer, values in given])

    def _values_of(self, given: tuple[str, ...]) -> Values:
        if given not in self._known_values:
            self._known_values[given] = self._worked_out(given)
        return self._known_values[given]

    def _worked_out(self, given: tuple[str, ...]) -> Values:
        """Returns what a complete set of answers decides; of an open one, what it decides with each value of its first
        open answer, where that is the same."""
        if NOT_KNOWN not in given:
            return self._outcome(given).values
        place = given.index(NOT_KNOWN)
        before, after = given[:place], given[place + 1 :]
        first, *others = [self._values_of((*before, value, *after)) for value in self._domains[place][1]]
        if all(other is first for other in others):
            return first
        return self._shared(
            {
                name: value if all(other[name] == value for other in others) else NOT_YET_KNOWN
                for name, value in first.items()
            }
        )

    def _shared(self, values: Values) -> Values:
        """Returns the one object for these values: most sets of answers decide the same."""
        return self._distinct.setdefault(tuple(values.values()), values)

    def _outcomes(self, answers: Answers) -> Iterator[_Outcome]:
        return (self._outcome(completion) for completion in self._completions(answers))

    def _completions(self, answers: Answers) -> Iterator[tuple[str, ...]]:
        given = ((answers.get(name, NOT_KNOWN), values) for name, values in self._domains)
        return product(*[(answer,) if answer in values else values for answer, values in given])

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(question.id for question in self.framework.questions)

    @cached_property
    def _domains(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Tells each question's name and the values that its answer may have."""
        return tuple((question.id, question.values) for question in self.framework.questions)

    def _outcome(self, completion: tuple[str, ...]) -> _Outcome:
        """Returns what the rules decide for a complete set of answers: a line of the decision table, which grows by
        what is asked."""
        if completion not in self._table:
            self._table[completion] = self._decide(completion)
        return self._table[completion]

    def _decide(self, completion: tuple[str, ...]) -> _Outcome:
        known = dict(zip(self._names, completion, strict=True))
        rules: dict[str, Rule] = {}
        for decision in self.framework.decisions:
            rules[decision.id] = first_match(decision, known)
            known[decision.id] = rules[decision.id].value
        return _Outcome(self._shared({name: rule.value for name, rule in rules.items()}), rules)
