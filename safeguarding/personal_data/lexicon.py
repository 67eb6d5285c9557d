"""The lexicon knows which words are English, names of people, or terms of this work. It is read from the published
lists in ``words``, each with its source and licence, when the first text is looked through."""

import gzip
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words")
TERMS = WORDS / "terms"
NEVER_PEOPLE = ("authorities", "calendar")
"""The lists of what is said to act as people do, and named as some are: Kent accepted the transfer, April was cold."""
ALSO_NAMES, ALSO_PLACES = "that_are_names", "that_are_places"
"""The lists of terms that people bear, and of first names that are no terms but places where only a place can stand."""
FIRST_NAMES_IN_USE = 2_000
COMMON_FIRST_NAMES = 6_000
COMMON_FAMILY_NAMES = 5_000
MORE_NAME_THAN_STREET = 250
"""A word that ends the names of places and institutions, such as Hill, is taken for a family name as common as this."""

# These letters are not made of a plain one and a mark.
_SPELT_OUT = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ə": "e"}
)


class WordSet(Container[str]):
    """A word set tells words by their hashes, in order: a set of the words themselves takes ten times the memory."""

    def __init__(self, words: Iterable[str]) -> None:
        self._hashes = array("q", sorted(map(hash, words)))

    def __contains__(self, word: object) -> bool:
        sought = hash(word)
        at = bisect_left(self._hashes, sought)
        return at < len(self._hashes) and self._hashes[at] == sought


@dataclass(frozen=True)
class Lexicon:
    """The lexicon's names are folded (see ``folded``), ``english`` words in small letters. ``terms`` are single words
    of published lists that name no person, and ``phrases`` several in a row."""

    english: WordSet
    medicine: WordSet
    first_names: frozenset[str]
    family_names: WordSet
    first_names_in_use: frozenset[str]
    """The most frequent: whoever meets them as a word alone takes them for a name."""
    common_first_names: frozenset[str]
    common_family_names: frozenset[str]
    names_of_ideas: frozenset[str]
    """First names that are everyday words too: Comfort."""
    names_seldom_words: frozenset[str]
    """Family names that are words too, but seldom met as such: Khan."""
    syllables: frozenset[str]
    """Syllables of Chinese, of which its names are made."""
    terms: WordSet
    places: WordSet
    """Places at home that are no names."""
    also_places: frozenset[str]
    """These first names are places too: he was found in Calais."""
    never_people: frozenset[str]
    """These of them are no people, whatever they are said to do."""
    phrases: WordSet
    openings: frozenset[str]
    """The first two words of each phrase."""
    followers: frozenset[str]
    """Words before which a name is that of a place, a law, a condition or an institution."""
    names_that_follow: frozenset[str]
    """These of them are more often family names."""

    def is_word(self, word: str, key: str) -> bool:
        """Says whether a word, folded to ``key``, has a meaning beside being a name. Marks count: Văn is not van, and
        Milán not Milan."""
        if word.isascii():
            return key in self.english or key in self.terms
        return word.lower() in self.english or (key in self.terms and key not in self.first_names)

    def is_name(self, key: str) -> bool:
        return key in self.first_names or key in self.family_names or key in self.syllables


@cache
def lexicon() -> Lexicon:
    return lexicon_of(sorted(TERMS.glob("*.txt")))


def lexicon_of(lists: Sequence[Path]) -> Lexicon:
    """Returns the lexicon with the terms of these lists."""
    first, family = _lines("first_names.txt.gz"), _lines("family_names.txt.gz")
    followers = frozenset(_lines("what_follows_a_name.txt"))
    terms, phrases = _terms(path for path in lists if path.stem != ALSO_PLACES)
    return Lexicon(
        english=WordSet(_lines("english.txt.gz")),
        medicine=WordSet(_lines("medicine.txt.gz")),
        first_names=frozenset(first),
        family_names=WordSet([*family, *_terms(path for path in lists if path.stem == ALSO_NAMES)[0]]),
        first_names_in_use=frozenset(first[:FIRST_NAMES_IN_USE]),
        common_first_names=frozenset(first[:COMMON_FIRST_NAMES]),
        common_family_names=frozenset(family[:COMMON_FAMILY_NAMES]),
        names_of_ideas=frozenset(_lines("names_of_ideas.txt")),
        names_seldom_words=frozenset(_lines("names_seldom_words.txt")),
        syllables=frozenset(_lines("pinyin.txt")),
        terms=WordSet(terms),
        places=WordSet(_lines("places_at_home.txt")),
        also_places=frozenset(_terms(path for path in lists if path.stem == ALSO_PLACES)[0]),
        never_people=frozenset(_terms(path for path in lists if path.stem in NEVER_PEOPLE)[0]),
        phrases=WordSet(phrases),
        openings=frozenset(" ".join(phrase.split(" ", 2)[:2]) for phrase in phrases),
        followers=followers,
        names_that_follow=followers & frozenset(family[:MORE_NAME_THAN_STREET]),
    )


def folded(word: str) -> str:
    """Returns the word in plain small letters: without marks, apostrophes and hyphens."""
    small = word.lower()
    if small.isascii() and small.isalpha():
        return small
    if not small.isascii():
        parts = unicodedata.normalize("NFD", small.translate(_SPELT_OUT))
        small = "".join(part for part in parts if not unicodedata.combining(part))
    return small.replace("'", "").replace("\u2019", "").replace("-", "")


def _terms(lists: Iterable[Path]) -> tuple[set[str], set[str]]:
    """Returns the terms of one word, and those of several."""
    terms = {term for path in lists for term in _lines(f"{TERMS.name}/{path.name}")}
    phrases = {term for term in terms if " " in term}
    return terms - phrases, phrases


def _lines(name: str) -> list[str]:
    """Returns the lines of a list. What stands above the first empty line says where the list is from."""
    raw = (WORDS / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    return text.partition("\n\n")[2].splitlines()
