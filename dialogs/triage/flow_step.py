"""A flow step is the answer to one input of a triage."""

from dataclasses import dataclass
from enum import Enum

from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.draft import Draft


class Ending(Enum):
    """An ending says how a conversation ends."""

    RECORD = "record"
    REFER = "refer"
    CANCELLED = "cancelled"
    LEFT = "left"


@dataclass(frozen=True)
class FlowStep:
    """A flow step is the answer to one input. ``replacement`` takes the place of the card that was answered. ``beside``
    and then ``cards`` follow below it; the last of the cards is the live one, and those beside ask nothing. ``end`` is
    set when the conversation is over, or asks to record."""

    draft: Draft
    replacement: Card | None = None
    cards: tuple[CardMessage, ...] = ()
    text: str = ""
    end: Ending | None = None
    beside: tuple[CardMessage, ...] = ()
