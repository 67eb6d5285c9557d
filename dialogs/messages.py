"""The bot sends a card as a message, which is free of where it goes."""

from dataclasses import dataclass
from typing import Any

from botbuilder.core import CardFactory, MessageFactory
from botbuilder.schema import ActionTypes, Activity, CardAction, SuggestedActions

from cards.elements import Card, as_json
from cards.typed import title_of, words_named


class NotDelivered(Exception):
    """Nothing says that the message arrived. It may have."""


@dataclass(frozen=True)
class CardMessage:
    """A card message has a card to send, with the words for the notification: no content in them. ``plain`` is the
    same card without mentions, if it has any: it is sent where Teams refuses them."""

    card: Card
    summary: str
    plain: Card | None = None


class FinishedCard(dict[str, Any]):
    """A finished card is the JSON of a card: no model of the SDK is in it, which would still have to be written out."""


def as_activity(shown: CardMessage) -> Activity:
    """Makes an activity of the card alone: with a text beside it, it would become two messages."""
    activity: Activity = MessageFactory.attachment(CardFactory.adaptive_card(FinishedCard(as_json(shown.card))))
    activity.summary = shown.summary
    return activity


def suggest_what_is_named(activity: Activity) -> None:
    """Gives a text a button for all that it tells its reader to type. Teams shows them in a person's own chat."""
    named = words_named(activity.text or "")
    if named and not activity.attachments:
        typed = [CardAction(type=ActionTypes.im_back, title=title_of(words), value=words) for words in named]
        activity.suggested_actions = SuggestedActions(to=[], actions=typed)
