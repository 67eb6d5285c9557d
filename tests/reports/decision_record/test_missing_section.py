"""Whatever the record marks as missing is named at its start: nothing is called complete that is not."""

from collections.abc import Mapping

from reports.decision_record.document import decision_record
from reports.decision_record.missing_section import missing, whatever_lacks
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CONCERN_DECISION
from tests.support.case_stages import (
    GROUP,
    chaired,
    decided,
    filled_in,
    in_error,
    merged,
    proposed,
    referred,
    signed_by,
)
from tests.support.children import siblings
from tests.support.england.elsewhere import transferred
from tests.support.plain_case import REPORTS, care_leaver, opened, submitted
from tests.support.word_reading import Read, document_of

NOTHING = "Nothing that the case asks for at its stage."


def test_no_record_says_that_nothing_is_missing_and_marks_something_as_missing(cases: Mapping[str, Case]) -> None:
    def holds(stage: str) -> None:
        read = Read(decision_record(cases[stage], REPORTS))
        marked = [line for line in read.words.split("\n") if "Missing: " in line]
        assert not (marked and NOTHING in read.section("What is missing")), marked

    for stage in cases:
        holds(stage)


def test_an_answer_without_the_evidence_that_it_asks_for_is_named() -> None:
    case = opened()
    facts = case.opened.facts.model_copy(update={"evidence": {}})
    bare = Case((case.opened.model_copy(update={"facts": facts}),))
    assert "Harm: no evidence recorded." in [*whatever_lacks(bare, REPORTS, with_review=True)]


def test_an_agency_that_never_answered_is_named_also_after_the_decision() -> None:
    assert "Information: no agency was asked." in [
        *whatever_lacks(decided(filled_in(submitted())), REPORTS, with_review=True)
    ]


def test_a_reader_who_may_not_read_the_review_is_told_of_no_part_of_it() -> None:
    lacking = [*whatever_lacks(chaired(submitted()), REPORTS, with_review=False)]
    assert not any("Rapid Review, not filled in" in line for line in lacking)


def test_what_holds_a_decision_up_is_named_before_a_detail_and_each_matter_and_list_of_parts_once() -> None:
    lacking = [*whatever_lacks(submitted(), REPORTS, with_review=True)]
    assert lacking[:3] == [
        "The Review Group's determination, confirmed by the chair",
        "The decision of the three partners' DSPs",
        "Signatures of Local authority, ICB, Police: Are the criteria for a Serious Incident Notification met?",
    ]
    assert lacking[-1] == "Reporting agency: not known yet."
    assert len([line for line in lacking if line.startswith("Rapid Review, not filled in: ")]) == 1


def test_a_part_that_was_blank_when_it_was_decided_is_not_named_twice() -> None:
    lacking = [*whatever_lacks(decided(submitted()), REPORTS, with_review=True)]
    assert [line.partition(":")[0] for line in lacking if "Improvements" in line] == ["Blank when it was determined"]


def test_one_signature_and_one_member_are_spoken_of_as_one() -> None:
    case = signed_by(proposed(referred(care_leaver())), CONCERN_DECISION, *GROUP[1:3])
    lacking = [*whatever_lacks(case, REPORTS, with_review=True)]
    assert "Agreement of 1 more Review Group member: The Case of Concern" in lacking
    assert "Signature of Director of Children's Services: Quality and accuracy of the SIN" in lacking


def test_where_nothing_is_missing_that_is_said() -> None:
    assert NOTHING in document_of(lambda word: missing(word, [], on_new_page=False)).words
    assert NOTHING not in document_of(lambda word: missing(word, ["A chair"], on_new_page=True)).words


def test_nobody_is_said_to_lack_a_signature_in_a_case_that_has_ended_elsewhere_or_was_none() -> None:
    ended = (in_error(opened()), merged(opened(), opened("CSCP-2026-002"))[0], transferred())
    for case in ended:
        lacking = [*whatever_lacks(case, REPORTS, with_review=True)]
        assert not [line for line in lacking if line.startswith("Signature")], case.stage
    assert [line for line in whatever_lacks(opened(), REPORTS, with_review=True) if line.startswith("Signature")]


def test_every_detail_that_the_facts_leave_open_is_named() -> None:
    lacking = [*whatever_lacks(opened(), REPORTS, with_review=True)]
    for detail in ("Agency's record number", "Reporting agency"):
        assert f"{detail}: not known yet." in lacking
    of_children = [*whatever_lacks(siblings(), REPORTS, with_review=True)]
    assert "Child 2, Where the child normally lives: not known yet." in of_children


def test_an_authority_that_was_told_of_its_transfer_is_not_said_to_be_untold() -> None:
    about = Read(decision_record(transferred(), REPORTS)).section("About this record")
    assert "told of the transfer on " in about and "not told yet" not in about
