"""A child of an incident has facts of its own. An incident has one child at least, and each keeps its number."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Literal

from pydantic import Field

from safeguarding.case.events.base import is_absent
from safeguarding.case.events.free_text import FreeText
from safeguarding.values import Value

ChildPart = Literal["harmed", "other_child", "alleged_to_have_harmed", "harmed_and_alleged", "not_known"]
"""A child's part in the incident is for the reader. No rule reads it: duties come from the child's own facts."""
HARMED: ChildPart = "harmed"
DETAILS = (
    *("part", "incident_on", "became_aware", "aware_of_death", "abuse_known_on", "record_number"),
    *("lives_in", "responsible"),
)
SUSPECTED = ("known", "suspected")
ON_THE_FORM = 4
"""The national form takes the details of so many children (GOV.UK)."""


def child_name(number: int) -> str:
    return f"Child {number}"


def is_harmed(part: str) -> bool:
    return part == HARMED


class Child(Value):
    """A child has a number, which it keeps when another child is taken out. ``answers`` are by question id;
    ``evidence`` is what was written with an answer. A day that is none is not known. ``aware_of_death`` is known only
    of a death that came after the submission, ``abuse_known_on`` only of abuse or neglect that was first known or
    suspected after the partners had agreed that it was neither. ``lives_in`` and ``responsible`` are what was answered
    on the authority where the child normally lives, and on the one that looks after the child."""

    number: int
    part: ChildPart = Field(default=HARMED, exclude_if=is_harmed)
    answers: dict[str, str]
    evidence: dict[str, FreeText] = {}
    incident_on: date | None = None
    became_aware: date | None = None
    aware_of_death: date | None = None
    abuse_known_on: date | None = Field(default=None, exclude_if=is_absent)
    record_number: FreeText | None = None
    lives_in: str | None = Field(default=None, exclude_if=is_absent)
    responsible: str | None = Field(default=None, exclude_if=is_absent)

    @property
    def name(self) -> str:
        return child_name(self.number)

    @property
    def suspects_abuse(self) -> bool:
        """Says whether abuse or neglect is known or suspected."""
        return self.answers.get("abuse_or_neglect") in SUSPECTED

    @property
    def as_read(self) -> tuple[object, ...]:
        """Returns the facts as a reader sees them: the salts of unchanged texts may differ."""
        evidence = {name: text.shown for name, text in self.evidence.items()}
        number = self.record_number.shown if self.record_number else None
        days = (self.incident_on, self.became_aware, self.aware_of_death, self.abuse_known_on)
        authorities = (self.lives_in or "not_known", self.responsible)
        return (self.number, self.part, self.answers, evidence, days, number, authorities)

    def answered(self, question: str) -> tuple[str | None, FreeText | None]:
        return self.answers.get(question), self.evidence.get(question)

    def keeping_texts_of(self, before: "Child") -> "Child":
        """Returns the child with each text that reads as before being that very one: a text nobody changed lapses no
        signature."""
        evidence = {name: kept_text(text, before.evidence.get(name)) for name, text in self.evidence.items()}
        number = kept_text(self.record_number, before.record_number)
        return self.model_copy(update={"evidence": evidence, "record_number": number})

    def keeping_answers_of(self, before: "Child") -> "Child":
        """Returns the child with what was answered before to the questions that it leaves out."""
        return self.with_answers_of(before, [name for name in before.answers if name not in self.answers])

    def answering(self, questions: Collection[str]) -> "Child":
        """Returns the child with its answers to these questions alone."""
        return self.model_copy(
            update={
                "answers": {name: value for name, value in self.answers.items() if name in questions},
                "evidence": {name: text for name, text in self.evidence.items() if name in questions},
            }
        )

    def with_answers_of(self, other: "Child", questions: Collection[str]) -> "Child":
        """Returns the child with the other one's answers to the questions, and their evidence."""
        others = [name for name in (*self.answers, *self.evidence) if name not in questions]
        kept, taken = self.answering(others), other.answering(questions)
        return self.model_copy(
            update={
                "answers": {**kept.answers, **taken.answers},
                "evidence": {**kept.evidence, **taken.evidence},
            }
        )

    def changes_from(self, before: "Child") -> Iterator[Callable[["Child"], "Child"]]:
        """Yields what was changed, one thing after the other: each an answer with its evidence, or a detail."""
        for question in {**before.answers, **self.answers}:
            if self.answered(question) != before.answered(question):
                yield partial(_with_answer_of, self, question)
        for detail in DETAILS:
            if getattr(self, detail) != getattr(before, detail):
                yield partial(_with_detail_of, self, detail)


def children_named(numbers: Iterable[int]) -> str:
    """Names children in one phrase: Child 2; Children 1 and 2; Children 1, 2 and 4."""
    *before, last = map(str, numbers)
    return f"Children {', '.join(before)} and {last}" if before else f"Child {last}"


def kept_text(text: FreeText | None, before: FreeText | None) -> FreeText | None:
    return before if text and before and text.shown == before.shown else text


def _with_answer_of(source: Child, question: str, child: Child) -> Child:
    return child.with_answers_of(source, [question])


def _with_detail_of(source: Child, detail: str, child: Child) -> Child:
    return child.model_copy(update={detail: getattr(source, detail)})
