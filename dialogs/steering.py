"""Steering words, which answer nothing, are told from answers here, alike for every conversation."""

from collections.abc import Mapping
from typing import Literal

from cards.help import definition_card
from dialogs.messages import CardMessage
from dialogs.typed_answers import plain
from dialogs.user_input import UserInput
from safeguarding.framework.framework import Framework

Steering = Literal["back", "skip", "why", "stop", "cancel"]
WORDS: Mapping[str, Steering] = {
    "back": "back",
    "go back": "back",
    "skip": "skip",
    "next": "skip",
    "why": "why",
    "why?": "why",
    "stop": "stop",
    "pause": "stop",
    "cancel": "cancel",
    "leave": "cancel",
}
DEFINE = "define "


def steering(text: str) -> Steering | None:
    """Returns where a typed text steers; none where it is an answer, or asks what a term means."""
    return WORDS.get(plain(text))


def steers(user_input: UserInput) -> bool:
    """Says whether a typed text is no answer to a question."""
    return not user_input.verb and (steering(user_input.text) is not None or _asks_for_term(user_input.text))


def definition(framework: Framework, text: str) -> CardMessage | None:
    """Returns the definition that ``define TERM`` asks for; none where the text asks for none."""
    if not _asks_for_term(text):
        return None
    _, _, term = text.strip().partition(" ")
    return CardMessage(definition_card(framework, term), "A definition")


def _asks_for_term(text: str) -> bool:
    return plain(text).startswith(DEFINE)
