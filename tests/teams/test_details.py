"""The details of an installation are checked: each that can't be right is named with its mend."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from teams.package import main
from tests.teams.conftest import APP, WRITTEN


def test_as_it_comes_every_detail_to_fill_in_is_asked_for_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CSCP_APP_ID", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["--to", str(tmp_path / "package.zip")]) == 2
    said = capsys.readouterr().err
    assert "CSCP_APP_ID" in said
    for name in ("website", "privacy", "terms", "host"):
        assert f"{name} is empty. Fill it in" in said
    assert not (tmp_path / "package.zip").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('privacy = "http://cscp.example/"', "privacy can't be used. Put in the https address"),
        ('host = "https://bot.cscp.example"', "host can't be used. Put in the bot's host name alone"),
        ('version = "1"', "version can't be used. Put in three numbers"),
        ('developer = "Croydon Safeguarding Children Partnership"', "developer can't be used"),
        ("terms = 4", "terms is empty"),
        ('website = "unclosed', "is not TOML"),
    ],
)
def test_a_detail_that_can_not_be_right_is_named_with_its_mend(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = line.split(maxsplit=1)[0]
    path = tmp_path / "details.toml"
    path.write_text("\n".join(line if kept.startswith(name) else kept for kept in WRITTEN.splitlines()))
    assert main(["--app-id", APP, "--details", str(path), "--to", str(tmp_path / "package.zip")]) == 2
    assert said in capsys.readouterr().err


def test_a_key_that_is_not_known_and_a_file_that_is_not_there_are_said(
    details_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    details_file.write_text(f'{WRITTEN}privcay = "https://cscp.example/"\n')
    assert main(["--app-id", APP, "--details", str(details_file)]) == 2
    assert main(["--app-id", APP, "--details", str(tmp_path / "none.toml")]) == 2
    said = capsys.readouterr().err
    assert "privcay is no known key" in said and "none.toml can't be read" in said


def test_the_application_id_is_taken_from_the_bots_own_settings(
    details_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: dict[str, Any]
) -> None:
    monkeypatch.setenv("CSCP_APP_ID", APP.upper())
    assert main(["--details", str(details_file), "--to", str(tmp_path / "package.zip")]) == 0
    with ZipFile(tmp_path / "package.zip") as package:
        assert json.loads(package.read("manifest.json"))["id"] == APP
