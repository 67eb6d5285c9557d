"""The tests of the bot have the other side of the wire on loopback: a connector that answers as it is told, and a clock
that need not wait."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from botbuilder.schema import Activity, ConversationAccount
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from bot.config.allowed_hosts import HostAllowList
from bot.connector.adapter import Adapter
from bot.connector.app_token import NoCredentials
from bot.connector.client import Connector, PooledConnectorFactory, pooled_session
from bot.connector.transport import RetryingTransport
from bot.security.bot_framework_token import LocalAuthentication
from bot.security.signing_keys import SigningKeys
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.outbox import Post
from tests.support.people.office import Office
from tests.support.processes.bots_on_one_store import Bots
from tests.support.simulated_year.simulation import QuickDisk
from tests.support.stores.steps import add_case

SAID = "Zoë was hurt"
ISSUER = "https://api.botframework.com"


@dataclass
class Clock:
    """The clock passes the time of ``sleep`` at once, and remembers how long it was."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    json: Any


@dataclass
class FakeConnector:
    """The connector gives the answers of ``script`` first, then accepts everything. None closes the connection without
    a word."""

    script: list[web.Response | None] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        text = await request.text()
        body = json.loads(text) if text else None
        self.received.append(Received(request.method, request.raw_path, dict(request.headers), body))
        scripted = self.script.pop(0) if self.script else web.json_response({"id": f"id-{len(self.received)}"})
        if scripted is None:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return scripted


def status(code: int, **headers: str) -> web.Response:
    return web.Response(status=code, headers={name.replace("_", "-"): value for name, value in headers.items()})


def message(conversation: str, text: str = "Hello") -> Activity:
    return Activity(type="message", text=text, conversation=ConversationAccount(id=conversation))


def body(connector: FakeConnector, **changes: Any) -> dict[str, Any]:
    """Returns a message as the local client sends it."""
    return {
        "type": "message",
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": connector.url,
        "text": SAID,
        "timestamp": "2026-11-23T09:26:32.661Z",
        "from": {"id": "29:practitioner", "aadObjectId": "aa000000-0000-4000-8000-000000000001"},
        "recipient": {"id": "28:bot", "name": "CSCP Review Bot"},
        "conversation": {"id": "a:personal", "conversationType": "personal", "tenantId": "t"},
        "entities": [{"type": "clientInfo", "locale": "en-GB"}],
        "channelData": {"tenant": {"id": "t"}},
        **changes,
    }


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the machine's own settings away, which have no say here."""
    for name in list(os.environ):
        if name.upper().startswith("CSCP_"):
            monkeypatch.delenv(name)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with pooled_session() as session:
        yield session


@pytest.fixture
async def connector() -> AsyncIterator[FakeConnector]:
    fake = FakeConnector()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fake.answer)
    async with TestServer(app) as server:
        fake.url = str(server.make_url("/amer/"))
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport(session: ClientSession, clock: Clock) -> RetryingTransport:
    return RetryingTransport(session, clock.sleep, clock, chance=lambda: 0.0)


@pytest.fixture
def connectors(transport: RetryingTransport) -> PooledConnectorFactory:
    return PooledConnectorFactory(HostAllowList(), NoCredentials(), transport)


@pytest.fixture
async def client(connectors: PooledConnectorFactory, connector: FakeConnector) -> Connector:
    return await connectors.create(connector.url)


@pytest.fixture
def adapter(connectors: PooledConnectorFactory) -> Adapter:
    return Adapter(LocalAuthentication(connectors))


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def strangers_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def published(key: RSAPrivateKey, id: str, endorsements: list[str] | None = None) -> dict[str, Any]:
    entry = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**entry, "kid": id, "use": "sig", "endorsements": ["msteams"] if endorsements is None else endorsements}


@dataclass
class Publisher:
    """The publisher serves the Bot Framework's metadata and keys, on loopback. ``broken`` answers 500; ``gate`` holds
    the answer back."""

    keys: list[Any] = field(default_factory=list)
    fetches: int = 0
    broken: bool = False
    url: str = ""
    keys_at: str = ""
    gate: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def metadata(self, request: web.Request) -> web.Response:
        self.fetches += 1
        self.asked.set()
        if self.gate:
            await self.gate.wait()
        if self.broken:
            raise web.HTTPInternalServerError
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.keys_at})

    async def documents(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})


@pytest.fixture
async def publisher(private_key: RSAPrivateKey) -> AsyncIterator[Publisher]:
    publisher = Publisher([published(private_key, "key-1")])
    app = web.Application()
    app.router.add_get("/openid", publisher.metadata)
    app.router.add_get("/keys", publisher.documents)
    async with TestServer(app) as server:
        publisher.url = str(server.make_url("/openid"))
        publisher.keys_at = str(server.make_url("/keys"))
        yield publisher


@pytest.fixture
def keys(session: ClientSession, publisher: Publisher, clock: Clock) -> SigningKeys:
    return SigningKeys(session, publisher.url, clock)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    post = Post(tmp_path / "store")
    await add_case(post.store)
    yield post
    post.disk.mend()
    await post.store.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        office = Office(store)
        await office.open_one()
        await office.open_one()
        await office.run_jobs()
        await office.run_jobs()
        yield office


@pytest.fixture
async def bots(tmp_path: Path) -> AsyncIterator[Bots]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as kept:
        yield Bots(kept)
