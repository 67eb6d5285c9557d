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
)
from safeguarding.personal_data.surroundings import (
    ARTICLES,
    KIN,
    NOT_NAMED,
    PEOPLE,
    PERSON_AFTER,
    PERSON_BEFORE,
    Surroundings,
    around,
    is_named_after,
    joined_to,
    word_ending,
)

Span = tuple[int, int]
SHORTEST_IN_CAPITALS = 4
CALLED = tuple(f"{words} " for words in AROUND["called"])

_OTHER_SCRIPT = re.compile(rf"[^\W\d_{LETTER}ªº]{{2,}}(?:[ \-][^\W\d_{LETTER}ªº]{{2,}})*")
_LAST_LATIN_OF_EUROPE = "\u024f"
_SMALL_PAIR = re.compile(rf"(?<![\w{APOSTROPHE}\-@./])([{LETTER}]{{3,}}+) (?=([{LETTER}\-]{{2,}}+)(?![\w@]))")
_OWNED = re.compile(rf"[{APOSTROPHE}]s (\w+)")
_MIXED = re.compile(rf"[{LETTER}][{UPPER}]")


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
            if last - first == 1 and _begins_a_title(parts[first:], known):
                continue
            if before and before.kind == "title":
                yield before.start, group[-1].end
            elif not (before and before.key in NO_PERSON_AFTER) and _is_person(text, group, after, known):
                yield group[0].start, group[-1].end


def _begins_a_title(parts: Sequence[NamePart], known: Lexicon) -> bool:
    """Says whether words in capitals go on to that of an institution: Cassandra Learning Centre."""
    is_run = len(parts) > 2 and all(part.kind == "word" for part in parts[1:])  # noqa: PLR2004 - a run is of three words or more
    return is_run and parts[-1].key in known.followers and not parts[0].is_capitals


def _goes_on(text: str, at: int) -> bool:
    """Says whether a word has begun before this place."""
    before = at - 2 if at > 1 and text[at - 1] in APOSTROPHE else at - 1
    return at > 0 and text[before].isalnum()


def _is_person(text: str, group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    by_its_words = _is_name(group, after, known) or _is_called(text, group[0], after, known)
    if not by_its_words and not _may_be_name_in_sentence(group, after, known):
        return False
    beside = around(text, group[0].start, group[-1].end)
    return (by_its_words or _is_name_in_sentence(text, group, beside, known)) and not _is_something_else(
        text, group, beside, known
    )


def _is_something_else(text: str, group: Sequence[NamePart], beside: Surroundings, known: Lexicon) -> bool:
    """Says whether what could be a name is that of a condition, an institution, a place or a time where it stands."""
    if beside.is_before_its_kind or beside.is_of_a_kind or is_named_after(text, group[0].start):
        return True
    if len(group) > 1:
        return False
    key = group[0].key
    return beside.is_of_a_time(key) or (beside.is_only_of_a_place and key in known.also_places)


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


def _may_be_name_in_sentence(group: Sequence[NamePart], after: str, known: Lexicon) -> bool:
    """Says whether the words around can make a name of these. What goes on in capitals is the name of something:
    Brigstock Medical Practice."""
    if len(group) > 1:
        return group[0].kind == "initial"
    (word,) = group
    if word.kind == "either":
        may_be_name = word.key in known.common_first_names or word.key in known.common_family_names
        return not after.isalpha() and (may_be_name or word.key in known.syllables)
    return not after.isalpha() and word.kind == "unknown" and not _MIXED.search(word.bare)


def _is_name_in_sentence(text: str, group: Sequence[NamePart], beside: Surroundings, known: Lexicon) -> bool:
    """Says whether one word is a name by where it stands. One that is unknown is as likely a first name as those that
    are listed, where a person is spoken of: told by Oluwakemi. One that is English too is a name where its capital
    does not begin a sentence: told by Grace; and one that is a place too, where only a person can stand: with
    Chelsea."""
    if len(group) > 1:
        return beside.led_by in PERSON_AFTER
    (word,) = group
    if beside.is_of_a_thing_taken or beside.is_of_a_place:
        return False
    if beside.followed_by in known.followers and not beside.is_possessive:
        return False
    if word.kind == "either":
        return _is_word_as_name(word, beside, known)
    return _is_unknown_as_name(text, word, beside, known)


def _is_unknown_as_name(text: str, word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    if beside.is_of_a_family or beside.is_of_an_owner:
        return True
    if beside.led_by in ("and", "or"):
        return _is_joined_to_a_person(text, word, beside, known)
    return beside.led_by.lower() not in ARTICLES and (beside.is_of_a_person or beside.led_by in PERSON_AFTER)


def _is_word_as_name(word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    is_person = beside.is_of_a_person
    if word.key in known.never_people:
        return beside.is_of_a_person_not_a_time(word.key)
    if word.key in known.common_family_names and word.key not in NOT_NAMED and beside.is_of_a_family_name:
        return True
    if word.key in known.terms:
        return is_person and word.key in known.first_names_in_use
    if not (beside.led_by.islower() or beside.is_of_an_owner or beside.is_of_a_speaker) or beside.is_of_a_thing:
        return False
    is_surely_person = beside.is_of_a_speaker or (is_person and beside.is_whole)
    first_names = known.common_first_names if is_surely_person else known.first_names_in_use
    return word.key in first_names or word.key in known.syllables


def _is_joined_to_a_person(text: str, word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    """Says whether a word is joined to what a person is called, for it is of the same kind: mother and Zbigniew, but
    not Twi and Fante."""
    other, before_that = joined_to(text, word.start)
    if other.lower() in PEOPLE or other.lower() in KIN:
        return True
    if not other or other.islower():
        return beside.followed_by in PERSON_BEFORE
    key = folded(other)
    is_first_name = key in known.first_names_in_use or (key in known.first_names and not known.is_word(other, key))
    is_name = is_first_name and key not in known.terms and key not in known.also_places
    return is_name or before_that.lower() in KIN or (before_that in PERSON_AFTER and not known.is_word(other, key))


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
