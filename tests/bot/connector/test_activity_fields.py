"""The fields of an activity say what it is of itself, and what a stranger made up in it."""

from typing import Any

import pytest
from botbuilder.schema import Activity

from bot.connector.activity_fields import (
    conversation_key,
    is_own_chat,
    is_submitted,
    own_chat_key,
    pressed_button,
    spoken_text,
    stated_sender,
    tenant_of,
)
from bot.connector.activity_json import read_activity
from safeguarding.people import Person
from tests.bot.conftest import FakeConnector, body

CONNECTOR = FakeConnector(url="http://127.0.0.1/")
MENTION = {"type": "mention", "text": "<at>CSCP Review Bot</at>", "mentioned": {"id": "28:bot"}}

OF_ADA = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": "29:ada"}}


def activity(**changes: Any) -> Activity:
    return read_activity(body(CONNECTOR, **changes))


@pytest.mark.parametrize(
    ("conversation", "own"),
    [
        ({"id": "a:1", "conversationType": "personal"}, True),
        ({"id": "19:two-people@unq.gbl.spaces", "conversationType": "personal"}, False),
        ({"id": "19:channel@thread.tacv2", "conversationType": "channel"}, False),
        ({"id": "a:1"}, False),
    ],
)
def test_a_persons_own_chat_is_one_that_nobody_else_reads(conversation: dict[str, str], own: bool) -> None:
    assert is_own_chat(activity(conversation=conversation)) is own


def test_a_person_is_the_same_however_their_ids_are_written() -> None:
    written = {"id": "29:x", "aadObjectId": "AA000000-0000-4000-8000-000000000001"}
    found = stated_sender(activity(**{"from": written, "channelData": {"tenant": {"id": "T"}}}))
    assert found == Person(tenant="t", id="aa000000-0000-4000-8000-000000000001")


def test_the_tenant_is_the_channels_and_not_the_conversations() -> None:
    assert tenant_of(activity(conversation={"id": "a:1", "tenantId": "another"})) == "t"


def test_a_persons_chat_stays_the_same_whatever_its_id_and_the_address_it_comes_from() -> None:
    one, other = (
        activity(),
        activity(serviceUrl="http://127.0.0.2/", conversation={"id": "a:2", "conversationType": "personal"}),
    )
    person = stated_sender(one)
    assert conversation_key(one, person) == conversation_key(other, person) == own_chat_key(person)


def test_a_thread_is_told_by_its_own_id() -> None:
    one, other = (activity(conversation={"id": f"19:x;messageid={n}", "conversationType": "channel"}) for n in (1, 2))
    assert conversation_key(one, stated_sender(one)) != conversation_key(other, stated_sender(other))


@pytest.mark.parametrize(
    ("text", "entities", "spoken"),
    [
        ("<at>CSCP Review Bot</at>  cases ", [MENTION], "cases"),
        (
            "<at>CSCP Review Bot</at> help <at>Ada</at>",
            [MENTION, OF_ADA],
            "help",
        ),
        ("<at>CSCP Review Bot</at>, help", [MENTION], "help"),
        ("<at>CSCP Review Bot</at>: help", [MENTION], "help"),
        ("case&nbsp;CSCP-2026-001", None, "case CSCP-2026-001"),
        ('<quoted messageId="1763900000000"/> died', None, "died"),
        ('<quoted messageId="1763900000000">Question 1 of 9</quoted> died', None, "died"),
        (": 5", None, ": 5"),
        ("cases", [{"type": "mention", "mentioned": "28:bot"}], "cases"),
        ("ca\u200bses", None, "cases"),
        (None, None, ""),
    ],
)
def test_what_was_said_is_read_without_mentions_quotations_and_teams_blanks(
    text: str | None, entities: list[Any] | None, spoken: str
) -> None:
    assert spoken_text(activity(text=text, entities=entities)) == spoken


@pytest.mark.parametrize(
    ("value", "pressed"),
    [
        ({"action": {"verb": "sign", "data": {"ref": "CSCP-2026-001"}}}, ("sign", {"ref": "CSCP-2026-001"})),
        ({"action": {"verb": "sign", "data": "everything"}}, ("sign", {})),
        ({"action": {"verb": 7}}, ("", {})),
        ({"action": "sign"}, ("", {})),
        ("sign", ("", {})),
        (None, ("", {})),
    ],
)
def test_a_button_is_read_by_its_verb_and_its_data(value: Any, pressed: tuple[str, dict[str, str]]) -> None:
    assert pressed_button(activity(type="invoke", name="adaptiveCard/action", value=value)) == pressed
    assert pressed_button(activity(type="invoke", name="task/fetch", value=value)) == ("", {})


@pytest.mark.parametrize(
    ("value", "pressed"),
    [
        ({"verb": "sign", "ref": "CSCP-2026-001"}, ("sign", {"ref": "CSCP-2026-001"})),
        ({"action": {"verb": "sign", "data": {"ref": "CSCP-2026-001"}}}, ("sign", {"ref": "CSCP-2026-001"})),
        ({"action": "close", "verb": "sign"}, ("sign", {"action": "close"})),
        ({"verb": 7, "ref": "x"}, ("", {"ref": "x"})),
        ({}, ("", {})),
    ],
)
def test_a_button_of_an_old_client_is_read_from_a_message_without_text(
    value: Any, pressed: tuple[str, dict[str, str]]
) -> None:
    submitted = activity(type="message", text=None, value=value)
    assert is_submitted(submitted)
    assert pressed_button(submitted) == pressed
    typed = activity(type="message", value=value, text="cases")
    assert not is_submitted(typed) and pressed_button(typed) == ("", {})


@pytest.mark.parametrize("value", [None, "sign", ["sign"], 7])
def test_a_message_whose_value_is_no_object_is_no_button(value: Any) -> None:
    assert not is_submitted(activity(type="message", text=None, value=value))
