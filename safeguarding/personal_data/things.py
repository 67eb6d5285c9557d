"""Things bear names that people bear too: institutions, places, conditions, firms. The words around tell which."""

from collections.abc import Sequence

from safeguarding.personal_data.lexicon import Lexicon, folded
from safeguarding.personal_data.name_parts import NO_PERSON_AFTER, TITLES, NamePart
from safeguarding.personal_data.surroundings import (
    NOT_NAMED,
    STREET_AFTER,
    Surroundings,
    is_named_after,
    is_on_from_a_place,
    joined_to,
    word_ending,
)


def is_thing(text: str, group: Sequence[NamePart], beside: Surroundings, known: Lexicon) -> bool:
    """Says whether what could be a person's name is that of a condition, an institution, a place or a time here."""
    start = group[0].start
    is_a_thing = beside.is_before_its_kind or beside.is_of_a_kind or beside.is_called_as_a_thing
    stands_for_a_thing = is_a_thing or beside.is_attended or _is_of_its_maker(text, group)
    if stands_for_a_thing or is_named_after(text, start) or _is_partner_of_a_firm(text, start, known):
        return True
    if len(group) > 1:
        is_listed = group[0].kind == "unknown" and any(part.kind == "comma" for part in group) and beside.led_by == "on"
        return is_listed or (beside.led_by in STREET_AFTER and group[-1].key in known.followers)
    is_only_one = beside.is_of_the_only_one and not (beside.is_of_several and group[0].key[-1] == "s")
    if is_only_one or beside.is_before_premises or is_on_from_a_place(text, start):
        return True
    key = group[0].key
    return beside.is_of_a_time(key) or (key in known.also_places and _is_place(text, group[0], beside, known))


def _is_partner_of_a_firm(text: str, start: int, known: Lexicon) -> bool:
    """Says whether a name is joined, as those of firms are, to what is no first name: Marks & Spencer, but not Mum &
    Zofia."""
    if text[start - 2 : start] != "& ":
        return False
    other = folded(word_ending(text, start - 3))
    return other in known.english and other not in known.first_names_in_use and other not in NOT_NAMED | TITLES


def _is_of_its_maker(text: str, group: Sequence[NamePart]) -> bool:
    """Says whether a thing stands behind whose it is: Aldi's Mamia, but not Amara's bag."""
    is_owned = any(text.startswith(("'s ", "\u2019s "), part.end) for part in group[:-1])
    return is_owned and group[0].kind != "first name"


def _is_place(text: str, word: NamePart, beside: Surroundings, known: Lexicon) -> bool:
    """Says whether a first name that is a place too is one here: in Chelsea, Croydon and Chelsea."""
    other, _ = joined_to(text, word.start)
    is_joined_to_a_place = other[:1].isupper() and known.is_word(other, key := folded(other)) and not known.is_name(key)
    return beside.is_only_of_a_place or (is_joined_to_a_place and key not in NOT_NAMED)


def is_of_a_place_or_sign(text: str, before: NamePart | None, last: NamePart, known: Lexicon) -> bool:
    """Says whether what is written together with a name makes it a place, a thing of a place, or a sign: Lake
    Windermere, Croydon Minster, Innov8."""
    if text[last.end : last.end + 1].isdigit():
        return True
    return before is not None and (before.key in NO_PERSON_AFTER or before.key in known.places)


def what_follows(parts: Sequence[NamePart], at: int, known: Lexicon) -> str:
    """Returns the word in capitals behind a name; that which ends the name of an institution or an office, where the
    words go on to one: Samuel Coleridge Taylor Centre, Amara Okafor School Nurse."""
    if at == len(parts):
        return ""
    end = at
    while end < len(parts) and parts[end].kind not in ("stop", "comma"):
        end += 1
    ends_in = parts[end - 1].key
    goes_on = at < end and not parts[at - 1].is_capitals
    return ends_in if goes_on and (ends_in in known.followers or ends_in in NOT_NAMED) else parts[at].key
