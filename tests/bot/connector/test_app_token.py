"""The bot's own token is kept, renewed in time, asked for once at a time, and never waited for without end."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config.settings import AppType, Settings
from bot.connector.app_token import AppCredentials, CredentialsFault, NoCredentials, credentials
from tests.bot.conftest import Clock
from tests.support.fake_teams.proxy import Proxy

APP = "30000000-0000-4000-8000-000000000001"
TENANT = "7e000000-0000-4000-8000-000000000001"


@dataclass
class Directory:
    """The directory stands for the library: it gives token 1, 2, 3 ..., each for an hour."""

    calls: int = 0
    answer: Mapping[str, Any] | Exception | None = None
    threads: set[int] = field(default_factory=set)

    def __call__(self) -> Mapping[str, Any]:
        self.calls += 1
        self.threads.add(threading.get_ident())
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or {"access_token": f"token {self.calls}", "expires_in": 3600}


async def test_a_token_is_kept_until_five_minutes_before_its_end(clock: Clock) -> None:
    own = AppCredentials(directory := Directory(), clock)
    assert await own.token() == "token 1"
    clock.now += 3299
    assert await own.token() == "token 1"
    clock.now += 1
    assert await own.token() == "token 2"
    assert directory.calls == 2


async def test_many_who_ask_at_once_share_one_renewal(clock: Clock) -> None:
    own = AppCredentials(directory := Directory(), clock)
    assert await asyncio.gather(*(own.token() for _ in range(50))) == ["token 1"] * 50
    assert directory.calls == 1


async def test_one_who_stops_waiting_does_not_end_it_for_the_others(clock: Clock) -> None:
    own = AppCredentials(Directory(), clock)
    first, second = asyncio.create_task(own.token()), asyncio.create_task(own.token())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "token 1"


async def test_the_library_runs_beside_the_event_loop(clock: Clock) -> None:
    await AppCredentials(directory := Directory(), clock).token()
    assert threading.get_ident() not in directory.threads


async def test_a_refusal_is_told_by_its_code_alone(clock: Clock) -> None:
    refusal = {"error": "invalid_client", "error_description": "AADSTS7000215: the secret hunter2 is wrong"}
    with pytest.raises(CredentialsFault, match=r"invalid_client.*CSCP_APP_ID") as fault:
        await AppCredentials(Directory(answer=refusal), clock).token()
    assert "hunter2" not in str(fault.value)


async def test_a_failing_library_is_a_clear_fault_and_asked_again_next_time(clock: Clock) -> None:
    own = AppCredentials(directory := Directory(answer=OSError("hunter2")), clock)
    with pytest.raises(CredentialsFault, match="OSError") as fault:
        await own.token()
    assert "hunter2" not in str(fault.value)
    directory.answer = None
    assert await own.token() == "token 2"


async def test_a_directory_that_hangs_is_left(clock: Clock) -> None:
    answered = threading.Event()

    def hang() -> Mapping[str, Any]:
        answered.wait()
        return {}

    own = AppCredentials(hang, clock, timeout=0.05)
    asked = [own.token() for _ in range(20)]
    faults = await asyncio.gather(*asked, return_exceptions=True)
    answered.set()
    assert all("in time" in str(fault) for fault in faults)


async def test_the_old_token_serves_while_the_directory_is_down(clock: Clock) -> None:
    own = AppCredentials(directory := Directory(), clock)
    await own.token()
    directory.answer = OSError()
    clock.now += 3599
    assert await own.token() == "token 1"
    clock.now += 1
    with pytest.raises(CredentialsFault):
        await own.token()


async def test_while_the_old_token_serves_a_directory_that_is_down_holds_a_message_up_every_half_minute_alone(
    clock: Clock,
) -> None:
    own = AppCredentials(directory := Directory(), clock)
    await own.token()
    directory.answer = OSError()
    clock.now += 3400
    assert [await own.token() for _ in range(20)] == ["token 1"] * 20
    assert directory.calls == 2
    clock.now += 30
    assert await own.token() == "token 1"
    assert directory.calls == 3
    directory.answer = None
    clock.now += 30
    assert await own.token() == "token 4"


async def test_local_mode_has_none() -> None:
    own = credentials(Settings(local=True))
    assert isinstance(own, NoCredentials)
    assert await own.token() is None


@pytest.fixture
async def identity_endpoint(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[web.Request]]:
    """Serves what Azure offers a managed identity, on loopback; returns the requests as they come."""
    requests: list[web.Request] = []

    async def give(request: web.Request) -> web.Response:
        requests.append(request)
        ends = str(int(time.time()) + 3600)
        return web.json_response(
            {"access_token": "managed", "expires_on": ends, "resource": "r", "token_type": "Bearer"}
        )

    app = web.Application()
    app.router.add_get("/msi/token", give)
    async with TestServer(app) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", str(server.make_url("/msi/token")))
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        yield requests


async def test_a_managed_identity_asks_azure_for_the_bot_frameworks_token(
    identity_endpoint: list[web.Request],
) -> None:
    settings = Settings(app_id=APP, app_type=AppType.MANAGED_IDENTITY, app_tenant=TENANT, store_key="key")
    assert await credentials(settings).token() == "managed"
    (request,) = identity_endpoint
    assert request.query["resource"] == "https://api.botframework.com"
    assert request.query["client_id"] == APP


async def test_a_managed_identitys_endpoint_is_the_machines_own_and_no_proxy_is_asked_for_it(
    identity_endpoint: list[web.Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        settings = Settings(app_id=APP, app_type=AppType.MANAGED_IDENTITY, app_tenant=TENANT, store_key="key")
        assert await credentials(settings).token() == "managed"
        assert proxy.carried == []


async def test_an_endpoint_that_hangs_is_said_to_have_given_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    left = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        await left.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/msi/token", hang)
    async with TestServer(app) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", str(server.make_url("/msi/token")))
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        monkeypatch.setattr("bot.connector.app_token.HTTP_TIMEOUT_SECONDS", 0.05)
        settings = Settings(app_id=APP, app_type=AppType.MANAGED_IDENTITY, app_tenant=TENANT, store_key="key")
        with pytest.raises(CredentialsFault, match="did not answer in time"):
            await credentials(settings).token()
        left.set()


async def test_a_proxy_that_keeps_the_directory_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Proxy(refuses=403) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        settings = Settings(app_id=APP, app_tenant=TENANT, app_password="s3cret", store_key="key")
        with pytest.raises(CredentialsFault, match="through the proxy of HTTPS_PROXY"):
            await credentials(settings).token()
        assert set(proxy.refused) == {"login.microsoftonline.com"}


async def test_a_client_secret_asks_the_registrations_own_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Any, ...]] = []

    class Application:
        def __init__(self, client_id: str, *, client_credential: str, authority: str, http_client: object) -> None:
            made.append((client_id, client_credential, authority))

        def acquire_token_for_client(self, scopes: list[str]) -> Mapping[str, Any]:
            made.append(tuple(scopes))
            return {"access_token": "by secret", "expires_in": 3600}

    monkeypatch.setattr("msal.ConfidentialClientApplication", Application)
    settings = Settings(app_id=APP, app_tenant=TENANT, app_password="s3cret", store_key="key")
    assert await credentials(settings).token() == "by secret"
    assert made == [
        (APP, "s3cret", f"https://login.microsoftonline.com/{TENANT}"),
        ("https://api.botframework.com/.default",),
    ]
