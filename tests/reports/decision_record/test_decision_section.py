"""The decision record says what was decided, and what was not."""

from reports.decision_record.decision_section import case_of_concern, decision, lcspr, outcome_at_a_glance
from reports.decision_record.review_section import LEFT_OUT
from safeguarding.case.case import Case
from tests.support.case_stages import (
    DEFERRING,
    concern_decided,
    decided,
    determined,
    disputed,
    escalated,
    put_to_the_dsps,
    referred,
    started,
)
from tests.support.plain_case import REPORTS, care_leaver, submitted
from tests.support.word_reading import Read, document_of

DECIDED = "Decision of the DSPs"


def at_a_glance(case: Case) -> dict[str, str]:
    return {row.title: row.words for row in outcome_at_a_glance(case)}


def section(case: Case, *, with_review: bool = True) -> Read:
    return document_of(
        lambda word: decision(word, case, REPORTS, with_review=with_review),
        lambda word: lcspr(word, case),
        lambda word: case_of_concern(word, case, REPORTS),
    )


def test_at_a_glance_a_decision_says_whether_it_was_unanimous() -> None:
    waiting = {"Determination of the Review Group": "Missing: not determined", DECIDED: "Missing: not decided"}
    assert at_a_glance(submitted()) == waiting
    assert at_a_glance(decided(submitted()))[DECIDED].endswith("on Tuesday 2 June 2026, by all three partners")
    assert at_a_glance(escalated(submitted()))[DECIDED].endswith("by escalation, not unanimous")
    assert at_a_glance(care_leaver()) == {}


def test_at_a_glance_a_determination_says_when_it_was_recorded_and_confirmed_and_that_it_differs() -> None:
    told = at_a_glance(put_to_the_dsps(submitted()))["Determination of the Review Group"].splitlines()
    assert told[1:] == [
        "Recorded on Tuesday 2 June 2026 (3 present, quorum 3), confirmed by the chair on Tuesday 2 June 2026; "
        "it differs from what the answers indicated"
    ]
    waiting = at_a_glance(determined(submitted()))["Determination of the Review Group"]
    assert "(3 present, quorum 3), not yet confirmed" in waiting


def test_a_decision_by_escalation_names_who_decided_on_which_evidence() -> None:
    read = section(escalated(submitted()))
    assert ["Decided by", "the three chief officers"] in read.rows and ["Written evidence", "minute 4"] in read.rows
    assert ["Not unanimous", "Disagreed: Police."] in read.rows


def test_a_decision_by_all_or_by_escalation_names_what_was_blank_or_not_known() -> None:
    for case in (decided(submitted()), escalated(submitted())):
        rows = {row[0]: row[1] for row in section(case).rows}
        assert rows["Blank when it was determined"].startswith("Improvements; ")
        assert rows["Not known when it was determined"].startswith("Facts and key practice episodes; ")


def test_who_disagreed_is_named_with_the_reason_and_else_that_nobody_did() -> None:
    assert any(row[0] == "Police" and row[3] == "not convinced" for row in section(disputed(submitted())).rows)
    assert "No partner has disagreed" in section(put_to_the_dsps(submitted())).words


def test_a_copy_without_the_review_leaves_the_decision_out() -> None:
    read = section(decided(submitted()), with_review=False)
    assert LEFT_OUT in read.words and "the meeting found" not in read.words


def test_a_decision_put_off_says_when_it_is_looked_at_again() -> None:
    assert "To be looked at again on Tuesday 1 September 2026." in section(decided(submitted(), DEFERRING)).words


def test_an_lcspr_that_has_not_begun_is_marked_as_missing() -> None:
    assert ["Started", "Missing: reviewer and start are not recorded"] in section(decided(submitted())).rows
    assert ["Completed", "Not yet"] in section(started(decided(submitted()))).rows


def test_a_referral_that_waits_is_marked_as_not_decided() -> None:
    assert ["Decided", "Missing: the Review Group has not decided"] in section(referred(care_leaver())).rows
    assert any(row[1].startswith("A local learning review, on") for row in section(concern_decided(care_leaver())).rows)
