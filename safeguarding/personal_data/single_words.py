"""A single word is a name, or none, by where it stands in its sentence."""

from safeguarding.personal_data.lexicon import Lexicon, folded
from safeguarding.personal_data.name_parts import KIN, NamePart, words_around
from safeguarding.personal_data.surroundings import (
    ARTICLES,
    ASKING,
    NOT_NAMED,
    ONLY_PERSON_AFTER,
    PEOPLE,
    PERSON_AFTER,
    PERSON_BEFORE,
    Surroundings,
    joined_to,
)

BEFORE_A_NAME = KIN | ASKING | ONLY_PERSON_AFTER
DESCRIBING = words_around("describing")


def is_name_there(text: str, word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    """Says whether one word is a name by where it stands. One that is unknown is as likely a first name as those that
    are listed, where a person is spoken of: told by Oluwakemi. One that is English too is a name where its capital
    does not begin a sentence: told by Grace; and one that is a place too, where only a person can stand: with
    Chelsea."""
    is_place_or_institution = beside.is_of_a_place or beside.is_of_an_institution
    if is_place_or_institution or beside.is_of_a_thing_taken or beside.is_of_a_thing_used or beside.is_owned:
        return False
    if beside.followed_by in known.followers and not beside.is_possessive:
        return False
    if word.kind == "either":
        return _is_word_as_name(word, beside, known)
    return _is_unknown_as_name(text, word, beside, known)


def _is_unknown_as_name(text: str, word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    if beside.is_of_a_family or beside.is_of_an_owner or beside.is_surely_of_a_person:
        return True
    if beside.is_of_several and word.key[-1] == "s":
        return not known.is_word(word.bare[:-1], word.key[:-1])
    if beside.is_of_a_speaker:
        return True
    if beside.led_by in ("and", "or"):
        return _is_joined_to_a_person(text, word, beside, known)
    return beside.led_by.lower() not in ARTICLES and (beside.is_of_a_person or beside.is_after_a_person_word)


def _is_word_as_name(word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    key = word.key
    if key in known.never_people:
        return beside.is_of_a_person_not_a_time(key)
    if key in NOT_NAMED:
        return False
    if _is_family_name(key, beside, known):
        return True
    if key in known.terms and beside.led_by != "of":
        return beside.is_of_a_person and key in known.first_names_in_use
    if beside.is_surely_of_a_person:
        return key not in known.followers
    return key not in known.followers and key not in known.terms and _is_first_name(key, beside, known)


def _is_first_name(key: str, beside: Surroundings, known: Lexicon) -> bool:
    does_or_has = beside.is_of_a_speaker or beside.is_of_somebody_doing or beside.is_of_an_owner
    is_surely_person = does_or_has or beside.is_beside_a_role
    is_no_beginning = beside.led_by.islower() or beside.led_by.lower() in BEFORE_A_NAME
    if not (is_no_beginning or is_surely_person) or beside.is_of_a_thing:
        return False
    if is_surely_person or (beside.is_of_a_person and beside.is_whole):
        return key in known.common_first_names or key in known.names_of_ideas or key in known.syllables
    return key in known.first_names_in_use or key in known.names_of_ideas or key in known.syllables


def _is_family_name(key: str, beside: Surroundings, known: Lexicon) -> bool:
    if beside.is_of_a_family_name and key in known.common_family_names:
        return True
    if beside.is_of_a_family:
        return _is_of_that_name(key, beside, known)
    is_seldom_word = key in known.names_seldom_words and key not in known.terms and key not in known.followers
    return is_seldom_word and beside.is_of_a_speaker


def _is_of_that_name(key: str, beside: Surroundings, known: Lexicon) -> bool:
    """Says whether a word before "family" is its name: the Tan family, Khan children; but not the Foster family."""
    if key in known.terms or key in DESCRIBING or key in known.followers - known.names_that_follow:
        return False
    is_the_one = beside.led_by.lower() in ("the", "both") and key in known.common_family_names
    return is_the_one or key in known.names_seldom_words


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
