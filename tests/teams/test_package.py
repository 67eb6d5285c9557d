"""The package that a Teams administrator uploads is whole, checked against the vendor's schema, the same every time."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from teams.details import HERE
from teams.manifest import manifest
from teams.package import main
from tests.teams.conftest import APP, DETAILS


def test_the_package_holds_the_three_files_and_is_the_same_every_time(
    details_file: Path, tmp_path: Path, schema: dict[str, Any]
) -> None:
    packages = [tmp_path / "first.zip", tmp_path / "deeper" / "second.zip"]
    for package in packages:
        assert main(["--app-id", APP, "--details", str(details_file), "--to", str(package)]) == 0
    with ZipFile(packages[0]) as opened:
        assert opened.namelist() == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(opened.read("manifest.json")) == manifest(DETAILS)
    assert packages[0].read_bytes() == packages[1].read_bytes()


def test_no_address_of_a_package_registry_stands_in_a_lock_file() -> None:
    for folder in (HERE, HERE.parent / "local"):
        lock = (folder / "package-lock.json").read_text()
        assert "resolved" not in lock and "http" not in lock
