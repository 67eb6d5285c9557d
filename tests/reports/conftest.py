"""The cases are those of the case's own tests, one at every stage."""

from tests.safeguarding.case.conftest import (  # noqa: F401 - fixtures
    actors,
    at,
    business_team,
    calendar,
    case,
    cases,
    engine,
    facts,
    framework,
    opened,
    opener,
    second_dsps,
    sign_off,
    signed,
    submitted,
    text,
    updated,
)
