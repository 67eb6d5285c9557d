"""The listing of every text is printed for whoever reviews it, and is in the plain English that the bot keeps to."""

import re
from functools import cache

import pytest

from local.wording import HOLE, PACKAGES, ROOT, main, texts_of_the_program
from safeguarding.framework import loader
from safeguarding.framework.loader import CURRENT

LONGEST_SENTENCE = 30
BANNED = (
    *("please", "successfully", "kindly", "in order to", "utilise", "leverage", "prior to", "in respect of"),
    *("e.g.", "i.e.", "etc.", "click here", "oops", "sorry", "unfortunately", "invalid", "simply", "ensure"),
    *("commence", "terminate", "facilitate", "whilst", "whereby", "thereof", "aforementioned"),
)
# What is typed in their place, and names that are no abbreviations of the field.
NOT_ABBREVIATIONS = frozenset(
    {"REF", "DATE", "TERM", "CSCP", "BST", "GMT", "REHEARSAL", "PNG", "LATE", "RESTRICTED", "CASE", "LATIN"}
    | {"OFFICIAL", "SENSITIVE"}
)

KNOWN_TO_ENGINEERS = frozenset(
    {"HOST", "HTTP", "HTTPS", "JSON", "MB", "NTP", "PORT", "TOC", "TOML"} | {"DD", "MM", "YYYY"},
)


@cache
def program() -> list[str]:
    return sorted({text.words for text in texts_of_the_program()})


def sentences(words: str) -> list[str]:
    """Splits the words into sentences; what is put into a text counts as one word."""
    return re.split(r"[.!?]\s|\n", HOLE.sub("X", words))


def abbreviations(words: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]{2,}(?=s?\b)", re.sub(r"\b[A-Z]+-\d\S*", "", HOLE.sub("", words))))


def test_no_sentence_is_longer_than_thirty_words() -> None:
    everything = [sentence for words in program() for sentence in sentences(words)]
    assert [sentence for sentence in everything if len(sentence.split()) > LONGEST_SENTENCE] == []


def test_no_text_holds_a_word_that_says_nothing_or_says_it_stiffly() -> None:
    banned = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, BANNED))})(?!\w)", re.IGNORECASE)
    assert [words for words in program() if banned.search(words)] == []


def test_every_abbreviation_stands_in_the_glossary() -> None:
    known = {entry.term for entry in loader.current().glossary} | NOT_ABBREVIATIONS
    said = {text.words for text in texts_of_the_program() if text.is_said}
    assert [words for words in said if not abbreviations(words) <= known] == []
    sentences_of_the_others = [words for words in set(program()) - said if " " in words]
    assert [each for each in sentences_of_the_others if not abbreviations(each) <= known | KNOWN_TO_ENGINEERS] == []


def test_dates_are_written_by_one_formatter_alone() -> None:
    """The formatter ``spoken`` writes Monday 4 January 2027; ``CardContext.by_when`` writes it with the time left."""
    sources = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    writing = [
        file.relative_to(ROOT).as_posix() for file in sources if re.search("%-?[AaBb]|strftime", file.read_text())
    ]
    assert writing == ["safeguarding/dates/working_days.py"]


def test_the_listing_is_printed_without_any_settings(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    printed = capsys.readouterr().out
    for words in (
        f"== safeguarding/rules/{CURRENT.name} ==",
        "Has a child or young person died",
        "- Open the case anyway?",
    ):
        assert words in printed
    assert "{CARD}" not in printed and "PREFER_DATES_FROM" not in printed


def test_what_whoever_runs_the_bot_reads_stands_behind_what_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said, _, read_by_others = capsys.readouterr().out.partition("\n== bot/cli/")
    assert "- Open the case anyway?" in said and "- Open the case anyway?" not in read_by_others
    assert "CSCP_STORE_KEY" not in said and "CSCP_STORE_KEY is missing" in read_by_others
