"""Names are found by what words can be. A capitalised word that is neither English nor a term of this work is as likely
a name from anywhere in the world, so that no list has to hold the names of every community."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from safeguarding.personal_data.lexicon import Lexicon, folded, lexicon

Span = tuple[int, int]
LONGEST_ACRONYM = 5
LONGEST_SMALL_WORD = 12

_LATIN = [chr(code) for code in range(0x41, 0x1F00) if unicodedata.name(chr(code), "").startswith("LATIN ")]
_UPPER = "".join(letter for letter in _LATIN if letter.isupper())
_LETTER = "".join(letter for letter in _LATIN if letter.isalpha())
_APOSTROPHE = "'\u2019\u02bb\u02bc"
_JOINERS = frozenset(
    [
        *(
            "al",
            "ap",
            "bin",
            "bint",
            "da",
            "das",
            "de",
            "del",
            "della",
            "den",
            "der",
            "di",
            "do",
            "dos",
            "du",
            "e",
            "el",
        ),
        *("ibn", "ka", "la", "le", "ter", "ul", "ur", "van", "von", "y"),
    ]
)
"""These small words stand between the parts of a name."""
_JOINER = f"(?:{'|'.join(sorted(_JOINERS))})"
_INITIALS = rf"(?:[{_UPPER}]\.){{1,4}}"
_WORD = rf"[{_UPPER}][{_LETTER}]*(?:[{_APOSTROPHE}\-][{_LETTER}]+)*"
_ONE = rf"(?:(?:{_INITIALS} ?){{1,4}}(?:{_JOINER} ){{0,2}})?{_WORD}"
_RUN = re.compile(rf"{_ONE}(?:(?: {_JOINER}){{0,2}}[.,]? {{1,2}}{_ONE})*(?: {_INITIALS})?")
_PART = re.compile(rf"{_INITIALS}|[{_LETTER}{_APOSTROPHE}\-]+|[.,]")
_OTHER_SCRIPT = re.compile(rf"[^\W\d_{_LETTER}ªº]{{2,}}(?:[ \-][^\W\d_{_LETTER}ªº]{{2,}})*")
_LAST_LATIN_OF_EUROPE = "\u024f"
_SMALL_PAIR = re.compile(rf"(?<![\w{_APOSTROPHE}\-@./])([{_LETTER}]{{3,}}+) (?=([{_LETTER}\-]{{2,}}+)(?![\w@]))")
LONGEST_PHRASE = 6
_MIXED = re.compile(rf"[{_LETTER}][{_UPPER}]")
_WORD_BEFORE = re.compile(r"(\w+) $")
_WORD_BEHIND = re.compile(r" (\w+)")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHE}]s?$")

_TITLES_OF_ANYBODY = frozenset({"mr", "mrs", "ms", "mx"})
_TITLES = (
    _TITLES_OF_ANYBODY
    | {"dr", "prof", "professor", "rev", "miss", "master", "pc", "dc", "ds", "di"}
    | {
        "aunt",
        "auntie",
        "uncle",
    }
)
_CALLED = ("named ", "called ", "name is ", "name was ", "known as ", "nicknamed ", "aka ")
_PLACE_AFTER = frozenset({"at", "in", "near"})
_PERSON_AFTER = frozenset(
    [
        *("and", "asked", "because", "by", "for", "from", "how", "if", "is", "of", "than", "that", "to", "told", "was"),
        *("when", "where", "whether", "while", "with", "without"),
    ]
)
_PERSON_BEFORE = frozenset(
    [
        *("alleged", "asked", "attended", "became", "called", "came", "collected", "denied", "denies", "described"),
        *(
            "did",
            "died",
            "disclosed",
            "does",
            "explained",
            "fell",
            "felt",
            "found",
            "gave",
            "goes",
            "had",
            "has",
            "hid",
        ),
        *("hit", "knew", "left", "lived", "lives", "moved", "presented", "ran", "refused", "reported", "returned"),
        *("said", "saw", "says", "sent", "shared", "slept", "spoke", "stated", "states", "stayed", "took", "told"),
        *("wanted", "was", "went", "who", "will", "woke", "would", "wrote"),
    ]
)
_THING_AFTER = frozenset(
    [
        *("a", "an", "any", "each", "every", "her", "his", "my", "no", "of", "our", "some", "that", "the", "their"),
        *("these", "this", "those", "your"),
    ]
)
_NO_PERSON_AFTER = frozenset(
    {"cape", "fort", "isle", "lake", "loch", "mount", "op", "operation", "port", "project", "river", "saint", "st"}
)


_Kind = Literal["first name", "unknown", "either", "word", "title", "stop", "comma", "initial", "joiner"]
"""The kind of a part says what it may be; "either" is a name and a word."""
_NAMES: frozenset[_Kind] = frozenset({"first name", "unknown"})
_ENDS: frozenset[_Kind] = frozenset({"word", "title", "stop"})
_BETWEEN: frozenset[_Kind] = frozenset({"initial", "joiner", "comma"})
_MARKS: Mapping[str, _Kind] = {".": "stop", ",": "comma"}


class _Part(NamedTuple):
    """A part is one word of a run of capitalised words. ``bare`` is its word without what makes it a possessive, and
    ``key`` that word folded."""

    start: int
    bare: str
    key: str
    kind: _Kind

    @property
    def end(self) -> int:
        return self.start + len(self.bare)

    @property
    def is_capitals(self) -> bool:
        return len(self.bare) > 1 and self.bare.isupper()


def names(text: str) -> Iterator[Span]:
    """Yields where a person may be named, each place once, in order."""
    if " " not in text and text.islower():
        # Most of what is typed into the chat is such a word, a command: the lexicon need not be read for it.
        return
    known = lexicon()
    found = [*_in_runs(text, known), *_in_small_letters(text, known)]
    if max(text, default="") > _LAST_LATIN_OF_EUROPE:
        found += [match.span() for match in _OTHER_SCRIPT.finditer(text)]
    end = 0
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if span[1] > end:
            yield span
            end = span[1]


def _in_runs(text: str, known: Lexicon) -> Iterator[Span]:
    for match in _RUN.finditer(text):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in _APOSTROPHE):
            continue
        if (small := match[0].lower()) in known.english and not known.is_name(small):
            continue
        parts = _parts(match[0], match.start(), known)
        for first, last in _groups(parts):
            group, before = parts[first:last], parts[first - 1] if first else None
            after = parts[last].key if last < len(parts) else ""
            if before and before.kind == "title":
                yield before.start, group[-1].end
            elif not (before and before.key in _NO_PERSON_AFTER) and (
                _is_name(group, after, known)
                or _is_called(text, group[0], after, known)
                or (len(group) == 1 and _is_name_in_sentence(text, group[0], after, known))
            ):
                yield group[0].start, group[-1].end


def _parts(run: str, begin: int, known: Lexicon) -> list[_Part]:
    found = [(match.start() + begin, _bare(match[0])) for match in _PART.finditer(run)]
    keys = [folded(bare) for _, bare in found]
    parts: list[_Part] = []
    phrase_until = 0
    for at, (start, bare) in enumerate(found):
        if at >= phrase_until and keys[at] in known.phrases:
            phrase_until = at + _phrase(keys[at : at + LONGEST_PHRASE], known)
        kind = "word" if at < phrase_until else _kind(bare, keys[at], known)
        if kind == "stop" and parts and parts[-1].kind == "title":
            continue
        if kind == "word" and parts and parts[-1].key in _TITLES_OF_ANYBODY:
            kind = "either"
        parts.append(_Part(start, bare, keys[at], kind))
    return parts


def _phrase(keys: Sequence[str], known: Lexicon) -> int:
    """Returns of how many words the phrase of a published list is that begins here; none is 0."""
    for phrase in known.phrases[keys[0]]:
        if tuple(keys[: len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word) if word[-1] in _APOSTROPHE or word[-2:-1] in _APOSTROPHE else word


def _kind(word: str, key: str, known: Lexicon) -> _Kind:
    if word in _MARKS:
        return _MARKS[word]
    if word in ("A", "I"):
        return "word"
    if word[-1] == "." or len(word) == 1:
        return "initial"
    if word.islower():
        return "joiner"
    if key in _TITLES:
        return "title"
    return _kind_of_word(word, key, known)


def _kind_of_word(word: str, key: str, known: Lexicon) -> _Kind:
    if key in _NO_PERSON_AFTER:
        return "word"
    if known.is_word(word, key):
        return "either" if known.is_name(key) else "joiner" if key in _JOINERS else "word"
    if "-" in word:
        return _of_several([_kind_of_word(piece, folded(piece), known) for piece in word.split("-") if piece])
    if key in known.first_names:
        return "first name"
    if key in _JOINERS:
        return "joiner"
    is_acronym = word.isupper() and word.isascii() and len(word) <= LONGEST_ACRONYM and key not in known.family_names
    return "either" if is_acronym or key in known.medicine else "unknown"


def _of_several(kinds: Sequence[_Kind]) -> _Kind:
    """Returns the kind of a word with hyphens by the kinds of its pieces."""
    order: tuple[_Kind, ...] = ("word", "first name", "unknown", "either")
    return next(kind for kind in order if kind in kinds)


def _groups(parts: Sequence[_Part]) -> Iterator[tuple[int, int]]:
    """Yields where words stand in a row none of which is a word alone. A comma parts them, but for a family name and
    the first name after it."""
    first = 0
    for at in range(len(parts) + 1):
        if at < len(parts) and parts[at].kind not in _ENDS and not _parts_two(parts, at):
            continue
        if first < at:
            yield first, at
        first = at + 1


def _parts_two(parts: Sequence[_Part], at: int) -> bool:
    """Says whether a comma stands between two things, and not within one name: Wróbel, Łukasz."""
    if parts[at].kind != "comma":
        return False
    around = [parts[other].kind for other in (at - 2, at + 2) if 0 <= other < len(parts)]
    return "comma" in around or not {parts[at - 1].kind, parts[at + 1].kind} <= _NAMES


def _is_name(group: Sequence[_Part], after: str, known: Lexicon) -> bool:
    words = [part for part in group if part.kind not in _BETWEEN]
    if not words or after in known.followers:
        return False
    if len(words) == 1:
        return _is_name_alone(words[0], group, known)
    first, last = words[0], words[-1]
    if last.key in known.followers and not (first.kind == "first name" and last.key in known.names_that_follow):
        return False
    return any(part.kind in _NAMES for part in words) or _is_common_name(first, last, known)


def _is_name_alone(word: _Part, group: Sequence[_Part], known: Lexicon) -> bool:
    if any(part.kind == "initial" for part in group):
        return word.kind in _NAMES or word.key in known.common_family_names or word.key in known.syllables
    return word.kind == "first name" and not word.is_capitals


def _is_name_in_sentence(text: str, word: _Part, after: str, known: Lexicon) -> bool:
    """Says whether one word is a name by where it stands. One that is unknown is as likely a first name as those that
    are listed, where a person is spoken of: told by Oluwakemi. One that is English too is a name where its capital
    does not begin a sentence: told by Grace. What goes on in capitals is the name of something: Brigstock Medical
    Practice."""
    before = _WORD_BEFORE.search(text, max(0, word.start - LONGEST_SMALL_WORD), word.start)
    behind = _WORD_BEHIND.match(text, word.end)
    led_by, followed_by = before[1] if before else "", behind[1] if behind else ""
    if after.isalpha() or led_by.lower() in _PLACE_AFTER or followed_by in known.followers:
        return False
    if word.kind == "either" and led_by.islower() and led_by not in _THING_AFTER:
        return word.key not in known.terms and (word.key in known.first_names_in_use or word.key in known.syllables)
    if word.kind != "unknown" or _MIXED.search(word.bare):
        return False
    return led_by in _PERSON_AFTER or followed_by in _PERSON_BEFORE


def _is_common_name(first: _Part, last: _Part, known: Lexicon) -> bool:
    """Says whether words that are English too, such as Grace Turner or Hu Fang, make a name in either order."""
    pair = {first.key, last.key}
    return (
        (first.key in known.common_first_names and last.key in known.common_family_names)
        or (first.is_capitals and first.key in known.common_family_names and last.key in known.common_first_names)
        or (pair <= known.syllables and (first.key in known.family_names or last.key in known.family_names))
    )


def _is_called(text: str, word: _Part, after: str, known: Lexicon) -> bool:
    """Says whether the words before introduce a name: a boy called Tariq."""
    if not text.endswith(_CALLED, 0, word.start):
        return False
    return word.kind in _NAMES or (not after and word.key in known.common_first_names - known.terms)


def _in_small_letters(text: str, known: Lexicon) -> Iterator[Span]:
    """Yields a first name that is no word, with what may be the family name after it, typed in small letters."""
    if known.first_names.isdisjoint(text.replace("(", " ").split()):
        return
    for match in _SMALL_PAIR.finditer(text):
        first, last = match[1], match[2]
        is_first_name = first in known.first_names and not known.is_word(first, first)
        if is_first_name and last.islower() and _may_be_family_name(last, known):
            yield match.start(), match.end(2)


def _may_be_family_name(word: str, known: Lexicon) -> bool:
    return not known.is_word(word, folded(word)) or folded(word) in known.common_family_names
