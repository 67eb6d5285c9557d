"""The facts of an incident are what was stated of it and of its children; the outcome is what they lead to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial

from pydantic import Field

from safeguarding.case.events.base import is_absent, is_empty
from safeguarding.case.events.child import DETAILS, HARMED, Child, ChildPart, is_harmed, kept_text
from safeguarding.case.events.free_text import FreeText
from safeguarding.values import Value

FIRST = 1
OF_THE_FIRST = ("answers", "evidence", *DETAILS)
UNKNOWN = "not_known"
EARLIER_PLACES: Mapping[str, tuple[str, str]] = {
    "croydon": ("croydon", "croydon"),
    "elsewhere": ("elsewhere", "croydon"),
    "other_authority": ("croydon", "other_authority"),
}
"""One question on the place was asked before 30 November 2026. These are its answers, with what each says of where it
happened and of where Child 1 lives. What it leaves open stands under an id that no answer of today has, so that it is
asked again."""


class Facts(Value):
    """Facts are what is known of the incident: where it ``happened_in``, the agency that tells of it, and its children.
    What is told of Child 1 stands beside them, as it did when an incident had one child; ``others`` are the further
    ones. ``place`` is what was asked of the authorities before 30 November 2026."""

    answers: dict[str, str]
    evidence: dict[str, FreeText] = {}
    incident_on: date | None = None
    became_aware: date | None = None
    aware_of_death: date | None = None
    abuse_known_on: date | None = Field(default=None, exclude_if=is_absent)
    place: str = UNKNOWN
    agency: FreeText | None = None
    record_number: FreeText | None = None
    # What is signed, exported and kept of an incident with one child reads as before there were others.
    part: ChildPart = Field(default=HARMED, exclude_if=is_harmed)
    others: tuple[Child, ...] = Field(default=(), exclude_if=is_empty)
    happened_in: str | None = Field(default=None, exclude_if=is_absent)
    lives_in: str | None = Field(default=None, exclude_if=is_absent)
    responsible: str | None = Field(default=None, exclude_if=is_absent)

    # Nearly all that is derived of a case asks for the children, and putting the first one together takes its time.
    @cached_property
    def children(self) -> tuple[Child, ...]:
        first = Child.model_construct(number=FIRST, **{name: getattr(self, name) for name in OF_THE_FIRST})
        if first.lives_in is None and self.place in EARLIER_PLACES:
            first = first.model_copy(update={"lives_in": EARLIER_PLACES[self.place][1]})
        return (first, *self.others)

    @property
    def by_number(self) -> Mapping[int, Child]:
        return {child.number: child for child in self.children}

    def with_children(self, children: Iterable[Child]) -> "Facts":
        """Returns the facts with these children. The first of them is Child 1."""
        first, *others = children
        of_the_first = {name: getattr(first, name) for name in OF_THE_FIRST}
        return self.model_copy(update={**of_the_first, "others": tuple(others)})

    def same_content_as(self, other: "Facts") -> bool:
        """Compares facts as a reader sees them: the salts of unchanged texts may differ."""
        return self._as_read == other._as_read

    def keeping_texts_of(self, before: "Facts") -> "Facts":
        """Returns the facts with each text that reads as before being that very one; and the place, too, as it was
        stated."""
        known = before.by_number
        children = (child.keeping_texts_of(known.get(child.number, child)) for child in self.children)
        kept = self.with_children(children).model_copy(update={"agency": kept_text(self.agency, before.agency)})
        is_same = (kept.where, kept.children[0].lives_in) == (before.where, before.children[0].lives_in)
        return kept.model_copy(update=_place_of(before)) if is_same else kept

    def keeping_answers_of(self, before: "Facts") -> "Facts":
        """Returns the facts with what was answered before to the questions that they leave out, of each child."""
        known = before.by_number
        return self.with_children(child.keeping_answers_of(known.get(child.number, child)) for child in self.children)

    def beside_children_since(self, now: "Facts", known: int) -> "Facts":
        """Returns the facts with the children that were added to the case since it had so many (``known`` is the
        highest number then): nobody takes out a child whom they have not seen. A child of these facts has another
        number then, and one who reads the same is that child."""
        since = [child for child in now.others if child.number > known]
        seen = [child for child in self.children if child.number <= known]
        read = [child.as_read[1:] for child in since]
        further = [child for child in self.others if child.number > known and child.as_read[1:] not in read]
        first_free = max(known, *(child.number for child in (*seen, *since))) + 1
        numbered = (child.model_copy(update={"number": place}) for place, child in enumerate(further, first_free))
        return self.with_children([*seen, *since, *numbered])

    def changes_from(self, before: "Facts") -> Iterator[Callable[["Facts"], "Facts"]]:
        """Yields what was changed, one thing after the other: a child added, all that was changed of a child, each
        answer of a child with its evidence, a detail, a child taken out."""
        now, then = self.by_number, before.by_number
        for child in self.others:
            if child.number not in then:
                yield partial(_with_another, child)
        for child in self.children:
            if child != then.get(child.number, child):
                yield partial(_with_child, child)
        for number, child in now.items():
            for change in child.changes_from(then.get(number, child)):
                yield partial(_with_child_changed, number, change)
        for detail in ("place", "happened_in", "agency"):
            if getattr(self, detail) != getattr(before, detail):
                yield partial(_with_detail_of, self, detail)
        for number in then.keys() - now.keys():
            yield partial(_without, number)

    @property
    def where(self) -> str:
        """Returns what was answered on where it happened, as the question of today reads it."""
        return self.happened_in or EARLIER_PLACES.get(self.place, (UNKNOWN, UNKNOWN))[0]

    def authorities_of(self, child: Child) -> Mapping[str, str]:
        """Returns what was answered on the authorities of a child, by detail, as the questions of today read it."""
        responsible = {"responsible": child.responsible} if child.responsible else {}
        return {"happened_in": self.where, "lives_in": child.lives_in or UNKNOWN, **responsible}

    @property
    def place_as_stated(self) -> Mapping[str, str]:
        """Returns what was answered on the place, by the question that was asked."""
        return {"place": self.place} if self._is_of_one_question else {"happened_in": self.where}

    def homes_as_stated(self, child: Child) -> Mapping[str, str]:
        """Returns what was answered on where a child lives and who is responsible, by the questions that were asked."""
        told = ("lives_in",) if self._is_of_one_question and child.number == FIRST else ()
        named = self.authorities_of(child)
        return {name: named[name] for name in ("lives_in", "responsible") if name in named and name not in told}

    @property
    def _is_of_one_question(self) -> bool:
        return self.place != UNKNOWN and not (self.happened_in or self.lives_in)

    @property
    def _as_read(self) -> tuple[object, ...]:
        return (*(child.as_read for child in self.children), self.where, self.agency and self.agency.shown)


def _place_of(facts: Facts) -> Mapping[str, object]:
    return {name: getattr(facts, name) for name in ("place", "happened_in", "lives_in")}


def _with_another(child: Child, facts: Facts) -> Facts:
    return facts.with_children((*facts.children, child))


def _with_child(child: Child, facts: Facts) -> Facts:
    return facts.with_children(child if each.number == child.number else each for each in facts.children)


def _with_child_changed(number: int, change: Callable[[Child], Child], facts: Facts) -> Facts:
    return facts.with_children(change(child) if child.number == number else child for child in facts.children)


def _with_detail_of(source: Facts, detail: str, facts: Facts) -> Facts:
    return facts.model_copy(update={detail: getattr(source, detail)})


def _without(number: int, facts: Facts) -> Facts:
    return facts.with_children(child for child in facts.children if child.number != number)


class Outcome(Value):
    """An outcome has the decisions as reached, under the version of the rules that was in force. ``values`` are the
    incident's, the strictest of its children's; ``children`` are each child's own, in the order of the children, where
    there is more than one."""

    rules_version: str
    values: dict[str, str]
    children: tuple[dict[str, str], ...] = Field(default=(), exclude_if=is_empty)

    @property
    def of_each(self) -> tuple[Mapping[str, str], ...]:
        """Returns each child's own decisions, in the order of the children."""
        return self.children or (self.values,)
