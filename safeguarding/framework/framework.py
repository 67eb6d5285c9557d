"""The framework is the rules file as one frozen value, with the look-ups of its entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import TypeVar

from pydantic import Field, PrivateAttr

from safeguarding.framework.entries import (
    NOT_YET_KNOWN,
    Approval,
    CalendarFacts,
    Criterion,
    Deadline,
    Decision,
    Definition,
    Detail,
    GlossaryTerm,
    Item,
    LeadRule,
    NamedEntry,
    NextStep,
    NextStepLead,
    Part,
    Principle,
    Purpose,
    Question,
    Reading,
    RulesEntry,
    Section,
    Sources,
)
from safeguarding.framework.notification_fields import NotificationField, NotificationGroup
from safeguarding.framework.prompts import Prompt
from safeguarding.framework.referral_questions import ReferralQuestion

EntryT = TypeVar("EntryT", bound=NamedEntry)


def _by_id(id: str, entries: Iterable[EntryT]) -> EntryT:
    for entry in entries:
        if entry.id == id:
            return entry
    raise KeyError(id)


LEAD_HERE: frozenset[NextStepLead] = frozenset({"here"})
SOURCED = (
    "principles",
    "definitions",
    "questions",
    "details",
    "leads",
    "decisions",
    "criteria",
    "purposes",
    "parts",
    "referral_questions",
    "deadlines",
    "local_deadlines",
    "next_steps",
    "prompts",
    "notification_fields",
    "readings",
)


class Framework(RulesEntry):
    """The framework holds the whole file. ``loader.load`` makes it, having checked that its parts fit together."""

    approval: Approval = Field(alias="framework")
    sections: tuple[Section, ...] = Field(alias="section")
    principles: tuple[Principle, ...] = Field(alias="principle")
    definitions: tuple[Definition, ...] = Field(alias="definition")
    questions: tuple[Question, ...] = Field(alias="question")
    details: tuple[Detail, ...] = Field(alias="detail")
    leads: tuple[LeadRule, ...] = Field(default=(), alias="lead")
    decisions: tuple[Decision, ...] = Field(alias="decision")
    criteria: tuple[Criterion, ...] = Field(alias="criterion")
    purposes: tuple[Purpose, ...] = Field(alias="purpose")
    parts: tuple[Part, ...] = Field(alias="part")
    referral_questions: tuple[ReferralQuestion, ...] = Field(default=(), alias="referral_question")
    calendar: CalendarFacts
    deadlines: tuple[Deadline, ...] = Field(alias="deadline")
    local_deadlines: tuple[Deadline, ...] = Field(alias="local_deadline")
    next_steps: tuple[NextStep, ...] = Field(alias="next_step")
    prompts: tuple[Prompt, ...] = Field(default=(), alias="prompt")
    notification_groups: tuple[NotificationGroup, ...] = Field(default=(), alias="notification_group")
    notification_fields: tuple[NotificationField, ...] = Field(default=(), alias="notification_field")
    glossary: tuple[GlossaryTerm, ...]
    readings: tuple[Reading, ...] = Field(alias="reading")
    _earlier: Callable[[], tuple["Framework", ...]] = PrivateAttr(tuple)

    @property
    def version(self) -> str:
        return self.approval.version

    @property
    def earlier(self) -> tuple["Framework", ...]:
        """The rules released before, the latest first, lend their words for what was recorded under them."""
        return self._earlier()

    def after(self, earlier: Callable[[], Iterable["Framework"]]) -> "Framework":
        """Returns these rules with those that were released before them. They are asked for when they are needed."""
        later = self.model_copy()
        later._earlier = cache(lambda: tuple(sorted(earlier(), key=lambda rules: rules.approval.dated, reverse=True)))
        return later

    def question(self, id: str) -> Question:
        return _by_id(id, self.questions)

    def detail(self, id: str) -> Detail:
        return _by_id(id, self.details)

    def decision(self, id: str) -> Decision:
        return _by_id(id, self.decisions)

    def deadline(self, id: str) -> Deadline:
        return _by_id(id, self.deadlines)

    def with_local_practice(self, working_days: Mapping[str, int], given: Set[str] = frozenset()) -> "Framework":
        """Returns these rules with the number of working days for the partnership's local deadlines. Those that it has
        ``given`` itself are told apart from those that are proposed."""
        local = tuple(
            deadline.model_copy(
                update={
                    "working_days": working_days.get(deadline.id, deadline.working_days),
                    "is_given": deadline.id in given,
                }
            )
            for deadline in self.local_deadlines
        )
        return self.model_copy(update={"local_deadlines": local})

    def definition(self, id: str) -> Definition:
        return _by_id(id, self.definitions)

    def principle(self, id: str) -> Principle:
        return _by_id(id, self.principles)

    def part(self, id: str) -> Part:
        return _by_id(id, self.parts)

    def referral_question(self, id: str) -> ReferralQuestion:
        return _by_id(id, self.referral_questions)

    def items_of(self, part: Part) -> tuple[Item, ...]:
        """Returns the items that can be ticked in the part. Items without a group stand with the last one of their
        question."""
        if part.question is None:
            return ()
        question = self.question(part.question)
        last = question.groups[-1].id if question.groups else None
        return tuple(item for item in question.items if part.group in (None, item.group or last))

    def asked_at(self, stage: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.stage == stage)

    def describe_source(self, source: Sources) -> str:
        """Describes in words the documents and their sections that an entry comes from, each once."""
        sections = {section.id: section for section in self.sections}
        titles: dict[str, list[str]] = {}
        for name in dict.fromkeys(place.partition("/")[0] for place in source):
            document = sections[name].document or self.approval.source_document
            titles.setdefault(document, []).append(sections[name].title)
        return ". ".join(f"{document}: {'; '.join(of_it)}" for document, of_it in titles.items())

    def next_steps_for(
        self, values: Mapping[str, str], done: Set[str] = frozenset(), leads: Set[NextStepLead] = LEAD_HERE
    ) -> tuple[NextStep, ...]:
        """Returns who does what next, for the decisions' values, what is done already, and who notifies."""
        return tuple(
            step
            for step in self.next_steps
            if (step.lead is None or step.lead in leads)
            and step.until not in done
            and (step.after is None or step.after in done)
            and self.holds(step.when, values)
        )

    def holds(self, conditions: Mapping[str, tuple[str, ...]], values: Mapping[str, str]) -> bool:
        """Says whether the conditions hold. ``values`` are the decisions as a case keeps them."""
        return all(self.recorded_value(name, values) in accepted for name, accepted in conditions.items())

    def strictest(self, each: Sequence[Mapping[str, str]]) -> dict[str, str]:
        """Returns the strictest value of each decision, of all that were reached for the children of an incident."""
        return {decision.id: decision.strictest(values[decision.id] for values in each) for decision in self.decisions}

    def recorded_value(self, decision: str, values: Mapping[str, str]) -> str:
        """Reads a recorded value as these rules do. A value that only other rules know is not yet known here: no duty
        ends by a new version."""
        value = values.get(decision, NOT_YET_KNOWN)
        return value if value in self.decision(decision).values else NOT_YET_KNOWN

    def still_answered(self, answers: Mapping[str, str], version: str) -> dict[str, str]:
        """Returns what was answered under a version of the rules and still holds. An answer that these rules do not
        know, or to which they give another meaning, is open until it is given anew."""
        questions = {question.id: question for question in self.questions}
        return {
            name: value
            for name, value in answers.items()
            if name in questions and questions[name].is_still_answered(value, version)
        }

    def has_other_meaning(self, question: str, value: str, version: str) -> bool:
        """Says whether this answer meant something else in that version of the rules."""
        return any(each.id == question and each.meant_otherwise(value, version) for each in self.questions)

    def in_words(self, conditions: Mapping[str, tuple[str, ...]]) -> str:
        """Says the conditions of a rule as people read them."""
        entries: list[Question | Decision] = [*self.questions, *self.decisions]
        named = {entry.id: entry for entry in entries}
        return "; ".join(
            f"{named[name].title}: {' or '.join(named[name].label(value) for value in accepted)}"
            for name, accepted in conditions.items()
        )

    def explain(self, term: str) -> tuple[Definition | GlossaryTerm, ...]:
        """Finds what ``define TERM`` shows: definitions and glossary entries of that name, in any case."""
        wanted = term.strip().casefold()
        found = [d for d in self.definitions if wanted in {name.casefold() for name in (d.term, *d.also)}]
        return (*found, *(entry for entry in self.glossary if entry.term.casefold() == wanted))

    def with_source(self) -> Iterator[tuple[str, Sources]]:
        """Yields every entry that names where it comes from, with its name in the file."""
        for kind in SOURCED:
            for entry in getattr(self, kind):
                yield f"{kind} {entry.id}", entry.source
        for term in self.glossary:
            yield f"glossary {term.term}", term.source
        for question in self.questions:
            for item in question.items:
                yield f"questions {question.id}, item {item.id}", item.source
        for decision in self.decisions:
            for number, rule in enumerate(decision.rules, 1):
                yield f"decisions {decision.id}, rule {number}", rule.source
