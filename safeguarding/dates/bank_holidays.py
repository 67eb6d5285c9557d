"""Bank holidays of England come from the library of holidays. Its package of countries imports all 250, for 8 MB and a
fifteenth of a start: so the package is there without what it would import, and one country is taken from it."""

import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec, module_from_spec
from types import MappingProxyType

COUNTRIES = "holidays.countries"
if COUNTRIES not in sys.modules and (found := find_spec(COUNTRIES)):
    sys.modules[COUNTRIES] = module_from_spec(found)

from holidays.countries.united_kingdom import UnitedKingdom  # noqa: E402 - once its package is there


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    # The cache has one object a year, read once: the library's own object grows by being asked.
    found = UnitedKingdom(subdiv="ENG", years=year)  # type: ignore[no-untyped-call] # the library has no types there
    return MappingProxyType(dict(found.items()))
