"""A weakening says what a change would end or move to a later day, before anybody agrees to it."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Updated
from safeguarding.case.state.weakening import Weakening, proposed_weakening, weakening
from tests.support.case_stages import agreed_to, decided
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted, updated

AN_ILLNESS = {"abuse_or_neglect": "neither", "care_experienced": "no"}
BOTH = Weakening(ends=("the SIN", "the Rapid Review"))
LATER = date(2026, 6, 2)


def stated(case: Case, as_in: Case) -> Case:
    """Returns the case with the facts of another one, as if they held."""
    facts = Updated(by=case.opener, at=OPENED_AT, facts=as_in.facts, outcome=as_in.outcome)
    return case.then(facts)


def test_no_abuse_ends_a_notification_and_the_rapid_review_that_would_follow() -> None:
    assert weakening(opened(), stated(opened(), opened(**AN_ILLNESS))) == BOTH


def test_after_the_submission_only_the_rapid_review_is_left_to_end() -> None:
    after = stated(submitted(), opened(**AN_ILLNESS))
    assert weakening(submitted(), after) == Weakening(ends=("the Rapid Review",))


def test_after_the_decision_nothing_is_left_to_end() -> None:
    case = decided(submitted())
    assert not weakening(case, stated(case, opened(**AN_ILLNESS)))


def test_not_known_is_weaker_than_required_and_stronger_than_not_required() -> None:
    unknown = opened(abuse_or_neglect="not_known", care_experienced="no")
    assert weakening(opened(), stated(opened(), unknown))
    assert not weakening(unknown, stated(unknown, opened(**AN_ILLNESS))), "the three partners have to agree to that"
    after = submitted(unknown)
    assert weakening(after, stated(after, opened(**AN_ILLNESS))).ends == ("the Rapid Review",)


def test_a_later_day_of_awareness_delays_the_sin_only_while_it_is_due() -> None:
    later = opened(became_aware=LATER)
    assert weakening(opened(), stated(opened(), later)).delays == ("the day by which the SIN is due",)
    assert not weakening(later, stated(later, opened()))
    assert not weakening(submitted(), stated(submitted(), later))


def test_a_case_without_a_proposal_is_weakened_by_none() -> None:
    proposed = updated(opened(), **AN_ILLNESS)
    assert proposed_weakening(proposed) == BOTH
    assert not proposed_weakening(opened()) and not proposed_weakening(agreed_to(proposed))
