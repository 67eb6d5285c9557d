"""The bot sends a card as a message, which is free of where it goes."""

from dataclasses import dataclass
from typing import Any

from botbuilder.core import CardFactory, MessageFactory
from botbuilder.schema import Activity

from cards.elements import Card, as_json


class NotDelivered(Exception):
    """Nothing says that the message arrived. It may have."""


@dataclass(frozen=True)
class CardMessage:
    """A card message has a card to send, with the words for the notification: no content in them."""

    card: Card
    summary: str


class FinishedCard(dict[str, Any]):
    """A finished card is the JSON of a card: no model of the SDK is in it, which would still have to be written out."""


def as_activity(shown: CardMessage) -> Activity:
    """Makes an activity of the card alone: with a text beside it, it would become two messages."""
    activity: Activity = MessageFactory.attachment(CardFactory.adaptive_card(FinishedCard(as_json(shown.card))))
    activity.summary = shown.summary
    return activity
