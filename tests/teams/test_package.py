"""The package that a Teams administrator uploads: whole, checked against the vendor's schema, the same every time."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image

from bot.handlers.commands import COMMANDS as ANSWERED
from cards.help import COMMANDS as EXPLAINED
from teams import icons as drawing
from teams.checks import ICONS, faults
from teams.details import HERE, Details
from teams.manifest import OFFERED, manifest
from teams.package import main

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


def test_the_vendors_schema_and_our_checks_take_the_manifest(
    made: dict[str, Any], pictures: dict[str, bytes], schema: dict[str, Any]
) -> None:
    assert list(faults(made, pictures, schema)) == []


def test_the_schema_is_the_newest_that_the_vendors_package_has(made: dict[str, Any], schema: dict[str, Any]) -> None:
    folder = HERE / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
    versions = (each.name.removeprefix("v") for each in folder.iterdir() if each.name[1].isdigit())
    newest = max(versions, key=lambda version: [int(part) for part in version.split(".")])
    assert made["manifestVersion"] == newest
    assert f"/v{newest}/" in made["$schema"]


def test_the_app_asks_for_no_permission_and_knows_one_bot_by_one_id(made: dict[str, Any]) -> None:
    assert not {"permissions", "devicePermissions", "authorization", "webApplicationInfo"} & made.keys()
    assert {made["id"], made["bots"][0]["botId"], made["composeExtensions"][0]["botId"]} == {APP}


def test_nothing_is_left_to_fill_in(made: dict[str, Any]) -> None:
    assert "${" not in json.dumps(made)


@pytest.mark.parametrize("scope", OFFERED)
def test_every_command_offered_is_one_that_the_bot_answers_in_the_words_of_its_help(
    scope: str, made: dict[str, Any]
) -> None:
    (listed,) = (each["commands"] for each in made["bots"][0]["commandLists"] if each["scopes"] == [scope])
    assert len(listed) <= 10
    for command in listed:
        assert command["title"].split()[0] in ANSWERED
        assert command["description"] == EXPLAINED[command["title"]]


def test_the_help_explains_every_command_that_the_bot_answers() -> None:
    assert {name.split()[0] for name in EXPLAINED} == ANSWERED.keys() - {"hello"}


def test_the_search_is_the_one_that_the_bot_answers(made: dict[str, Any]) -> None:
    (command,) = made["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["context"]) == ("searchCases", "query", ["compose", "commandBox"])
    assert [parameter["name"] for parameter in command["parameters"]] == ["query"]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (["name", "short"], "A name that is longer than thirty characters", "name.short"),
        (["description", "short"], "x" * 81, "description.short"),
        (["id"], "no id", "id: it is no application id"),
        (["accentColor"], "blue", "accentColor"),
        (["manifestVersion"], "1.19", "manifestVersion"),
        (["bots", 0, "scopes"], ["personal", "everyone"], "bots.0.scopes.1"),
        (["bots", 0, "botId"], "30000000-0000-4000-8000-000000000002", "bots: the bot is another than the app's"),
        (["surprise"], True, "surprise"),
        (["supportsChannelFeatures"], None, "supportsChannelFeatures: it is missing"),
    ],
)
def test_what_teams_would_refuse_is_said_before_the_upload(
    place: list[Any],
    value: object,
    said: str,
    made: dict[str, Any],
    pictures: dict[str, bytes],
    schema: dict[str, Any],
) -> None:
    changed = deepcopy(made)
    part: Any = changed
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    found = list(faults(changed, pictures, schema))
    assert any(said in fault for fault in found), found


def test_too_many_or_too_long_commands_are_named(
    made: dict[str, Any], pictures: dict[str, bytes], schema: dict[str, Any]
) -> None:
    commands = made["bots"][0]["commandLists"][0]["commands"]
    commands += [{"title": "x" * 33, "description": "too long"}]
    first, second = faults(made, pictures, schema)
    assert "personal: 11 commands, and Teams shows 10" in first
    assert "too long for the menu" in second


def test_pictures_of_another_size_or_kind_are_refused(
    made: dict[str, Any], pictures: dict[str, bytes], schema: dict[str, Any]
) -> None:
    swapped = {"color.png": pictures["outline.png"], "outline.png": pictures["color.png"]}
    assert [fault.split(":")[0] for fault in faults(made, swapped, schema)] == ["color.png", "outline.png"]
    assert "no PNG" in next(faults(made, {**pictures, "color.png": b"GIF89a"}, schema))


def test_the_pictures_are_those_that_the_script_draws(tmp_path: Path, pictures: dict[str, bytes]) -> None:
    """To within the rounding of another version of matplotlib."""
    drawing.save(tmp_path)
    for name in ICONS:
        drawn, kept = (Image.open(folder / name).convert("RGBA").tobytes() for folder in (tmp_path, HERE))
        assert sum(abs(one - other) for one, other in zip(drawn, kept, strict=True)) / len(kept) < 1


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


def test_no_address_of_a_package_registry_stands_in_a_lock_file() -> None:
    for folder in (HERE, HERE.parent / "local"):
        lock = (folder / "package-lock.json").read_text()
        assert "resolved" not in lock and "http" not in lock
