"""The tests of the case service share the cases, people and steps of the case's own tests, one case at every stage; and
the service on a store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.safeguarding.case.conftest import (  # noqa: F401 - fixtures
    actors,
    at,
    business_team,
    case,
    cases,
    engine,
    facts,
    framework,
    opened,
    opener,
    outside,
    police,
    second_dsps,
    sign_off,
    signed,
    submitted,
    text,
)
from tests.safeguarding.case.steps.all_steps.test_authority import prepared as case_prepared  # noqa: F401 - fixtures
from tests.safeguarding.case.steps.all_steps.test_authority import steps as case_steps  # noqa: F401 - fixtures
from tests.safeguarding.case.steps.all_steps.test_review_authority import prepared as review_prepared  # noqa: F401 - fixtures
from tests.support.case_office import CaseOffice, open_store


@pytest.fixture
async def at_office(tmp_path: Path) -> AsyncIterator[CaseOffice]:
    async with open_store(tmp_path) as store:
        yield CaseOffice(store)
