"""The vendor's schema, fetched once: with several workers one installs it and the others wait."""

import asyncio
import fcntl
from typing import Any

import pytest

from teams.checks import official_schema
from teams.details import HERE


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    with (HERE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return asyncio.run(official_schema("1.30", lambda said: None))
