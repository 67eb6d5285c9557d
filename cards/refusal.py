"""A refused press shows its error where the press was: in the card's first line, at the box that it is about, and above
the button, so that it can't be taken for done."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Column,
    ColumnSet,
    Container,
    ExecuteAction,
    SubmitActionData,
    TextBlock,
    TextColor,
)

from cards.elements import card, headed, notice

NOT_RECORDED = "Nothing was recorded."
Style = Literal["attention", "warning"]
Pressed = Mapping[str, Any]
"""Pressed is what a press brought: the verb, and the data of the button with what stood in the card's boxes."""


def refused_card(
    shown: AdaptiveCard, said: str, about: str = "", pressed: Pressed | None = None, style: Style = "attention"
) -> AdaptiveCard:
    """Returns the card with ``said``, why the press was refused. ``about`` is the id of the box with the error;
    ``pressed`` tells the button among several. Where it is not found, the card's own buttons are meant, or else the
    first of those in its body that stand below the box, or of all. It is said as a warning where pressing again will
    do."""
    body = list(shown.body or [])
    at_button, at_box = _index_of_button(body, pressed or {}), _index_of_box(body, about)
    if at_button is None and not shown.actions:
        asking = [number for number, each in enumerate(body) if _asks_the_bot(each)]
        at_button = next((number for number in asking if number > (at_box or 0)), next(iter(asking), None))
    at_foot = NOT_RECORDED if at_box is not None else f"{NOT_RECORDED} {said}"
    body.insert(len(body) if at_button is None else at_button, notice(at_foot, style))
    if at_box is not None:
        body.insert(at_box + 1 + (at_button is not None and at_button <= at_box), _error_line(said, style))
    return headed(card(body, shown.actions or ()), said, style)


def _error_line(said: str, style: Style) -> CardElement:
    color: TextColor = "Warning" if style == "warning" else "Attention"
    return TextBlock(text=said, wrap=True, color=color, weight="Bolder", spacing="Small")


def _index_of_box(body: Sequence[CardElement], about: str) -> int | None:
    """Finds the element that holds the box."""
    for number, element in enumerate(body):
        if about and any(getattr(part, "id", None) == about for part in _parts(element)):
            return number
    return None


def _index_of_button(body: Sequence[CardElement], pressed: Pressed) -> int | None:
    for number, element in enumerate(body):
        sets = [part for part in _parts(element) if isinstance(part, ActionSet)]
        if any(_is_pressed(action, pressed) for each in sets for action in each.actions or ()):
            return number
    return None


def _asks_the_bot(element: CardElement) -> bool:
    """Says whether these are buttons by which something is done; others unfold a part of the card."""
    return isinstance(element, ActionSet) and any(isinstance(each, ExecuteAction) for each in element.actions or ())


def _is_pressed(action: Action, pressed: Pressed) -> bool:
    """Says whether this button was pressed, by its verb and by what it carries in words: a count may have moved on."""
    if not isinstance(action, ExecuteAction) or action.verb != pressed.get("verb"):
        return False
    carried = action.data.model_dump() if isinstance(action.data, SubmitActionData) else {}
    return all(pressed.get(name) == value for name, value in carried.items() if isinstance(value, str))


def _parts(element: CardElement) -> Iterator[CardElement]:
    """Yields the element and what it holds."""
    yield element
    if isinstance(element, Container | Column):
        for each in element.items or ():
            yield from _parts(each)
    elif isinstance(element, ColumnSet):
        for column in element.columns or ():
            yield from _parts(column)
