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


FOUND = {
    "nhs_number": [
        *("943|476|5919", "943*476*5919", "943=476=5919", "943~476~5919", "943+476+5919", "943'476'5919"),
        *("943\u00b7476\u00b75919", "943\n476\n5919", "943 - 476 - 5919", "94 34 76 59 19", "9434-765919"),
        *("\u00a350 943 476 5919", "CR0 2EA 943 476 5919", "07700 900123 943 476 5919", "id=9434765919&x=1"),
        *("10.30am 943 476 5919", "943 476 5919 12/11/2014", "1/943 476 5919", "mother4010232137father9434765919"),
    ],
    "date_of_birth": [
        *("D O B 12/11/2014", "Birth date 2014/11/12", "born: 2014.11.12", "birthdate 12-Nov-2014", "born 12Nov2014"),
        *("DOB 121114", "DOB 12nov14", "born in November 2014", "DOB 11/2014", "born Wednesday 12 November 2014"),
        *("turned ten on 12 November 2024", "turned 3 in June 2026", "Date of birth (12/11/2014)", "DoB=12/11/2014"),
        *("(b. 12.11.2014)", "d.o.b 12-11-2014", "born the 12th November", "Born: 12.11.14"),
    ],
    "postcode": ["CR0\n2EA", "CR0.2EA", "CR0_2EA", "CRO 2EA", "CR0 2 EA", "(CR0 2EA)", "CR0 2EA/CR0 2EB"],
    "phone": [
        *("07700/900123", "020/8760/5555", "+353 1 234 5678", "+48 123 456 789", "+33(0)123456788", "mob07700900123"),
        *("077 00 90 01 23", "+44 7700 900 123 (mum)", "07700900123/07700900124", "07700 900123 ext 4"),
    ],
    "address": [
        *("12 purley road", "of 12 purley road", "moved to 12 purley rd", "Address: 12 purley road", "12\nPurley Road"),
        *("12 St. James Road", "12 The Glade", "12 Fairfield Path", "12 Fairfield Cres", "12 Oak Cl", "12 Oak Dr"),
        *(
            "12 Fairfield Ct",
            "12 Oak Ln",
            "12 Oak Vale",
            "12 Oak Croft",
            "Apartment 4 Purley Tower",
            "No. 12 Purley Rd.",
        ),
        *("flat 2, purley house", "Maisonette 3 Oak Lodge"),
    ],
}
QUIET = """
Seen 12/11/2026 at 10:30 by the crew.
Class 2 Green; Ward 4 Green bed
Section 47 enquiry, meeting 2 of 3
Age 12. Mother came by Park Road.
Reference 2026/001/0034, CSCP-2026-001
Scores 10, 12, 14, 16, 18; +2 weeks, +3 days
SpO2 98, BP 120/80, HR 140, RR 40, GCS 7
Weight 3.45 kg at 39+4; born at 39+4, 3.2 kg
Born early. In May 2026 he was seen.
Born by section; seen in June 2026.
Turned up on 12 November 2026; turned away at 10.
DOB withheld, 3 siblings
At 10 the street was empty; of 12 houses on the street
To 3 schools in the road; from 2 to 3 on London Road
Flat 2 was a clean house; flat 3 in the same house
Grade E7 2 at work; schedule W1 2 be seen
Temp 38.5 / 39.1 / 40.2; HbA1c 48, 52 and 58
Crime number 3401234/26; URN 01ZD/1234/26
CAD 2345/12NOV26; 2025/26 and 2026/27
""".strip().splitlines()


@pytest.mark.parametrize("kind", FOUND)
def test_numbers_are_found_in_every_way_that_they_are_written(kind: str) -> None:
    assert [text for text in FOUND[kind] if kind not in kinds(text)] == []


def test_numbers_of_other_kinds_are_left_alone_in_sentences_of_this_work() -> None:
    assert [text for text in QUIET if kinds(text)] == []


@pytest.mark.parametrize(
    "text", ["1 " * 5_000, "9434765919 " * 500, "0" * 20_000, "1 Aa " * 5_000, "b." * 9_000, "born twenty " * 2_000]
)
def test_a_text_that_is_made_to_take_long_is_read_quickly(text: str) -> None:
    assert kinds(text) is not None
