"""The client sends over real HTTP: the requests, the tries, and what each failure means."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from botbuilder.schema import (
    Attachment,
    ChannelAccount,
    ConversationParameters,
    Mention,
    SuggestedActions,
)

from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import CredentialsFault, NoCredentials
from bot.connector.client import Connector, ConversationsClient, PooledConnectorFactory
from bot.connector.delivery_watch import TOLERATED_SECONDS, DeliveryWatch
from bot.connector.transport import AddressRefused, RetryingTransport, SendError
from tests.bot.conftest import Clock, FakeConnector, message, status

CHAT = "19:cscp@thread.tacv2;messageid=17/+ä"
QUOTED = "19%3Acscp%40thread.tacv2%3Bmessageid%3D17%2F%2B%C3%A4"


class Token:
    def __init__(self, token: str | None) -> None:
        self._token = token

    async def token(self) -> str | None:
        if self._token is None:
            raise CredentialsFault("The directory did not answer.")
        return self._token


# The requests


async def test_a_message_goes_to_its_conversation_with_the_id_quoted(
    client: Connector, connector: FakeConnector
) -> None:
    sent = await client.conversations.send_to_conversation(CHAT, message(CHAT))
    (received,) = connector.received
    assert (received.method, received.path) == ("POST", f"/amer/v3/conversations/{QUOTED}/activities")
    assert received.json["text"] == "Hello"
    assert sent.id == "id-1"


async def test_replies_updates_and_deletions_name_their_activity(client: Connector, connector: FakeConnector) -> None:
    await client.conversations.reply_to_activity(CHAT, "a/1", message(CHAT))
    updated = await client.conversations.update_activity(CHAT, "a/1", message(CHAT))
    await client.conversations.delete_activity(CHAT, "a/1")
    path = f"/amer/v3/conversations/{QUOTED}/activities/a%2F1"
    assert [(received.method, received.path) for received in connector.received] == [
        ("POST", path),
        ("PUT", path),
        ("DELETE", path),
    ]
    assert updated.id == "id-2"


async def test_a_conversation_is_created_with_its_parameters(client: Connector, connector: FakeConnector) -> None:
    connector.script = [web.json_response({"id": "19:new;messageid=2", "activityId": "2"}, status=201)]
    created = await client.conversations.create_conversation(
        ConversationParameters(
            is_group=True,
            bot=ChannelAccount(id="28:bot"),
            tenant_id="tenant",
            channel_data={"channel": {"id": "19:channel"}, "tenant": {"id": "tenant"}},
            activity=message(CHAT),
        )
    )
    (received,) = connector.received
    assert (received.method, received.path) == ("POST", "/amer/v3/conversations")
    assert received.json["channelData"] == {"channel": {"id": "19:channel"}, "tenant": {"id": "tenant"}}
    assert received.json["activity"]["text"] == "Hello"
    assert (received.json["isGroup"], received.json["tenantId"]) == (True, "tenant")
    assert (created.id, created.activity_id) == ("19:new;messageid=2", "2")


async def test_cards_mentions_and_dates_arrive_whole(client: Connector, connector: FakeConnector) -> None:
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Zoë – ✓"}], "msteams": {"width": "Full"}}
    activity = message(CHAT)
    activity.timestamp = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    activity.attachments = [Attachment(content_type="application/vnd.microsoft.card.adaptive", content=card)]
    activity.entities = [Mention(mentioned=ChannelAccount(id="29:a", name="DSP"), text="<at>DSP</at>", type="mention")]
    activity.suggested_actions = SuggestedActions(to=["29:a"], actions=[])
    await client.conversations.send_to_conversation(CHAT, activity)
    body = connector.received[0].json
    assert body["attachments"][0]["content"] == card
    assert body["entities"][0]["mentioned"] == {"id": "29:a", "name": "DSP"}
    assert body["timestamp"].startswith("2026-11-23T09:30:00")


async def test_the_token_goes_along(transport: RetryingTransport, connector: FakeConnector) -> None:
    client = await PooledConnectorFactory(HostAllowList(), Token("abc"), transport).create(connector.url)
    await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert connector.received[0].headers["Authorization"] == "Bearer abc"


async def test_local_mode_sends_no_token(client: Connector, connector: FakeConnector) -> None:
    await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert "Authorization" not in connector.received[0].headers


async def test_nothing_is_sent_when_no_token_can_be_had_and_whoever_watches_hears_of_it(
    transport: RetryingTransport, connector: FakeConnector, clock: Clock
) -> None:
    watch = DeliveryWatch(clock)
    transport = replace(transport, ended=watch.ended)
    client = await PooledConnectorFactory(HostAllowList(), Token(None), transport).create(connector.url)
    with pytest.raises(CredentialsFault):
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert connector.received == []
    clock.now += TOLERATED_SECONDS
    assert "The directory did not answer." in str(watch.fault())


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"id": null}', "{" * 100])
async def test_an_answer_without_an_id_gives_an_empty_one(
    client: Connector, connector: FakeConnector, body: str
) -> None:
    connector.script = [web.Response(text=body, status=202)]
    assert (await client.conversations.send_to_conversation(CHAT, message(CHAT))).id == ""


async def test_an_answer_that_arrives_in_pieces_is_read_whole(transport: RetryingTransport) -> None:
    """A lost id would leave a posted card that can never be brought up to date."""

    async def in_pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=201)
        await response.prepare(request)
        for piece in (b'{"id": ', b'"message-', b'1"}'):
            await response.write(piece)
            await asyncio.sleep(0.05)
        return response

    app = web.Application()
    app.router.add_post("/{rest:.*}", in_pieces)
    async with TestServer(app) as server:
        client = await PooledConnectorFactory(HostAllowList(), NoCredentials(), transport).create(
            str(server.make_url("/"))
        )
        assert (await client.conversations.send_to_conversation(CHAT, message(CHAT))).id == "message-1"


async def test_a_new_conversation_without_an_id_is_a_failure(client: Connector, connector: FakeConnector) -> None:
    connector.script = [web.json_response({}, status=201)]
    with pytest.raises(SendError):
        await client.conversations.create_conversation(ConversationParameters(is_group=False))


@pytest.mark.parametrize("id", ["", ".", "..", None])
async def test_an_id_that_would_change_the_path_is_not_sent(
    client: Connector, connector: FakeConnector, id: Any
) -> None:
    with pytest.raises(SendError):
        await client.conversations.send_to_conversation(id, message(CHAT))
    assert connector.received == []


# Where it may go


async def test_another_service_address_is_refused_before_anything_is_sent(
    transport: RetryingTransport, connector: FakeConnector
) -> None:
    teams = PooledConnectorFactory(HostAllowList.of(["https://smba.trafficmanager.net/"]), Token("abc"), transport)
    with pytest.raises(AddressRefused):
        await teams.create(connector.url)
    with pytest.raises(AddressRefused):
        await teams.create("https://example.org/")
    assert connector.received == []


async def test_a_client_made_without_its_factory_is_refused_too(
    transport: RetryingTransport, connector: FakeConnector
) -> None:
    teams = ConversationsClient(
        connector.url, HostAllowList.of(["https://smba.trafficmanager.net/"]), Token("abc"), transport
    )
    with pytest.raises(AddressRefused):
        await teams.send_to_conversation(CHAT, message(CHAT))
    assert connector.received == []


async def test_a_redirect_is_not_followed(client: Connector, connector: FakeConnector) -> None:
    connector.script = [status(307, Location=connector.url)]
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert (failure.value.status, len(connector.received)) == (307, 1)
