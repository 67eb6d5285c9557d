"""Whoever is told to type something gets the button that does it."""

import re
from collections.abc import Mapping

from microsoft_teams.cards import Action

from cards.elements import button

REFERENCE = r"[A-Z]+(?:-[A-Z]+)*-\d{4}-\d{3,}"
WITH_REFERENCE = "case|update|notification|review|timeline|report|flowchart|calendar"
ALONE = "triage|rehearse|cases|my steps|deadlines|offices|dashboard|glossary|help|concern|cancel|back"
NAMED = re.compile(rf"\btype \**(?P<words>(?:{WITH_REFERENCE}) {REFERENCE}|{ALONE})\b", re.IGNORECASE)
CHOSEN = "term"
TITLES: Mapping[str, str] = {"triage": "Start a triage", "cases": "My cases"}


def typed_button(title: str, words: str) -> Action:
    """The button does what typing the words does."""
    return button(title, "type", {"words": words}, inputs=False)


def chosen_button(title: str, words: str) -> Action:
    """The button does what typing the words does with what is chosen in the box ``CHOSEN`` of its card."""
    return button(title, "type", {"words": words}, primary=True)


def words_named(text: str) -> tuple[str, ...]:
    """Returns what the text tells its reader to type."""
    return tuple(dict.fromkeys(found["words"] for found in NAMED.finditer(text)))


def buttons_named(text: str) -> list[Action]:
    """Returns a button for all that the text tells its reader to type."""
    return [typed_button(title_of(words), words) for words in words_named(text)]


def title_of(words: str) -> str:
    """Returns the title of the button that does what typing the words does."""
    return TITLES.get(words, f"{words[:1].upper()}{words[1:]}")
