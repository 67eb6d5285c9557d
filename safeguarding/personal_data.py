"""The personal data check finds what in a text may tell who a child is, so that it is pointed out before anything is
saved. A case is known by its reference."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from stdnum.gb import nhs

Kind = Literal["nhs_number", "date_of_birth", "postcode", "phone", "email", "name"]
NAMES_OF_KINDS: dict[Kind, str] = {
    "nhs_number": "an NHS number",
    "date_of_birth": "a date of birth",
    "postcode": "a postcode",
    "phone": "a phone number",
    "email": "an e-mail address",
    "name": "a person's name",
}

_TEN_DIGITS = re.compile(r"(?<!\d)\d(?:[\s\-.,/_]{0,3}\d){9}(?!\d)")
_PLAIN_DASH, _DASHES = "-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Tried at the beginning of a run of characters alone: tried at each of them, a long word would take its length squared.
_DOMAIN = r"@[\w\-]++(?:\.[\w\-]++)+"
_EMAIL = re.compile(rf"(?<![\w.+\-])[\w.+\-]++{_DOMAIN}(?:[\w.+\-]++{_DOMAIN})*")
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y]\d[\dABEHMNPRVWXY]?) ?\d[ABD-HJLNP-UW-Z]{2})\b", re.I
)
_PHONE = re.compile(r"(?<!\d)(?:\+44[ \-]?(?:\(0\)[ \-]?)?|\(?0)(?:\d[ \-)]{0,2}){9}\d(?!\d)")
_DATE = (
    r"(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{2,4})"
)
_BORN = re.compile(rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)\b[^\d\n]{{0,20}}{_DATE}", re.I)
_LOWER = "[a-z\u00df-\u00ff\u0100-\u017f]"
_WORD = rf"(?:[OD]['\u2019]|Mc|Mac)?[A-Z\u00c0-\u00de]{_LOWER}+(?:['\u2019\-][A-Z\u00c0-\u00de]?{_LOWER}+)*"
_NAME = re.compile(rf"(?<![\w'\u2019])(?:{_WORD})(?: (?:{_WORD}))+(?![\w])")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Miss|Ms|Dr|Master)\.? (?:{_WORD})")
_CALLED = re.compile(rf"\b(?:named|called|name is|known as) (?:{_WORD})")

# These capitalised words are no part of a person's name: offices, agencies, places, days, and how sentences begin.
_NOT_NAMES = frozenset(Path(__file__).with_name("not_names.txt").read_text("utf-8").split())


@dataclass(frozen=True)
class Finding:
    kind: Kind
    text: str


def findings(text: str) -> tuple[Finding, ...]:
    """Returns the findings in the order in which they stand in the text, each piece of it once."""
    found = sorted(_all(_as_typed(text)), key=lambda pair: pair[0])
    return tuple(dict.fromkeys(finding for _, finding in found))


def _as_typed(text: str) -> str:
    """Gives the text plain blanks, dashes and digits, whatever a word processor made of them; each character stays
    one."""
    return "".join(_PLAIN_DASH if c in _DASHES else _plain(c) for c in text)


@lru_cache(4096)
def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character != "\n" and character.isspace():
        return " "
    return folded if len(folded) == 1 else character


def _all(text: str) -> Iterator[tuple[int, Finding]]:
    numbers = [match for match in _TEN_DIGITS.finditer(text) if nhs.is_valid(re.sub(r"\D", "", match[0]))]
    taken = [match.span() for match in numbers]
    yield from ((match.start(), Finding("nhs_number", match[0])) for match in numbers)
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                yield match.start(), Finding(kind, match[0])
    for pattern in (_TITLED, _CALLED):
        yield from ((match.start(), Finding("name", match[0])) for match in pattern.finditer(text))
    yield from _names(text)


_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "email": _EMAIL,
    "date_of_birth": _BORN,
    "postcode": _POSTCODE,
    "phone": _PHONE,
}


def _names(text: str) -> Iterator[tuple[int, Finding]]:
    """Yields two capitalised words or more in a row that are no office, agency or place, and no common first word."""
    for match in _NAME.finditer(text):
        words = [(word.start() + match.start(), word[0]) for word in re.finditer(_WORD, match[0])]
        for start, run in _runs(words):
            if len(run) > 1:
                yield start, Finding("name", " ".join(run))


def _runs(words: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Yields words in a row that could be a name, with the position of the first."""
    run: list[str] = []
    begin = 0
    for start, word in words:
        if word.casefold() in _NOT_NAMES:
            yield begin, run
            run = []
            continue
        begin = start if not run else begin
        run = [*run, word]
    yield begin, run
