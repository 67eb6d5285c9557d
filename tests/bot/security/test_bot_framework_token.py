"""The bot admits nobody but the Bot Framework: tokens of every wrong kind, and the keys behind them, over real HTTP."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from botbuilder.schema import Activity
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.connector.client import PooledConnectorFactory
from bot.errors import Forbidden, Unauthenticated
from bot.security.bot_framework_token import LEEWAY_SECONDS, MOST_KEPT, LocalAuthentication, TeamsAuthentication
from bot.security.signing_keys import SigningKeys
from tests.bot.conftest import ISSUER, Clock, Publisher, published

APP = "30000000-0000-4000-8000-000000000001"
TEAMS = "https://smba.trafficmanager.net/uk/"


@pytest.fixture
def teams(keys: SigningKeys, connectors: PooledConnectorFactory) -> TeamsAuthentication:
    return TeamsAuthentication(APP, keys, connectors)


def activity(**changes: Any) -> Activity:
    return Activity(**{"type": "message", "channel_id": "msteams", "service_url": TEAMS, **changes})


def claims(**changes: Any) -> dict[str, Any]:
    """The claims give ``nbf`` and ``exp`` in seconds from now, or as what a stranger would send."""
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": APP, "nbf": 0, "exp": 3600, "serviceurl": TEAMS, **changes}
    times = {name: now + whole[name] for name in ("nbf", "exp") if isinstance(whole[name], int)}
    return {name: value for name, value in {**whole, **times}.items() if value is not None}


def token(key: RSAPrivateKey, key_id: str = "key-1", **changes: Any) -> str:
    # Not jwt.encode, which refuses the wrong claims that a stranger would send.
    payload = json.dumps(claims(**changes)).encode()
    return "Bearer " + jwt.PyJWS().encode(payload, key, algorithm="RS256", headers={"kid": key_id})


# The tokens


async def test_a_token_of_the_bot_framework_lets_teams_in(
    teams: TeamsAuthentication, private_key: RSAPrivateKey, connectors: PooledConnectorFactory
) -> None:
    result = await teams.authenticate_request(activity(), token(private_key))
    assert result.claims_identity.is_authenticated
    assert result.claims_identity.get_claim_value("aud") == APP
    assert result.connector_factory is connectors
    assert result.caller_id == "urn:botframework:azure"


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://example.org"},
    "the emulator of one tenant": {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
    "the emulator, version 2": {
        "iss": "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
        "ver": "2.0",
        "azp": APP,
    },
    "a skill": {"iss": "https://sts.windows.net/7e000000-0000-4000-8000-000000000001/", "ver": "1.0", "appid": "other"},
    "the US government's channel": {"iss": "https://api.botframework.us"},
    "the issuer in a list": {"iss": [ISSUER]},
    "no issuer": {"iss": None},
    "another bot": {"aud": "30000000-0000-4000-8000-000000000002"},
    "several audiences": {"aud": [APP, "other"]},
    "an empty audience": {"aud": ""},
    "no audience": {"aud": None},
    "no end": {"exp": None},
    "an end in words": {"exp": "tomorrow"},
    "no beginning": {"nbf": None},
    "past its end": {"exp": -301},
    "before its beginning": {"nbf": 400},
    "another service address": {"serviceurl": "https://smba.trafficmanager.net/amer/"},
    "a stranger's service address": {"serviceurl": "https://example.org/"},
    "no service address": {"serviceurl": None},
    "a service address in a list": {"serviceurl": [TEAMS]},
}


@pytest.mark.parametrize("changes", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
async def test_a_token_with_a_wrong_claim_is_refused(
    teams: TeamsAuthentication, private_key: RSAPrivateKey, changes: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), token(private_key, **changes))


@pytest.mark.parametrize("changes", [{"exp": -200}, {"nbf": 200}])
async def test_clocks_may_differ_by_minutes(
    teams: TeamsAuthentication, private_key: RSAPrivateKey, changes: dict[str, Any]
) -> None:
    assert await teams.authenticate_request(activity(), token(private_key, **changes))


async def test_a_strangers_signature_under_a_known_key_id_is_refused(
    teams: TeamsAuthentication, strangers_key: RSAPrivateKey
) -> None:
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), token(strangers_key))


async def test_a_changed_payload_is_refused(teams: TeamsAuthentication, private_key: RSAPrivateKey) -> None:
    head, _, signature = token(private_key).split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims(sub="me")).encode()).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), f"{head}.{payload}.{signature}")


def _unsigned() -> str:
    return jwt.encode(claims(), None, algorithm="none", headers={"kid": "key-1"})  # type: ignore[arg-type]


def _by_public_key(key: RSAPrivateKey) -> str:
    """Signs by the old trick: the public key's text as a shared secret. The token is made by hand, since the library
    refuses to."""
    parts = [{"alg": "HS256", "kid": "key-1"}, claims()]
    signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = base64.urlsafe_b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + mac).decode()


async def test_tokens_signed_in_another_way_are_refused(teams: TeamsAuthentication, private_key: RSAPrivateKey) -> None:
    rs512 = jwt.encode(claims(), private_key, algorithm="RS512", headers={"kid": "key-1"})
    for forged in (_unsigned(), _by_public_key(private_key), rs512):
        with pytest.raises(Unauthenticated):
            await teams.authenticate_request(activity(), f"Bearer {forged}")


NO_TOKENS = {
    "nothing": "",
    "the scheme alone": "Bearer",
    "the scheme and a blank": "Bearer ",
    "a password": "Basic dXNlcjpwYXNz",
    "garbage": "Bearer garbage",
    "garbage in three parts": "Bearer a.b.c",
    "two words": "Bearer .. x",
    "a long word": "Bearer " + "a" * 9000,
    "no key id": "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
    "a number as key id": "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6N30.e30.AAAA",
    "other letters": "Bearer é.é.é",
}


@pytest.mark.parametrize("header", NO_TOKENS.values(), ids=NO_TOKENS)
async def test_a_header_that_is_no_token_is_refused(teams: TeamsAuthentication, header: str) -> None:
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), header)


ELSEWHERE: list[dict[str, Any]] = [
    {"channel_id": "emulator"},
    {"channel_id": "webchat"},
    {"channel_id": None},
    {"service_url": "https://example.org/"},
    {"service_url": TEAMS.rstrip("/")},
    {"service_url": None},
]


@pytest.mark.parametrize("changes", ELSEWHERE)
async def test_a_good_token_with_an_activity_from_elsewhere_is_refused(
    teams: TeamsAuthentication, private_key: RSAPrivateKey, changes: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(**changes), token(private_key))


@pytest.mark.parametrize("endorsements", [[], ["webchat"]])
async def test_a_key_that_does_not_vouch_for_teams_is_refused(
    teams: TeamsAuthentication, publisher: Publisher, private_key: RSAPrivateKey, endorsements: list[str]
) -> None:
    publisher.keys = [published(private_key, "key-1", endorsements)]
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), token(private_key))


async def test_streaming_is_refused(teams: TeamsAuthentication) -> None:
    with pytest.raises(Unauthenticated):
        await teams.authenticate_streaming_request("", "")


# Local mode


async def test_local_mode_answers_the_client_on_this_machine(connectors: PooledConnectorFactory) -> None:
    local = LocalAuthentication(connectors)
    result = await local.authenticate_request(activity(service_url="http://127.0.0.1:56150/_connector"), "")
    assert result.connector_factory is connectors


@pytest.mark.parametrize("service_url", [TEAMS, "http://192.168.1.4/", "http://localhost@example.org/", "", None])
async def test_local_mode_answers_nobody_else(connectors: PooledConnectorFactory, service_url: str | None) -> None:
    with pytest.raises(Forbidden):
        await LocalAuthentication(connectors).authenticate_request(activity(service_url=service_url), "")


# A token that was checked before


async def test_a_token_that_was_let_in_before_is_refused_once_its_time_is_over(
    teams: TeamsAuthentication, private_key: RSAPrivateKey
) -> None:
    ends_soon = token(private_key, exp=3 - LEEWAY_SECONDS)
    await teams.authenticate_request(activity(), ends_soon)
    await asyncio.sleep(4)
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), ends_soon)


async def test_a_token_that_was_let_in_before_is_refused_once_its_key_is_another(
    teams: TeamsAuthentication,
    private_key: RSAPrivateKey,
    strangers_key: RSAPrivateKey,
    publisher: Publisher,
    clock: Clock,
) -> None:
    let_in = token(private_key)
    await teams.authenticate_request(activity(), let_in)
    publisher.keys = [published(strangers_key, "key-1")]
    clock.now += 24 * 3600
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(), let_in)


async def test_a_token_that_was_let_in_before_counts_for_its_own_service_address_alone(
    teams: TeamsAuthentication, private_key: RSAPrivateKey
) -> None:
    let_in = token(private_key)
    await teams.authenticate_request(activity(), let_in)
    with pytest.raises(Unauthenticated):
        await teams.authenticate_request(activity(service_url="https://smba.trafficmanager.net/emea/"), let_in)


async def test_a_hundred_tokens_are_remembered_and_no_more(
    teams: TeamsAuthentication, private_key: RSAPrivateKey
) -> None:
    for number in range(MOST_KEPT + 20):
        await teams.authenticate_request(activity(), token(private_key, jti=str(number)))
    assert teams.remembered == MOST_KEPT
