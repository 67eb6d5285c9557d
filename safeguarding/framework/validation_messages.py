"""Validation messages say what is wrong with the shape of a file that people write: each key, and the mend."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

NO_LIST = "is not a list. Write it in square brackets"
NO_SECTION = "is not a section of keys. Write it in a section of its own, or in braces"
NO_WHOLE_NUMBER = "is not a whole number. Write it in digits, without quotation marks"
NEITHER = "is neither true nor false. Write one of them, without quotation marks"
NO_DATE = "is no date. Write it like 2026-12-24, without quotation marks"
NO_TIME = "is no time of the day. Write it like 09:00:00, without quotation marks"
# By the beginning of pydantic's word for a kind of fault, the longer first; in braces what the fault's context says.
MENDS = {
    "missing": "is missing. Add it",
    "extra_forbidden": "is no known key. Remove it, or correct its spelling",
    "tuple_type": NO_LIST,
    "list_type": NO_LIST,
    "model_": NO_SECTION,
    "dict_type": NO_SECTION,
    "mapping_type": NO_SECTION,
    "string_too_short": "is empty. Fill it in",
    "string_too_long": "is longer than {max_length} characters. Shorten it",
    "string_pattern": "has a letter or a length that it can't have. Correct it",
    "string_": "is not a text. Write it in quotation marks",
    "int_": NO_WHOLE_NUMBER,
    "float_": "is not a number. Write it in digits, without quotation marks",
    "bool_": NEITHER,
    "date_": NO_DATE,
    "time_": NO_TIME,
    "timezone_": NO_TIME,
    "greater_than_equal": "is too low. Make it {ge} or more",
    "greater_than": "is too low. Make it more than {gt}",
    "less_than_equal": "is too high. Make it {le} or less",
    "less_than": "is too high. Make it less than {lt}",
    "enum": "is none that there can be. Write one of {expected}",
    "literal_error": "is none that there can be. Write one of {expected}",
}
# So pydantic calls a key that is at fault itself; its name stands before.
PYDANTICS_KEY = "[key]"


def shape_faults(error: ValidationError, raw: Any, names: Sequence[str]) -> Iterator[str]:
    """Yields a sentence for each fault. ``names`` are the keys by which an entry of a list is called, the best
    first."""
    for fault in error.errors():
        yield f"{_place(fault['loc'], raw, names)}: {_sentence(fault)}."


def _sentence(fault: ErrorDetails) -> str:
    mend = next((mend for kind, mend in MENDS.items() if fault["type"].startswith(kind)), None)
    if mend:
        return mend.format_map(fault.get("ctx", {}))
    own = fault["msg"].removeprefix("Value error, ")
    return own if own != fault["msg"] else "is not right. Compare it with the example, and correct it"


def _place(loc: Sequence[int | str], raw: Any, names: Sequence[str]) -> str:
    """Names a place by the names of the entries and not by their numbers: question "harm", title."""
    words: list[str] = []
    for part in (part for part in loc if part != PYDANTICS_KEY):
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            raw = None
        if isinstance(part, str):
            words.append(part)
            continue
        called = [raw[key] for key in names if key in raw] if isinstance(raw, dict) else []
        name = next((name for name in called if name and isinstance(name, str)), None)
        words[-1] += f' "{name}"' if name else f" number {part + 1}"
    return ", ".join(words)
