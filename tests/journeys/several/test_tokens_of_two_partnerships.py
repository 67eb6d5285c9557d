"""Partnerships are registered with Microsoft one by one, so that an activity for one is refused at the other's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from pydantic import SecretStr

from bot.config.encryption_key import codec_of
from bot.config.multi_partnership import PARTNERSHIP_FILE, Partnerships
from bot.config.multi_partnership import PartnershipSetup as ServedPartnership
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings
from bot.observability.combined_metrics import CombinedMetrics
from bot.runtime.bootstrap import Environment
from bot.runtime.partnership_host import host_partnerships
from tests.bot.cli.test_main_on_database import fresh_key
from tests.journeys.conftest import MONDAY
from tests.journeys.security.test_hostile_tokens import ISSUER, Served, from_teams, published
from tests.support.fake_teams.server import Json
from tests.support.processes.boroughs import COUNCILS, CROYDON, SUTTON, write_folder

APPS = {CROYDON: "30000000-0000-4000-8000-000000000001", SUTTON: "30000000-0000-4000-8000-000000000002"}


@dataclass
class Registered:
    """The two partnerships are served as to Teams. ``fetched`` has an entry for each request of the signing keys."""

    croydon: Served
    sutton: Served
    fetched: list[str]


@pytest.fixture
async def registered(tmp_path: Path) -> AsyncIterator[Registered]:
    key, fetched = generate_private_key(65537, 2048), list[str]()
    folder = write_folder(tmp_path / "partnerships")
    async with ClientSession() as session, TestServer(publisher(key, fetched)) as keys_at:
        found = {name: settings_of(name, folder, tmp_path, str(keys_at.make_url("/openid"))) for name in APPS}
        both = Partnerships({name: with_file(settings) for name, settings in found.items()}, {})
        async with (
            host_partnerships(found[CROYDON], both, Environment(lambda: MONDAY, 0.1), CombinedMetrics()) as running,
            running.serve_all() as app,
            TestServer(app) as server,
        ):
            url = str(server.make_url("")).rstrip("/")
            at = {name: Served(f"{url}/{name}", tmp_path / name, session, key, key) for name in APPS}
            yield Registered(at[CROYDON], at[SUTTON], fetched)


def publisher(key: RSAPrivateKey, fetched: list[str]) -> web.Application:
    async def metadata(request: web.Request) -> web.Response:
        fetched.append("metadata")
        return web.json_response({"issuer": ISSUER, "jwks_uri": str(request.url.with_path("/keys"))})

    async def keys(request: web.Request) -> web.Response:
        return web.json_response({"keys": [published(key, "key-1")]})

    app = web.Application()
    app.add_routes([web.get("/openid", metadata), web.get("/keys", keys)])
    return app


def settings_of(name: str, folder: Path, stores: Path, openid: str) -> Settings:
    settings = Settings(
        app_id=APPS[name],
        app_tenant=COUNCILS[name],
        app_password=SecretStr("x"),
        store_key=fresh_key(),
        store_url=SecretStr(str(stores / name)),
        partnership=folder / name / PARTNERSHIP_FILE,
    )
    # A setting has to be https; on loopback there is no certificate.
    return settings.model_copy(update={"openid_metadata": openid})


def with_file(settings: Settings) -> ServedPartnership:
    assert codec_of(settings)
    return ServedPartnership(settings, load_partnership(settings.partnership))


def typing_in(name: str) -> Json:
    tenant = COUNCILS[name]
    return from_teams(
        type="typing",
        recipient={"id": f"28:{APPS[name]}"},
        conversation={"id": "a:1", "conversationType": "personal", "tenantId": tenant},
        channelData={"tenant": {"id": tenant}},
    )


async def test_a_token_lets_in_at_its_own_partnership_and_is_refused_at_the_others(registered: Registered) -> None:
    for at, name, other in ((registered.croydon, CROYDON, SUTTON), (registered.sutton, SUTTON, CROYDON)):
        assert await at.post(typing_in(name), at.token(aud=APPS[name])) == 201
        for sent in (typing_in(name), typing_in(other)):
            assert await at.post(sent, at.token(aud=APPS[other])) == 401
            assert await at.post(sent, at.token(aud=[APPS[name], APPS[other]])) == 401
            assert await at.post(sent, None) == 401


async def test_people_of_one_council_are_turned_away_by_the_bot_of_the_other(registered: Registered) -> None:
    croydon, sutton = registered.croydon, registered.sutton
    assert await croydon.post(typing_in(SUTTON), croydon.token(aud=APPS[CROYDON])) == 403
    assert await sutton.post(typing_in(CROYDON), sutton.token(aud=APPS[SUTTON])) == 403


async def test_the_bot_frameworks_keys_are_fetched_once_for_all(registered: Registered) -> None:
    for at, name in ((registered.croydon, CROYDON), (registered.sutton, SUTTON)):
        assert await at.post(typing_in(name), at.token(aud=APPS[name])) == 201
    assert registered.fetched == ["metadata"]
