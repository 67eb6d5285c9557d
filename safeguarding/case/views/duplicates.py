"""Duplicates are cases that may be about the same incident and the same child; others of the same day may be about the
same incident and another child, or belong together in another way."""

from collections.abc import Iterable, Iterator

from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText


def likely_duplicates(case: Case, others: Iterable[Case]) -> tuple[Case, ...]:
    """Returns the cases with the same record number, or the same date, age and harm. Two record numbers of one agency
    are of two children. A rehearsal is like no real case."""
    return tuple(other for other in _comparable(case, others) if _alike(case, other))


def others_of_the_day(case: Case, others: Iterable[Case]) -> tuple[Case, ...]:
    """Returns the cases of the same day that are no likely duplicates."""
    on = case.facts.incident_on
    of_the_day = (other for other in _comparable(case, others) if on is not None and other.facts.incident_on == on)
    return tuple(other for other in of_the_day if not _alike(case, other))


def _comparable(case: Case, others: Iterable[Case]) -> Iterator[Case]:
    return (other for other in others if other.ref != case.ref and other.is_rehearsal == case.is_rehearsal)


def _alike(one: Case, other: Case) -> bool:
    number, agency = _in_short(one.facts.record_number), _in_short(one.facts.agency)
    same_number = bool(number) and number == _in_short(other.facts.record_number)
    if same_number:
        return True
    of_one_agency = bool(agency) and agency == _in_short(other.facts.agency)
    if of_one_agency and number and _in_short(other.facts.record_number):
        return False
    return one.facts.incident_on is not None and _incident(one) == _incident(other)


def _in_short(text: FreeText | None) -> str:
    """Returns the letters and digits of a text: numbers and names are written in many ways."""
    return "".join(c for c in text.shown if c.isalnum()).casefold() if text and not text.is_redacted else ""


def _incident(case: Case) -> tuple[object, ...]:
    facts = case.facts
    return (facts.incident_on, facts.answers.get("age"), facts.answers.get("harm"))
