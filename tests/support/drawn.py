"""A card is read as its reader meets it: words, buttons and inputs."""

from collections.abc import Iterable, Iterator
from typing import Any

from microsoft_teams.cards import CardElement

from cards.elements import ZERO_WIDTH_SPACE, Card, as_json, card
from tests.support.fake_teams.server import buttons, texts


def words(shown: Card) -> str:
    return "\n".join(texts(as_json(shown)))


def unfolded(shown: Card) -> str:
    """Returns what is read once everything is unfolded."""
    return "\n".join(texts(as_json(shown), unfolded=True))


def words_of(elements: Iterable[CardElement]) -> str:
    return words(card(elements))


def unbroken(text: str) -> str:
    """Returns the text without the places at which a long word may go on in the next line."""
    return text.replace(ZERO_WIDTH_SPACE, "")


def titles(shown: Card) -> list[str]:
    """Returns the titles of the card's buttons."""
    return [button["title"] for button in buttons(as_json(shown))]


def behind(shown: Card, title: str) -> tuple[str, dict[str, Any]]:
    """Returns the verb of a button and the data that it carries."""
    (button,) = [button for button in buttons(as_json(shown)) if button["title"] == title]
    return button["verb"], button.get("data") or {}


def inputs(shown: Card) -> dict[str, dict[str, Any]]:
    """Returns the card's inputs by id."""
    return {node["id"]: node for node in _nodes(as_json(shown)) if str(node.get("type")).startswith("Input.")}


def filled(shown: Card) -> dict[str, str]:
    """Returns the values that stand in the card's inputs, by id."""
    return {id: node["value"] for id, node in inputs(shown).items() if "value" in node}


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
