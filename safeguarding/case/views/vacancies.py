"""Vacancies leave cases without the signature of a seat."""

from collections.abc import Iterable, Iterator

from safeguarding.case.case import Case
from safeguarding.case.signatories import is_over
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.people import Seat


def waiting_for_seat(cases: Iterable[Case], seat: Seat) -> Iterator[str]:
    """Yields the references of the cases in which a signature of the seat is missing."""
    return (case.ref for case in cases if any(_is_waited_for(case, matter, seat) for matter in MATTERS))


def _is_waited_for(case: Case, matter: str, seat: Seat) -> bool:
    sign_off = sign_off_of(case, matter)
    return sign_off is not None and seat in sign_off.missing and not is_over(case, sign_off)
