"""Undelivered cards are named by the offices that they are for, on the case and in ``/readyz``."""

from bot.cases.case_queries import CaseQueries
from safeguarding.case.case import Case
from safeguarding.people import Person


def undelivered_offices(queries: CaseQueries, case: Case) -> tuple[str, ...]:
    """Returns the offices whose sign-off card of the case could not be delivered."""
    return tuple(dict.fromkeys(map(queries.rules.office, queries.undelivered.people(case.ref))))


def undelivered_by_case(queries: CaseQueries) -> dict[str, tuple[str, ...]]:
    """Returns the offices by reference, of the open cases that are not restricted."""
    open_cases = (case for case in queries.cases.open_cases() if not case.access.is_restricted)
    found = {case.ref: undelivered_offices(queries, case) for case in open_cases}
    return {ref: offices for ref, offices in found.items() if offices}


def waiting_for_delivery(queries: CaseQueries, office: str, reader: Person) -> tuple[str, ...]:
    """Returns the references that the reader may see, of the cases with a card that could not be delivered to the
    office."""
    found = (case for case in queries.cases.open_cases() if queries.sees(case, reader))
    return tuple(case.ref for case in found if office in undelivered_offices(queries, case))
