"""Names are found by what words can be. A capitalised word that is neither English nor a term of this work is as likely
a name from anywhere in the world, so that no list has to hold the names of every community."""

import re
from collections.abc import Callable, Iterator, Sequence

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
SHORTEST_IN_CAPITALS = 4
CALLED = tuple(f"{words} " for words in AROUND["called"])
PLACE_AFTER, THING_AFTER = words_around("place_after"), words_around("thing_after")
SMALL_WORDS = words_around("small_words")
NO_PLACE_AFTER = words_around("no_place_after")
CONDITIONS = words_around("conditions")
PERSON_AFTER, PERSON_BEFORE = words_around("person_after"), words_around("person_before")

_OTHER_SCRIPT = re.compile(rf"[^\W\d_{LETTER}ªº]{{2,}}(?:[ \-][^\W\d_{LETTER}ªº]{{2,}})*")
_LAST_LATIN_OF_EUROPE = "\u024f"
_SMALL_PAIR = re.compile(rf"(?<![\w{APOSTROPHE}\-@./])([{LETTER}]{{3,}}+) (?=([{LETTER}\-]{{2,}}+)(?![\w@]))")
_MIXED = re.compile(rf"[{LETTER}][{UPPER}]")
_WORD_BEFORE = re.compile(rf"([\w{APOSTROPHE}]+) $")
_WORD_BEHIND = re.compile(rf"(?:[{APOSTROPHE}]s?)? (\w+)")


def names(text: str, read: Callable[[], Lexicon] = lexicon) -> Iterator[Span]:
    """Yields where a person may be named, each place once, in order. The lexicon is read when it is needed."""
    if " " not in text and text.islower():
        # Most of what is typed into the chat is such a word, a command: the lexicon need not be read for it.
        return
    known = read()
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
        if _goes_on(text, match.start()):
            continue
        if (small := match[0].lower()) in known.english and not known.is_name(small):
            continue
        parts = parts_of(match[0], match.start(), known)
        for first, last in groups_of(parts, known):
            group, before = parts[first:last], parts[first - 1] if first else None
            after = parts[last].key if last < len(parts) else ""
            if before and before.kind == "title":
                yield before.start, group[-1].end
            elif not (before and before.key in NO_PERSON_AFTER) and _is_person(text, group, after, known):
                yield group[0].start, group[-1].end


def _goes_on(text: str, at: int) -> bool:
    """Says whether a word has begun before this place."""
    before = at - 2 if at > 1 and text[at - 1] in APOSTROPHE else at - 1
    return at > 0 and text[before].isalnum()


def _is_person(text: str, group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    return (
        _is_name(group, after, known)
        or _is_called(text, group[0], after, known)
        or (len(group) == 1 and _is_name_in_sentence(text, group[0], after, known))
        or (len(group) > 1 and group[0].kind == "initial" and _led_by(text, group[0]) in PERSON_AFTER)
    ) and not _is_condition(text, group[-1])


def _is_condition(text: str, last: NamePart) -> bool:
    behind = _WORD_BEHIND.match(text, last.end)
    return behind is not None and behind[1] in CONDITIONS


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
        is_common = word.key in known.common_family_names and word.key not in known.never_people
        return word.kind in NAME_KINDS or is_common or word.key in known.syllables
    is_acronym = word.is_capitals and (
        len(word.bare) < SHORTEST_IN_CAPITALS or word.key not in known.common_first_names
    )
    return word.kind == "first name" and not is_acronym


def _is_name_in_sentence(text: str, word: NamePart, after: str, known: Lexicon) -> bool:
    """Says whether one word is a name by where it stands. One that is unknown is as likely a first name as those that
    are listed, where a person is spoken of: told by Oluwakemi. One that is English too is a name where its capital
    does not begin a sentence: told by Grace; and one that is a place too, where only a person can stand: with Chelsea.
    What goes on in capitals is the name of something: Brigstock Medical Practice."""
    behind = _WORD_BEHIND.match(text, word.end)
    led_by, followed_by = _led_by(text, word), behind[1] if behind else ""
    if after.isalpha() or led_by.lower() in PLACE_AFTER or followed_by in known.followers:
        return False
    is_person = led_by in NO_PLACE_AFTER or followed_by in PERSON_BEFORE
    if word.kind == "either" and word.key in known.terms:
        return is_person and word.key in known.first_names_in_use and word.key not in known.never_people
    is_thing = led_by in THING_AFTER or (led_by == "that" and not is_person)
    if word.kind == "either" and led_by.islower() and not is_thing:
        is_whole = not followed_by or followed_by in PERSON_BEFORE or followed_by in SMALL_WORDS
        first_names = known.common_first_names if is_person and is_whole else known.first_names_in_use
        return word.key in first_names or word.key in known.syllables
    if word.kind != "unknown" or _MIXED.search(word.bare):
        return False
    return led_by in PERSON_AFTER or followed_by in PERSON_BEFORE


def _led_by(text: str, part: NamePart) -> str:
    """Returns the word before a part."""
    before = _WORD_BEFORE.search(text, max(0, part.start - LONGEST_SMALL_WORD), part.start)
    return before[1] if before else ""


def _is_common_name(first: NamePart, last: NamePart, known: Lexicon) -> bool:
    """Says whether words that are English too, such as Grace Turner or Hu Fang, make a name in either order."""
    pair = {first.key, last.key}
    if first.key in known.never_people:
        return False
    return (
        (first.key in known.common_first_names and last.key in known.common_family_names)
        or (first.is_capitals and first.key in known.common_family_names and last.key in known.common_first_names)
        or (pair <= known.syllables and (first.key in known.family_names or last.key in known.family_names))
    )


def _is_called(text: str, word: NamePart, after: str, known: Lexicon) -> bool:
    """Says whether the words before introduce a name: a boy called Tariq."""
    if not text.endswith(CALLED, 0, word.start):
        return False
    return word.kind in NAME_KINDS or (
        not after and word.key in known.common_first_names and word.key not in known.terms
    )


def _in_small_letters(text: str, known: Lexicon) -> Iterator[Span]:
    """Yields a first name that is no word, with what may be the family name after it, typed in small letters; and
    one alone that does what people do."""
    if known.first_names.isdisjoint(text.replace("(", " ").split()):
        return
    for match in _SMALL_PAIR.finditer(text):
        first, last = match[1], match[2]
        if first not in known.first_names or known.is_word(first, first):
            continue
        if last.islower() and _may_be_family_name(last, known):
            yield match.start(), match.end(2)
        elif last in PERSON_BEFORE and first in known.first_names_in_use:
            yield match.span(1)


def _may_be_family_name(word: str, known: Lexicon) -> bool:
    return not known.is_word(word, folded(word)) or folded(word) in known.common_family_names
