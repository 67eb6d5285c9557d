"""The checks say before the upload what Teams would refuse."""

from copy import deepcopy
from typing import Any

import pytest

from teams.checks import faults


def test_the_vendors_schema_and_our_checks_take_the_manifest(
    made: dict[str, Any], pictures: dict[str, bytes], schema: dict[str, Any]
) -> None:
    assert list(faults(made, pictures, schema)) == []


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
        (["supportedChannelTypes"], ["sharedChannels"], "supportedChannelTypes: Teams refuses the upload"),
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
