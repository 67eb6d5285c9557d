"""The outcome of an incident is the strictest of its children's, each decided on its own facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.incident_outcome import leading_child, outcome_of, reasons_of, values_of, would_change
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.lifecycle import update
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import load_earlier
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, ENGINE, FRAMEWORK
from tests.support.children import CARE_LEAVER, ILL, KILLED, SAFE, a_child, of_children, opened_with, with_children
from tests.support.each import for_each
from tests.support.generators.examples import share
from tests.support.people.everybody import OPENED_AT

CI = settings(max_examples=share(60), derandomize=True, deadline=None, database=None)
TRIAGE = FRAMEWORK.asked_at("triage")
UNKNOWN = {"harm": "not_known"}


def rows(engine: Engine) -> list[dict[str, str]]:
    """Returns every set of answers to the triage, those that are not known among them."""
    questions = engine.framework.asked_at("triage")
    answers = ([(question.id, answer.id) for answer in question.answers] for question in questions)
    return [dict(row) for row in product(*answers)]


def kinds_of_children(engine: Engine) -> list[dict[str, str]]:
    """Returns one set of answers for each set of decisions that there can be."""
    return list({tuple(engine.values(row).items()): row for row in rows(engine)}.values())


@for_each("engine", lambda: [ENGINE, Engine(load_earlier("2026.1"))])
def test_one_more_child_never_makes_a_decision_less_strict(engine: Engine) -> None:
    """All pairs of decisions that two children can have, under each version of the rules."""
    kinds = kinds_of_children(engine)
    for one, other in product(kinds, kinds):
        alone, both = values_of(of_children(one), engine), values_of(of_children(one, other), engine)
        for decision in engine.framework.decisions:
            assert decision.strictest([alone[decision.id], both[decision.id]]) == both[decision.id]


def test_with_the_value_that_carries_a_duty_a_decision_stands_whatever_the_other_children_are() -> None:
    for decision in FRAMEWORK.decisions:
        assert decision.strictest_first[0] == decision.towards or decision.towards is None
        assert decision.strictest_first[1] == "not_yet_known"


children = st.builds(
    lambda number, answers, on, aware: a_child(number, answers, incident_on=on, became_aware=aware and max(on, aware)),
    st.integers(2, 9),
    st.fixed_dictionaries({q.id: st.sampled_from([a.id for a in q.answers]) for q in TRIAGE}),
    st.dates(OPENED_AT.date().replace(day=1, month=5), OPENED_AT.date()),
    st.none() | st.dates(OPENED_AT.date().replace(day=1, month=5), OPENED_AT.date()),
)


@CI
@given(children, children)
def test_one_more_child_ends_no_duty_and_moves_no_day_later(first: Child, further: Child) -> None:
    """It holds at once, whatever is known of either, and its own facts are never needed to keep the other's duty."""
    before = opened_with(of_children(KILLED).with_children([first.model_copy(update={"number": 1})]))
    after = update(before, with_children(before.facts, further), ENGINE, BUSINESS_TEAM, OPENED_AT)
    assert len(after.facts.children) == 2 and after.proposals.update is None and not weakening(before, after)
    assert {duty.title for duty in open_duties(before)} & REQUIRED <= {duty.title for duty in open_duties(after)}
    assert all(due <= running(before)[name] for name, due in running(after).items() if name in running(before))
    ended = running(before).keys() - running(after).keys()
    # Nothing is left to settle once a child's own facts say which way it goes: towards the duty, as asserted above.
    assert ended <= ({"settle"} if after.outcome.values["route"] != "not_yet_known" else set())
    assert after.aware.day <= before.aware.day


REQUIRED = {"a SIN is required and not recorded as submitted"}


def running(case: Case) -> Mapping[str, date]:
    return {clock.due.id: clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR)}


def test_each_child_has_the_decisions_of_its_own_facts_whatever_its_part() -> None:
    stated = with_children(of_children(SAFE), a_child(2, KILLED, "alleged_to_have_harmed"), a_child(3, ILL))
    outcome = outcome_of(stated, ENGINE)
    assert [each["sin"] for each in outcome.of_each] == ["not_required", "required", "not_required"]
    assert outcome.values["sin"] == outcome.values["rapid_review"] == "required"
    assert leading_child(stated, ENGINE).number == 2


def test_a_care_leaver_who_died_and_a_child_of_whom_all_is_unknown_leave_the_review_open() -> None:
    values = values_of(of_children(CARE_LEAVER, UNKNOWN), ENGINE)
    assert (values["sin"], values["rapid_review"], values["route"]) == ("required", "not_yet_known", "not_yet_known")


def test_one_child_has_the_outcome_that_it_always_had() -> None:
    outcome = outcome_of(of_children(KILLED), ENGINE)
    assert outcome.values == ENGINE.values(KILLED) and outcome.children == () and outcome.of_each == (outcome.values,)


def test_the_criteria_for_an_lcspr_are_met_for_the_incident_when_they_are_for_one_child() -> None:
    review = {"indicators": "some", "categories": "none", "reasons_not_to_commission": "none"}
    assert values_of(of_children(SAFE, KILLED), ENGINE, review)["lcspr_criteria"] == "met"
    assert values_of(of_children(SAFE, ILL), ENGINE, review)["lcspr_criteria"] == "not_met"


def of_the_sin(stated: Facts) -> list[str]:
    return [f"{each.named}{each.found.text}" for each in reasons_of(stated, ENGINE) if each.found.decision == "sin"]


def test_a_reason_names_the_children_for_whom_it_holds() -> None:
    (only,) = of_the_sin(of_children(KILLED))
    assert not only.startswith("Child")
    assert of_the_sin(of_children(SAFE, KILLED)) == [f"Child 2: {only}"]
    assert of_the_sin(of_children(KILLED, SAFE, KILLED)) == [f"Children 1 and 3: {only}"]
    assert [text[:9] for text in of_the_sin(of_children(KILLED, CARE_LEAVER))] == ["Child 1: ", "Child 2: "]


def test_what_would_bring_a_duty_names_the_child_whose_answer_it_would_be() -> None:
    found = would_change(of_children(SAFE, ILL), ENGINE)
    of_abuse = [each for each in found if each.found.question == "abuse_or_neglect" and each.found.decision == "sin"]
    assert of_abuse and {child.number for each in of_abuse for child in each.children} == {2}
    assert not [each for each in would_change(of_children(KILLED, ILL), ENGINE) if each.found.decision == "sin"]
    assert all(each == replace(each, children=()) for each in would_change(of_children(ILL), ENGINE))
