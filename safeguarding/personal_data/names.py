"""Names are found by what words can be. A capitalised word that is neither English nor a term of this work is as likely
a name from anywhere in the world, so that no list has to hold the names of every community."""

import re
from collections.abc import Iterator, Sequence

from safeguarding.personal_data.lexicon import Lexicon, folded, lexicon
from safeguarding.personal_data.name_parts import (
    APOSTROPHE,
    AROUND,
    BETWEEN,
    LETTER,
    NAME_KINDS,
    NO_PERSON_AFTER,
    RUN,
    UPPER,
    NamePart,
    groups_of,
    parts_of,
    words_around,
)

Span = tuple[int, int]
LONGEST_SMALL_WORD = 12
CALLED = tuple(f"{words} " for words in AROUND["called"])
PLACE_AFTER, THING_AFTER = words_around("place_after"), words_around("thing_after")
PERSON_AFTER, PERSON_BEFORE = words_around("person_after"), words_around("person_before")

_OTHER_SCRIPT = re.compile(rf"[^\W\d_{LETTER}ªº]{{2,}}(?:[ \-][^\W\d_{LETTER}ªº]{{2,}})*")
_LAST_LATIN_OF_EUROPE = "\u024f"
_SMALL_PAIR = re.compile(rf"(?<![\w{APOSTROPHE}\-@./])([{LETTER}]{{3,}}+) (?=([{LETTER}\-]{{2,}}+)(?![\w@]))")
_MIXED = re.compile(rf"[{LETTER}][{UPPER}]")
_WORD_BEFORE = re.compile(r"(\w+) $")
_WORD_BEHIND = re.compile(r" (\w+)")


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
    for match in RUN.finditer(text):
        if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in APOSTROPHE):
            continue
        if (small := match[0].lower()) in known.english and not known.is_name(small):
            continue
        parts = parts_of(match[0], match.start(), known)
        for first, last in groups_of(parts):
            group, before = parts[first:last], parts[first - 1] if first else None
            after = parts[last].key if last < len(parts) else ""
            if before and before.kind == "title":
                yield before.start, group[-1].end
            elif not (before and before.key in NO_PERSON_AFTER) and (
                _is_name(group, after, known)
                or _is_called(text, group[0], after, known)
                or (len(group) == 1 and _is_name_in_sentence(text, group[0], after, known))
            ):
                yield group[0].start, group[-1].end


def _is_name(group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    words = [part for part in group if part.kind not in BETWEEN]
    if not words or after in known.followers:
        return False
    if len(words) == 1:
        return _is_name_alone(words[0], group, known)
    first, last = words[0], words[-1]
    if last.key in known.followers and not (first.kind == "first name" and last.key in known.names_that_follow):
        return False
    return any(part.kind in NAME_KINDS for part in words) or _is_common_name(first, last, known)


def _is_name_alone(word: NamePart, group: Sequence[NamePart], known: Lexicon) -> bool:
    if any(part.kind == "initial" for part in group):
        return word.kind in NAME_KINDS or word.key in known.common_family_names or word.key in known.syllables
    return word.kind == "first name" and not word.is_capitals


def _is_name_in_sentence(text: str, word: NamePart, after: str, known: Lexicon) -> bool:
    """Says whether one word is a name by where it stands. One that is unknown is as likely a first name as those that
    are listed, where a person is spoken of: told by Oluwakemi. One that is English too is a name where its capital
    does not begin a sentence: told by Grace. What goes on in capitals is the name of something: Brigstock Medical
    Practice."""
    before = _WORD_BEFORE.search(text, max(0, word.start - LONGEST_SMALL_WORD), word.start)
    behind = _WORD_BEHIND.match(text, word.end)
    led_by, followed_by = before[1] if before else "", behind[1] if behind else ""
    if after.isalpha() or led_by.lower() in PLACE_AFTER or followed_by in known.followers:
        return False
    if word.kind == "either" and led_by.islower() and led_by not in THING_AFTER:
        return word.key not in known.terms and (word.key in known.first_names_in_use or word.key in known.syllables)
    if word.kind != "unknown" or _MIXED.search(word.bare):
        return False
    return led_by in PERSON_AFTER or followed_by in PERSON_BEFORE


def _is_common_name(first: NamePart, last: NamePart, known: Lexicon) -> bool:
    """Says whether words that are English too, such as Grace Turner or Hu Fang, make a name in either order."""
    pair = {first.key, last.key}
    return (
        (first.key in known.common_first_names and last.key in known.common_family_names)
        or (first.is_capitals and first.key in known.common_family_names and last.key in known.common_first_names)
        or (pair <= known.syllables and (first.key in known.family_names or last.key in known.family_names))
    )


def _is_called(text: str, word: NamePart, after: str, known: Lexicon) -> bool:
    """Says whether the words before introduce a name: a boy called Tariq."""
    if not text.endswith(CALLED, 0, word.start):
        return False
    return word.kind in NAME_KINDS or (not after and word.key in known.common_first_names - known.terms)


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
