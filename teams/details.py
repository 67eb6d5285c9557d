"""The details differ from one installation to the next: the bot's id, the partnership's pages, the address."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from safeguarding.faults import Faults

HERE = Path(__file__).parent
DETAILS = HERE / "details.toml"
APP_ID = "CSCP_APP_ID"
HEX_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
PAGE = re.compile(r"https://[^\s/@]+\.[^\s/@]+(/\S*)?")
HOST = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


class PackageFault(Faults):
    """The package can't be made. ``faults`` has one sentence or two for each: what is wrong, and what to do."""


@dataclass(frozen=True)
class Details:
    app_id: str
    version: str
    developer: str
    website: str
    privacy: str
    terms: str
    host: str


def known_app_id(env_file: Path = Path(".env")) -> str:
    """Reads the id as the bot itself would; the other settings are not needed here."""
    return os.environ.get(APP_ID) or dotenv_values(env_file).get(APP_ID) or ""


def read_details(path: Path, app_id: str) -> Details:
    """Raises PackageFault with a sentence for each detail to mend."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise PackageFault([f"{path} can't be read. Put it there, or name another: --details FILE."]) from None
    except tomllib.TOMLDecodeError as error:
        raise PackageFault([f"{path} is not TOML: {error}. Correct that place."]) from None
    if faults := tuple(_faults(path, app_id, written)):
        raise PackageFault(faults)
    return Details(app_id=app_id.lower(), **written)


def _faults(path: Path, app_id: str, written: Mapping[str, Any]) -> Iterator[str]:
    if not HEX_ID.fullmatch(app_id):
        yield (
            f"The bot's application id is missing or no id: set {APP_ID} to it as the Azure portal shows it, "
            "36 characters, or run make package APP_ID=..."
        )
    names = [field.name for field in fields(Details) if field.name != "app_id"]
    for name in written:
        if name not in names:
            yield f"{path}: {name} is no known key. Remove it, or correct its spelling. There are {', '.join(names)}."
    for name in names:
        value = written.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"{path}: {name} is empty. Fill it in: {_WANTED[name][1]}."
        elif not _WANTED[name][0].fullmatch(value):
            yield f"{path}: {name} can't be used. Put in {_WANTED[name][1]}."


_WANTED: Mapping[str, tuple[re.Pattern[str], str]] = {
    "version": (VERSION, "three numbers, such as 1.0.0"),
    "developer": (re.compile(r"\S.{0,31}"), "who offers the app, 32 characters at most"),
    "website": (PAGE, "the https address of a page about the partnership"),
    "privacy": (PAGE, "the https address of the page that says how personal data is handled"),
    "terms": (PAGE, "the https address of the terms of use"),
    "host": (HOST, "the bot's host name alone, such as bot.croydon.example, without https:// and without a path"),
}
