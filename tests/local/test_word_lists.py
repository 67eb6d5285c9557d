"""The word lists are made of what would be taken for a name, and of nothing that hides one."""

import tomllib

import pytest

from local.word_lists import LISTS, FirstNames, ListOfTerms, is_needed, may_stand, pieces
from local.word_sources import SOURCES
from safeguarding.personal_data.lexicon import ALSO_NAMES, TERMS, lexicon
from tests.support.each import for_each

HEADS = tomllib.loads(LISTS.read_text("utf-8"))


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("Thornton Heath", ["thornton heath"]),
        ("Kensington and Chelsea", ["kensington", "chelsea"]),
        ("Burton upon Trent", ["burton", "trent"]),
        ("Guillain-Barr\u00e9_syndrome", ["guillain barre syndrome"]),
        ("King's College", ["kings college", "king college"]),
        ("McDonald's", ["mcdonalds"]),
        ("De La Rue (UK)", ["rue"]),
        ("7-Eleven", []),
        ("A", []),
    ],
)
def test_a_term_is_taken_apart_where_small_words_part_its_names(term: str, found: list[str]) -> None:
    assert list(pieces(term)) == found


def test_a_term_is_needed_where_it_would_be_taken_for_a_name() -> None:
    assert is_needed("woddlesbury", lexicon())
    assert not is_needed("social worker", lexicon())


def test_a_list_keeps_no_first_name_but_those_that_it_may() -> None:
    left_out, rare = (ListOfTerms("", kept) for kept in (FirstNames.LEFT_OUT, FirstNames.KEPT_IF_RARE_EVERYWHERE))
    assert not may_stand("tariq", left_out, lexicon(), ())
    assert not may_stand("min", left_out, lexicon(), ())
    assert not may_stand("grace turner", left_out, lexicon(), ())
    assert not may_stand("mcdonald", rare, lexicon(), {"mcdonald"})
    assert may_stand("mcdonald", rare, lexicon(), ())
    assert may_stand("jamaica", ListOfTerms("", FirstNames.KEPT), lexicon(), ())
    assert not may_stand("woddlesbury", ListOfTerms("", FirstNames.LEFT_OUT, holds_words=False), lexicon(), ())


@for_each("name", [*SOURCES, ALSO_NAMES])
def test_every_list_that_is_made_stands_there_with_its_head(name: str) -> None:
    head = "".join(f"# {line}\n" for line in HEADS[name]["head"].splitlines())
    assert (TERMS / f"{name}.txt").read_text("utf-8").startswith(f"{head}\n")
