"""The checks say before the upload what Teams would refuse."""

import json
from copy import deepcopy
from typing import Any

import pytest

from teams.checks import faults, package_faults
from teams.package import zip_files


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


def test_pictures_of_another_size_or_kind_are_refused(
    made: dict[str, Any], pictures: dict[str, bytes], schema: dict[str, Any]
) -> None:
    swapped = {"color.png": pictures["outline.png"], "outline.png": pictures["color.png"]}
    assert [fault.split(":")[0] for fault in faults(made, swapped, schema)] == ["color.png", "outline.png"]
    assert "no PNG" in next(faults(made, {**pictures, "color.png": b"GIF89a"}, schema))


def packed(made: dict[str, Any], pictures: dict[str, bytes], **more: bytes) -> dict[str, bytes]:
    return {"manifest.json": json.dumps(made).encode(), **pictures, **more}


def test_the_package_holds_what_it_has_to_and_nothing_else(made: dict[str, Any], pictures: dict[str, bytes]) -> None:
    whole = packed(made, pictures)
    assert list(package_faults(zip_files(whole))) == []
    (missing,) = package_faults(zip_files({name: data for name, data in whole.items() if name != "color.png"}))
    assert "color.png: it is not at the root of the package" in missing
    (too_much,) = package_faults(zip_files({**whole, "__MACOSX/._manifest.json": b""}))
    assert "__MACOSX/._manifest.json: it does not belong in the package" in too_much


def test_a_package_in_a_folder_of_its_own_is_refused(made: dict[str, Any], pictures: dict[str, bytes]) -> None:
    inner = {f"app/{name}": data for name, data in packed(made, pictures).items()}
    found = list(package_faults(zip_files(inner)))
    assert "manifest.json: it is not at the root of the package" in found[0]


def test_the_words_of_another_language_come_along(made: dict[str, Any], pictures: dict[str, bytes]) -> None:
    welsh = {"defaultLanguageTag": "en-gb", "additionalLanguages": [{"languageTag": "cy", "file": "cy.json"}]}
    bilingual = {**made, "localizationInfo": welsh}
    (missing,) = package_faults(zip_files(packed(bilingual, pictures)))
    assert "cy.json" in missing and "apps-localization" in missing
    assert list(package_faults(zip_files(packed(bilingual, pictures, **{"cy.json": b"{}"})))) == []


@pytest.mark.parametrize("package", [b"", b"no zip", zip_files({"manifest.json": b"no JSON"})])
def test_what_is_no_package_is_refused(package: bytes) -> None:
    (fault,) = package_faults(package)
    assert "no zip with a manifest" in fault


def test_a_damaged_package_is_refused(made: dict[str, Any], pictures: dict[str, bytes]) -> None:
    whole = zip_files(packed(made, pictures))
    damaged = whole.replace(b"CSCP review bot", b"CSCP review bit", 1)
    (fault,) = package_faults(damaged)
    assert "manifest.json: it can't be read" in fault
