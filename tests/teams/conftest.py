"""The app is as an installation fills it in, and the vendor's schema is fetched once: with several workers one installs
it and the others wait."""

import asyncio
import fcntl
from pathlib import Path
from typing import Any

import pytest

from teams.checks import official_schema
from teams.details import HERE, Details
from teams.icon_checks import ICONS
from teams.manifest import manifest

APP = "30000000-0000-4000-8000-000000000001"
DETAILS = Details(
    app_id=APP,
    version="1.2.0",
    developer="CSCP",
    website="https://cscp.example/",
    privacy="https://cscp.example/privacy",
    terms="https://cscp.example/terms",
    host="bot.cscp.example",
)
WRITTEN = """
version = "1.2.0"
developer = "CSCP"
website = "https://cscp.example/"
privacy = "https://cscp.example/privacy"
terms = "https://cscp.example/terms"
host = "bot.cscp.example"
"""


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    with (HERE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return asyncio.run(official_schema("1.30", lambda said: None))


@pytest.fixture
def made() -> dict[str, Any]:
    return manifest(DETAILS)


@pytest.fixture
def pictures() -> dict[str, bytes]:
    return {name: (HERE / name).read_bytes() for name in ICONS}


@pytest.fixture
def details_file(tmp_path: Path) -> Path:
    path = tmp_path / "details.toml"
    path.write_text(WRITTEN)
    return path
