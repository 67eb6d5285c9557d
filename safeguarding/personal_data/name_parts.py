"""A run of capitalised words is taken apart, and each part is told by what it may be."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from safeguarding.personal_data.lexicon import WORDS, Lexicon, folded

LONGEST_ACRONYM = 5
LONGEST_PHRASE = 6
AROUND: Mapping[str, str | list[str]] = tomllib.loads((WORDS / "around_names.toml").read_text("utf-8"))


def words_around(kind: str) -> frozenset[str]:
    """Returns the small words of a kind that stand around names."""
    listed = AROUND[kind]
    return frozenset(listed.split() if isinstance(listed, str) else listed)


_LATIN = [chr(code) for code in range(0x41, 0x1F00) if unicodedata.name(chr(code), "").startswith("LATIN ")]
UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LETTER = "".join(letter for letter in _LATIN if letter.isalpha())
APOSTROPHE = "'\u2019\u02bb\u02bc"
JOINERS, TITLES_OF_ANYBODY = words_around("joiners"), words_around("titles_of_anybody")
TITLES, NO_PERSON_AFTER = words_around("titles") | TITLES_OF_ANYBODY, words_around("no_person_after")

_JOINER = f"(?:{'|'.join(sorted(JOINERS))})"
_INITIALS = rf"(?:[{UPPER}]\.){{1,4}}"
_WORD = rf"[{UPPER}][{LETTER}]*(?:[{APOSTROPHE}\-][{LETTER}]+)*"
_ONE = rf"(?:(?:{_INITIALS} ?){{1,4}}(?:{_JOINER} ){{0,2}})?{_WORD}"
RUN = re.compile(rf"{_ONE}(?:(?: {_JOINER}){{0,2}}[.,]? {{1,2}}{_ONE})*(?: {_INITIALS})?")
_PART = re.compile(rf"{_INITIALS}|[{LETTER}{APOSTROPHE}\-]+|[.,]")
_POSSESSIVE = re.compile(rf"[{APOSTROPHE}]s?$")

Kind = Literal["first name", "unknown", "either", "word", "title", "stop", "comma", "initial", "joiner"]
"""The kind of a part says what it may be; "either" is a name and a word."""
NAME_KINDS: frozenset[Kind] = frozenset({"first name", "unknown"})
BETWEEN: frozenset[Kind] = frozenset({"initial", "joiner", "comma"})
_ENDS: frozenset[Kind] = frozenset({"word", "title", "stop"})
_MARKS: Mapping[str, Kind] = {".": "stop", ",": "comma"}


class NamePart(NamedTuple):
    """A part is one word of a run of capitalised words. ``bare`` is its word without what makes it a possessive, and
    ``key`` that word folded."""

    start: int
    bare: str
    key: str
    kind: Kind

    @property
    def end(self) -> int:
        return self.start + len(self.bare)

    @property
    def is_capitals(self) -> bool:
        return len(self.bare) > 1 and self.bare.isupper()


def parts_of(run: str, begin: int, known: Lexicon) -> list[NamePart]:
    """Returns the parts of a run that begins at a place of its text. The words of a phrase that is listed are words."""
    found = [(match.start() + begin, _bare(match[0])) for match in _PART.finditer(run)]
    keys = [folded(bare) for _, bare in found]
    parts: list[NamePart] = []
    phrase_until = 0
    for at, (start, bare) in enumerate(found):
        if at >= phrase_until and keys[at] in known.phrases:
            phrase_until = at + _phrase(keys[at : at + LONGEST_PHRASE], known)
        kind = "word" if at < phrase_until else _kind(bare, keys[at], known)
        if kind == "stop" and parts and parts[-1].kind == "title":
            continue
        if kind == "word" and parts and parts[-1].key in TITLES_OF_ANYBODY:
            kind = "either"
        parts.append(NamePart(start, bare, keys[at], kind))
    return parts


def _phrase(keys: Sequence[str], known: Lexicon) -> int:
    """Returns of how many words the phrase of a published list is that begins here; none is 0."""
    for phrase in known.phrases[keys[0]]:
        if tuple(keys[: len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word) if word[-1] in APOSTROPHE or word[-2:-1] in APOSTROPHE else word


def _kind(word: str, key: str, known: Lexicon) -> Kind:
    if word in _MARKS:
        return _MARKS[word]
    if word in ("A", "I"):
        return "word"
    if word[-1] == "." or len(word) == 1:
        return "initial"
    if word.islower():
        return "joiner"
    if key in TITLES:
        return "title"
    return _kind_of_word(word, key, known)


def _kind_of_word(word: str, key: str, known: Lexicon) -> Kind:
    if key in NO_PERSON_AFTER:
        return "word"
    if known.is_word(word, key):
        return "either" if known.is_name(key) else "joiner" if key in JOINERS else "word"
    if "-" in word:
        return _of_several([_kind_of_word(piece, folded(piece), known) for piece in word.split("-") if piece])
    if key in known.first_names:
        return "first name"
    if key in JOINERS:
        return "joiner"
    is_acronym = word.isupper() and word.isascii() and len(word) <= LONGEST_ACRONYM and key not in known.family_names
    return "either" if is_acronym or key in known.medicine else "unknown"


def _of_several(kinds: Sequence[Kind]) -> Kind:
    """Returns the kind of a word with hyphens by the kinds of its pieces."""
    order: tuple[Kind, ...] = ("word", "first name", "unknown", "either")
    return next((kind for kind in order if kind in kinds), "joiner")


def groups_of(parts: Sequence[NamePart]) -> Iterator[tuple[int, int]]:
    """Yields where words stand in a row none of which is a word alone. A comma parts them, but for a family name and
    the first name after it."""
    first = 0
    for at in range(len(parts) + 1):
        if at < len(parts) and parts[at].kind not in _ENDS and not _parts_two(parts, at):
            continue
        if first < at:
            yield first, at
        first = at + 1


def _parts_two(parts: Sequence[NamePart], at: int) -> bool:
    """Says whether a comma stands between two things, and not within one name: Wróbel, Łukasz."""
    if parts[at].kind != "comma":
        return False
    around = [parts[other].kind for other in (at - 2, at + 2) if 0 <= other < len(parts)]
    return "comma" in around or not {parts[at - 1].kind, parts[at + 1].kind} <= NAME_KINDS
