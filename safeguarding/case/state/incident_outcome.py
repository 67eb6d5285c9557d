"""The outcome of an incident is the strictest of its children's: each child has the decisions that its own facts lead
to, whatever its part."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from safeguarding.case.events.child import Child, children_named
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.framework.engine import Change, Engine, Reason

NOTHING: Mapping[str, str] = {}
FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class OfChildren(Generic[FoundT]):
    """A finding names its children: none where the incident has one child."""

    found: FoundT
    children: tuple[Child, ...] = ()

    @property
    def named(self) -> str:
        """Names the children, to stand before what is said of them; empty where the incident has one child."""
        return f"{self.who}: " if self.children else ""

    @property
    def who(self) -> str:
        return children_named(child.number for child in self.children) if self.children else ""


def outcome_of(facts: Facts, engine: Engine) -> Outcome:
    each = tuple(engine.values(child.answers) for child in facts.children)
    values = engine.framework.strictest(each)
    return Outcome(rules_version=engine.framework.version, values=values, children=each if len(each) > 1 else ())


def values_of(facts: Facts, engine: Engine, review: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """Returns the incident's decisions. ``review`` has the answers of the Rapid Review, which are the incident's: they
    are read with the facts of each child, and the strictest decision counts."""
    return engine.framework.strictest([engine.values({**child.answers, **review}) for child in facts.children])


def leading_child(facts: Facts, engine: Engine) -> Child:
    """Returns the first child who has the incident's route by its own facts."""
    route = values_of(facts, engine)["route"]
    return next(child for child in facts.children if engine.value("route", child.answers) == route)


def reasons_of(facts: Facts, engine: Engine, review: Mapping[str, str] = NOTHING) -> tuple[OfChildren[Reason], ...]:
    """Returns why each decision of the incident has its value: the reasons of the children who are decided so.
    ``review`` as in ``values_of``."""
    values = values_of(facts, engine, review)

    def hold(child: Child) -> Iterator[Reason]:
        reasons = engine.reasons({**child.answers, **review})
        return (reason for reason in reasons if reason.value == values[reason.decision])

    order = [decision.id for decision in engine.framework.decisions]
    return tuple(sorted(found_of_each(facts, hold), key=lambda each: order.index(each.found.decision)))


def would_change(facts: Facts, engine: Engine) -> tuple[OfChildren[Change], ...]:
    """Returns single answers, of one child or another, that would bring a duty to the incident."""
    values = values_of(facts, engine)

    def lead(child: Child) -> Iterator[Change]:
        changes = engine.would_change(child.answers)
        return (change for change in changes if change.value != values[change.decision])

    return tuple(found_of_each(facts, lead))


def found_of_each(facts: Facts, find: Callable[[Child], Iterable[FoundT]]) -> Iterator[OfChildren[FoundT]]:
    """Yields what is found of the children, each once, with the children of whom it is found."""
    found: list[tuple[FoundT, list[Child]]] = []
    for child in facts.children:
        for each in find(child):
            known = next((children for one, children in found if one == each), None)
            if known is None:
                found.append((each, [child]))
            else:
                known.append(child)
    for each, children in found:
        yield OfChildren(each, tuple(children) if facts.others else ())
