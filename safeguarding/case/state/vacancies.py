"""A vacancy is a seat that nobody holds: nobody signs for it, and what needs it takes another way."""

from collections.abc import Mapping
from datetime import date

from safeguarding.dates.working_days import spoken
from safeguarding.people import Seat

Vacancies = Mapping[Seat, date]
"""The partnership file names the vacant seats, each with the day from which it is vacant."""


def vacant_in_words(seat: Seat, vacant: Vacancies) -> str | None:
    return f"vacant since {spoken(vacant[seat])}" if seat in vacant else None
