"""The notification document says what the record has, what it lacks, and what is filled in there and not here."""

from reports.notification_document import notification_document
from safeguarding.case.case import Case
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.people.offices import restricted_to
from tests.support.plain_case import REF, REPORTS, SEEN, opened
from tests.support.word_reading import Read


def read(case: Case) -> Read:
    return Read(notification_document(case, REPORTS))


def test_it_has_a_table_for_each_group_with_what_is_recorded_and_the_gaps() -> None:
    document = read(opened())
    assert document.headings[0] == "Still missing"
    assert document.headings[1:] == [
        *("Who reports", "The incident", "The child", "Family and household", "Agencies and other processes")
    ]
    assert ["Date of birth", "To be filled in there, and not here"] in document.rows
    assert ["Gender", "To be filled in there"] in document.rows
    assert ["Legal status *", "To be filled in there"] in document.rows
    assert ["Agency that told of it *", "Not known yet"] in document.rows
    assert ["What happened", SEEN] in document.rows


def test_it_says_by_when_the_sin_is_due_and_what_is_still_missing() -> None:
    document = read(opened())
    assert "Submit the SIN: Monday 8 June 2026" in document.words
    assert "Agency that told of it" in document.section("Still missing")
    assert "The bot submits nothing" in document.words


def test_a_restricted_case_and_a_draft_of_the_rules_are_marked_and_the_reference_stands_on_each_page() -> None:
    document = read(restricted_to(opened(), "icb"))
    assert "RESTRICTED CASE" in document.words and "Wording not yet approved by CSCP" in document.words
    assert f"{REF} \u00b7 notification" in document.footer


def test_the_same_case_at_the_same_moment_gives_the_same_bytes() -> None:
    assert notification_document(opened(), REPORTS) == notification_document(opened(), REPORTS)


def test_where_another_authority_notifies_it_says_that_this_is_for_them() -> None:
    own, theirs = (Read(notification_document(case, REPORTS)).words for case in (opened(), opened_elsewhere("Kent")))
    assert "Copy it there." in own and "Copy it there." not in theirs
    assert "It is to be submitted by Kent" in theirs
