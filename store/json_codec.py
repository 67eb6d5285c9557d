"""The codec reads and writes JSON by orjson. Python's own json takes what orjson refuses of half characters (lone
surrogates): people's devices cut an emoji in two, and such a text must not be lost for it."""

import json
from typing import Any

import orjson

AS_PYTHON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode_json(value: Any, *, repaired: bool = False) -> bytes:
    """Writes compact JSON; NaN becomes null. ``repaired``: half characters become question marks, for readers that
    refuse them. Raises TypeError or ValueError for what is no JSON."""
    try:
        return orjson.dumps(value, option=AS_PYTHON)
    except orjson.JSONEncodeError:
        text = json.dumps(value, ensure_ascii=not repaired, allow_nan=False, separators=(",", ":"))
        return text.encode(errors="replace")


def decode_json(text: bytes | str) -> Any:
    """Raises ValueError, or RecursionError for what is nested too deeply."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> float:
    """Refuses NaN and the infinities: they are no JSON, though Python reads them."""
    raise ValueError(name)
