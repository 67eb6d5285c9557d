"""The case of the pictures is seen by an office a week later."""

from datetime import timedelta

import pytest

from reports.context import ReportContext
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from tests.support.people.everybody import OPENED_AT


@pytest.fixture
def context(engine: Engine, calendar: WorkingCalendar) -> ReportContext:
    return ReportContext(engine, calendar, lambda person: "An office", OPENED_AT + timedelta(days=7))
