"""Free text can be redacted without breaking what was signed."""

import hashlib
from typing import Any

from safeguarding.values import Value

REDACTED = "[redacted]"


class FreeText(Value):
    """A free text is what a person wrote, with the digest that signatures cover.

    The salt keeps a short text from being guessed from its digest; redaction removes it together with the text.
    """

    text: str | None
    salt: str | None
    digest: str

    @classmethod
    def of(cls, text: str, salt: str) -> "FreeText":
        """Makes a free text. ``salt`` has at least 16 random hex digits, drawn by the caller."""
        return cls(text=text, salt=salt, digest=_digest(text, salt))

    @property
    def is_redacted(self) -> bool:
        return self.text is None

    @property
    def shown(self) -> str:
        return REDACTED if self.text is None else self.text

    @property
    def is_intact(self) -> bool:
        """Says whether the text is still the one that the digest was made of (a redacted text can't be told)."""
        if self.text is None or self.salt is None:
            return self.text is None and self.salt is None
        return self.digest == _digest(self.text, self.salt)

    def redacted(self) -> "FreeText":
        return FreeText(text=None, salt=None, digest=self.digest)


def shown_of(text: FreeText | None) -> str | None:
    return text.shown if text else None


def without_texts(plain: Any) -> Any:
    """Returns an event's plain values with the digest of each free text in its place: so they are the same after a
    redaction."""
    if isinstance(plain, dict):
        if plain.keys() == FreeText.model_fields.keys():
            return plain["digest"]
        return {name: without_texts(value) for name, value in plain.items()}
    return [without_texts(value) for value in plain] if isinstance(plain, list) else plain


def _digest(text: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
