"""The words around a name tell whether a person is spoken of, a place, or a thing."""

import re
from typing import NamedTuple

from safeguarding.personal_data.name_parts import APOSTROPHE, words_around

LONGEST_BEFORE = 30
CONDITIONS, THINGS_BEHIND = words_around("conditions"), words_around("things_behind")
GIVERS, INSTITUTIONS = words_around("givers"), words_around("institutions")
PLACE_AFTER, ONLY_PLACE_AFTER = words_around("place_after"), words_around("only_place_after")
JOURNEYS, PARTS_OF_PLACES = words_around("journeys"), words_around("parts_of_places")
THING_TAKEN_AFTER, AMOUNTS = words_around("thing_taken_after"), words_around("amounts")
THING_AFTER, NO_PLACE_AFTER = words_around("thing_after"), words_around("no_place_after")
PERSON_AFTER, PERSON_BEFORE = words_around("person_after"), words_around("person_before")
SPEAKER_BEFORE = words_around("speaker_before")
PEOPLE, ARTICLES = words_around("people"), ("a", "an", "the")
OFFICES = words_around("offices")
KIN, FAMILIES, BELONGINGS = words_around("kin"), words_around("families"), words_around("belongings")
TIME_AFTER, NO_TIME_AFTER, TIMES = words_around("time_after"), words_around("no_time_after"), words_around("times")
SMALL_WORDS = words_around("small_words")
NOT_NAMED = KIN | PEOPLE | OFFICES | words_around("unnamed")
"""These words stand for a person who is not named, though some are named so: the mother, the Baker's son."""

_BEHIND = re.compile(rf"([{APOSTROPHE}]s?)? (\w+)")
_NAMED_AFTER = re.compile(r"([A-Z][a-z]+) of (?:the )?$")
_JOINED = re.compile(rf"(?:([\w{APOSTROPHE}]+) )?([\w{APOSTROPHE}\-]+),? (?:and|or) $")


class Surroundings(NamedTuple):
    """The words right before a piece of a text and right behind it; what is not there is empty."""

    before_that: str
    led_by: str
    is_possessive: bool
    followed_by: str

    @property
    def is_of_a_place(self) -> bool:
        """Says whether a place stands here: near Calais, moved to Calais, by way of Calais."""
        return self.led_by.lower() in PLACE_AFTER or self._is_on_the_way

    @property
    def is_only_of_a_place(self) -> bool:
        """Says whether what stands here is a place even where the word is a first name too: through Calais, but not
        shouted at Florence."""
        return self.led_by.lower() in ONLY_PLACE_AFTER or self._is_on_the_way

    @property
    def is_of_a_thing_taken(self) -> bool:
        """Says whether a medicine stands here: prescribed Lyrica, an overdose of Lyrica."""
        is_amount = self.led_by in ("of", "to") and self.before_that.lower() in AMOUNTS
        return is_amount or self.led_by.lower() in THING_TAKEN_AFTER

    @property
    def is_of_a_kind(self) -> bool:
        """Says whether a thing of a make stands here: a Raleigh bike, but not a Jake Smith who was there."""
        return self.led_by.lower() in ("a", "an") and not self.is_possessive and not self.is_whole

    @property
    def _is_on_the_way(self) -> bool:
        if self.led_by == "of":
            return self.before_that.lower() in PARTS_OF_PLACES
        return self.led_by in ("to", "from") and self.before_that.lower() in JOURNEYS

    @property
    def is_of_a_person(self) -> bool:
        """Says whether only a person stands here, be the word a place too: with Chelsea, her sister Chelsea."""
        return (
            self.led_by in NO_PLACE_AFTER
            or self.led_by.lower() in KIN
            or self.followed_by in (KIN if self.is_possessive else PERSON_BEFORE)
        )

    @property
    def is_of_a_family_name(self) -> bool:
        """Says whether a family name stands here, be it a word too: Smith's mother, and nurse Khan visited."""
        if self.is_possessive:
            return self.followed_by in KIN
        return self.led_by.lower() in OFFICES and self.followed_by in PERSON_BEFORE

    @property
    def is_of_an_owner(self) -> bool:
        """Says whether somebody has here what a person has: Grace's phone."""
        return self.is_possessive and self.followed_by in BELONGINGS

    @property
    def is_of_a_speaker(self) -> bool:
        """Says whether somebody does here what nothing else does: Grace said so, but not Surgeon General said so."""
        begins = not self.led_by[:1].isupper()
        return begins and not self.is_possessive and self.followed_by in SPEAKER_BEFORE

    @property
    def is_of_a_family(self) -> bool:
        return self.followed_by in FAMILIES and (self.is_possessive or self.led_by.lower() == "the")

    @property
    def is_of_a_thing(self) -> bool:
        return self.led_by in THING_AFTER or (self.led_by == "that" and not self.is_of_a_person)

    @property
    def is_whole(self) -> bool:
        """Says whether what stands here ends here: no word goes with it."""
        return not self.followed_by or self.followed_by in PERSON_BEFORE or self.followed_by in SMALL_WORDS

    @property
    def is_before_its_kind(self) -> bool:
        """Says whether what stands behind tells that it is a condition, a method or a medicine: Edwards' syndrome,
        Lyrica tablets, but not gave Amara tablets."""
        if self.followed_by in CONDITIONS:
            return True
        return self.followed_by in THINGS_BEHIND and not self.is_possessive and self.led_by not in GIVERS

    def is_of_a_person_not_a_time(self, key: str) -> bool:
        """Says whether a month or a season that is a first name too stands here as a name: seen with June."""
        is_of_a_person = self.is_of_a_speaker or self.led_by.lower() in KIN or self.led_by in NO_TIME_AFTER
        return key in TIMES and is_of_a_person

    def is_of_a_time(self, key: str) -> bool:
        """Says whether a month or a season that is a first name too stands here as one: since May."""
        return key in TIMES and self.led_by.lower() in TIME_AFTER and not self.is_of_a_speaker


def around(text: str, start: int, end: int) -> Surroundings:
    led_by = word_before(text, start)
    before_that = word_before(text, start - len(led_by) - 1) if led_by else ""
    behind = _BEHIND.match(text, end)
    return Surroundings(before_that, led_by, bool(behind and behind[1]), behind[2] if behind else "")


def word_before(text: str, at: int) -> str:
    """Returns the word that ends one blank before a place; none where anything else stands there."""
    return word_ending(text, at - 1) if at > 0 and text[at - 1] == " " else ""


def word_ending(text: str, end: int) -> str:
    first = end
    while first and (text[first - 1].isalnum() or text[first - 1] in APOSTROPHE):
        first -= 1
    return text[first:end]


def is_named_after(text: str, start: int) -> bool:
    """Says whether an institution has its name from what begins here: Church of Jesus Christ."""
    before = _NAMED_AFTER.search(text, max(0, start - LONGEST_BEFORE), start)
    return before is not None and before[1].lower() in INSTITUTIONS


def joined_to(text: str, start: int) -> tuple[str, str]:
    """Returns the word to which the word that begins here is joined by "and", and the word before that."""
    before = _JOINED.search(text, max(0, start - LONGEST_BEFORE), start)
    return (before[2], before[1] or "") if before else ("", "")
