"""A turn tells its handler who, when by London's clock, and what was typed or pressed."""

from datetime import UTC, date, datetime
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ConversationAccount

from bot.handlers.turn import Turn
from safeguarding.case.errors import InvalidInput
from tests.support.people.everybody import EVERYBODY

LATE = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)


def turn(kind: str = "personal", **more: Any) -> Turn:
    activity = Activity(conversation=ConversationAccount(id="a:1", conversation_type=kind))
    return Turn(TurnContext("an adapter", activity), EVERYBODY["opener"], "a chat", LATE, **more)


def test_today_is_londons() -> None:
    assert turn().user_input.today == date(2026, 6, 3)


def test_what_was_pressed_goes_on_with_who_pressed_it() -> None:
    name = InvalidInput("A name.")
    user_input = turn(verb="sign", data={"ref": "CSCP-2026-001"}, problem=name).user_input
    assert (user_input.verb, user_input.text_of("ref"), user_input.problem) == ("sign", "CSCP-2026-001", name)
    assert user_input.by == EVERYBODY["opener"].person


def test_a_channel_is_nobodys_own_chat() -> None:
    assert turn().is_personal and not turn("channel").is_personal
