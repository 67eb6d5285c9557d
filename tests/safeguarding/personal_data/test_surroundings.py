"""The words around a name tell whether a person is spoken of, a place, or a thing."""

import pytest

from safeguarding.personal_data.check import findings
from safeguarding.personal_data.surroundings import around, is_named_after, joined_to


def found(text: str) -> list[str]:
    return [finding.text for finding in findings(text)]


def test_the_words_beside_a_piece_are_read_up_to_a_mark() -> None:
    text = "He moved to Calais's port; Calais."
    assert around(text, 12, 18) == ("moved", "to", True, "port", "", "", False)
    assert around(text, 27, 33) == ("", "", False, "", "", "", False)
    text = "The baby, Filmon, was not seen."
    assert around(text, 10, 16).is_beside_a_role and around(text, 0, 3)[3:6] == ("baby", "", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Her father Zbigniew came late.", "Zbigniew"),
        ("Older brother Zmarai looks after him.", "Zmarai"),
        ("Zmarai's brother was away.", "Zmarai"),
        ("Zmarai's bedroom was cold.", "Zmarai"),
        ("Grace's phone was found.", "Grace"),
        ("The Kowalczyk family moved in May.", "Kowalczyk"),
        ("Mother and Zbigniew were away.", "Zbigniew"),
        ("The police and Zmarai were there.", "Zmarai"),
        ("She left and Zmarai stayed.", "Zmarai"),
        ("Seen with her sister Chelsea.", "Chelsea"),
        ("Mother gave Amara tablets.", "Amara"),
        ("Dad shouted at Florence again.", "Florence"),
        ("There was a Jake Smith who knew.", "Jake Smith"),
        ("Nurse Khan visited them.", "Khan"),
        ("The social worker Young visited.", "Young"),
        ("Smith's mother was there.", "Smith"),
        ("Patience slept there.", "Patience"),
        ("Grace said so.", "Grace"),
        ("jake's mum rang.", "jake"),
        ("May said so.", "May"),
        ("She cried before May spoke.", "May"),
        ("Seen with June at home.", "June"),
        ("Her sister April came.", "April"),
    ],
)
def test_a_word_is_a_name_where_a_person_is_spoken_of(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Trafficked through Calais; found in Sofia.",
        "The family moved to Florence, and travelled from Vienna.",
        "They came by way of Woddlesbury, from the city of Woddlesbury.",
        "Twi and Woddle are spoken; Diazepam and Woddlin were found.",
        "Woddlin and Fiddlin for the rash",
        "The Woddlesbury had no bed.",
        "Lyrica tablets, Woddlin syrup and Fraser competence",
        "Known to them since May, until June and during April; due by May. April was cold.",
        "The Church of Jesus Christ and the Hospital of Saint Woddle",
        "The Royal Woddlesbury and the Royal Marsden",
        "Prescribed Woddlin; an overdose of Woddlin; allergic to Woddlin",
        "Fell from a Raleigh bike; held in HMP Woddle.",
        "Cassandra Learning Centre ran the course.",
        "The child's mother and Baby's mother; Partner's brother; Police Officer Training",
        "Henoch-Schonlein Purpura; Edwards' syndrome",
    ],
)
def test_what_stands_as_a_place_a_time_or_a_thing_is_no_name(text: str) -> None:
    assert found(text) == []


def test_an_institution_is_named_after_what_follows_it() -> None:
    assert is_named_after("The Church of Jesus Christ", 14)
    assert not is_named_after("Statement of Jesus Christ", 13)


def test_a_word_is_joined_to_the_one_before_and() -> None:
    assert joined_to("Told by Zmarai and Gulalai.", 19) == ("Zmarai", "by")
    assert joined_to("Gulalai.", 0) == ("", "")
