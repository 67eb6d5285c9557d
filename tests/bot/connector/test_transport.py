"""The transport retries some failures of the connector, for so long, and says what the rest mean."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import NoCredentials
from bot.connector.client import Connector, PooledConnectorFactory
from bot.connector.transport import DestinationUnreachable, RetryingTransport, SendError
from tests.bot.conftest import Clock, FakeConnector, message, status

CHAT = "a:personal"


@pytest.mark.parametrize("code", [412, 429, 502, 504])
async def test_a_passing_failure_is_tried_again(
    client: Connector, connector: FakeConnector, clock: Clock, code: int
) -> None:
    connector.script = [status(code), status(code)]
    assert (await client.conversations.send_to_conversation(CHAT, message(CHAT))).id == "id-3"
    assert clock.slept == [0.5, 1.0]


async def test_a_broken_connection_is_tried_again(client: Connector, connector: FakeConnector) -> None:
    connector.script = [None]
    assert (await client.conversations.send_to_conversation(CHAT, message(CHAT))).id == "id-2"


async def test_it_waits_as_long_as_the_connector_asks(
    client: Connector, connector: FakeConnector, clock: Clock
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    connector.script = [status(429, Retry_After="3"), status(429, Retry_After=later), status(429, Retry_After="soon")]
    await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert clock.slept[0] == 3
    assert 3 < clock.slept[1] <= 5
    assert clock.slept[2] == 2


async def test_it_does_not_wait_longer_than_the_sender_can(
    client: Connector, connector: FakeConnector, clock: Clock
) -> None:
    connector.script = [status(429, Retry_After="3600")]
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert (failure.value.status, clock.slept) == (429, [])


async def test_it_gives_up_after_a_few_tries(client: Connector, connector: FakeConnector, clock: Clock) -> None:
    connector.script = [status(502) for _ in range(9)]
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert (failure.value.status, len(connector.received), sum(clock.slept)) == (502, 4, 3.5)


async def test_the_pauses_are_spread(session: ClientSession, connector: FakeConnector, clock: Clock) -> None:
    transport = RetryingTransport(session, clock.sleep, clock, chance=lambda: 1.0)
    client = await PooledConnectorFactory(HostAllowList(), NoCredentials(), transport).create(connector.url)
    connector.script = [status(502), status(429, Retry_After="2")]
    await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert clock.slept == [0.75, 3.0]


@pytest.mark.parametrize("code", [403, 404])
async def test_a_destination_that_is_gone_is_not_tried_again(
    client: Connector, connector: FakeConnector, code: int
) -> None:
    connector.script = [status(code)]
    with pytest.raises(DestinationUnreachable) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert (failure.value.status, len(connector.received)) == (code, 1)


@pytest.mark.parametrize("code", [400, 401, 413, 500, 503])
async def test_another_failure_is_not_tried_again(client: Connector, connector: FakeConnector, code: int) -> None:
    connector.script = [status(code)]
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert (failure.value.status, len(connector.received)) == (code, 1)
    assert not isinstance(failure.value, DestinationUnreachable)


async def test_nobody_at_the_address_is_a_failure_without_status(
    connectors: PooledConnectorFactory, clock: Clock
) -> None:
    client = await connectors.create(f"http://127.0.0.1:{unused_port()}/")
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT))
    assert failure.value.status is None
    assert clock.slept == [0.5, 1.0, 2.0]


@pytest.fixture
async def hanging() -> Any:
    """Counts the requests and answers none."""
    requests: list[str] = []
    release = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        requests.append(request.method)
        await release.wait()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", hang)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), requests
        release.set()


@pytest.mark.parametrize(("verb", "tries"), [("send_to_conversation", 1), ("update_activity", 4)])
async def test_a_hanging_connector_is_left_and_a_new_message_is_not_said_twice(
    transport: RetryingTransport, hanging: Any, verb: str, tries: int
) -> None:
    """An update may be repeated; a message may have arrived."""
    url, requests = hanging
    hurried = PooledConnectorFactory(HostAllowList(), NoCredentials(), replace(transport, try_seconds=0.1))
    client = await hurried.create(url)
    calls: dict[str, Callable[[], Any]] = {
        "send_to_conversation": lambda: client.conversations.send_to_conversation(CHAT, message(CHAT)),
        "update_activity": lambda: client.conversations.update_activity(CHAT, "1", message(CHAT)),
    }
    with pytest.raises(SendError):
        await calls[verb]()
    assert len(requests) == tries


async def test_a_failure_says_nothing_of_the_message(client: Connector, connector: FakeConnector) -> None:
    connector.script = [web.json_response({"error": {"message": "Zoë was hurt"}}, status=400)]
    with pytest.raises(SendError) as failure:
        await client.conversations.send_to_conversation(CHAT, message(CHAT, "Zoë was hurt"))
    assert "Zoë" not in str(failure.value) + repr(failure.value)
