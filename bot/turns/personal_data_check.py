"""The check looks a person's typed text through before anything is saved: it should not tell who a child is.

An NHS number is refused. A text that only looks like a name, a date of birth, a postcode or a way to reach somebody is
pointed out once: pressed again unchanged, it is saved as it is.
"""

import hashlib
import json
from collections.abc import Mapping

from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation
from cards.inputs import may_be_text
from safeguarding.case.errors import InvalidInput
from safeguarding.personal_data.check import findings
from safeguarding.personal_data.finding import Finding, Kind

NAMES_OF_KINDS: dict[Kind, str] = {
    "nhs_number": "an NHS number",
    "date_of_birth": "a date of birth",
    "postcode": "a postcode",
    "phone": "a phone number",
    "email": "an e-mail address",
    "address": "an address",
    "name": "a person's name",
}
SHOWN = 3
REFUSED = "This looks like an NHS number, and none is kept here. Take it out, then try again. Nothing was saved."
IN_CHAT = " Delete your message too: what you type in a chat stays in Teams."


def personal_data_warning(turn: Turn, conversation: Conversation) -> InvalidInput | None:
    """Returns the warning to give instead of saving, about the first box that gives rise to it; none where nothing
    stands in the way."""
    texts = _typed(turn)
    in_boxes = {name: findings(text) for name, text in texts.items()}
    found = [finding for each in in_boxes.values() for finding in each]
    numbers = [name for name, each in in_boxes.items() if any(finding.kind == "nhs_number" for finding in each)]
    said = "" if turn.verb else IN_CHAT
    if numbers:
        return InvalidInput(REFUSED + said, numbers[0])
    if not found or conversation.warned_of(_digest(turn, texts)):
        return None
    again = "press again" if turn.verb else "send it again"
    words = f"{_in_words(found)} Take it out. If it is none of these, {again} to save it as it is.{said}"
    return InvalidInput(words, next(name for name, each in in_boxes.items() if each))


def _typed(turn: Turn) -> Mapping[str, str]:
    if not turn.verb:
        return {"text": turn.text}
    return {name: turn.user_input.text_of(name) for name in turn.data if may_be_text(name)}


def _in_words(found: list[Finding]) -> str:
    pieces = [f"{NAMES_OF_KINDS[finding.kind]} (\u201c{finding.text}\u201d)" for finding in dict.fromkeys(found)]
    more = f" and {len(pieces) - SHOWN} more" if len(pieces) > SHOWN else ""
    return f"This looks like {', '.join(pieces[:SHOWN])}{more}, and nobody should be named here. Nothing is saved yet."


def _digest(turn: Turn, texts: Mapping[str, str]) -> str:
    about = [turn.user_input.text_of(name) for name in ("ref", "matter", "part", "step")]
    return hashlib.sha256(json.dumps([turn.verb, about, dict(texts)], sort_keys=True).encode()).hexdigest()[:32]
