"""Validation messages say what is wrong with the shape of a file that people write: each key, and the mend."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

MENDS = {
    "missing": "is missing. Add it",
    "extra_forbidden": "is no known key. Remove it, or correct its spelling",
    "tuple_type": "is not a list. Write it in square brackets",
}


def shape_faults(error: ValidationError, raw: Any, names: Sequence[str]) -> Iterator[str]:
    """Yields a sentence for each fault. ``names`` are the keys by which an entry of a list is called, the best
    first."""
    for fault in error.errors():
        yield f"{_place(fault['loc'], raw, names)}: {MENDS.get(fault['type']) or _sentence(fault['msg'])}."


def _sentence(message: str) -> str:
    own = message.removeprefix("Value error, ")
    return own if own != message else f"is not right. {message}"


def _place(loc: Sequence[int | str], raw: Any, names: Sequence[str]) -> str:
    """Names a place by the names of the entries and not by their numbers: question "harm", title."""
    words: list[str] = []
    for part in loc:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            raw = None
        if isinstance(part, str):
            words.append(part)
            continue
        name = next((raw[key] for key in names if raw.get(key)), None) if isinstance(raw, dict) else None
        words[-1] += f' "{name}"' if name else f" number {part + 1}"
    return ", ".join(words)
