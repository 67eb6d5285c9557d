"""A report is of the day in London on which it is made."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.support.plain_case import REPORTS


def test_the_day_is_londons_and_not_that_of_the_server() -> None:
    late = replace(REPORTS, at=datetime(2026, 6, 2, 23, 30, tzinfo=UTC))
    assert late.today == date(2026, 6, 3)
    assert replace(REPORTS, at=datetime(2026, 12, 2, 23, 30, tzinfo=UTC)).today == date(2026, 12, 2)


def test_its_rules_are_those_of_the_engine() -> None:
    assert REPORTS.framework is REPORTS.engine.framework
