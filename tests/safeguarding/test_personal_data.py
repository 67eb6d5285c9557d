"""Words that may tell who a child is get pointed out. Misses and false alarms are counted on made-up texts."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from safeguarding.personal_data import NAMES_OF_KINDS, Finding, Kind, findings

TEXTS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "personal_data.toml").read_text("utf-8")
)
CERTAIN = ["nhs_number", "date_of_birth", "postcode", "phone", "email"]
NAMES = TEXTS["name"]["texts"]
HARMLESS = TEXTS["harmless"]["texts"]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in CERTAIN for text in TEXTS[kind]["texts"]])
def test_numbers_dates_of_birth_postcodes_and_addresses_are_all_found(kind: str, text: str) -> None:
    assert kind in {finding.kind for finding in findings(text)}


@pytest.mark.parametrize(
    "number",
    [
        "943\u00a0476\u00a05919",
        "943\u2013476\u20135919",
        "943\u2011476\u20115919",
        "943 - 476 - 5919",
        "943  476  5919",
        "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",
    ],
    ids=["spaces of a word processor", "dashes", "hyphens", "dashes with spaces", "two spaces", "wide digits"],
)
def test_an_nhs_number_is_found_however_a_word_processor_has_set_it(number: str) -> None:
    assert "nhs_number" in {finding.kind for finding in findings(f"Seen under {number}.")}


def test_a_postcode_and_an_address_in_wide_letters_are_found() -> None:
    found = findings("At \uff23\uff32\uff10 \uff12\uff25\uff21, ask \uff41\uff44\uff41\uff20\uff4e\uff48\uff53.uk")
    assert [finding.kind for finding in found] == ["postcode", "email"]


def test_of_addresses_that_are_run_together_each_is_pointed_out() -> None:
    assert findings("Ask anna@home.uk+ben@home.uk.") == (Finding("email", "anna@home.uk+ben@home.uk"),)


def test_each_kind_that_is_pointed_out_has_its_words() -> None:
    assert set(NAMES_OF_KINDS) == set(get_args(Kind))


def test_names_are_found_but_for_the_six_that_the_readme_counts() -> None:
    missed = [text for text in NAMES if not findings(text)]
    assert (len(NAMES), len(missed)) == (36, 6), missed


def test_harmless_texts_raise_no_alarm_but_for_the_ones_that_the_readme_counts() -> None:
    alarmed = {text: findings(text) for text in HARMLESS if findings(text)}
    assert (len(HARMLESS), len(alarmed)) == (60, 3), alarmed


def test_a_number_of_ten_digits_that_is_no_nhs_number_is_left_alone() -> None:
    assert not findings("Job 9434765918 of the scanner.")


def test_a_phone_number_is_not_taken_for_an_nhs_number() -> None:
    assert [finding.kind for finding in findings("Ring 020 8760 5555.")] == ["phone"]


def test_each_piece_is_named_once_and_in_order() -> None:
    assert findings("CR0 2EA, then CR0 2EA, born 1/2/2014") == (
        Finding("postcode", "CR0 2EA"),
        Finding("date_of_birth", "born 1/2/2014"),
    )


def test_an_empty_text_and_a_very_long_one_are_read_quickly() -> None:
    assert findings("") == ()
    assert findings("a1 " * 50_000) == ()
