"""Word lists of the personal data check are made anew from the packages that ``SOURCES.md`` names, unpacked in one
folder: ``python -m local.word_lists FOLDER``. What changes is looked at, as are the figures of the tests, before it is
committed."""

import re
import sys
import tomllib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

from local.names_and_words import CHOSEN
from local.word_sources import BORNE_BY_SOME, SOURCES, family_names_abroad, first_names_abroad, places_of_origin
from safeguarding.personal_data.lexicon import ALSO_NAMES, ALSO_PLACES, TERMS, WORDS, Lexicon, folded, lexicon_of
from safeguarding.personal_data.name_parts import JOINERS, LONGEST_PHRASE, unpossessed, words_around
from safeguarding.personal_data.names import names

LISTS = Path(__file__).with_suffix(".toml")
SMALL_WORDS = words_around("small_words")
SHORTEST = 3
_IN_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]")
_NOT_A_LETTER = re.compile(r"[^a-z ]")
_BETWEEN_WORDS = re.compile(r"[./,;:+|_\-]")


class FirstNames(StrEnum):
    """First names that are words too are kept as terms, or left out, so that they stay names."""

    KEPT = "kept"
    KEPT_IF_RARE = "kept if rare"
    KEPT_IF_RARE_EVERYWHERE = "kept if rare everywhere"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class ListOfTerms:
    head: str
    first_names: FirstNames
    holds_words: bool = True
    """A word alone is kept."""
    may_be_names: bool = True
    """A word alone may also be a name, where people bear it."""
    are_places: bool = False
    """A word alone that is left out, for it is a first name, is a place where only a place can stand."""


def main(folder: Path) -> None:
    heads = tomllib.loads(LISTS.read_text("utf-8"))
    known, first_abroad = lexicon_of([]), frozenset(first_names_abroad(folder, BORNE_BY_SOME))
    may_be_names: set[str] = set()
    places = {piece for piece in _pieces(places_of_origin(folder)) if piece in known.first_names}
    no_names = {*(TERMS / "census.txt").read_text("utf-8").splitlines()}
    for name, source in SOURCES.items():
        listed = ListOfTerms(**{**heads[name], "first_names": FirstNames(heads[name]["first_names"])})
        terms = sorted(_pieces(source(folder)))
        kept = [term for term in terms if is_needed(term, known) and may_stand(term, listed, known, first_abroad)]
        _write(TERMS / f"{name}.txt", listed.head, kept)
        (may_be_names if listed.may_be_names else no_names).update(term for term in kept if " " not in term)
        if listed.are_places:
            places.update(term for term in set(terms) - set(kept) if term in known.first_names)
        print(f"{name}: {len(kept)} of {len(terms)}")
    borne = first_abroad.union(family_names_abroad(folder, BORNE_BY_SOME))
    also_names = sorted(word for word in may_be_names & borne - no_names if not known.is_name(word))
    _write(TERMS / f"{ALSO_NAMES}.txt", heads[ALSO_NAMES]["head"], also_names)
    _write(TERMS / f"{ALSO_PLACES}.txt", heads[ALSO_PLACES]["head"], sorted(places))
    for name, choice in CHOSEN.items():
        _write(WORDS / f"{name}.txt", heads[name]["head"], sorted({*choice(folder, known)}))


def _pieces(terms: Iterable[str]) -> set[str]:
    return {*chain.from_iterable(map(pieces, terms))}


def pieces(term: str) -> Iterator[str]:
    """Yields a term in small letters as it is looked up. A run of capitalised words ends at a small word, so that the
    words on either side of it are terms of their own; with and without the apostrophe of a possessive."""
    words = _BETWEEN_WORDS.sub(" ", _IN_BRACKETS.sub("", term).replace("&", " and ")).split()
    yield from _runs(map(folded, words))
    if len(words) > 1 and any(unpossessed(word) != word for word in words):
        yield from _runs(folded(unpossessed(word)) for word in words)


def _runs(words: Iterable[str]) -> Iterator[str]:
    piece: list[str] = []
    for word in [*words, "and"]:
        if word not in SMALL_WORDS or word in JOINERS:
            piece.append(word)
            continue
        while piece and piece[0] in JOINERS:
            del piece[0]
        run, piece = " ".join(piece), []
        if run.count(" ") < LONGEST_PHRASE and len(run) >= SHORTEST and not _NOT_A_LETTER.search(run):
            yield run


def is_needed(term: str, known: Lexicon) -> bool:
    """Says whether a term would be taken for a name if it were not listed."""
    written = " ".join(word if word in JOINERS else word.capitalize() for word in term.split())
    around = f"{written}. Told by {written}. {written} said so. Seen by {written} and {written.upper()} Team."
    return any(True for _ in names(around, lambda: known))


def may_stand(term: str, listed: ListOfTerms, known: Lexicon, first_abroad: Container[str]) -> bool:
    """Says whether a term hides no name: a word alone is no first name, but for those that its list keeps, and of
    several not all are names."""
    words = term.split()
    if listed.first_names is FirstNames.KEPT:
        return True
    if len(words) > 1:
        ends_as_names_do = words[-1] in known.common_family_names or words[-1] in known.common_first_names
        return not (ends_as_names_do and words[0] in known.first_names_in_use and all(map(known.is_name, words)))
    if not listed.holds_words or term in known.syllables:
        return False
    if listed.first_names is FirstNames.LEFT_OUT:
        return term not in known.first_names
    if listed.first_names is FirstNames.KEPT_IF_RARE:
        return term not in known.first_names_in_use
    return term not in known.common_first_names and not (term in known.first_names and term in first_abroad)


def _write(file: Path, head: str, terms: Iterable[str]) -> None:
    lines = [*(f"# {line}" for line in head.splitlines()), "", *terms, ""]
    file.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
