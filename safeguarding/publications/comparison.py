"""The comparison sets two versions of the rules side by side: for which answers which decision comes out differently,
and what else is new.

Every combination of the answers that a decision depends on is tried under both versions, "not known" among them, so
nothing is missed. An answer that a version does not know, or to which the new one gives another meaning, counts there
as not answered, as it does for a triage that goes on under new rules.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from safeguarding.framework.engine import Answers, Engine
from safeguarding.framework.entries import NOT_KNOWN, NOT_YET_KNOWN
from safeguarding.framework.framework import Framework

WORDING = frozenset(
    [
        *("title", "text", "ask", "help", "label", "term", "also", "items", "synonyms", "evidence", "examples"),
        *("meaning", "question", "chosen", "who", "counted_from", "values"),
    ]
)
"""Wording stands under these keys of a rules file: people read it, and it is no rule."""
NOT_COMPARED = frozenset({"approval", "source"})
Point = tuple[str, ...]
Box = tuple[tuple[str, ...], ...]
"""A box is a set of combinations: it has, for each question, the values that are accepted."""


@dataclass(frozen=True)
class Move:
    """A move is a decision that comes out differently. ``answers`` says for which: any of them, each the accepted
    values by question. A question that does not matter is left out."""

    decision: str
    before: str
    after: str
    answers: tuple[Mapping[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Difference:
    """A difference lies at a place of the file, the kind of entry first. ``before`` or ``after`` is none for what is
    not there."""

    place: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True)
class Comparison:
    """A comparison has what moved and what differs. ``reworded`` counts the texts that differ, by kind of entry."""

    moves: tuple[Move, ...]
    differences: tuple[Difference, ...]
    reworded: Mapping[str, int]

    @property
    def is_wording_alone(self) -> bool:
        return not self.moves and not self.differences


def compare(old: Framework, new: Framework) -> Comparison:
    found = list(_differences(_plain(old.model_dump()), _plain(new.model_dump()), ()))
    reworded = Counter(each.place[0] for each in found if _is_wording(each))
    return Comparison(tuple(moves(old, new)), tuple(each for each in found if not _is_wording(each)), reworded)


def moves(old: Framework, new: Framework) -> Iterator[Move]:
    before, after = Engine(old), Engine(new)
    domains = possible_answers(old, new)
    for decision in new.decisions:
        if decision.id not in {each.id for each in old.decisions}:
            continue
        entering = {*entering_questions(old, decision.id), *entering_questions(new, decision.id)}
        names = [name for name in domains if name in entering]
        moved: dict[tuple[str, str], set[Point]] = {}
        for point in product(*(domains[name] for name in names)):
            answers = dict(zip(names, point, strict=True))
            values = [value_under(engine, decision.id, answers, old.version) for engine in (before, after)]
            if values[0] != values[1]:
                moved.setdefault((values[0], values[1]), set()).add(point)
        # A decision that comes out otherwise stands before one that is only known sooner or later.
        for was, is_now in sorted(moved, key=lambda pair: (NOT_YET_KNOWN in pair, pair)):
            boxes = cover(moved[was, is_now], [domains[name] for name in names])
            yield Move(decision.id, was, is_now, tuple(_conditions(box, names, domains) for box in boxes))


def possible_answers(old: Framework, new: Framework) -> dict[str, tuple[str, ...]]:
    """Lists the values of every question of either version, with ``not_known``."""
    found: dict[str, dict[str, None]] = {}
    for question in (*new.questions, *old.questions):
        found.setdefault(question.id, {}).update(dict.fromkeys(question.values))
    return {name: (*values, NOT_KNOWN) for name, values in found.items()}


def entering_questions(framework: Framework, decision: str) -> frozenset[str]:
    """Returns the questions on which a decision depends, by itself or by an earlier decision."""
    earlier = {each.id for each in framework.decisions}
    named = {name for rule in framework.decision(decision).rules for name in rule.when}
    through = (entering_questions(framework, name) for name in named & earlier)
    return frozenset(named - earlier).union(*through)


def value_under(engine: Engine, decision: str, answers: Answers, version: str) -> str:
    """Values a decision on what was answered under a version of the rules."""
    return engine.value(decision, engine.framework.still_answered(answers, version))


def cover(points: Collection[Point], domains: Sequence[tuple[str, ...]]) -> tuple[Box, ...]:
    """Finds a few boxes that hold exactly these points: each as wide as it can be, and none that the others make
    needless."""
    boxes: list[Box] = []
    left = [point for point in product(*domains) if point in points]
    while left:
        box = _widen(tuple((value,) for value in left[0]), points, domains)
        boxes.append(box)
        left = [point for point in left if not _holds(box, point)]
    for box in tuple(boxes):
        others = [other for other in boxes if other is not box]
        if all(any(_holds(other, point) for other in others) for point in product(*box)):
            boxes = others
    return tuple(boxes)


def _widen(box: Box, points: Collection[Point], domains: Sequence[tuple[str, ...]]) -> Box:
    """Widens a box first by whole questions, so that as many as can be do not matter; then by single values."""
    for number, domain in enumerate(domains):
        wider = _with(box, number, domain)
        if _lies_in(wider, points):
            box = wider
    for number, domain in enumerate(domains):
        for value in domain:
            wider = _with(box, number, tuple(v for v in domain if v == value or v in box[number]))
            if _lies_in(wider, points):
                box = wider
    return box


def _with(box: Box, number: int, values: tuple[str, ...]) -> Box:
    return (*box[:number], values, *box[number + 1 :])


def _lies_in(box: Box, points: Collection[Point]) -> bool:
    return prod(map(len, box)) <= len(points) and all(point in points for point in product(*box))


def _holds(box: Box, point: Point) -> bool:
    return all(value in accepted for value, accepted in zip(point, box, strict=True))


def _conditions(
    box: Box, names: Sequence[str], domains: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    return {name: values for name, values in zip(names, box, strict=True) if len(values) < len(domains[name])}


def _plain(value: Any) -> Any:
    """Keys lists of entries by their ids (rules by their numbers), so that each is compared with its own earlier
    form."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items() if name not in NOT_COMPARED}
    if isinstance(value, list | tuple) and value and all(isinstance(inner, dict) for inner in value):
        return {
            str(inner.get("id") or inner.get("term") or number): _plain(inner) for number, inner in enumerate(value, 1)
        }
    return value


def _differences(before: Any, after: Any, place: tuple[str, ...]) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _differences(before.get(name), after.get(name), (*place, name))
    elif isinstance(before, dict) or isinstance(after, dict):
        # The entry, or list of entries, stands in one of the versions alone.
        yield Difference(place, bool(before) or None, bool(after) or None)
    else:
        yield Difference(place, before, after)


def _is_wording(difference: Difference) -> bool:
    is_there = difference.before is not None and difference.after is not None
    return is_there and bool(WORDING & {difference.place[-1], *difference.place[-2:-1]})
