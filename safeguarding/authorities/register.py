"""The register names the local authorities of England that answer for children's social care."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

HOME, HERE = "Croydon", "croydon"
"""The partnership's own authority, and the answer that names it."""
ANOTHER, OUTSIDE_ENGLAND, NOBODY = "another", "outside_england", "nobody"
"""These answers name no authority: one that is not known yet, one of another country, and none at all."""
REGISTER = Path(__file__).with_name("england.toml")
SUGGESTED = 3
SHORTEST_PART = 4
TITLES = re.compile(
    r"\b(?:the|royal|london|county|city|borough|district|metropolitan|unitary|council|authority|of|mbc|cc)\b"
)


@cache
def authorities() -> tuple[str, ...]:
    """Lists the names as cases record them, in the order of the alphabet."""
    return tuple(sorted(name for kind in _register().values() for name in kind))


def authority_named(text: str) -> str | None:
    """Returns the authority meant by a text: its name, in any common spelling, or another name of the register."""
    return _by_key().get(_key(text)) or _by_key().get(_without_titles(text))


def authorities_like(text: str) -> tuple[str, ...]:
    """Returns the few authorities whose name is close to a text that names none: "did you mean"."""
    said = _without_titles(text)
    if not said:
        return ()
    close = get_close_matches(said, _by_key(), SUGGESTED, 0.75)
    parts = [key for key in _by_key() if len(said) >= SHORTEST_PART and said in key.split()]
    return tuple(dict.fromkeys(_by_key()[key] for key in (*close, *parts)))[:SUGGESTED]


def authority_of(answer: str | None) -> str | None:
    """Returns the authority that an answer names; none where it names none, or none that is known."""
    return HOME if answer == HERE else answer if answer in authorities() else None


@cache
def _register() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(REGISTER.read_text("utf-8"))


@cache
def _by_key() -> Mapping[str, str]:
    named = [(name, name) for name in authorities()]
    also = [(other, name) for kind in _register().values() for name, others in kind.items() for other in others]
    short = {key: name for text, name in (*also, *named) if (key := _without_titles(text))}
    return short | {_key(text): name for text, name in (*also, *named)}


def _key(text: str) -> str:
    """Folds what people write in more than one way: case, dots, hyphens, and "&" for "and"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " and ").replace("'", "")).split())


def _without_titles(text: str) -> str:
    return " ".join(TITLES.sub(" ", _key(text)).split())
