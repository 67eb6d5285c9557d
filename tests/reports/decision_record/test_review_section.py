"""The decision record says of the Rapid Review what is filled in, what is missing, what was determined."""

from datetime import date

from reports.decision_record.review_section import LEFT_OUT, determination, preparation, review
from safeguarding.case.case import Case
from safeguarding.case.permissions import has_review_record
from safeguarding.case.steps.review import record_meeting, record_return, request_information, take_back_return
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    FRAMEWORK,
    NONE_HOLDS,
    NOT_KNOWN_YET,
    answered,
    determined,
    filled_in,
    put_to_the_dsps,
    text,
    written,
)
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import REPORTS, care_leaver, opened, submitted
from tests.support.word_reading import Read, document_of

TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")


def read(case: Case, *, with_review: bool = True) -> Read:
    return document_of(
        lambda word: preparation(word, case, REPORTS),
        lambda word: review(word, case, REPORTS, with_review=with_review),
        lambda word: determination(word, case, REPORTS, with_review=with_review),
    )


def test_there_is_a_review_from_the_submission_on_where_the_rules_ask_for_one() -> None:
    assert not has_review_record(opened()) and has_review_record(submitted()) and not has_review_record(care_leaver())


def test_what_was_not_prepared_is_marked_as_missing() -> None:
    found = read(submitted())
    assert ["Chair", "Missing: not named"] in found.rows
    assert ["Which kind of review", "Missing: not talked about with CSAB, PH and CSP"] in found.rows
    assert "Missing: no agency was asked for information." in found.words


def test_each_agency_stands_once_with_what_became_of_its_return() -> None:
    case = request_information(submitted(), ["A school"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert any(row[0] == "A school" and row[3] == "Missing: outstanding" for row in read(case).rows)
    came = record_return(case, "A school", BUSINESS_TEAM, OPENED_AT)
    assert any(row[3:] == ["Tuesday 2 June 2026, in time"] for row in read(came).rows)
    back = take_back_return(came, "A school", text("another case's"), BUSINESS_TEAM, OPENED_AT)
    assert any("one recorded by mistake was taken back" in row[-1] for row in read(back).rows)


def test_what_was_recorded_of_the_meeting_of_the_dsps_stands_in_the_order_of_its_recording() -> None:
    case = record_meeting(submitted(), "held", OPENED_AT.date(), None, 0, BUSINESS_TEAM, OPENED_AT)
    back = record_meeting(case, "to_come", OPENED_AT.date(), None, 1, BUSINESS_TEAM, OPENED_AT)
    told = [row[1] for row in read(back).rows if row[0] == "Meeting of the DSPs"]
    assert [line.split(" (")[0] for line in told] == [
        "held on Tuesday 2 June 2026.",
        "still to come, recorded by mistake before.",
    ]


def test_a_part_is_shown_with_its_author_or_as_missing() -> None:
    found = read(answered(submitted(), TEXT.id, written("three agencies knew")))
    assert "three agencies knew" in found.section(TEXT.title)
    assert "Answered by The review group member" in found.section(TEXT.title)
    assert "Missing: not filled in." in read(submitted()).section(TEXT.title)


def test_what_is_not_known_and_that_none_of_a_list_holds_are_shown_with_the_reason() -> None:
    case = answered(answered(submitted(), TEXT.id, NOT_KNOWN_YET), "indicators", NONE_HOLDS)
    assert "Not known, because:\nnobody could say" in read(case).section(TEXT.title)
    indicators = read(case).section(FRAMEWORK.part("indicators").title)
    assert "None of these holds, because:\ngone through at the meeting" in indicators


def test_what_was_blank_when_it_was_determined_is_named_with_the_determination() -> None:
    (blank,) = [row[1] for row in read(determined(submitted())).rows if row[0] == "Blank when it was determined"]
    assert blank.split("; ") == [part.title for part in FRAMEWORK.parts if not part.needed]
    assert not [row for row in read(determined(filled_in(submitted()))).rows if "when it was determined" in row[0]]


def test_a_copy_without_the_review_holds_nothing_of_it() -> None:
    found = read(answered(submitted(), TEXT.id, written("three agencies knew")), with_review=False)
    assert found.words.count(LEFT_OUT) == 2 and "three agencies knew" not in found.words


def test_a_determination_that_lapsed_is_told_apart_from_none() -> None:
    assert "Missing: no determination stands." in read(submitted()).words
    lapsed = answered(determined(submitted()), TEXT.id, written("new"))
    assert "One recorded before has lapsed" in read(lapsed).words
    assert any(row[0] == "Confirmed by the chair" for row in read(put_to_the_dsps(submitted())).rows)


def test_a_determination_says_who_was_present_and_why_it_differs() -> None:
    rows = dict(row for row in read(determined(submitted())).rows if len(row) == 2)
    assert rows["Present"].startswith("3 present, quorum 3.\nThe review group member")
    assert rows["Difference from the indication, and why"] == "weighed by the meeting"
