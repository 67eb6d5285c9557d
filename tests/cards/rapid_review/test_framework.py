"""The framework is read chapter by chapter."""

from cards.rapid_review.framework import framework_card
from safeguarding.publications.review_framework import chapters
from tests.support.case_stages import FRAMEWORK
from tests.support.drawn import titles, words

LAST = len(chapters(FRAMEWORK))


def test_it_begins_with_the_notification_and_ends_with_the_deadlines() -> None:
    first, last = framework_card(FRAMEWORK), framework_card(FRAMEWORK, LAST)
    assert f"chapter 1 of {LAST}" in words(first) and {"Next"} == {"Next", "Back"} & set(titles(first))
    assert "Submit the SIN" in words(last) and {"Back"} == {"Next", "Back"} & set(titles(last))


def test_a_chapter_that_there_is_not_is_the_nearest_one() -> None:
    assert framework_card(FRAMEWORK, 0) == framework_card(FRAMEWORK, 1)
    assert framework_card(FRAMEWORK, 999) == framework_card(FRAMEWORK, LAST)


def test_the_sources_are_folded() -> None:
    shown = framework_card(FRAMEWORK, 4)
    assert "CSCP briefing" not in words(shown) and "Show the sources" in words(shown)
