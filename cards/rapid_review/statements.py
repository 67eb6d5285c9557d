"""A list of statements is one choice of several, with whole labels; then those that were ticked have their boxes."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import CardElement

from cards.elements import bullets, paragraph
from cards.folds import Fold, fold_section
from cards.inputs import Values, date_box, line_box, several_box, text_box
from safeguarding.framework.entries import Item
from safeguarding.framework.statements import TICKED, AnswerBox

NO_NAMES = "No names of the child or family."
TYPED = ("evidence_", "on_", "kind_", "choice", "text", "children")
"""By these ids goes what is typed into the boxes that come after the list."""


def statements_box(label: str, statements: Sequence[Item], values: Values) -> Iterator[CardElement]:
    """Yields the choice, and what is an example of a statement, folded."""
    yield several_box(TICKED, label, {item.id: item.label for item in statements}, values.get(TICKED, ""))
    examples = tuple(line for item in statements if item.examples for line in _examples(item))
    yield from fold_section([Fold("Show examples", examples)], "examples")


def _examples(item: Item) -> Iterator[CardElement]:
    yield paragraph(f"**{item.label}**")
    yield bullets(item.examples)


def boxes(asked: Sequence[AnswerBox], values: Values) -> Iterator[CardElement]:
    """Yields an input for each box, with what was typed."""
    for box in asked:
        yield _input(box, values.get(box.id, ""))


def _input(box: AnswerBox, value: str) -> CardElement:
    if box.kind == "day":
        return date_box(box.id, box.label, value)
    if box.kind == "line":
        return line_box(box.id, box.label, value, box.longest)
    return text_box(box.id, box.label, value, box.longest, hint=NO_NAMES)


def carried(values: Values, beside: Sequence[str] = ()) -> Mapping[str, str]:
    """Returns what was typed into boxes that a list does not show: its button brings it along, so that nothing is lost
    while what is ticked is changed. ``beside`` are the ids of further boxes."""
    return {name: value for name, value in values.items() if value and (name.startswith(TYPED) or name in beside)}
