"""The log has no way in for what a person wrote."""

import json
import logging
import warnings
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import structlog

from bot.observability.logs import configure

SECRET = "Zoë was hurt"


@pytest.fixture
def stream() -> Iterator[StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure(stream := StringIO())
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


def lines(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_references_verbs_and_durations_are_logged(stream: StringIO) -> None:
    structlog.get_logger().info(
        "nudged", ref="CSCP-2026-001", stage="rapid_review", threshold=3, due=date(2026, 12, 1), duration_ms=1.5
    )
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "nudged",
        "level": "info",
        "ref": "CSCP-2026-001",
        "stage": "rapid_review",
        "threshold": 3,
        "due": "2026-12-01",
        "duration_ms": 1.5,
    }


def test_a_key_that_is_not_listed_is_dropped(stream: StringIO) -> None:
    structlog.get_logger().info("said", text=SECRET, name=SECRET, ref="CSCP-2026-001")
    (line,) = lines(stream)
    assert line["dropped"] == 2
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize("key", ["ref", "verb", "error", "stage", "person", "due", "status", "where", "error_ref"])
@pytest.mark.parametrize("value", [SECRET, "a b", "", ["text"], {"a": "text"}, b"text", ValueError("text"), "a" * 500])
def test_text_under_a_listed_key_is_withheld(stream: StringIO, key: str, value: object) -> None:
    structlog.get_logger().info("said", **{key: value})
    assert lines(stream)[0][key] == "withheld"


def test_text_in_the_event_is_withheld(stream: StringIO) -> None:
    log = structlog.get_logger()
    log.info(f"said {SECRET}")
    log.info("said %s", SECRET)
    assert [line["event"] for line in lines(stream)] == ["withheld", "withheld"]


def test_an_exceptions_text_and_stack_are_dropped(stream: StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger().exception("turn_failed", error="ValueError", stack_info=True)
        logging.getLogger("botbuilder").exception("failed with %s", SECRET)
    assert SECRET not in stream.getvalue() and "hurt" not in stream.getvalue()
    assert [line.get("error") for line in lines(stream)] == ["ValueError", "ValueError"]


def test_the_libraries_records_say_where_and_not_what(stream: StringIO) -> None:
    logging.getLogger("botframework.connector").warning("activity %s", {"text": SECRET})
    logging.getLogger("botframework.connector").info("activity %s", SECRET)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("library_message", "warning", "botframework.connector")
    assert line["where"].startswith("test_logs:")
    assert "hurt" not in stream.getvalue()


def test_a_warning_is_logged_without_its_words(stream: StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(SECRET, stacklevel=1)
    assert "hurt" not in stream.getvalue()
