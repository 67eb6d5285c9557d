"""The personal data check finds what in a text may tell who somebody is, so that it is pointed out before anything is
saved. A case is known by its reference."""

import re
import unicodedata

from safeguarding.personal_data.finding import Finding, Kind

_UNUSUAL = re.compile(r"[^\x00-\x7f\xc0-\u024f]")
NOT_SEEN = "Cf"
"""The category of characters that only tell how to set others, such as a soft hyphen."""
_PLAIN_DASH, _DASHES = "-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def findings(text: str) -> tuple[Finding, ...]:
    """Returns the findings in the order in which they stand in the text, each piece of it once."""
    from safeguarding.personal_data.identifiers import identifiers  # noqa: PLC0415 - many patterns, with the first text
    from safeguarding.personal_data.names import names  # noqa: PLC0415

    typed = as_typed(text)
    spans: list[tuple[tuple[int, int], Kind]] = [*identifiers(typed), *((span, "name") for span in names(typed))]
    return tuple(dict.fromkeys(Finding(kind, typed[start:end]) for (start, end), kind in sorted(spans)))


def as_typed(text: str) -> str:
    """Returns the text with plain blanks, dashes and digits, whatever a word processor made of them, and one character
    for a letter with its mark; a mark that no character has, and what is
    not seen at all, is left out. Findings are pieces of this text."""
    if not text.isascii():
        text = _UNUSUAL.sub(_plain, unicodedata.normalize("NFC", text))
    return text.replace("\t", " ")


def _plain(match: re.Match[str]) -> str:
    character = match[0]
    if unicodedata.combining(character) or unicodedata.category(character) == NOT_SEEN:
        return ""
    if character in _DASHES:
        return _PLAIN_DASH
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
