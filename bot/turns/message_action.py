"""The command "Start a triage from this message" takes what a message says to the evidence of a triage. Whoever chose
it sees the text first, alone, and can change it; until they go on nothing of it is kept."""

import hashlib
from html.parser import HTMLParser
from typing import Any, Literal

from pydantic import Field

from bot.connector.activity_json import WireModel
from bot.turns.personal_data_check import warning_of_text
from cards.elements import LONGEST_EVIDENCE, as_json
from cards.inputs import too_long
from cards.triage.from_message import from_message_card
from dialogs.forms import style_of
from dialogs.user_input import readable
from safeguarding.case.errors import InvalidInput

TITLE = "Start a triage from this message"
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
BLOCKS = frozenset({"br", "p", "div", "li", "tr", "blockquote"})


class _Body(WireModel):
    content: str = Field(default="", max_length=200_000)


class _Payload(WireModel):
    body: _Body = _Body()


class _Sent(WireModel):
    """The form sends the text, and the digest of one in which something was pointed out."""

    evidence: str = Field(default="", max_length=200_000)
    seen: str = Field(default="", max_length=64)


class MessageAction(WireModel):
    """The command comes first with the message (``message_payload``), then with what its form sends (``data``)."""

    command_id: Literal["triageFromMessage"]
    message_payload: _Payload = _Payload()
    data: _Sent | None = None

    @property
    def evidence(self) -> str:
        """Returns the text: the form's, or what the message says without its formatting."""
        return readable(self.data.evidence if self.data else words_of(self.message_payload.body.content)).strip()


def read_message_action(value: object) -> MessageAction:
    """Reads the command. Raises BadActivity."""
    return MessageAction.read(value, "This is no command on a message that the bot knows: look at value.")


def form_of(asked: MessageAction) -> dict[str, Any] | None:
    """Returns the form to show, at first and wherever the text should not be taken as it is; None where the triage can
    begin."""
    if asked.data is None:
        return _task(from_message_card(asked.evidence))
    if refused := _refusal(asked.evidence, asked.data.seen):
        card = from_message_card(asked.evidence, _digest(asked.evidence), str(refused), style_of(refused))
        return _task(card)
    return None


def _refusal(text: str, seen: str) -> InvalidInput | None:
    if len(text) > LONGEST_EVIDENCE:
        return InvalidInput(too_long(text, LONGEST_EVIDENCE))
    return warning_of_text(text, "evidence", is_seen=seen == _digest(text))


def _task(card: Any) -> dict[str, Any]:
    shown = {"contentType": ADAPTIVE, "content": as_json(card)}
    return {"type": "continue", "value": {"title": TITLE, "height": "medium", "width": "medium", "card": shown}}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.words.append("\n")


def words_of(html: str) -> str:
    """Returns what a message says, a line for each of its paragraphs."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return "\n".join(line for line in lines if line)
