"""England's bank holidays are those of the library, and no other country is imported for them."""

import subprocess
import sys

from holidays import country_holidays

from safeguarding.dates.bank_holidays import bank_holidays

ASKED = """
import sys
from safeguarding.dates.bank_holidays import bank_holidays
print(len(bank_holidays(2026)))
print(sorted(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


def test_they_are_as_the_library_gives_them_by_the_name_of_the_country() -> None:
    for year in (1995, 2002, 2012, 2020, 2022, 2023, *range(2025, 2031)):
        assert bank_holidays(year) == dict(country_holidays("GB", subdiv="ENG", years=year).items())


def test_no_other_country_is_imported() -> None:
    said = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["9", "['holidays.countries.united_kingdom']"]


def test_the_library_still_knows_the_others() -> None:
    assert len(country_holidays("FR", years=2026)) == 11
