"""Turns go through the SDK's adapter over real HTTP: what comes in, what goes out, and what a failure says."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from botbuilder.core import InvokeResponse, MessageFactory, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ConversationReference
from structlog.testing import capture_logs

from bot.connector.adapter import Adapter
from bot.connector.client import PooledConnectorFactory
from bot.connector.transport import AddressRefused, DestinationUnreachable
from bot.errors import Forbidden, Unauthenticated
from bot.security.bot_framework_token import TeamsAuthentication
from bot.security.signing_keys import SigningKeys
from tests.bot.conftest import SAID, FakeConnector, body


def reference(connector: FakeConnector, service_url: str = "") -> ConversationReference:
    return ConversationReference(
        channel_id="msteams",
        service_url=service_url or connector.url,
        conversation=ConversationAccount(id="19:channel@thread.tacv2"),
        bot=ChannelAccount(id="28:bot"),
    )


async def greet(context: TurnContext) -> None:
    await context.send_activity("Hello")


async def fail(context: TurnContext) -> None:
    raise ValueError(SAID)


async def test_a_message_reaches_the_logic_and_its_answer_the_conversation(
    adapter: Adapter, connector: FakeConnector
) -> None:
    seen: list[Activity] = []

    async def logic(context: TurnContext) -> None:
        seen.append(context.activity)
        await greet(context)

    assert await adapter.process(None, body(connector), logic) is None
    (activity,) = seen
    assert activity.text == SAID
    assert activity.from_property.aad_object_id == "aa000000-0000-4000-8000-000000000001"
    assert activity.channel_data == {"tenant": {"id": "t"}}
    (received,) = connector.received
    assert received.path == "/amer/v3/conversations/a%3Apersonal/activities/activity-1"
    assert (received.json["text"], received.json["replyToId"]) == ("Hello", "activity-1")


async def test_a_card_action_gets_its_answer_back(adapter: Adapter, connector: FakeConnector) -> None:
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {"type": "AdaptiveCard"}}
    value = {"action": {"type": "Action.Execute", "verb": "sign", "data": {"ref": "CSCP-2026-001"}}}

    async def logic(context: TurnContext) -> None:
        assert context.activity.value == value
        response = InvokeResponse(status=200, body=answer)
        await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))

    action = body(connector, type="invoke", name="adaptiveCard/action", text=None, value=value)
    response = await adapter.process(None, action, logic)
    assert response is not None
    assert (response.status, response.body) == (200, answer)
    assert connector.received == []


async def test_an_update_reaches_the_posted_card(adapter: Adapter, connector: FakeConnector) -> None:
    async def logic(context: TurnContext) -> None:
        activity = MessageFactory.text("Changed")
        activity.id = "card-1"
        await context.update_activity(activity)

    await adapter.process(None, body(connector), logic)
    (received,) = connector.received
    assert (received.method, received.path) == ("PUT", "/amer/v3/conversations/a%3Apersonal/activities/card-1")


# What a failure says


async def test_a_failed_turn_tells_the_person_a_reference_and_logs_no_content(
    adapter: Adapter, connector: FakeConnector
) -> None:
    with capture_logs() as logs:
        assert await adapter.process(None, body(connector), fail) is None
    (entry,) = logs
    assert (entry["event"], entry["error"]) == ("turn_failed", "ValueError")
    assert entry["where"].startswith("test_adapter.py:")
    assert SAID not in str(logs)
    (received,) = connector.received
    assert received.json["text"] == (
        "Something went wrong and nothing was recorded from this step. Try again. If it happens again, "
        f"give the Business Team the reference {entry['error_ref']}."
    )


async def test_a_failed_card_action_is_told_at_the_card(adapter: Adapter, connector: FakeConnector) -> None:
    with capture_logs() as logs:
        response = await adapter.process(None, body(connector, type="invoke", name="adaptiveCard/action"), fail)
    assert response is not None
    assert response.status == 200
    assert response.body["type"] == "application/vnd.microsoft.activity.message"
    assert logs[0]["error_ref"] in response.body["value"]
    assert connector.received == []


async def test_a_failure_that_cannot_be_told_ends_the_turn_quietly(adapter: Adapter, connector: FakeConnector) -> None:
    connector.script = [web.Response(status=403)]
    with capture_logs() as logs:
        assert await adapter.process(None, body(connector), fail) is None
    assert [entry["event"] for entry in logs] == ["turn_failed", "apology_not_sent"]
    assert logs[0]["error_ref"] == logs[1]["error_ref"]


async def test_the_logic_may_turn_a_caller_away(adapter: Adapter, connector: FakeConnector) -> None:
    async def logic(context: TurnContext) -> None:
        raise Forbidden("This tenant is not a partner's.")

    with pytest.raises(Forbidden) as refusal:
        await adapter.process(None, body(connector), logic)
    assert refusal.value.status == 403
    assert connector.received == []


async def test_a_cancelled_turn_says_nothing(adapter: Adapter, connector: FakeConnector) -> None:
    async def logic(context: TurnContext) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await adapter.process(None, body(connector), logic)
    assert connector.received == []


# Who is let in


async def test_a_token_is_asked_for_where_teams_is_served(
    connectors: PooledConnectorFactory, session: Any, connector: FakeConnector
) -> None:
    keys = SigningKeys(session, "http://127.0.0.1:1/")
    adapter = Adapter(TeamsAuthentication("app", keys, connectors), "app")
    for header in (None, "", "Bearer x"):
        with pytest.raises(Unauthenticated):
            await adapter.process(header, body(connector), greet)
    assert connector.received == []


async def test_a_service_address_off_the_list_is_forbidden(adapter: Adapter, connector: FakeConnector) -> None:
    with pytest.raises(Forbidden):
        await adapter.process(None, body(connector, serviceUrl="https://example.org/"), greet)


# Turns that the bot begins


async def test_the_bot_speaks_in_a_conversation_it_remembers(adapter: Adapter, connector: FakeConnector) -> None:
    await adapter.in_conversation(reference(connector), greet)
    (received,) = connector.received
    assert received.path == "/amer/v3/conversations/19%3Achannel%40thread.tacv2/activities"
    assert received.json["from"]["id"] == "28:bot"


async def test_a_failure_in_such_a_turn_reaches_its_caller(adapter: Adapter, connector: FakeConnector) -> None:
    with pytest.raises(ValueError, match=SAID):
        await adapter.in_conversation(reference(connector), fail)
    connector.script = [web.Response(status=404)]
    with pytest.raises(DestinationUnreachable):
        await adapter.in_conversation(reference(connector), greet)
    assert len(connector.received) == 1


async def test_a_stored_reference_leads_to_no_other_address(adapter: Adapter, connector: FakeConnector) -> None:
    with pytest.raises(AddressRefused):
        await adapter.in_conversation(reference(connector, "https://example.org/"), greet)
