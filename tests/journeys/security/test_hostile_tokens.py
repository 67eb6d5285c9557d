"""A caller other than Teams, or from elsewhere than agreed, gets the right status, and the store does not change."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from yarl import URL

from bot.config.partnership_file import LivePartnership
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings
from bot.runtime.bootstrap import Environment, create_app
from bot.web.connection_limits import listen
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.journeys.conftest import COUNCIL, IN_FORCE, MONDAY, PRACTITIONER, ROOT
from tests.support.fake_teams.server import Json
from tests.support.undisturbed import nothing_changes

STRANGER = "99999999-0000-4000-8000-000000000009"
APP = "30000000-0000-4000-8000-000000000001"
SERVICE = "https://smba.trafficmanager.net/uk/"
ISSUER = "https://api.botframework.com"


def published(key: RSAPrivateKey, id: str) -> Json:
    entry = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**entry, "kid": id, "use": "sig", "endorsements": ["msteams"]}


@dataclass
class Served:
    """The bot is served as it serves Teams, with the Bot Framework's keys on loopback."""

    url: str
    folder: Path
    session: ClientSession
    key: RSAPrivateKey
    strangers_key: RSAPrivateKey

    def token(self, key: RSAPrivateKey | None = None, key_id: str = "key-1", alg: str = "RS256", **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": APP, "nbf": now, "exp": now + 3600, "serviceurl": SERVICE, **changes}
        payload = json.dumps({name: value for name, value in claims.items() if value is not None}).encode()
        return "Bearer " + jwt.PyJWS().encode(payload, key or self.key, algorithm=alg, headers={"kid": key_id})

    async def post(self, activity: Json, header: str | None) -> int:
        headers = {} if header is None else {"Authorization": header}
        async with self.session.post(f"{self.url}/api/messages", json=activity, headers=headers) as response:
            return response.status


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    key, strangers_key = generate_private_key(65537, 2048), generate_private_key(65537, 2048)
    folder = tmp_path / "store"

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": str(request.url.with_path("/keys"))})

    async def keys(request: web.Request) -> web.Response:
        return web.json_response({"keys": [published(key, "key-1")]})

    publisher = web.Application()
    publisher.add_routes([web.get("/openid", metadata), web.get("/keys", keys)])
    partnership = load_partnership(ROOT / "local" / "partnership.toml")
    standing = LivePartnership(partnership, lambda: partnership)
    async with ClientSession() as session, TestServer(publisher) as keys_at:
        settings = Settings(app_id=APP, app_tenant=COUNCIL, app_password="x", store_key="x", store_url=str(folder))
        # A setting has to be https; on loopback there is no certificate.
        settings = settings.model_copy(update={"openid_metadata": str(keys_at.make_url("/openid"))})
        store, environment = FolderStore.open(folder, PlainCodec()), Environment(lambda: MONDAY, 0.1)
        async with (
            create_app(settings, store, standing, IN_FORCE, environment) as app,
            listen(app, "127.0.0.1", 0) as port,
        ):
            yield Served(f"http://127.0.0.1:{port}", folder, session, key, strangers_key)


def from_teams(**changes: Any) -> Json:
    return {
        "type": "message",
        "id": "1",
        "text": "triage",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": f"29:{PRACTITIONER}", "aadObjectId": PRACTITIONER},
        "recipient": {"id": f"28:{APP}"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": COUNCIL},
        "channelData": {"tenant": {"id": COUNCIL}},
        **changes,
    }


async def test_a_good_token_of_the_bot_framework_is_let_in(served: Served) -> None:
    """The activity needs no answer; so the refusals below are not for some other reason."""
    assert await served.post(from_teams(type="typing"), served.token()) == 201


async def test_behind_a_proxy_on_the_same_machine_that_names_no_client_readyz_says_ready_or_not_and_no_more(
    served: Served,
) -> None:
    """Nobody can tell such a proxy from a call on the machine itself: what is wrong has an address of its own."""
    async with served.session.get(f"{served.url}/readyz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ready"})


NO_TOKENS: dict[str, str | None] = {
    "no header": None,
    "an empty header": "",
    "another scheme": "Basic dXNlcjpwYXNz",
    "no token": "Bearer ",
    "garbage": "Bearer garbage",
    "three parts of garbage": "Bearer a.b.c",
    "a token without a signature": "Bearer eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ.e30.",
    "a very long token": "Bearer " + "a" * 7000,
}
WRONG_TOKENS: dict[str, dict[str, Any]] = {
    "of the emulator": {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
    "of the emulator, version 2": {
        "iss": "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
        "ver": "2.0",
        "azp": APP,
    },
    "of a skill": {"iss": f"https://sts.windows.net/{COUNCIL}/", "ver": "1.0", "appid": STRANGER},
    "of the bot itself": {"iss": f"https://sts.windows.net/{COUNCIL}/", "appid": APP},
    "for another bot": {"aud": STRANGER},
    "for several bots": {"aud": [APP, STRANGER]},
    "for nobody": {"aud": None},
    "from nobody": {"iss": None},
    "past its end": {"exp": int(time.time()) - 400},
    "without an end": {"exp": None},
    "not yet valid": {"nbf": int(time.time()) + 4000},
    "for another service address": {"serviceurl": "https://smba.trafficmanager.net/amer/"},
    "for an attacker's address": {"serviceurl": "https://attacker.example/"},
    "for no service address": {"serviceurl": None},
    "under an unknown key id": {"key_id": "key-2"},
    "signed in another way": {"alg": "RS512"},
}


async def test_a_request_with_a_wrong_token_gets_401_and_changes_nothing(served: Served) -> None:
    async with nothing_changes(served.folder):
        for name, header in NO_TOKENS.items():
            assert await served.post(from_teams(), header) == 401, name
        for name, changes in WRONG_TOKENS.items():
            assert await served.post(from_teams(), served.token(**changes)) == 401, name
        assert await served.post(from_teams(), served.token(served.strangers_key)) == 401


WRONG_PLACES: dict[str, tuple[dict[str, Any], int]] = {
    "another tenant": ({"channelData": {"tenant": {"id": STRANGER}}}, 403),
    "no tenant": ({"channelData": {}, "conversation": {"id": "a:1", "conversationType": "personal"}}, 403),
    "a tenant in a list": ({"channelData": {"tenant": [COUNCIL]}}, 403),
    "a tenant's id in a list": ({"channelData": {"tenant": {"id": [COUNCIL]}}}, 403),
    "another tenant in the conversation alone": (
        {"channelData": None, "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": STRANGER}},
        403,
    ),
    # The key does not vouch for other channels.
    "another channel": ({"channelId": "webchat"}, 401),
    "the emulator's channel": ({"channelId": "emulator"}, 401),
    "another service address": ({"serviceUrl": "https://attacker.example/"}, 401),
    "no sender": ({"from": None}, 403),
    "no directory id": ({"from": {"id": "29:x"}}, 403),
    "an empty directory id": ({"from": {"id": "29:x", "aadObjectId": ""}}, 403),
    "a directory id that is none": ({"from": {"id": "29:x", "aadObjectId": "a|b"}}, 403),
    "two people's ids in one": ({"from": {"id": "29:x", "aadObjectId": f"{PRACTITIONER}|{STRANGER}"}}, 403),
    "a directory id with a line's end": ({"from": {"id": "29:x", "aadObjectId": f"{PRACTITIONER}\n"}}, 403),
    "no channel id": ({"from": {"aadObjectId": PRACTITIONER}}, 403),
    "a bot": ({"from": {"id": "28:x", "aadObjectId": PRACTITIONER, "role": "bot"}}, 403),
    "a skill": ({"from": {"id": "28:x", "aadObjectId": PRACTITIONER, "role": "skill"}}, 403),
    "an installation by nobody": ({"type": "installationUpdate", "action": "add", "from": {"id": "29:x"}}, 403),
    "a button pressed by nobody": ({"type": "invoke", "name": "adaptiveCard/action", "from": {"id": "29:x"}}, 403),
}


async def test_a_good_token_with_a_wrong_tenant_channel_address_or_sender_is_refused(served: Served) -> None:
    async with nothing_changes(served.folder):
        for name, (changes, status) in WRONG_PLACES.items():
            assert await served.post(from_teams(**changes), served.token()) == status, name
        elsewhere = "https://attacker.example/"
        token = served.token(serviceurl=elsewhere)
        assert await served.post(from_teams(serviceUrl=elsewhere), token) == 403


async def test_who_has_no_good_token_is_answered_before_a_body_is_waited_for(served: Served) -> None:
    for header in (None, served.token(served.strangers_key)):
        assert await first_line(served, header) == "HTTP/1.1 401 Unauthorized"


async def test_no_answer_says_which_server_gives_it(served: Served) -> None:
    async with served.session.get(f"{served.url}/healthz") as response:
        assert response.status == 200 and "Server" not in response.headers


async def first_line(served: Served, header: str | None) -> str:
    """Sends the headers of a large body and one byte of it, and returns the first line of the answer."""
    address = URL(served.url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    authorization = f"Authorization: {header}\r\n" if header else ""
    head = f"POST /api/messages HTTP/1.1\r\nHost: bot\r\n{authorization}Content-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: 200000\r\n\r\n{{".encode())
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    return line.decode().strip()
