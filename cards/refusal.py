"""A refused press shows its error where the person looks who has pressed: above the button, so that it can't be taken
for done. What is wrong with a box stands at that box, and above the button what to look at. Nothing is said twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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

from cards.elements import card
from cards.folds import IN_TURN

NOT_RECORDED = "Nothing was recorded."
LONGEST_NAME = 60
"""A box's label is repeated above the button with so many letters: the whole of it stands over the box."""
Style = Literal["attention", "warning"]
Pressed = Mapping[str, Any]
"""Pressed is what a press brought: the verb, and the data of the button with what stood in the card's boxes."""
Sought = Callable[[CardElement], bool]


def refused_card(
    shown: AdaptiveCard, said: str, about: str = "", pressed: Pressed | None = None, style: Style = "attention"
) -> AdaptiveCard:
    """Returns the card with ``said``, why the press was refused. ``about`` is the id of the box with the error;
    ``pressed`` tells the button among several. Where it is not found, the card's own buttons are meant, or else the
    first of those in its body that stand below the box, or of all. A fold that holds the box or the button is open. It
    is said as a warning where pressing again will do."""
    body = list(shown.body or [])
    label = _label_of(body, about)
    if label is not None:
        body = _beside(body, lambda each: _is_box(each, about), after=_error_line(said, style))
    at_button = _not_recorded(said if label is None else f"Look at: {_shortened(label)}", style)
    asks = _asks_as(pressed or {})
    if any(asks(part) for each in body for part in _parts(each)):
        return card(_beside(body, asks, before=at_button), shown.actions or ())
    body.insert(len(body) if shown.actions else _index_of_buttons(body, about), at_button)
    return card(body, shown.actions or ())


def _not_recorded(why: str, style: Style) -> CardElement:
    first = TextBlock(text=NOT_RECORDED, wrap=True, size="Medium", weight="Bolder", style="heading")
    return Container(style=style, items=[first, TextBlock(text=why, wrap=True, spacing="Small")])


def _error_line(said: str, style: Style) -> CardElement:
    # Clients draw the colour of a warning as a yellow that cannot be read on white: it stays a ground.
    color: TextColor = "Default" if style == "warning" else "Attention"
    return TextBlock(text=said, wrap=True, color=color, weight="Bolder", spacing="Small")


def _shortened(label: str) -> str:
    """Returns the label as the end of a sentence, of a long one the beginning."""
    if len(label) > LONGEST_NAME:
        return f"{label[:LONGEST_NAME].rstrip()}\u2026"
    return label if label.endswith(("?", ".")) else f"{label.rstrip(':')}."


def _is_box(element: CardElement, about: str) -> bool:
    return bool(about) and getattr(element, "id", None) == about and hasattr(element, "label")


def _label_of(body: Sequence[CardElement], about: str) -> str | None:
    """Returns the label of the box; none where the card has no such box."""
    boxes = (part for each in body for part in _parts(each) if _is_box(part, about))
    return next((str(getattr(box, "label", "")) for box in boxes), None)


def _beside(
    body: Sequence[CardElement], sought: Sought, before: CardElement | None = None, after: CardElement | None = None
) -> list[CardElement]:
    """Puts a line before or after the first element that is sought, in the container that holds it, which is shown; of
    one in a row the whole row is meant."""
    made: list[CardElement] = []
    for number, each in enumerate(body):
        if not any(map(sought, _parts(each))):
            made.append(each)
            continue
        if isinstance(each, Container) and not sought(each):
            inside = _beside(each.items or (), sought, before, after)
            found: list[CardElement] = [each.model_copy(update={"items": inside, "is_visible": True})]
            if _is_in_turn(each):
                return [*map(_hidden_in_turn, made), *found, *map(_hidden_in_turn, body[number + 1 :])]
        else:
            found = [line for line in (before, each, after) if line is not None]
        return [*made, *found, *body[number + 1 :]]
    return made


def _is_in_turn(element: CardElement) -> bool:
    return str(getattr(element, "id", "")).startswith(IN_TURN)


def _hidden_in_turn(element: CardElement) -> CardElement:
    """Hides another part of those that are seen in turn."""
    return element.model_copy(update={"is_visible": False}) if _is_in_turn(element) else element


def _asks_as(pressed: Pressed) -> Sought:
    def asks(element: CardElement) -> bool:
        return isinstance(element, ActionSet) and any(_is_pressed(each, pressed) for each in element.actions or ())

    return asks


def _index_of_buttons(body: Sequence[CardElement], about: str) -> int:
    """Finds the first buttons by which something is done, those below the box before all others; others unfold a part
    of the card."""
    at_box = next((n for n, each in enumerate(body) if any(_is_box(part, about) for part in _parts(each))), 0)
    asking = [number for number, each in enumerate(body) if _asks_the_bot(each)]
    return next((number for number in asking if number > at_box), next(iter(asking), len(body)))


def _asks_the_bot(element: CardElement) -> bool:
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
