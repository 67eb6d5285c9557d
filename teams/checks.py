"""The checks say before the upload what Teams would refuse: by the vendor's schema, and where that is silent by our
own."""

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from jsonschema import Draft6Validator
from jsonschema.exceptions import ValidationError
from PIL import Image

from local.node import install
from teams.details import HERE, HEX_ID

MEND = "Mend it in teams/manifest.json"
ICONS: Mapping[str, tuple[int, int]] = {"color.png": (192, 192), "outline.png": (32, 32)}
MOST_COMMANDS = 10
# Shown whole in the menu of commands; the schema would take 128 and 4,000.
LONGEST_TITLE, LONGEST_DESCRIPTION = 32, 128
WHITE, CLEAR = 255, 0


async def official_schema(version: str, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Returns the vendor's own schema, from npm: it is not copied into this repository. Raises
    local.node.ClientFault."""
    await install(HERE, "the official manifest schema", say)
    folder = HERE / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
    schema: dict[str, Any] = json.loads((folder / f"v{version}/MicrosoftTeams.schema.json").read_text("utf-8"))
    return schema


def faults(manifest: Mapping[str, Any], icons: Mapping[str, bytes], schema: Mapping[str, Any]) -> Iterator[str]:
    """Yields one sentence or two for each fault; none when Teams can be expected to take the package."""
    # It calls itself draft 4, and uses const, which is of draft 6.
    checker = Draft6Validator(schema, format_checker=Draft6Validator.FORMAT_CHECKER)
    yield from (_sentence(error) for error in sorted(checker.iter_errors(manifest), key=str))
    yield from _ids(manifest)
    yield from _channels(manifest)
    for bot in manifest["bots"]:
        yield from _commands(bot)
    for name, size in ICONS.items():
        yield from _icon(name, icons[name], size)


def _sentence(error: ValidationError) -> str:
    place = ".".join(str(part) for part in error.absolute_path) or "the manifest"
    return f"{place}: {error.message}. {MEND}."


def _ids(manifest: Mapping[str, Any]) -> Iterator[str]:
    own = manifest["id"]
    if not HEX_ID.fullmatch(str(own)):
        yield f"id: it is no application id. {MEND}."
    for kind in ("bots", "composeExtensions"):
        if any(each["botId"] != own for each in manifest[kind]):
            yield f"{kind}: the bot is another than the app's. {MEND}."


def _channels(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Requires supportsChannelFeatures: since version 1.25 Teams asks for it of every app in a team, which the schema
    does not say."""
    if any("team" in bot["scopes"] for bot in manifest["bots"]) and not manifest.get("supportsChannelFeatures"):
        yield f'supportsChannelFeatures: it is missing, and Teams refuses a team app without it. Add "tier1". {MEND}.'
    if "supportedChannelTypes" in manifest:
        # msteams-docs#14609 and microsoft-365-agents-toolkit#15615; the schema still has the field.
        yield f"supportedChannelTypes: Teams refuses the upload of an app that declares it. Take it out. {MEND}."


def _commands(bot: Mapping[str, Any]) -> Iterator[str]:
    for listed in bot["commandLists"]:
        scope, commands = listed["scopes"][0], listed["commands"]
        if not set(listed["scopes"]) <= set(bot["scopes"]):
            yield f"commandLists: {scope} is no scope of the bot. {MEND}, or in OFFERED in teams/manifest.py."
        if len(commands) > MOST_COMMANDS:
            yield f"commandLists, {scope}: {len(commands)} commands, and Teams shows {MOST_COMMANDS}. Leave some out."
        for command in commands:
            if len(command["title"]) > LONGEST_TITLE or len(command["description"]) > LONGEST_DESCRIPTION:
                yield (
                    f"commandLists, {scope}, {command['title']}: too long for the menu. Shorten it in "
                    f"cards/help.py to {LONGEST_TITLE} characters and {LONGEST_DESCRIPTION} of description."
                )


def _icon(name: str, data: bytes, size: tuple[int, int]) -> Iterator[str]:
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            found, pixels = image.size, image.convert("RGBA").tobytes()
    except OSError:
        yield f"{name}: it is no PNG picture. Make it anew: python -m teams.icons."
        return
    if found != size:
        yield f"{name}: it is {found[0]} by {found[1]}, and has to be {size[0]} by {size[1]} pixels."
    elif name == "outline.png" and not _is_outline(pixels):
        yield f"{name}: it has to be white on a transparent ground. Make it anew: python -m teams.icons."


def _is_outline(rgba: bytes) -> bool:
    pixels = [rgba[start : start + 4] for start in range(0, len(rgba), 4)]
    drawn = [pixel for pixel in pixels if pixel[3] != CLEAR]
    return 0 < len(drawn) < len(pixels) and all(set(pixel[:3]) == {WHITE} for pixel in drawn)
