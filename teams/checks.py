"""The checks say before the upload what Teams would refuse: by the vendor's schema, and where that is silent by what is
published of its store and admin centre."""

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from jsonschema_rs import Draft6Validator, ValidationError

from local.node import install
from teams.details import HERE
from teams.icon_checks import ICONS, icon_faults
from teams.published_rules import MEND, broken_rules

MANIFEST = "manifest.json"
PACKAGE_PAGE = "https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package"
LANGUAGES_PAGE = "https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-localization"


async def official_schema(version: str, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Returns the vendor's own schema, from npm: it is not copied into this repository. Raises
    local.node.ClientFault."""
    await install(HERE, "the official manifest schema", say)
    folder = HERE / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
    schema: dict[str, Any] = json.loads((folder / f"v{version}/MicrosoftTeams.schema.json").read_text("utf-8"))
    return schema


def faults(manifest: Mapping[str, Any], icons: Mapping[str, bytes], schema: dict[str, Any]) -> Iterator[str]:
    """Yields one sentence or two for each fault; none when Teams can be expected to take the package."""
    # It calls itself draft 4, and uses const, which is of draft 6.
    checker = Draft6Validator(schema, validate_formats=True)
    yield from (_sentence(error) for error in sorted(checker.iter_errors(manifest), key=str))
    yield from broken_rules(manifest)
    for name in ICONS:
        yield from icon_faults(name, icons[name])


def package_faults(package: bytes) -> Iterator[str]:
    """Yields a sentence for each fault of the zip itself: what it has to hold, at its root, and nothing else."""
    try:
        with ZipFile(BytesIO(package)) as opened:
            names, damaged = opened.namelist(), opened.testzip()
            manifest = json.loads(opened.read(MANIFEST)) if MANIFEST in names and not damaged else {}
    except (BadZipFile, ValueError):
        yield f"The package is no zip with a manifest in it ({PACKAGE_PAGE})."
        return
    if damaged:
        yield f"{damaged}: it can't be read from the package ({PACKAGE_PAGE})."
        return
    languages = [each["file"] for each in manifest.get("localizationInfo", {}).get("additionalLanguages", ())]
    wanted = [MANIFEST, *manifest.get("icons", {}).values(), *languages]
    for name in wanted:
        if name not in names:
            source = LANGUAGES_PAGE if name in languages else PACKAGE_PAGE
            yield f"{name}: it is not at the root of the package ({source})."
    for name in sorted(names):
        if name not in wanted or names.count(name) > 1:
            yield f"{name}: it does not belong in the package, or not twice ({PACKAGE_PAGE})."


def _sentence(error: ValidationError) -> str:
    place = ".".join(str(part) for part in error.instance_path) or "the manifest"
    return f"{place}: {error.message}. {MEND}."
