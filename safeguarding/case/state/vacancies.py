"""A vacancy is a seat that nobody holds: nobody signs for it, and what needs it takes another way."""

from collections.abc import Mapping
from datetime import date

from safeguarding.dates.working_days import spoken
from safeguarding.partnership.model import Partnership
from safeguarding.people import Seat

Vacancies = Mapping[Seat, date]
"""The partnership file names the vacant seats, each with the day from which it is vacant."""


def away_in_words(partnership: Partnership) -> Mapping[Seat, str]:
    """Says of each seat whose holders are all away until when they are, and whether a deputy acts."""
    if not partnership.away:
        return {}
    backs = {seat: back for seat in Seat if (back := partnership.back_again(seat))}
    acts = {seat: "and nobody acts" if seat in partnership.uncovered else "the deputy acts" for seat in backs}
    return {seat: f"away until {spoken(back)}, {acts[seat]}" for seat, back in backs.items()}


def vacant_in_words(seat: Seat, vacant: Vacancies) -> str | None:
    return f"vacant since {spoken(vacant[seat])}" if seat in vacant else None
