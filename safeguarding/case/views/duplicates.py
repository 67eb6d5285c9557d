"""Duplicates are cases that may be about the same incident and the same child; others of the same day may be about the
same incident and another child, or belong together in another way."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from safeguarding.case.case import Case
from safeguarding.case.events.child import Child
from safeguarding.case.events.free_text import FreeText


def likely_duplicates(case: Case, others: Iterable[Case]) -> tuple[Case, ...]:
    """Returns the cases with the same record number of a child, or a child of the same date, age and harm. Two record
    numbers of one agency are of two children. A rehearsal is like no real case."""
    return tuple(other for other in _comparable(case, others) if _alike(case, other))


def others_of_the_day(case: Case, others: Iterable[Case]) -> tuple[Case, ...]:
    """Returns the cases of the same day that are no likely duplicates."""
    of_the_day = (other for other in _comparable(case, others) if not _days(case).isdisjoint(_days(other)))
    return tuple(other for other in of_the_day if not _alike(case, other))


def _comparable(case: Case, others: Iterable[Case]) -> Iterator[Case]:
    return (other for other in others if other.ref != case.ref and other.is_rehearsal == case.is_rehearsal)


def _days(case: Case) -> frozenset[date]:
    return frozenset(child.incident_on for child in case.facts.children if child.incident_on)


def _alike(one: Case, other: Case) -> bool:
    agency = _in_short(one.facts.agency)
    of_one_agency = bool(agency) and agency == _in_short(other.facts.agency)
    pairs = product(one.facts.children, other.facts.children)
    return any(_are_alike(*pair, of_one_agency=of_one_agency) for pair in pairs)


def _are_alike(child: Child, other: Child, *, of_one_agency: bool) -> bool:
    number, other_number = _in_short(child.record_number), _in_short(other.record_number)
    if number and number == other_number:
        return True
    if of_one_agency and number and other_number:
        return False
    return child.incident_on is not None and _harm(child) == _harm(other)


def _in_short(text: FreeText | None) -> str:
    """Returns the letters and digits of a text: numbers and names are written in many ways."""
    return "".join(c for c in text.shown if c.isalnum()).casefold() if text and not text.is_redacted else ""


def _harm(child: Child) -> tuple[object, ...]:
    return (child.incident_on, child.answers.get("age"), child.answers.get("harm"))
