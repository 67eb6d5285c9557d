"""The manifest has one bot, no permission, and the commands in the words of the help."""

import json
from typing import Any

import pytest

from bot.handlers.commands import COMMANDS as ANSWERED
from bot.handlers.commands import read_command
from bot.turns.message_action import TITLE, form_of, read_message_action
from cards.help import COMMANDS as EXPLAINED
from teams.details import HERE
from teams.manifest import OFFERED
from tests.teams.conftest import APP


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
        assert read_command(command["title"])
        assert command["description"] == EXPLAINED[command["title"]]


def test_the_help_explains_every_command_that_the_bot_answers() -> None:
    assert {command[0] for name in EXPLAINED if (command := read_command(name))} == ANSWERED.keys() - {"hello"}


def test_the_search_is_the_one_that_the_bot_answers(made: dict[str, Any]) -> None:
    command, _ = made["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["context"]) == ("searchCases", "query", ["compose", "commandBox"])
    assert [parameter["name"] for parameter in command["parameters"]] == ["query"]


def test_the_command_on_a_message_is_the_one_that_the_bot_answers(made: dict[str, Any]) -> None:
    _, command = made["composeExtensions"][0]["commands"]
    asked = read_message_action({"commandId": command["id"]})
    assert (command["type"], command["context"], command["fetchTask"]) == ("action", ["message"], True)
    assert command["title"] == TITLE and form_of(asked)
