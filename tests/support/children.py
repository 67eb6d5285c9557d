"""Incidents with several children: siblings, twins, a group of young people."""

from datetime import date
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child, ChildPart
from safeguarding.case.events.facts import Facts
from safeguarding.case.steps.lifecycle import open_case
from tests.support.case_stages import ENGINE, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import REF, facts

KILLED = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}
SAFE = {"harm": "neither", "age": "under_18"}
ILL = {"harm": "died", "age": "under_18", "abuse_or_neglect": "neither", "care_experienced": "no"}
CARE_LEAVER = {"harm": "died", "age": "18_to_24", "care_experienced": "yes"}
DIED_ON, AWARE_ON = date(2026, 5, 31), date(2026, 6, 1)


def a_child(number: int, answers: dict[str, str], part: ChildPart = "harmed", **details: Any) -> Child:
    days = {"incident_on": DIED_ON, "became_aware": AWARE_ON, **details}
    evidence = {name: text(f"What shows {name} of child {number}.") for name in answers}
    return Child(number=number, part=part, answers=answers, evidence=evidence, **days)


def with_children(stated: Facts, *further: Child) -> Facts:
    return stated.with_children((*stated.children, *further))


def of_children(first: dict[str, str], *further: dict[str, str]) -> Facts:
    """Returns the facts of an incident with a child for each set of answers."""
    children = [a_child(number, answers) for number, answers in enumerate((first, *further), 1)]
    return facts().with_children(children)


def opened_with(stated: Facts, ref: str = REF) -> Case:
    return open_case(ref, f"triage of {ref}", stated, ENGINE, EVERYBODY["opener"], OPENED_AT)


def siblings() -> Case:
    """Two siblings were killed at home on one day."""
    return opened_with(of_children(KILLED, KILLED))


def twins() -> Case:
    """Of two twins one was killed, and the other is safe."""
    return opened_with(of_children(KILLED, SAFE))
