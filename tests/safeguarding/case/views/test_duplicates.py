"""Cases may be about the same incident, and are named as possible duplicates."""

from datetime import UTC, date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.lifecycle import open_case
from safeguarding.case.views.duplicates import likely_duplicates, others_of_the_day
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Person
from tests.support.case_stages import text
from tests.support.children import KILLED, SAFE, a_child, of_children, opened_with, with_children

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENGINE = Engine(loader.current())
SOMEONE = Actor(person=Person(tenant="t", id="p"))
DIED = date(2026, 11, 20)


def case(
    ref: str, number: str | None = None, on: date | None = None, agency: str | None = None, **answers: str
) -> Case:
    given = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", **answers}
    evidence = {name: FreeText.of("Seen.", "0" * 32) for name in ("harm", "abuse_or_neglect")}
    record_number = FreeText.of(number, "0" * 32) if number else None
    named = FreeText.of(agency, "0" * 32) if agency else None
    facts = Facts(answers=given, evidence=evidence, incident_on=on, agency=named, record_number=record_number)
    return open_case(ref, ref, facts, ENGINE, SOMEONE, NOON)


def redacted(of: Case) -> Case:
    assert of.facts.record_number
    facts = of.facts.model_copy(update={"record_number": of.facts.record_number.redacted()})
    return Case((of.opened.model_copy(update={"facts": facts}),))


@pytest.mark.parametrize("written", ["AB 12/34", "ab1234", "AB-12-34", " Ab 12.34 "])
def test_the_same_record_number_however_it_is_written_is_a_likely_duplicate(written: str) -> None:
    other = case("B", written)
    assert likely_duplicates(case("A", "AB1234"), [other]) == (other,)


def test_another_record_number_is_none() -> None:
    assert likely_duplicates(case("A", "AB1234"), [case("B", "AB1235")]) == ()


@pytest.mark.parametrize("nothing", [None, "-", "..."])
def test_two_record_numbers_without_a_letter_or_digit_are_not_the_same(nothing: str | None) -> None:
    assert likely_duplicates(case("A", nothing), [case("B", nothing)]) == ()


def test_two_redacted_record_numbers_are_not_the_same() -> None:
    assert likely_duplicates(redacted(case("A", "1")), [redacted(case("B", "2"))]) == ()


def test_the_same_date_age_and_harm_are_a_likely_duplicate_whatever_else_differs() -> None:
    other = case("B", "22", DIED, abuse_or_neglect="suspected")
    assert likely_duplicates(case("A", "11", DIED), [other]) == (other,)


@pytest.mark.parametrize(
    "other",
    [
        case("B", None, date(2026, 11, 19)),
        case("B", None, DIED, age="18_to_24"),
        case("B", None, DIED, harm="seriously_harmed"),
        case("B", None, None),
    ],
)
def test_another_date_age_or_harm_is_none(other: Case) -> None:
    assert likely_duplicates(case("A", None, DIED), [other]) == ()


def test_two_cases_without_a_date_are_not_alike_for_that() -> None:
    assert likely_duplicates(case("A"), [case("B")]) == ()


@pytest.mark.parametrize("written", ["A School", "a school ", "A-School"])
def test_two_record_numbers_of_one_agency_are_two_children_of_the_day_and_no_duplicates(written: str) -> None:
    one, other = case("A", "11", DIED, "A school"), case("B", "22", DIED, written)
    assert likely_duplicates(one, [other]) == () and others_of_the_day(one, [other]) == (other,)


@pytest.mark.parametrize(
    "other",
    [
        case("B", "22", DIED, "Another school"),
        case("B", "22", DIED),
        case("B", None, DIED, "A school"),
        case("B", "11", None, "A school"),
        redacted(case("B", "22", DIED, "A school")),
    ],
)
def test_of_two_agencies_or_where_a_number_is_not_known_they_may_be_one_child(other: Case) -> None:
    one = case("A", "11", DIED, "A school")
    assert likely_duplicates(one, [other]) == (other,) and others_of_the_day(one, [other]) == ()


def test_others_of_the_same_day_may_belong_with_a_case_whatever_came_of_it() -> None:
    one, other = case("A", None, DIED), case("B", None, DIED, harm="seriously_harmed")
    assert others_of_the_day(one, [other, case("C", None, date(2026, 11, 19)), case("D"), one]) == (other,)
    assert others_of_the_day(case("A"), [case("B")]) == ()
    assert others_of_the_day(one, [case("REHEARSAL-2026-001", None, DIED, harm="seriously_harmed")]) == ()


def test_a_case_is_no_duplicate_of_itself() -> None:
    one = case("A", "AB1234", DIED)
    assert likely_duplicates(one, [one]) == ()


def test_the_duplicates_come_in_the_order_of_the_cases() -> None:
    first, second = case("B", None, DIED), case("C", "AB1234")
    assert likely_duplicates(case("A", "AB1234", DIED), [first, case("D"), second]) == (first, second)


def test_of_two_alike_each_is_a_duplicate_of_the_other() -> None:
    one, other = case("A", None, DIED), case("B", None, DIED)
    assert likely_duplicates(one, [other]) == (other,)
    assert likely_duplicates(other, [one]) == (one,)


def test_a_rehearsal_is_like_no_real_case_and_like_another_rehearsal() -> None:
    practice, again = case("REHEARSAL-2026-001", "AB1", DIED), case("REHEARSAL-2026-002", "AB1", DIED)
    assert likely_duplicates(case("CSCP-2026-001", "AB1", DIED), [practice]) == ()
    assert likely_duplicates(practice, [case("CSCP-2026-001", "AB1", DIED), again]) == (again,)


def test_of_an_incident_with_several_children_any_one_may_be_the_child_of_another_case() -> None:
    siblings = opened_with(with_children(of_children(KILLED), a_child(2, SAFE, record_number=text("MH-2"))), "A")
    unknown = {"harm": "not_known"}
    same_number = opened_with(
        of_children(unknown).with_children([a_child(1, unknown, record_number=text("mh 2"))]), "B"
    )
    same_harm = opened_with(of_children(SAFE), "C")
    undated = opened_with(of_children(KILLED).with_children([a_child(1, KILLED, incident_on=None)]), "D")
    assert likely_duplicates(siblings, [same_number, same_harm, undated]) == (same_number, same_harm)
