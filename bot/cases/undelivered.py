"""The cases whose sign-off cards could not be delivered, and the offices that they were for."""

from bot.cases.case_service import CaseService
from safeguarding.case.case import Case
from safeguarding.case.people import Person


def undelivered_offices(work: CaseService, case: Case) -> tuple[str, ...]:
    """The offices whose card of the case could not be delivered."""
    return tuple(dict.fromkeys(work.office(person) for person in work.undelivered.people(case.ref)))


def undelivered_by_case(work: CaseService) -> dict[str, tuple[str, ...]]:
    """They stand by reference, of the open cases that are not restricted."""
    open_cases = (case for case in work.cases.open_cases() if not case.is_restricted)
    found = {case.ref: undelivered_offices(work, case) for case in open_cases}
    return {ref: offices for ref, offices in found.items() if offices}


def waiting_for_delivery(work: CaseService, office: str, reader: Person) -> tuple[str, ...]:
    """The references that the reader may see, of the cases with a card that could not be delivered there."""
    found = (case for case in work.cases.open_cases() if work.sees(case, reader))
    return tuple(case.ref for case in found if office in undelivered_offices(work, case))
