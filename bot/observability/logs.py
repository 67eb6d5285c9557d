"""The log has JSON lines of references, verbs and outcomes. A person's words have no way into it."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from datetime import date
from typing import Any, TextIO

import structlog

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/<>-]{0,119}")
_REFERENCE = re.compile(r"[A-Z]{1,10}-[0-9A-F]{1,8}(-[0-9]{1,8})?")
_DATE = re.compile(r"[0-9][0-9.:TZ+-]{3,39}")
_PERSON = re.compile(r"[0-9a-f-]{36}(/[0-9a-f-]{36})?")
_ACCOUNT = re.compile(r"[A-Za-z_][A-Za-z0-9_.@$-]{0,63}")
_PARTNERSHIP = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SENTENCE = re.compile(r"[A-Za-z][A-Za-z0-9 ,.:;()\[\]{}'/_-]{0,399}")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")

# Every key that may be logged, with the shape of its text. Numbers, true and false pass as they are.
KEYS: Mapping[str, re.Pattern[str]] = {
    "account": _ACCOUNT,
    "attempt": _NUMBER,
    "count": _NUMBER,
    "deadline": _NAME,
    "destination_kind": _NAME,
    "due": _DATE,
    "duration_ms": _NUMBER,
    "error": _CODE,
    "error_ref": _REFERENCE,
    "event": _NAME,
    # Of a file that IT writes, without what it quotes.
    "fault": _SENTENCE,
    "kind": _NAME,
    "level": _NAME,
    "logger": _CODE,
    "outcome": _NAME,
    "partnership": _PARTNERSHIP,
    "person": _PERSON,
    "port": _NUMBER,
    "ref": _REFERENCE,
    "rules": _DATE,
    "seat": _NAME,
    "stage": _NAME,
    "status": _NUMBER,
    "threshold": _NAME,
    "timestamp": _DATE,
    "verb": _NAME,
    "where": _CODE,
    "writes": _NUMBER,
}
WITHHELD = "withheld"


def configure(stream: TextIO = sys.stderr) -> None:
    """Sets logging up, once, at start. The libraries' own log records follow the same rule."""
    structlog.configure(
        processors=[
            # A process that serves several partnerships names the line's partnership so.
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [_Libraries()]
    root.setLevel(logging.WARNING)


def only_allowed(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every other key (exception texts and stacks too), and withholds text of another shape."""
    kept: dict[str, Any] = {key: _withhold_unless(value, KEYS[key]) for key, value in entry.items() if key in KEYS}
    if dropped := len(entry) - len(kept):
        kept["dropped"] = dropped
    return kept


def _withhold_unless(value: object, shape: re.Pattern[str]) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if isinstance(value, date) else value
    return str(text) if isinstance(text, str) and shape.fullmatch(text) else WITHHELD


class _Libraries(logging.Handler):
    """The handler logs where a library's record comes from and how bad it is, never the message: the SDK puts
    activities and addresses into its messages."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library_message",
            logger=record.name,
            where=f"{record.module}:{record.lineno}",
            error=error.__name__ if error else None,
        )
