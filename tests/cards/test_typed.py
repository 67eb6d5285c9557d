"""Whoever is told to type something gets the button that does it, on every card and under every text."""

import re
from collections.abc import Iterator
from typing import Any

from botbuilder.schema import Activity, Attachment

from bot.handlers.commands import read_command
from cards.elements import as_json, card
from cards.typed import ALONE, TITLES, buttons_named, typed_button, words_named
from dialogs.messages import suggest_what_is_named
from tests.cards.all_cards.test_every_card import cards
from tests.cards.all_cards.typical_cards import typical_cards
from tests.support.each import for_each
from tests.support.fake_teams.server import buttons

TELLS_TO_TYPE = re.compile(r"\btype \**(?!names\b|in\b|its name)", re.IGNORECASE)
DOES = {"start_triage": "triage", "cases": "cases", "help": "help", "case": "case {ref}", "type": "{words}"}


def own_texts(value: Any) -> Iterator[str]:
    """Yields what the bot says itself; what a person wrote stands in plain runs."""
    if isinstance(value, dict):
        if value.get("type") == "TextBlock":
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from own_texts(inner)


def done_by(shown: Any) -> set[str]:
    pressed = (each for each in buttons(shown) if each["verb"] in DOES)
    return {DOES[each["verb"]].format_map({"ref": "", **each.get("data", {})}).strip() for each in pressed}


def all_cards() -> dict[str, Any]:
    return {**cards(), **typical_cards()}


def test_no_card_tells_anybody_to_type_something_without_the_button_that_does_it() -> None:
    missing = {
        (name, text)
        for name, shown in all_cards().items()
        for text in own_texts(shown)
        if TELLS_TO_TYPE.search(text) and not (words_named(text) and {*words_named(text)} <= done_by(shown))
    }
    assert missing == set()


def test_what_a_text_names_is_found_whether_it_needs_a_reference_or_not() -> None:
    assert words_named("Type **triage** to begin. It is recorded: type case CSCP-2026-001 to see it.") == (
        "triage",
        "case CSCP-2026-001",
    )
    assert words_named("Do not type names, and what you type in a chat stays there. Type case and a reference.") == ()


@for_each("words", [words for words in ALONE.split("|") if words not in ("cancel", "back")])
def test_each_button_does_what_typing_its_words_does(words: str) -> None:
    (named,) = buttons(as_json(card([], buttons_named(f"Type {words} for it."))))
    assert read_command(named["data"]["words"]) == (words, "") and named["title"][0].isupper()
    assert named == as_json(card([], [typed_button(named["title"], words)]))["actions"][0]


def test_a_text_that_is_no_card_has_its_buttons_below_it() -> None:
    said = Activity(text="There is no case that you can see. Type cases for the list.")
    suggest_what_is_named(said)
    assert [(each.title, each.value) for each in said.suggested_actions.actions] == [(TITLES["cases"], "cases")]
    for other in (Activity(text="Nothing."), Activity(text="Type cases.", attachments=[Attachment()])):
        suggest_what_is_named(other)
        assert other.suggested_actions is None
