"""The children of an incident are added at once, and taken out by agreement; each child's part of a change counts by
itself."""

from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.matters import MATTERS, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import update
from tests.support.case_stages import COUNCIL, ENGINE, ICB, agreed_to, signed_by
from tests.support.children import KILLED, SAFE, a_child, of_children, opened_with, siblings, twins, with_children
from tests.support.people.everybody import OPENED_AT

LATER = date(2026, 6, 2)


def stated(case: Case, facts: Facts) -> Case:
    return update(case, facts, ENGINE, COUNCIL, OPENED_AT)


def test_a_child_is_added_at_once_and_the_earliest_awareness_of_any_child_starts_the_clock() -> None:
    case = opened_with(with_children(of_children(SAFE)))
    after = stated(case, with_children(case.facts, a_child(2, KILLED, became_aware=date(2026, 5, 31))))
    assert after.outcome.values["sin"] == "required" and len(after.facts.children) == 2
    assert (after.aware.day, after.aware.provisional) == (date(2026, 5, 31), False)
    assert stated(after, after.facts) is after


def test_the_clock_of_a_child_of_whom_nobody_says_when_a_partner_knew_starts_at_the_earliest_day_known() -> None:
    found_later = a_child(2, KILLED, incident_on=date(2026, 5, 1), became_aware=None)
    case = opened_with(with_children(of_children(KILLED), found_later))
    assert (case.aware.day, case.aware.provisional) == (date(2026, 5, 1), True)


def test_taking_a_child_out_is_a_proposal_and_the_child_added_with_it_is_there_at_once() -> None:
    case = siblings()
    changed = stated(case, with_children(of_children(KILLED), a_child(3, KILLED)))
    assert [child.number for child in changed.facts.children] == [1, 2, 3]
    assert changed.proposals.update and changed.proposals.update.ends
    agreed = agreed_to(changed)
    assert [child.number for child in agreed.facts.children] == [1, 3], "a child keeps its number"


def test_of_a_change_that_ends_one_childs_duty_the_part_that_begins_anothers_holds_at_once() -> None:
    case = twins()
    changed = stated(case, of_children(SAFE, KILLED))
    assert [child.answers["harm"] for child in changed.facts.children] == ["died", "died"]
    assert changed.proposals.update and changed.proposals.update.ends
    assert agreed_to(changed).facts.answers["harm"] == "neither"


def test_a_change_in_one_childs_facts_lapses_what_was_signed_on_them() -> None:
    case = signed_by(siblings(), NOTIFICATION_CRITERIA, ICB)
    children = [case.facts.children[0], a_child(2, KILLED, incident_on=LATER, became_aware=LATER)]
    for facts in (of_children(KILLED, KILLED, SAFE), case.facts.with_children(children)):
        sign_off = sign_off_of(stated(case, facts), NOTIFICATION_CRITERIA)
        assert sign_off and not sign_off.signatures
    part = case.facts.with_children([case.facts.children[0], a_child(2, KILLED, "other_child")])
    matters = {matter.digest for facts in (case.facts, part) if (matter := MATTERS["sin_quality"](opened_with(facts)))}
    assert len(matters) == 2, "its part is among what is signed"


def test_facts_of_a_child_that_cannot_be_right_are_refused_by_the_child() -> None:
    for child, fault in (
        (a_child(2, KILLED, became_aware=date(2026, 5, 1)), "Child 2: A partner can't have become aware"),
        (a_child(2, {"harm": "bruised"}), "Child 2: harm: bruised is not an answer"),
        (a_child(1, KILLED), "Two children have the same number"),
    ):
        with pytest.raises(InvalidInput, match=fault):
            opened_with(with_children(of_children(KILLED), child))
