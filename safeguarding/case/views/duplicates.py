"""Duplicates are cases that may be about the same incident."""

from collections.abc import Iterable

from safeguarding.case.case import Case


def likely_duplicates(case: Case, others: Iterable[Case]) -> tuple[Case, ...]:
    """Returns the cases with the same record number, or the same date, age and harm. A rehearsal is like no real
    case."""
    return tuple(other for other in others if other.ref != case.ref and _alike(case, other))


def _alike(one: Case, other: Case) -> bool:
    if one.is_rehearsal != other.is_rehearsal:
        return False
    number = _record_number(one)
    if number and number == _record_number(other):
        return True
    return one.facts.incident_on is not None and _incident(one) == _incident(other)


def _record_number(case: Case) -> str:
    text = case.facts.record_number
    return "".join(c for c in text.shown if c.isalnum()).casefold() if text and not text.is_redacted else ""


def _incident(case: Case) -> tuple[object, ...]:
    facts = case.facts
    return (facts.incident_on, facts.answers.get("age"), facts.answers.get("harm"))
