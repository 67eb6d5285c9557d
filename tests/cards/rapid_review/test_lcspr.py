"""The cards tell of an LCSPR, also in its lines on the case's card."""

from datetime import date

from cards.rapid_review.lcspr import completion_card, lcspr_lines, progress_card, start_card
from safeguarding.case.steps.lcspr import note_progress
from tests.support.case_stages import BUSINESS_TEAM, decided, started, text
from tests.support.drawn import behind, filled, words_of
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import submitted


def test_a_case_without_an_lcspr_says_nothing_of_one() -> None:
    assert words_of(lcspr_lines(submitted())) == ""


def test_its_reviewer_is_missing_until_the_start_is_recorded() -> None:
    commissioned = decided(submitted())
    assert "Reviewer: not recorded yet" in words_of(lcspr_lines(commissioned))
    said = words_of(lcspr_lines(started(commissioned, date(2026, 6, 2))))
    assert "Reviewer: an independent reviewer, from Tuesday 2 June 2026" in said


def test_the_latest_note_of_progress_is_told() -> None:
    case = started(decided(submitted()))
    for words_ in ("terms of reference agreed", "agencies met"):
        case = note_progress(case, text(words_), BUSINESS_TEAM, OPENED_AT)
    said = words_of(lcspr_lines(case))
    assert "agencies met" in said and "terms of reference" not in said


def test_each_form_records_only_once_it_is_filled_in() -> None:
    case = started(decided(submitted()))
    for shown, title, verb in (
        (start_card(case, {}), "Record the start", "start_lcspr"),
        (progress_card(case, {}), "Note it", "note_progress"),
        (completion_card(case, {}), "Record the completion", "complete_lcspr"),
    ):
        assert behind(shown, title) == (verb, {"ref": "CSCP-2026-001", "confirmed": True})


def test_a_form_that_comes_back_keeps_what_was_typed() -> None:
    values = {"on": "2026-06-02", "note": "Published."}
    shown = completion_card(started(decided(submitted())), values)
    assert filled(shown) == values
