"""The manifest is the template with the details, and the commands that Teams offers while somebody types."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cards.help import COMMANDS
from teams.details import HERE, Details

TEMPLATE = HERE / "manifest.json"
# Teams shows ten of a scope at most. Whatever is left out can still be typed, and help lists it.
OWN_CHAT = (
    "triage",
    "my steps",
    "cases",
    "case REF",
    "update REF",
    "submitted REF DATE",
    "review REF",
    "concern",
    "deadlines",
    "help",
)
# What holds a case is answered in the person's own chat.
AMONG_OTHERS = ("triage", "my steps", "cases", "concern", "deadlines", "define TERM", "glossary", "flowchart", "help")
OFFERED: Mapping[str, tuple[str, ...]] = {"personal": OWN_CHAT, "team": AMONG_OTHERS, "groupChat": AMONG_OTHERS}


def manifest(details: Details) -> dict[str, Any]:
    filled: dict[str, Any] = _fill(json.loads(TEMPLATE.read_text("utf-8")), asdict(details))
    filled["bots"][0]["commandLists"] = [_command_list(scope, names) for scope, names in OFFERED.items()]
    return filled


def _command_list(scope: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Describes commands in the words of the bot's own help."""
    return {"scopes": [scope], "commands": [{"title": name, "description": COMMANDS[name]} for name in names]}


def _fill(part: Any, details: Mapping[str, str]) -> Any:
    """Fills placeholders. Each is a whole text, so that no detail can change the manifest's shape."""
    if isinstance(part, dict):
        return {name: _fill(value, details) for name, value in part.items()}
    if isinstance(part, list):
        return [_fill(value, details) for value in part]
    if isinstance(part, str) and part.startswith("${") and part.endswith("}"):
        return details[part[2:-1]]
    return part
