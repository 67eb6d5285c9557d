"""The check of the network asks over real HTTP: what nobody answers, a wrong clock and a refused token are named."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from botbuilder.schema import ChannelAccount

from bot.cli.check.finding import CheckFinding, CheckVerdict
from bot.cli.check.network import Network
from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import AppCredentials, NoCredentials
from tests.bot.conftest import Publisher

NOBODY = "http://127.0.0.1:9/"


async def stranger(request: web.Request) -> web.Response:
    return web.Response(status=401)


@pytest.fixture
async def teams() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/", stranger)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


def network(session: ClientSession, publisher: Publisher, teams: str, **changes: Any) -> Network:
    given: dict[str, Any] = {
        "session": session,
        "metadata_url": publisher.url,
        "service_url": teams,
        "credentials": AppCredentials(lambda: {"access_token": "t", "expires_in": 3600}),
        "now": lambda: datetime.now(UTC),
        "hosts": HostAllowList(),
        "bot": ChannelAccount(id="28:bot"),
    }
    return Network(**{**given, **changes})


async def found(network: Network) -> dict[str, CheckFinding]:
    return {finding.check: finding async for finding in network.findings()}


async def test_where_all_answer_all_holds_whatever_status_teams_has_for_a_stranger(
    session: ClientSession, publisher: Publisher, teams: str
) -> None:
    assert {each.verdict for each in (await found(network(session, publisher, teams))).values()} == {CheckVerdict.HOLDS}


async def test_who_does_not_answer_is_named(session: ClientSession, publisher: Publisher) -> None:
    findings = await found(network(session, publisher, NOBODY))
    assert [check for check, each in findings.items() if each.verdict is CheckVerdict.FAILS] == [
        "Outbound HTTPS to Teams"
    ]
    findings = await found(network(session, publisher, NOBODY, metadata_url=NOBODY))
    wrong = [check for check, each in findings.items() if each.verdict is CheckVerdict.FAILS]
    assert wrong == ["Outbound HTTPS to Microsoft", "Outbound HTTPS to Teams", "Microsoft's signing keys"]
    assert findings["Clock"].verdict is CheckVerdict.UNTRIED


async def test_a_clock_that_is_wrong_by_hours_is_named(
    session: ClientSession, publisher: Publisher, teams: str
) -> None:
    late = network(session, publisher, teams, now=lambda: datetime.now(UTC) - timedelta(hours=2))
    clock = (await found(late))["Clock"]
    assert clock.verdict is CheckVerdict.FAILS and "Set the machine's clock by NTP" in clock.said


async def test_a_list_without_keys_lets_nobody_in(session: ClientSession, publisher: Publisher, teams: str) -> None:
    publisher.keys = []
    assert (await found(network(session, publisher, teams)))["Microsoft's signing keys"].verdict is CheckVerdict.FAILS


async def test_a_refused_token_is_said_with_what_to_look_at(
    session: ClientSession, publisher: Publisher, teams: str
) -> None:
    refused = AppCredentials(lambda: {"error": "invalid_client"})
    token = (await found(network(session, publisher, teams, credentials=refused)))["Token of the app"]
    assert token.verdict is CheckVerdict.FAILS and "invalid_client" in token.said and "CSCP_APP_ID" in token.said
    none = (await found(network(session, publisher, teams, credentials=NoCredentials())))["Token of the app"]
    assert none.verdict is CheckVerdict.UNTRIED
