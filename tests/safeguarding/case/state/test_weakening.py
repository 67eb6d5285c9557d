"""A weakening says what a change would end or move to a later day, before anybody agrees to it."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Updated
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.incident_outcome import outcome_of
from safeguarding.case.state.weakening import Weakening, proposed_weakening, weakening
from tests.support.case_stages import ENGINE, agreed_to, decided
from tests.support.children import KILLED, SAFE, a_child, of_children, siblings, twins, with_children
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


def with_facts(case: Case, facts: Facts) -> Case:
    outcome = outcome_of(facts, ENGINE)
    return case.then(Updated(by=case.opener, at=OPENED_AT, facts=facts, outcome=outcome))


def test_what_one_childs_facts_ask_for_does_not_end_because_a_siblings_ask_for_it_too() -> None:
    case = siblings()
    found = weakening(case, with_facts(case, of_children(KILLED, SAFE)))
    assert found.ends == ("the SIN for Child 2", "the Rapid Review for Child 2")
    both = weakening(case, with_facts(case, of_children(SAFE, SAFE)))
    assert both.ends == ("the SIN", "the Rapid Review"), "said of the incident, and not of each child again"


def test_a_child_is_taken_out_by_agreement_alone_even_one_that_was_safe() -> None:
    assert weakening(twins(), with_facts(twins(), of_children(KILLED))).ends == ("Child 2's place in this case",)
    assert not weakening(with_facts(twins(), of_children(KILLED)), twins())


def test_after_the_submission_a_childs_own_rapid_review_is_left_to_end() -> None:
    case = submitted(siblings())
    assert weakening(case, with_facts(case, of_children(KILLED, SAFE))).ends == ("the Rapid Review for Child 2",)


def test_a_later_awareness_of_one_child_moves_no_day_while_another_was_known_of_before() -> None:
    case = siblings()
    later = with_children(of_children(KILLED), a_child(2, KILLED, became_aware=LATER))
    assert not weakening(case, with_facts(case, later))
    first = later.with_children([a_child(1, KILLED, became_aware=LATER), *later.others])
    assert weakening(case, with_facts(case, first)).delays == ("the day by which the SIN is due",)
