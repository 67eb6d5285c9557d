"""Names are found by what words can be. A capitalised word that is neither English nor a term of this work is as likely
a name from anywhere in the world, so that no list has to hold the names of every community."""

import re
from collections.abc import Callable, Iterator, Sequence

from safeguarding.personal_data.lexicon import Lexicon, folded, lexicon
from safeguarding.personal_data.name_parts import (
    APOSTROPHE,
    AROUND,
    BETWEEN,
    KIN,
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
from safeguarding.personal_data.single_words import is_name_there
from safeguarding.personal_data.surroundings import (
    KIN_BEFORE,
    NOT_NAMED,
    PERSON_AFTER,
    PERSON_BEFORE,
    TIMES,
    Surroundings,
    around,
    word_before,
    word_ending,
)
from safeguarding.personal_data.things import is_of_a_place_or_sign, is_thing, what_follows

Span = tuple[int, int]
SHORTEST_IN_CAPITALS = 4
CALLED = tuple(f"{words} " for words in AROUND["called"])
BEHIND_KIN = tuple(f"{kin} " for kin in KIN_BEFORE)
NO_FIRST_NAME = NOT_NAMED | NO_PERSON_AFTER | words_around("of_a_place_or_thing")

_OTHER_SCRIPT = re.compile(rf"[^\W\d_{LETTER}ªº]{{2,}}(?:[ \-][^\W\d_{LETTER}ªº]{{2,}})*")
_LAST_LATIN_OF_EUROPE = "\u024f"
_SMALL_PAIR = re.compile(rf"(?<![\w{APOSTROPHE}\-@./])([{LETTER}]{{3,}}+) (?=([{LETTER}\-]{{2,}}+)(?![\w@]))")
_OWNED = re.compile(rf"[{APOSTROPHE}]s (\w+)")
_WORD = re.compile(r"\w+")
_MIXED = re.compile(rf"(?<!\bMc)(?<!\bMac)(?<=[{LETTER}])[{UPPER}]")


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
    for begun in RUN.finditer(text):
        match = _behind_its_word(text, begun) if _goes_on(text, begun.start()) else begun
        if not match:
            continue
        if (small := match[0].lower()) in known.english and not known.is_name(small):
            if _is_given_to_kin(text, match.start(), match.end(), known):
                yield match.span()
            continue
        parts = parts_of(match[0], match.start(), known)
        for first, last in groups_of(parts, known):
            group, before = parts[first:last], parts[first - 1] if first else None
            after = what_follows(parts, last, known)
            if before and (before.kind == "title" or _is_first_name_before(text, parts, first, last, known)):
                yield before.start, group[-1].end
            elif _is_person(text, group, after, known) and not is_of_a_place_or_sign(text, before, group[-1], known):
                yield group[0].start, group[-1].end


def _is_given_to_kin(text: str, start: int, end: int, known: Lexicon) -> bool:
    """Says whether a word that nobody in the lists bears stands as the name of kin: her brother Endurance was there."""
    if not text.endswith(BEHIND_KIN, 0, start) or word_before(text, start) not in KIN_BEFORE:
        return False
    word = text[start:end].lower()
    if not text[start + 1 : end].islower():
        return False
    is_name = word not in NOT_NAMED and word not in known.followers and word not in known.terms
    return is_name and around(text, start, end).followed_by in PERSON_BEFORE


def _is_first_name_before(text: str, parts: Sequence[NamePart], first: int, last: int, known: Lexicon) -> bool:
    """Says whether an everyday word begins a name that ends in one that is no word: Innocent Anyanwu."""
    word, name = parts[first - 1], parts[first]
    if name.kind != "unknown" or first + 1 < last or last < len(parts):
        return False
    begins = (first == 1 or parts[first - 2].kind in ("stop", "comma")) and text[word.end] not in APOSTROPHE
    if not begins or word.kind != "word" or word.is_capitals or word.key not in known.english:
        return False
    if word.key in NO_FIRST_NAME or word.key in known.followers:
        return False
    beside = around(text, word.start, name.end)
    is_person = beside.is_of_a_person or beside.is_of_a_speaker or beside.led_by in (*PERSON_AFTER, "about")
    return is_person and not is_thing(text, (name,), beside, known)


def _behind_its_word(text: str, run: re.Match[str]) -> re.Match[str] | None:
    """Returns what is left of a run that begins within a word, as behind the digits of a postcode, from its next word
    on."""
    within = _WORD.match(text, run.start())
    return RUN.search(text, within.end(), run.end()) if within else None


def _goes_on(text: str, at: int) -> bool:
    """Says whether a word has begun before this place."""
    before = at - 2 if at > 1 and text[at - 1] in APOSTROPHE else at - 1
    return at > 0 and text[before].isalnum()


def _is_person(text: str, group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    by_its_words = _is_name(group, after, known) or _is_called(text, group[0], after, known)
    if not by_its_words and not _may_be_name_in_sentence(group, after, known):
        return False
    beside = around(text, group[0].start, group[-1].end)
    return (by_its_words or _is_name_there(text, group, beside, known)) and not is_thing(text, group, beside, known)


def _is_name_there(text: str, group: Sequence[NamePart], beside: Surroundings, known: Lexicon) -> bool:
    if len(group) == 1:
        return is_name_there(text, group[0], beside, known)
    if beside.is_beside_a_role or beside.led_by in PERSON_AFTER:
        return True
    return group[0].kind != "initial" and (beside.is_of_a_person or beside.is_of_a_speaker)


def _is_name(group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    words = [part for part in group if part.kind not in BETWEEN]
    if not words or after in known.followers:
        return False
    if len(words) == 1:
        return _is_name_alone(words[0], group, known)
    first, last = words[0], words[-1]
    if words[2:] and first.kind != "first name" and any(part.key in known.followers for part in words[1:-1]):
        return False
    if last.key in known.followers and not (first.kind == "first name" and last.key in known.names_that_follow):
        return False
    is_common = not after.isalpha() and _is_common_name(first, last, known)
    return is_common or any(part.kind in NAME_KINDS for part in words)


def _is_name_alone(word: NamePart, group: Sequence[NamePart], known: Lexicon) -> bool:
    if any(part.kind == "initial" for part in group):
        is_common = word.key in known.common_family_names and word.key not in known.never_people
        is_either = is_common or word.key in known.names_of_ideas or word.key in known.syllables
        return word.kind in NAME_KINDS or is_either
    is_acronym = word.is_capitals and (
        len(word.bare) < SHORTEST_IN_CAPITALS or word.key not in known.common_first_names
    )
    return word.kind == "first name" and not is_acronym


def _may_be_name_in_sentence(group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    """Says whether the words around can make a name of these. What goes on in capitals is the name of something:
    Brigstock Medical Practice."""
    if len(group) > 1:
        return group[0].kind == "initial" or _may_be_two_names(group, after, known)
    (word,) = group
    if word.kind == "either":
        is_time = word.key in known.never_people and word.key not in TIMES
        return not is_time and not after.isalpha() and known.is_name(word.key)
    return not after.isalpha() and word.kind == "unknown" and not _MIXED.search(word.bare)


def _may_be_two_names(group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    """Says whether words that are seldom met as such may be a first and a family name."""
    first, last = group[0], group[-1]
    if first is not group[-2] or after or {first.key, last.key} & NOT_NAMED:
        return False
    if last.key in known.followers - known.names_that_follow:
        return False
    is_pair = first.key in known.first_names and last.key in known.family_names
    return is_pair and first.key not in known.terms and last.key not in known.terms


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
    is_first_name = word.key in known.common_first_names or word.key in known.names_of_ideas
    return word.kind in NAME_KINDS or (not after and is_first_name and word.key not in known.terms)


def _in_small_letters(text: str, known: Lexicon) -> Iterator[Span]:
    """Yields a first name that is no word, with what may be the family name after it, typed in small letters; and
    one alone that does what people do."""
    if known.first_names.isdisjoint(text.replace("(", " ").replace("'", " ").replace("\u2019", " ").split()):
        return
    for match in _OWNED.finditer(text):
        owner = word_ending(text, match.start()) if match[1] in KIN else ""
        if owner in known.first_names_in_use and not known.is_word(owner, owner):
            yield match.start() - len(owner), match.start()
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
