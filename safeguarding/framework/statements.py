"""Statements are ticked first; then each that holds asks for its evidence. Every list of the rules is asked this way,
and what a part without a list asks for stands here too, so that a card and a conversation ask alike."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from safeguarding.framework.entries import Item, Part
from safeguarding.framework.framework import Framework

TICKED = "ticked"
"""Under this id stand the statements that hold, with commas between."""
LONGEST_PART = 2_000
LONGEST_TICK = 250
LONGEST_KIND = 80
LONGEST_REASON = 600


@dataclass(frozen=True)
class AnswerBox:
    """An answer box takes what is typed: a text of several lines, a line, or a day. ``longest`` is in characters."""

    id: str
    label: str
    kind: Literal["text", "line", "day"] = "text"
    longest: int = LONGEST_TICK


@dataclass(frozen=True)
class NextAsked:
    """The next question is which of the ``statements`` hold, one of the ``options`` by their ids, or what goes into
    the ``boxes``."""

    statements: tuple[Item, ...] = ()
    options: tuple[str, ...] = ()
    boxes: tuple[AnswerBox, ...] = ()


def asked(part: Part, framework: Framework, ticked: Collection[str] | None) -> NextAsked:
    """Returns what the part asks for. Of a list first which statements hold, while ``ticked`` is none; then the
    evidence of those that do, or why none of them does."""
    if part.kind != "ticks":
        return NextAsked(options=part.choices, boxes=(AnswerBox("text", part.title, longest=LONGEST_PART),))
    statements = framework.items_of(part)
    if ticked is None:
        return NextAsked(statements=statements)
    holding = [item for item in statements if item.id in ticked]
    if holding or not part.needed:
        return NextAsked(boxes=evidence_boxes(holding))
    return NextAsked(options=part.choices, boxes=(AnswerBox("text", "Because", longest=LONGEST_REASON),))


def evidence_boxes(holding: Iterable[Item]) -> tuple[AnswerBox, ...]:
    """Returns the boxes of the statements that hold: for the evidence, with the whole statement over it, and for what
    else belongs to one."""
    return tuple(box for item in holding for box in _boxes_of(item))


def _boxes_of(item: Item) -> Iterator[AnswerBox]:
    yield AnswerBox(f"evidence_{item.id}", item.label)
    if item.detail == "look_again_on":
        yield AnswerBox(f"on_{item.id}", "When to look again", "day")
    if item.detail == "kind_of_review":
        yield AnswerBox(f"kind_{item.id}", "Which review (DARD, SAR, MAPPA, a single agency's)", "line", LONGEST_KIND)
