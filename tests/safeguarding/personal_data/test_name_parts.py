"""A run of capitalised words is taken apart, and each part is told by what it may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeguarding.personal_data.check import findings
from safeguarding.personal_data.lexicon import lexicon
from safeguarding.personal_data.name_parts import groups_of, parts_of
from tests.support.generators.examples import share

PIECES = [
    "Amara",
    "Al",
    "De",
    "E-Y",
    "A-",
    "O'Neill",
    "'",
    "-",
    ".",
    ",",
    " ",
    "J.",
    "Mr",
    "St",
    "NHS",
    "\u0141",
    "\u0301",
    "é",
    "7",
]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Amara", "first name"),
        ("Woddlesbury", "unknown"),
        ("Grace", "either"),
        ("Isla-Rose", "first name"),
        ("Non-Accidental", "word"),
        ("E-Y", "joiner"),
        ("Injuries", "word"),
        ("Mrs", "title"),
        ("LKJH", "either"),
        ("A", "word"),
        ("J.", "initial"),
        ("UK", "either"),
        ("McDonald's", "word"),
        ("Harvey's", "first name"),
    ],
)
def test_a_word_is_told_by_what_it_may_be(word: str, kind: str) -> None:
    (part,) = parts_of(word, 0, lexicon())
    assert part.kind == kind


def test_a_phrase_that_is_listed_is_no_name() -> None:
    for phrase in ("Thornton Heath", "King's Lynn", "Kings Lynn", "Eid al-Fitr"):
        assert {part.kind for part in parts_of(phrase, 0, lexicon())} == {"word"}


def test_a_word_behind_a_title_or_an_initial_may_be_a_name_and_a_letter_behind_a_child_is_none() -> None:
    assert [part.kind for part in parts_of("Mrs Cook", 0, lexicon())] == ["title", "either"]
    assert [part.kind for part in parts_of("M. Sultana", 0, lexicon())] == ["initial", "either"]
    assert [part.kind for part in parts_of("Child J", 0, lexicon())][1] == "word"


def test_a_comma_parts_two_things_but_not_a_family_name_from_the_first_name_after_it() -> None:
    for run, groups in (("Okafor, Amara", 1), ("Amara, Tariq, Hamza", 3), ("Amara, Grace", 2), ("Khan, Ziaur", 1)):
        assert len(list(groups_of(parts_of(run, 0, lexicon()), lexicon()))) == groups


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=share(150))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(finding.text for finding in findings(text))
