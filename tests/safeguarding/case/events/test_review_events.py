"""Some values of a review are compared as a reader sees them."""

from safeguarding.case.events.base import as_read
from safeguarding.case.events.review_events import ReviewAnswer
from tests.support.case_stages import recommendation, text, ticks, written


def test_an_answer_with_nothing_in_it_says_that_none_holds() -> None:
    assert ReviewAnswer().says_none
    assert not written().says_none and not ticks("working_together").says_none
    assert not ReviewAnswer(choice="confirmed").says_none


def test_two_recommendations_read_the_same_whatever_the_salt_of_the_rationale() -> None:
    one = recommendation(rationale=text("as the meeting found"))
    other = recommendation(rationale=text("as the meeting found", "another salt 123"))
    assert one != other and as_read(one) == as_read(other)


def test_every_part_of_a_recommendation_is_read() -> None:
    read = as_read(recommendation())
    assert as_read(recommendation("not_met")) != read
    assert as_read(recommendation(national_review=True)) != read
    assert as_read(recommendation(rationale=text("otherwise"))) != read
