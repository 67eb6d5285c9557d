"""Authentication lets Teams call the bot with a token of the Bot Framework, or in local mode the client on this
machine."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from botbuilder.schema import Activity, CallerIdConstants
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import RESOURCE
from bot.errors import Forbidden, Unauthenticated
from bot.security.signing_keys import SigningKey, SigningKeys

# Tokens of the emulator and of other bots (skills) have other issuers.
ISSUER = "https://api.botframework.com"
LEEWAY_SECONDS = 300
MOST_KEPT = 100
REQUIRED = ["iss", "aud", "exp", "nbf"]


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc] # the SDK has no types
    """The base has what both ways of authentication share: our connector, no sign-in cards, no streaming."""

    def __init__(self, connectors: ConnectorFactory) -> None:
        self._connectors = connectors

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        return None

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> None:
        raise Unauthenticated("Streaming is not offered.")

    async def admit(self, auth_header: str) -> None:
        """Checks what a request's headers say by themselves, before anything of its body is read. Raises
        Unauthenticated, or KeysUnavailable."""

    def _result(self, claims: Mapping[str, Any], caller_id: str | None) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.audience = RESOURCE
        result.claims_identity = ClaimsIdentity(dict(claims), True)
        result.caller_id = caller_id
        result.connector_factory = self._connectors
        return result


@dataclass(frozen=True)
class _Checked:
    """A checked token was found valid under a key. ``until`` is in seconds since 1970."""

    key_id: str
    claims: Mapping[str, Any]
    key: Any
    until: float


class TeamsAuthentication(_Authentication):
    """Teams authenticates with the Bot Framework's own tokens alone, for this bot, for this activity's channel and
    service address.

    Teams sends one token for about an hour: its signature is checked once, and the result cached. ``clock`` gives
    seconds since 1970.
    """

    def __init__(
        self, app_id: str, keys: SigningKeys, connectors: ConnectorFactory, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(connectors)
        self._app_id = app_id
        self._keys = keys
        self._clock = clock
        self._checked: OrderedDict[str, _Checked] = OrderedDict()

    @property
    def remembered(self) -> int:
        return len(self._checked)

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Checks the token and the activity against each other. Raises Unauthenticated, or KeysUnavailable."""
        key, claims = await self._valid(auth_header)
        if activity.channel_id not in key.endorsements:
            raise Unauthenticated("The token's key does not vouch for this channel.")
        if not activity.service_url or claims.get("serviceurl") != activity.service_url:
            raise Unauthenticated("The token is for another service address.")
        return self._result(claims, CallerIdConstants.public_azure_channel)

    async def admit(self, auth_header: str) -> None:
        await self._valid(auth_header)

    async def _valid(self, auth_header: str) -> tuple[SigningKey, Mapping[str, Any]]:
        """Returns the claims of a token that is the Bot Framework's, for this bot, and the key that signed it. Raises
        Unauthenticated, or KeysUnavailable."""
        token = _bearer(auth_header)
        known = self._checked.get(token)
        key_id = known.key_id if known else _key_id(token)
        key = await self._keys.find(key_id)
        return key, self._claims(token, key_id, key.key)

    def _claims(self, token: str, key_id: str, key: Any) -> Mapping[str, Any]:
        known = self._checked.get(token)
        if known and known.key is key and self._clock() < known.until:
            return known.claims
        claims = self._decode(token, key)
        self._checked[token] = _Checked(key_id, claims, key, claims["exp"])
        if len(self._checked) > MOST_KEPT:
            self._checked.popitem(last=False)
        return claims

    def _decode(self, token: str, key: Any) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": REQUIRED, "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Unauthenticated("The token is not valid for this bot.") from None


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or " " in token:
        raise Unauthenticated("A bearer token is needed.")
    return token


def _key_id(token: str) -> str:
    """Reads the key's id before the signature is checked: the id is used for nothing but to find the key. Raises
    Unauthenticated."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise Unauthenticated("The token can't be read.") from None
    key_id = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(key_id, str):
        raise Unauthenticated("The token is not signed as it should be.")
    return key_id


class LocalAuthentication(_Authentication):
    """Local mode needs no token: it is for ``Settings.local`` alone, which is served on loopback alone."""

    def __init__(self, connectors: ConnectorFactory) -> None:
        super().__init__(connectors)
        self._loopback = HostAllowList()

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Accepts a service address on loopback. Raises Forbidden for any other."""
        if not self._loopback.allows(activity.service_url):
            raise Forbidden("Local mode answers only a client on this machine.")
        return self._result({}, None)
