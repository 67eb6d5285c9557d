"""A person's input, typed or pressed, is read so that it may be used: a stranger's data as text or not at all."""

from datetime import date
from typing import Any

import pytest

from dialogs.user_input import UserInput, readable


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"reason": "  as agreed\r\n"}, "as agreed"),
        ({"reason": "a\u202eb\u200b"}, "ab"),
        ({"reason": "\ud83d"}, ""),
        ({"reason": "\u200b\u3164"}, ""),
        ({"reason": 7}, ""),
        ({"reason": ["as agreed"]}, ""),
        ({"reason": None}, ""),
        ({}, ""),
    ],
)
def test_a_text_is_what_can_be_seen_of_it(sent: dict[str, Any], read: str) -> None:
    assert UserInput(date(2026, 6, 2), data=sent).text_of("reason") == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"page": 2}, 2),
        ({"page": 0}, 0),
        ({"page": True}, None),
        ({"page": "2"}, None),
        ({"page": 2.5}, None),
        ({}, None),
    ],
)
def test_a_number_is_a_whole_one(sent: dict[str, Any], read: int | None) -> None:
    assert UserInput(date(2026, 6, 2), data=sent).number_of("page") == read


def test_paragraphs_stay_apart() -> None:
    assert readable("one\r\ntwo\nthree") == "one\ntwo\nthree"


def test_what_was_typed_in_any_script_stays_as_it_was() -> None:
    assert (
        readable("Zo\u00eb \u0645\u0631\u062d\u0628\u0627 \U0001f6d1")
        == "Zo\u00eb \u0645\u0631\u062d\u0628\u0627 \U0001f6d1"
    )
