"""The check looks a person's typed text through before anything is saved: it should not tell who a child is.

An NHS number is refused. What may only name somebody, or tell who they are, is pointed out once: pressed again
unchanged, it is kept. What stands in the record already was kept by somebody, and is not pointed out to the next.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation
from cards.inputs import may_be_text
from safeguarding.case.errors import InvalidInput, PointedOut
from safeguarding.personal_data.check import findings
from safeguarding.personal_data.finding import Finding, Kind

Findings = tuple[Finding, ...]
NAMES_OF_KINDS: Mapping[Kind, str] = {
    "nhs_number": "an NHS number",
    "date_of_birth": "a date of birth",
    "postcode": "a postcode",
    "phone": "a phone number",
    "email": "an e-mail address",
    "address": "an address",
    "name": "a name",
}
SHOWN = 3
REFUSED = (
    "This looks like an NHS number. None is kept here, for it tells who the child is: it belongs in the child's own "
    "record. Here the case goes by its reference, and by the agency's own record number. Take it out, then try again. "
    "Nothing was saved."
)
IN_CHAT = " Delete your message too: what you type in a chat stays in Teams."


class TextsOnRecord(Protocol):
    async def of(self, turn: Turn, conversation: Conversation) -> Sequence[str]:
        """Returns the texts of the case or triage that a turn is about, as far as the person may read them."""


async def personal_data_warning(turn: Turn, conversation: Conversation, recorded: TextsOnRecord) -> InvalidInput | None:
    """Returns the warning to give instead of saving, about the first box that gives rise to it; none where nothing
    stands in the way."""
    texts = _typed(turn)
    in_boxes: Mapping[str, Findings] = {name: found for name, text in texts.items() if (found := findings(text))}
    said = "" if turn.verb else IN_CHAT
    for name, found in in_boxes.items():
        if any(finding.kind == "nhs_number" for finding in found):
            return InvalidInput(REFUSED + said, name)
    if in_boxes:
        in_boxes = _without_recorded(in_boxes, await recorded.of(turn, conversation))
    if not in_boxes or conversation.warned_of(_digest(turn, texts)):
        return None
    again = "press again" if turn.verb else "send it again"
    pieces = [finding for found in in_boxes.values() for finding in found]
    return PointedOut(f"{_in_words(pieces)}, or {again} to keep it.{said}", next(iter(in_boxes)))


def warning_of_text(text: str, name: str, *, is_seen: bool) -> InvalidInput | None:
    """Returns the warning about one box that is of no card in a chat; what was pointed out in it already (``is_seen``)
    is not pointed out again."""
    found = findings(text)
    if any(finding.kind == "nhs_number" for finding in found):
        return InvalidInput(REFUSED, name)
    return PointedOut(f"{_in_words(found)}, or press again to keep it.", name) if found and not is_seen else None


def _typed(turn: Turn) -> Mapping[str, str]:
    if not turn.verb:
        return {"text": turn.text}
    return {name: turn.user_input.text_of(name) for name in turn.data if may_be_text(name)}


def _without_recorded(in_boxes: Mapping[str, Findings], recorded: Sequence[str]) -> Mapping[str, Findings]:
    kept = [_alike(finding.text) for text in recorded for finding in findings(text)]
    new = {
        name: tuple(finding for finding in found if not any(_stands_in(text, _alike(finding.text)) for text in kept))
        for name, found in in_boxes.items()
    }
    return {name: found for name, found in new.items() if found}


def _alike(piece: str) -> str:
    """Returns a piece as it is compared: in capitals or small, with one blank or two, it is the same."""
    return " ".join(piece.casefold().split())


def _stands_in(text: str, piece: str) -> bool:
    """Says whether a piece stands in a text as words of their own: Ali does not stand in Alison."""
    return re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text) is not None


def _in_words(found: Sequence[Finding]) -> str:
    """Says what was found, and what to do instead of keeping it."""
    different = list(dict.fromkeys(found))
    more = f" and {len(different) - SHOWN} more" if len(different) > SHOWN else ""
    if all(finding.kind == "name" for finding in different):
        named = ", ".join(f"\u201c{finding.text}\u201d" for finding in different[:SHOWN])
        return f"This may name somebody: {named}{more}. Write the role instead"
    pieces = ", ".join(f"{NAMES_OF_KINDS[finding.kind]} (\u201c{finding.text}\u201d)" for finding in different[:SHOWN])
    return f"This may tell who somebody is: {pieces}{more}. Leave it out"


def _digest(turn: Turn, texts: Mapping[str, str]) -> str:
    about = [turn.user_input.text_of(name) for name in ("ref", "matter", "part", "step")]
    return hashlib.sha256(json.dumps([turn.verb, about, dict(texts)], sort_keys=True).encode()).hexdigest()[:32]
