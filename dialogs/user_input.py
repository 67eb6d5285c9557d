"""User input is what reached a conversation, free of the SDK: a typed text, or a button of a card."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cards.elements import visible
from safeguarding.case.errors import InvalidInput
from safeguarding.people import Person

INCOMING = "cscp.incoming"
REPLACEMENT = "cscp.replacement"


@dataclass(frozen=True)
class UserInput:
    """A turn brings one user input. ``verb`` and ``data`` come from a card's button, inputs among them: treat them as a
    stranger's. ``today`` is the date in London. ``by`` is who it comes from. ``problem`` says why what was typed should
    not be saved as it is; ``barred``, to whom Teams can't confirm, why they may report an incident and nothing else;
    ``is_answered_in_place``, that the answer to a press travels in that of its request."""

    today: date
    text: str = ""
    verb: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    by: Person | None = None
    problem: InvalidInput | None = None
    barred: str | None = None
    is_answered_in_place: bool = True

    @property
    def is_confirmed(self) -> bool:
        """Says whether a filled in form was sent, and not merely opened."""
        return bool(self.data.get("confirmed"))

    def text_of(self, name: str) -> str:
        """Returns a text input, or a part of the data that should be text; empty where it is not."""
        value = self.data.get(name)
        return readable(value).strip() if isinstance(value, str) else ""

    def number_of(self, name: str) -> int | None:
        """Returns a part of the data that should be a whole number; None where it is not."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def readable(text: str) -> str:
    """Keeps what can be seen of a text. Half characters (lone surrogates) can be sent, but neither stored nor shown;
    and a text of nothing but zero-width characters is no evidence."""
    return visible(text.replace("\r\n", "\n"))
