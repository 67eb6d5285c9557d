"""Awareness starts the clocks: the earliest of any child, as certain as it is."""

from datetime import date

from safeguarding.case.awareness import Start, earliest, of_incident
from tests.support.children import KILLED, a_child, of_children, with_children

OPENED = date(2026, 6, 2)
FIRST, SECOND = date(2026, 6, 1), date(2026, 5, 20)


def test_the_earliest_start_counts_and_of_one_day_the_one_that_is_known() -> None:
    known, provisional = Start(FIRST, provisional=False), Start(FIRST, provisional=True)
    assert earliest(iter((provisional, known))) == known
    assert earliest(iter((known, Start(SECOND, provisional=True)))).day == SECOND


def test_the_incident_is_known_of_from_the_day_on_which_the_first_child_was() -> None:
    assert of_incident(of_children(KILLED), OPENED) == Start(FIRST, provisional=False)
    two = with_children(of_children(KILLED), a_child(2, KILLED, incident_on=SECOND, became_aware=SECOND))
    assert of_incident(two, OPENED) == Start(SECOND, provisional=False)


def test_of_a_child_whose_awareness_is_not_known_the_earliest_day_known_counts_provisionally() -> None:
    two = with_children(of_children(KILLED), a_child(2, KILLED, incident_on=SECOND, became_aware=None))
    assert of_incident(two, OPENED) == Start(SECOND, provisional=True)
    undated = with_children(of_children(KILLED), a_child(2, KILLED, incident_on=None, became_aware=None))
    assert of_incident(undated, OPENED) == Start(FIRST, provisional=False)
