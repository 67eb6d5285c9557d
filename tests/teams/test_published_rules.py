"""Each published rule of the store and the admin centre is broken once, and named with where it is published."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from teams.published_rules import RULES, broken_rules

Change = Callable[[dict[str, Any]], None]


def put(*place: Any, value: object) -> Change:
    """Makes a change of the manifest at one place."""

    def change(manifest: dict[str, Any]) -> None:
        part: Any = manifest
        for name in place[:-1]:
            part = part[name]
        part[place[-1]] = value

    return change


SHORT = ("description", "short")
FULL = ("description", "full")
BOT = ("bots", 0)
PERMISSIONS = {"permissions": {"resourceSpecific": [{"name": "ChannelMember.Read.Group", "type": "Application"}]}}
BROKEN: dict[str, tuple[Change, str]] = {
    "another schema": (put("manifestVersion", value="1.29"), "$schema: it is not the released schema"),
    "a schema not released": (
        put(
            "$schema",
            value="https://developer.microsoft.com/json-schemas/teams/vDevPreview/MicrosoftTeams.schema.json",
        ),
        "$schema: it is not the released schema",
    ),
    "a version for trying": (put("version", value="1.2.0-preview.1"), "version: it has to be three numbers"),
    "a package name": (put("packageName", value="uk.cscp.bot"), "packageName: it is out of use"),
    "no id": (put("id", value="00000000-0000-0000-0000-000000000000"), "id: it is no application id"),
    "no bot's id": (put(*BOT, "botId", value="28:bot"), "bots.botId: it is no application id"),
    "another's bot": (
        put("composeExtensions", 0, "botId", value="30000000-0000-4000-8000-000000000002"),
        "composeExtensions: the bot is another than the app's",
    ),
    "one name": (put("name", "full", value="CSCP Review Bot"), "name: short and full have to differ"),
    "no full name": (put("name", "full", value=""), "name.full: it is missing"),
    "Microsoft's name": (put("name", "short", value="CSCP for Teams"), "name.short: Teams is a name of Microsoft's"),
    "Microsoft's product": (put("name", "full", value="Reviews in Word, CSCP"), "name.full: Word is a name of"),
    "Microsoft as developer": (put("developer", "name", value="Microsoft"), "developer.name: Microsoft is a name"),
    "a feature's name": (put("name", "short", value="CSCP chat"), "name.short: Chat is a part of Teams itself"),
    "a trial": (put("name", "short", value="CSCP bot (beta)"), "name.short: Beta says that it is not for real work"),
    "one description": (
        lambda manifest: put(*FULL, value=f"Croydon. {manifest['description']['short']} Yes.")(manifest),
        "description: the full one repeats the short one",
    ),
    "two sentences": (put(*SHORT, value="Reviews. And notifications."), "description.short: it has to be one sentence"),
    "its own name": (
        put(*SHORT, value="What the CSCP review bot does"),
        "description.short: it repeats the app's name",
    ),
    "the word app": (put(*SHORT, value="An app for reviews"), 'description.short: it says "app"'),
    "too many words": (put(*FULL, value="word " * 501), "description.full: it has more than 500 words"),
    "a link to the store": (put(*FULL, value="See https://appsource.microsoft.com/x"), "it leads to the store"),
    "capitals": (put(*FULL, value="THIS BOT ASKS THE CRITERIA QUESTIONS"), "it is written in capitals"),
    "a claim": (put(*FULL, value="The best bot there is"), 'description.full: "best" is a claim'),
    "a certificate": (put(*FULL, value="Certified for reviews"), '"certified for" is a claim'),
    "a short form": (put(*FULL, value="Works with MS products"), "description.full: MS has to be written out"),
    "an old name": (put(*FULL, value="Works with Office 365"), "Office 365 has to be written out"),
    "Teams alone": (put(*FULL, value="Works in Teams."), "the first Teams has to be Microsoft Teams"),
    "an open page": (put("developer", "privacyUrl", value="http://cscp.example"), "privacyUrl: it has to be an https"),
    "a page for trying": (
        put("developer", "termsOfUseUrl", value="https://staging.cscp.example/"),
        "termsOfUseUrl: it",
    ),
    "the store's page": (
        put("developer", "websiteUrl", value="https://appsource.microsoft.com/x"),
        "websiteUrl: it leads to the store",
    ),
    "a wildcard": (put("validDomains", value=["*.cscp.example"]), "takes in hosts that may not be yours"),
    "an address": (put("validDomains", value=["https://cscp.example"]), "has to be a host name alone"),
    "a tunnel": (put("validDomains", value=["x.ngrok-free.app"]), "x.ngrok-free.app is a tunnel"),
    "who signs in": (put("validDomains", value=["login.microsoftonline.com"]), "belongs to whoever signs people in"),
    "a link's domain": (
        put(
            "composeExtensions", 0, "messageHandlers", value=[{"type": "link", "value": {"domains": ["*.example.org"]}}]
        ),
        "*.example.org takes in hosts",
    ),
    "no channel features": (put("supportsChannelFeatures", value=None), "supportsChannelFeatures: it is missing"),
    "channel types": (put("supportedChannelTypes", value=["sharedChannels"]), "supportedChannelTypes: Teams refuses"),
    "calls": (put(*BOT, "supportsCalling", value=True), "bots.supportsCalling: it is an experiment"),
    "video": (put(*BOT, "supportsVideo", value=True), "bots.supportsVideo: it is an experiment"),
    "no talk": (put(*BOT, "isNotificationOnly", value=True), "bots.isNotificationOnly: the bot answers people"),
    "files for nobody": (put(*BOT, "scopes", value=["team", "groupChat"]), "bots.supportsFiles: files go to people"),
    "installed nowhere": (put("defaultInstallScope", value="meetings"), "defaultInstallScope: meetings is no scope"),
    "a tab": (put("defaultGroupCapability", value={"team": "tab"}), "defaultGroupCapability.team: the app has no tab"),
    "a meeting": (put("defaultGroupCapability", value={"meetings": "bot"}), "defaultGroupCapability.meetings"),
    "a list for nowhere": (put(*BOT, "commandLists", 0, "scopes", value=["copilot"]), "copilot is no scope of the bot"),
    "two lists": (put(*BOT, "commandLists", 0, "scopes", value=["team"]), "team has more than one list"),
    "a command twice": (
        lambda manifest: manifest["bots"][0]["commandLists"][0]["commands"].__setitem__(
            0, manifest["bots"][0]["commandLists"][0]["commands"][1]
        ),
        "it is offered more than once",
    ),
    "a long command": (put(*BOT, "commandLists", 0, "commands", 0, "title", value="x" * 33), "too long for the menu"),
    "a long word on it": (put(*BOT, "commandLists", 0, "commands", 0, "description", value="x" * 129), "too long for"),
    "too many commands": (
        lambda manifest: manifest["bots"][0]["commandLists"][0]["commands"].append({"title": "x", "description": "x"}),
        "personal: 11 commands, and Teams shows 10",
    ),
    "a search for nothing": (
        put("composeExtensions", 0, "commands", 0, "parameters", value=[]),
        "searchCases: a search has 1 to 5 parameters",
    ),
    "no search": (put("composeExtensions", 0, "commands", value=[]), "composeExtensions: 0 commands"),
    "a search twice": (
        lambda manifest: manifest["composeExtensions"][0]["commands"].append(
            manifest["composeExtensions"][0]["commands"][0]
        ),
        "searchCases: it is there more than once",
    ),
    "a second bot": (lambda manifest: manifest["bots"].append(manifest["bots"][0]), "bots: there are 2, and one is"),
    "an unheard-of permission": (
        put(
            "authorization",
            value={"permissions": {"resourceSpecific": [{"name": "Everything", "type": "Application"}]}},
        ),
        "authorization, Everything: it is no permission",
    ),
    "a permission for nobody": (put("authorization", value=PERMISSIONS), "webApplicationInfo.id: it has to be the id"),
    "a language twice": (
        put(
            "localizationInfo",
            value={
                "defaultLanguageTag": "en-gb",
                "additionalLanguages": [{"languageTag": "en-gb", "file": "en.json"}],
            },
        ),
        "localizationInfo: en-gb is there more than once",
    ),
}
ALSO_RIGHT: dict[str, Change] = {
    "a permission with its app": lambda manifest: manifest.update(
        authorization=PERMISSIONS, webApplicationInfo={"id": manifest["id"], "resource": "https://notapplicable"}
    ),
    "another language": put(
        "localizationInfo",
        value={"defaultLanguageTag": "en-gb", "additionalLanguages": [{"languageTag": "cy", "file": "cy.json"}]},
    ),
    "Microsoft Teams in full": put(*FULL, value="Works in Microsoft Teams. In Teams it asks."),
    "words that only begin alike": put(*FULL, value="Stages, stops, appointments, helpful filesystems, MSc."),
    "no search at all": lambda manifest: manifest.pop("composeExtensions"),
}


def test_the_app_as_it_is_breaks_no_rule(made: dict[str, Any]) -> None:
    assert list(broken_rules(made)) == []


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_named_with_its_place_and_its_source(what: str, made: dict[str, Any]) -> None:
    change, said = BROKEN[what]
    changed = deepcopy(made)
    change(changed)
    found = list(broken_rules(changed))
    assert any(said in fault for fault in found), found
    assert all("Mend it in teams/manifest.json" in fault and "https://" in fault for fault in found)


@pytest.mark.parametrize("what", ALSO_RIGHT)
def test_what_keeps_the_rules_is_not_named(what: str, made: dict[str, Any]) -> None:
    changed = deepcopy(made)
    ALSO_RIGHT[what](changed)
    assert list(broken_rules(changed)) == []


def test_every_rule_is_broken_by_some_example_and_has_an_address_of_its_own_kind(made: dict[str, Any]) -> None:
    never_broken = set(RULES)
    for change, _ in BROKEN.values():
        changed = deepcopy(made)
        change(changed)
        never_broken -= {rule for rule in RULES if list(rule.faults(changed))}
    assert not never_broken
    for rule in RULES:
        assert re.fullmatch(r"https://(learn\.microsoft\.com|github\.com)/\S+", rule.source)
