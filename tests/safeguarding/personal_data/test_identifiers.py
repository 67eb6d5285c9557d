"""Identifiers are found wherever they stand, and other numbers are left alone."""

import pytest
from stdnum.gb import nhs

from safeguarding.personal_data.identifiers import identifiers


def kinds(text: str) -> list[str]:
    return [kind for _, kind in identifiers(text)]


def test_an_nhs_number_is_given_by_its_own_digits_alone() -> None:
    text = "MH-1234 943 476 5919, and 12/11/2026, 401-023-2137."
    assert [text[start:end] for (start, end), _ in identifiers(text)] == ["943 476 5919", "401-023-2137"]


@pytest.mark.parametrize(
    "text",
    [
        "Job 9434765918 of the scanner.",
        "Crime reference 3401234/26.",
        "Weight 9.4 kg, temperature 38.5, pulse 120, 98 %.",
        "Call 999 at 05:37, 05:41 and 06:10.",
        "94347659190 has a digit more.",
        "Room 943, form 476 of 5919 pages",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_day_beside_a_number_is_no_nhs_number_even_where_the_check_digit_would_fit() -> None:
    fitting = next(n for n in range(10, 100) if nhs.is_valid(f"12112026{n}"))
    assert kinds(f"Seen on 12/11/2026 {fitting} times") == []
    assert kinds(f"12 11 20 26 {fitting}") == []


def test_figures_beside_each_other_are_no_nhs_number() -> None:
    fitting = next(n for n in range(10, 100) if nhs.is_valid(f"38539138{n}"))
    assert kinds(f"38.5, 39.1, 38 {fitting}") == []


def test_a_phone_number_is_not_taken_for_an_nhs_number() -> None:
    assert kinds("Ring 020 8760 5555.") == ["phone"]


def test_of_addresses_that_are_run_together_each_is_pointed_out() -> None:
    text = "Ask anna@home.uk+ben@home.uk."
    assert [text[start:end] for (start, end), kind in identifiers(text) if kind == "email"] == [
        "anna@home.uk+ben@home.uk"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Details from a.okafor@example.org.",
        "Sent to jay-smith99@mail.example.co.uk yesterday.",
        "Account: Little.One+school@example.com",
    ],
)
def test_an_e_mail_address_is_found(text: str) -> None:
    assert kinds(text) == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "Attended the Purley Road clinic.",
        "In 2026 London Road was closed.",
        "A1 Close to home",
        "Heard on 14 March Croydon Crown Court",
        "Heard on 14 March at London Road",
        "Heard by 14 Croydon Crown Court judges",
        "Ward 2 Bethlem House",
        "Seen at 3 main road crossings",
    ],
)
def test_a_street_alone_is_no_address(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Seen on 12/03/2015.",
        "Born in a car.",
        "Born at 36/40, weighing 2.5 kg.",
        "Born at 10.30, third of four in May.",
        "Plan b. Seen on 12/03/2015.",
        "The newborn was seen on a day in 2019.",
    ],
)
def test_a_day_that_is_not_said_to_be_of_birth_is_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text", ["1 " * 5_000, "9434765919 " * 500, "0" * 20_000, "1 Aa " * 5_000, "b." * 9_000, "born twenty " * 2_000]
)
def test_a_text_that_is_made_to_take_long_is_read_quickly(text: str) -> None:
    assert kinds(text) is not None
