"""A few lines on the case's card say what came after the notification."""

from cards.rapid_review.progress import outline, told_of
from safeguarding.case.case import Case
from tests.support.case_stages import (
    DEFERRING,
    FRAMEWORK,
    chaired,
    concern_decided,
    decided,
    determined,
    escalated,
    filled_in,
    put_to_the_dsps,
    recommendation,
)
from tests.support.drawn import words_of
from tests.support.plain_case import care_leaver, office, opened, submitted


def lines(case: Case) -> str:
    return words_of(outline(case, FRAMEWORK, office).body)


def test_before_a_rapid_review_there_is_nothing_to_tell() -> None:
    assert lines(opened()) == lines(care_leaver()) == ""


def test_the_review_is_told_by_its_chair_and_the_parts_that_are_filled_in() -> None:
    put = put_to_the_dsps(filled_in(submitted()))
    total = len(FRAMEWORK.parts)
    assert f"{total} of {total} parts filled in" in lines(put)
    assert "Chair: The delegate who chairs" in lines(put)
    assert "Determination (not yet confirmed by the chair)" in lines(determined(chaired(submitted())))


def test_what_was_blank_when_it_was_determined_is_named_on_the_case_for_ever() -> None:
    blank = "Blank when it was determined: Improvements; Context of the family's lives; "
    for case in (determined(chaired(submitted())), decided(submitted()), escalated(submitted())):
        assert blank in lines(case)
    assert "Needed before the determination: 12 parts" in lines(submitted())


def test_a_decision_says_how_it_came_about_and_when_to_look_again() -> None:
    assert "by all three partners" in lines(decided(submitted()))
    assert "not unanimous" in lines(escalated(submitted()))
    assert "Disagreed: Police." in lines(escalated(submitted()))
    assert "Look again on: Tuesday 1 September 2026" in lines(decided(submitted(), DEFERRING))


def test_a_case_of_concern_is_told_with_its_outcome() -> None:
    said = lines(concern_decided(care_leaver()))
    assert "Referred by A school: a near miss." in said and "Decided on Tuesday 2 June 2026" in said


def test_who_is_told_follows_from_the_decision() -> None:
    assert told_of(recommendation("commission")) == ["tell_commissioned"]
    assert told_of(recommendation("not_met", national_review=True)) == ["tell_not_commissioned", "tell_national"]
