"""The words around a name tell whether a person is spoken of, a place, or a thing."""

import re
from typing import NamedTuple

from safeguarding.personal_data.name_parts import APOSTROPHE, KIN, words_around

LONGEST_BEFORE = 30
CONDITIONS, THINGS_BEHIND = words_around("conditions"), words_around("things_behind")
GIVERS, INSTITUTIONS = words_around("givers"), words_around("institutions")
PLACE_AFTER, ONLY_PLACE_AFTER = words_around("place_after"), words_around("only_place_after")
THINGS_CALLED = words_around("things_called")
STREET_AFTER = words_around("street_after")
JOURNEYS, PARTS_OF_PLACES = words_around("journeys"), words_around("parts_of_places")
ATTENDING, TAKEN_WITH, HOW_OFTEN = words_around("attending"), words_around("taken_with"), words_around("how_often")
DONE_BY_INSTITUTIONS, DONE_TO_THINGS = words_around("done_by_institutions"), words_around("done_to_things")
THING_TAKEN_AFTER, AMOUNTS = words_around("thing_taken_after"), words_around("amounts")
THING_AFTER, NO_PLACE_AFTER = words_around("thing_after"), words_around("no_place_after")
PERSON_AFTER, PERSON_BEFORE = words_around("person_after"), words_around("person_before")
ONLY_PERSON_AFTER = NO_PLACE_AFTER - {"by", "for", "with"}
SPEAKER_BEFORE, ASKING = words_around("speaker_before"), words_around("asking")
PEOPLE, ARTICLES = words_around("people"), ("a", "an", "the")
OFFICES = words_around("offices")
FAMILIES, FAMILIES_ALONE = words_around("families"), words_around("families_alone")
ALL_OF_A_FAMILY, BELONGINGS = words_around("all_of_a_family"), words_around("belongings")
KIN_BEFORE = KIN | words_around("kin_of_several")
PREMISES, KINDS_OF_PREMISES = words_around("premises"), words_around("kinds_of_premises")
DONE_BY_PEOPLE, HELPING = PERSON_BEFORE - words_around("done_by_anything"), words_around("helping")
STATES, BETWEEN_STATES = words_around("states"), words_around("between_states")
ONLY_PEOPLE = words_around("only_people_are") | words_around("only_people_have")
ONLY_PEOPLE_IN = words_around("only_people_are_in")
OF_A_PERSON_ALONE = words_around("of_a_person_alone")
OF_SEVERAL, ABOUT_PEOPLE = words_around("of_several"), words_around("about_people")
TIME_AFTER, NO_TIME_AFTER, TIMES = words_around("time_after"), words_around("no_time_after"), words_around("times")
SMALL_WORDS = words_around("small_words")
NOT_NAMED = KIN | PEOPLE | OFFICES | words_around("unnamed")
"""These words stand for a person who is not named, though some are named so: the mother, the Baker's son."""

_POSSESSIVES = tuple(f"{mark}s" for mark in APOSTROPHE)
_BEHIND = re.compile(rf"([{APOSTROPHE}]s?)? (\w+)(?: ([\w{APOSTROPHE}]+))?(?: (\w+))?")
_ROLE_BEFORE = re.compile(r"(\w+)(?:, | \()$")
_ENDS_THERE = re.compile(r"$|[).;]|,(?! (?:and|or|[A-Z]))")
_WHOSE = "her|his|their|two|three|four"
_ROLE_BEHIND = re.compile(
    rf"(?: \(|(?:,| and) (?={_WHOSE}))(?:(?:the|older|younger|maternal|paternal|{_WHOSE}) )*([a-z]\w+)\b"
)
_AGED = re.compile(r",? \(?aged? ")
_ON_A_BODY = re.compile(rf"\b(?:{'|'.join(words_around('on_a_body'))})\b(?: \w+){{0,2}} on $", re.I)
_ON_FROM = re.compile(r"(\w+) from (?:[A-Z][\w\-]+ ){1,3}to $")
_NAMED_AFTER = re.compile(r"([A-Z][a-z]+) of (?:the )?$")
_JOINED = re.compile(rf"(?:([\w{APOSTROPHE}]+) )?([\w{APOSTROPHE}\-]+),? (?:and|or) $")


class Surroundings(NamedTuple):
    """The words right before a piece of a text and right behind it; what is not there is empty."""

    before_that: str
    led_by: str
    is_possessive: bool
    followed_by: str
    behind_that: str = ""
    behind_both: str = ""
    is_beside_a_role: bool = False
    """It stands beside a word for a person, or for what is on one: the baby, Filmon, was found; Filmon (uncle); bruises
    were seen on Filmon."""

    @property
    def is_of_a_place(self) -> bool:
        """Says whether a place stands here: near Calais, moved to Calais, by way of Calais."""
        if self.is_beside_a_role:
            return False
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
        is_taken_with = self.led_by == "with" and self.before_that.lower() in TAKEN_WITH
        return is_amount or is_taken_with or self.led_by.lower() in THING_TAKEN_AFTER

    @property
    def is_of_an_institution(self) -> bool:
        """Says whether something stands here that owns, makes or sells: evicted by Woddle."""
        return self.led_by == "by" and self.before_that.lower() in DONE_BY_INSTITUTIONS

    @property
    def is_of_a_thing_used(self) -> bool:
        """Says whether something is done here to what stands here as is done to things alone: Woddlin was swapped."""
        if self.followed_by not in STATES:
            return False
        done, how = self.behind_that, self.behind_both
        if done == "not":
            done, how = self.behind_both, ""
        return done in DONE_TO_THINGS or (done == "given" and how in HOW_OFTEN)

    @property
    def is_attended(self) -> bool:
        """Says whether a school or a church stands here: attends Thomas More."""
        return self.led_by.lower() in ATTENDING

    @property
    def is_of_a_kind(self) -> bool:
        """Says whether a thing of a make stands here: a Raleigh bike, but not a Jake Smith who was there."""
        return self.led_by.lower() in ("a", "an") and not self.is_possessive and not self.is_whole

    @property
    def is_called_as_a_thing(self) -> bool:
        """Says whether the name of a thing stands here: an app called Woddle."""
        return self.led_by in ("called", "named") and self.before_that.lower() in THINGS_CALLED

    @property
    def is_of_the_only_one(self) -> bool:
        """Says whether a thing stands here by its name alone: to the Evelina."""
        return self.led_by.lower() == "the" and not self.is_possessive and self.is_whole and self.followed_by != "who"

    @property
    def is_owned(self) -> bool:
        """Says whether this is of something named, as no person is: Victim Support's Woddle was full."""
        owner = self.led_by[:-2]
        return self.led_by[:1].isupper() and self.led_by[-2:] in _POSSESSIVES and owner.lower() not in NOT_NAMED

    @property
    def _is_on_the_way(self) -> bool:
        if self.led_by == "to" and self.before_that.isdigit():
            return True
        if self.led_by == "of":
            return self.before_that.lower() in PARTS_OF_PLACES
        return self.led_by in ("to", "from") and self.before_that.lower() in JOURNEYS

    @property
    def is_of_a_person(self) -> bool:
        """Says whether only a person stands here, be the word a place too: with Chelsea, her sister Chelsea."""
        return (
            self.led_by in NO_PLACE_AFTER
            or self.led_by.lower() in ONLY_PERSON_AFTER
            or self.led_by.lower() in KIN_BEFORE
            or self.is_beside_a_role
            or (self.led_by == "to" and self.before_that.lower() == "according")
            or self.followed_by in (KIN if self.is_possessive else PERSON_BEFORE)
        )

    @property
    def is_after_a_person_word(self) -> bool:
        """Says whether what stands before may lead to a person as well as to a place: told by Zofia, is Zofia safe?"""
        return self.led_by in PERSON_AFTER or self.led_by.lower() in ASKING

    @property
    def is_of_a_family_name(self) -> bool:
        """Says whether a family name stands here, be it a word too: Smith's mother, and nurse Khan visited."""
        if self.is_possessive:
            return self.followed_by in KIN
        return self.led_by.lower() in OFFICES and self.followed_by in PERSON_BEFORE

    @property
    def is_of_an_owner(self) -> bool:
        """Says whether somebody has here what a person has: Grace's phone, Grace's aunt."""
        return self.is_possessive and (self.followed_by in BELONGINGS or self.followed_by in KIN)

    @property
    def is_of_a_speaker(self) -> bool:
        """Says whether somebody does here what nothing else does: Grace said so, but not Surgeon General said so."""
        is_doing = self.followed_by in SPEAKER_BEFORE or self._is_in_a_state
        return self._begins and is_doing

    @property
    def is_of_somebody_doing(self) -> bool:
        """Says whether somebody does here what thoughts do not: Mercy collected him, but not Hope was lost."""
        is_doing = self.followed_by in DONE_BY_PEOPLE or (self.followed_by in HELPING and self.behind_that == "not")
        return self._begins and is_doing

    @property
    def _begins(self) -> bool:
        return not self.led_by[:1].isupper() and not self.is_possessive

    @property
    def _is_in_a_state(self) -> bool:
        """Says whether something is said here that holds of people alone: was born, is not well, has scars, asleep."""
        if self.followed_by not in STATES:
            return self.followed_by in ONLY_PEOPLE
        if self.behind_that in ("at", "in", "on"):
            return self.behind_both in ONLY_PEOPLE_IN
        state = self.behind_both if self.behind_that in BETWEEN_STATES else self.behind_that
        return state in ONLY_PEOPLE

    @property
    def is_of_a_family(self) -> bool:
        if self.followed_by in FAMILIES_ALONE:
            return self.led_by.lower() not in ("a", "an")
        return self.followed_by in FAMILIES and (self.is_possessive or self.led_by.lower() in ALL_OF_A_FAMILY)

    @property
    def is_of_several(self) -> bool:
        """Says whether the people of one name stand here: the Kowalczyks have moved."""
        is_person = self.followed_by in OF_SEVERAL or self.before_that in ABOUT_PEOPLE
        return self.led_by.lower() == "the" and not self.is_possessive and is_person

    @property
    def is_surely_of_a_person(self) -> bool:
        """Says whether nothing but a person stands here, whatever the word may mean: his sister Favour was there, and
        to Comfort's mother."""
        if self.is_possessive:
            return self.followed_by in KIN and self.led_by.islower()
        if self.led_by == "of" and self.before_that.lower() in OF_A_PERSON_ALONE | KIN_BEFORE:
            return True
        return self.led_by.lower() in KIN_BEFORE and self.is_whole

    @property
    def is_before_premises(self) -> bool:
        """Says whether what stands behind tells that it is where something is done: Wilson health centre."""
        if self.is_possessive:
            return False
        is_of_a_kind = self.followed_by in KINDS_OF_PREMISES and self.behind_that in (*PREMISES, "centre", "ward")
        return is_of_a_kind or self.followed_by in PREMISES

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
    possessive, followed_by, second, third = behind.groups("") if behind else [""] * 4
    is_beside_a_role = _is_beside_a_role(text, start, end)
    return Surroundings(before_that, led_by, bool(possessive), followed_by, second, third, is_beside_a_role)


def _is_beside_a_role(text: str, start: int, end: int) -> bool:
    behind = _ROLE_BEHIND.match(text, end)
    if _AGED.match(text, end) or (behind and behind[1].lower() in NOT_NAMED | KIN_BEFORE):
        return True
    if text.endswith(" on ", 0, start):
        return _ON_A_BODY.search(text, max(0, start - LONGEST_BEFORE), start) is not None
    if not text.endswith((", ", " ("), 0, start):
        return False
    before = _ROLE_BEFORE.search(text, max(0, start - LONGEST_BEFORE), start)
    return before is not None and before[1].lower() in NOT_NAMED and _ENDS_THERE.match(text, end) is not None


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


def is_on_from_a_place(text: str, start: int) -> bool:
    """Says whether a place follows on another: moved from Calais to Florence."""
    before = _ON_FROM.search(text, max(0, start - 2 * LONGEST_BEFORE), start)
    return before is not None and before[1].lower() in JOURNEYS


def joined_to(text: str, start: int) -> tuple[str, str]:
    """Returns the word to which the word that begins here is joined by "and", and the word before that."""
    before = _JOINED.search(text, max(0, start - LONGEST_BEFORE), start)
    return (before[2], before[1] or "") if before else ("", "")
