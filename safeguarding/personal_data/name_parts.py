"""A run of capitalised words is taken apart, and each part is told by what it may be."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from safeguarding.personal_data.lexicon import WORDS, Lexicon, folded

LONGEST_ACRONYM, SHORT_ACRONYM = 5, 3
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
UNNAMED, KIN = words_around("unnamed"), words_around("kin")

_JOINER = f"(?:{'|'.join(sorted(JOINERS))})"
_INITIALS = rf"(?:[{UPPER}]\.){{1,4}}"
_WORD = rf"[{UPPER}][{LETTER}]*(?:[{APOSTROPHE}\-][{LETTER}]+)*"
_ONE = rf"(?:(?:{_INITIALS} ?){{1,4}}(?:{_JOINER} ){{0,2}})?{_WORD}"
_BEFORE_ONE = rf"(?: {_JOINER}-|(?: {_JOINER}){{0,2}}[.,]? {{1,2}}(?:[dl][{APOSTROPHE}])?)"
RUN = re.compile(rf"{_ONE}(?:{_BEFORE_ONE}{_ONE})*(?: {_INITIALS})?")
_PART = re.compile(rf"{_INITIALS}|\b{_JOINER}(?=-[{UPPER}])|(?!-)[{LETTER}{APOSTROPHE}\-]+|[.,]")
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
    found = [(match.start() + begin, match[0], unpossessed(match[0])) for match in _PART.finditer(run)]
    keys = [folded(bare) for _, _, bare in found]
    parts: list[NamePart] = []
    phrase_until = 0
    for at, (start, written, bare) in enumerate(found):
        if phrase_until <= at < len(keys) - 1 and f"{keys[at]} {keys[at + 1]}" in known.openings:
            phrase_until = at + _phrase(keys[at : at + LONGEST_PHRASE], known)
        before = parts[-1] if parts else None
        if at < phrase_until or (written != bare and _is_shop(written, keys[at], before, known)):
            kind: Kind = "word"
        else:
            kind = _kind(bare, keys[at], known)
        if kind == "stop" and before and (before.kind == "title" or before.key in NO_PERSON_AFTER):
            continue
        parts.append(NamePart(start, bare, keys[at], _kind_behind(before, kind) if before else kind))
    return parts


def _kind_behind(before: NamePart, kind: Kind) -> Kind:
    """Returns the kind of a part by what stands before it: Mrs Cook, M. Sultana, but Child J."""
    if kind == "initial" and before.key in UNNAMED:
        return "word"
    return "either" if kind == "word" and (before.kind == "initial" or before.key in TITLES_OF_ANYBODY) else kind


def _is_shop(possessive: str, key: str, before: NamePart | None, known: Lexicon) -> bool:
    """Says whether a possessive, of the word with this key, names a thing, McDonald's, and not behind a name."""
    if folded(possessive) not in known.terms or key in known.common_first_names:
        return False
    return not before or before.kind not in (*NAME_KINDS, "initial")


def _phrase(keys: Sequence[str], known: Lexicon) -> int:
    """Returns of how many words the longest phrase of a published list is that begins here; none is 0."""
    return next((length for length in range(len(keys), 1, -1) if " ".join(keys[:length]) in known.phrases), 0)


def unpossessed(word: str) -> str:
    """Returns the word without what makes it a possessive."""
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
    if key in NO_PERSON_AFTER or (key in KIN and not word.isupper()):
        return "word"
    if known.is_word(word, key):
        return "either" if known.is_name(key) else "joiner" if key in JOINERS else "word"
    if "-" in word:
        return _kind_with_hyphens([piece for piece in word.split("-") if piece], known)
    if key in known.first_names:
        return "first name"
    if key in JOINERS:
        return "joiner"
    return "either" if _is_acronym(word, key, known) or key in known.medicine else "unknown"


def _is_acronym(word: str, key: str, known: Lexicon) -> bool:
    """Says whether a word in capitals is more likely an abbreviation: CAMHS, UK, but not KHAN."""
    names = known.family_names if len(word) > SHORT_ACRONYM else known.common_family_names
    return word.isupper() and word.isascii() and len(word) <= LONGEST_ACRONYM and key not in names


def _kind_with_hyphens(pieces: Sequence[str], known: Lexicon) -> Kind:
    keys = [folded(piece) for piece in pieces]
    if " ".join(keys) in known.phrases:
        return "word"
    if any(key in known.medicine and not known.is_name(key) for key in keys):
        return "either"
    kinds = [_kind_of_word(piece, key, known) for piece, key in zip(pieces, keys, strict=True)]
    order: tuple[Kind, ...] = ("word", "first name", "unknown", "either")
    return next((kind for kind in order if kind in kinds), "joiner")


def groups_of(parts: Sequence[NamePart], known: Lexicon) -> Iterator[tuple[int, int]]:
    """Yields where words stand in a row none of which is a word alone. A comma parts them, but for a family name and
    the first name after it."""
    first = 0
    for at in range(len(parts) + 1):
        if at < len(parts) and parts[at].kind not in _ENDS and not _parts_two(parts, at, known):
            continue
        if first < at:
            yield first, at
        first = at + 1


def _parts_two(parts: Sequence[NamePart], at: int, known: Lexicon) -> bool:
    """Says whether a comma stands between two things, and not within one name: Wróbel, Łukasz."""
    if parts[at].kind != "comma":
        return False
    around = [parts[other].kind for other in (at - 2, at + 2) if 0 <= other < len(parts)]
    before, behind = parts[at - 1], parts[at + 1]
    is_common = before.key in known.common_family_names and before.key not in known.terms
    is_family_name = before.kind in NAME_KINDS or (before.kind == "either" and is_common)
    return "comma" in around or not is_family_name or behind.kind not in (*NAME_KINDS, "initial")
