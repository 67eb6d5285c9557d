"""The Bot Framework's signing keys are fetched without blocking, cached, and fetched anew when an unknown one
appears."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, StreamReader

from bot.errors import KeysUnavailable, Unauthenticated

ANEW_SECONDS, HOLD_SECONDS = 3600, 24 * 3600
PAUSE_SECONDS = 60
FETCH_SECONDS = 5.0
DOCUMENT_BYTES = 1024 * 1024

log = structlog.get_logger()


@dataclass(frozen=True)
class SigningKey:
    """The key bears ``endorsements``: the channels for which the Bot Framework vouches with it."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The cache of keys is fetched from the Bot Framework's OpenID metadata, anew after ``ANEW_SECONDS``: a key that
    the list leaves out holds no longer. While no list can be fetched the last one holds for ``HOLD_SECONDS``."""

    def __init__(self, session: ClientSession, metadata_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._refresh: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey:
        """Raises Unauthenticated for an unknown key, KeysUnavailable while none can be fetched and the last are too
        old."""
        if key_id not in self._keys or self._is_older(self._fetched, ANEW_SECONDS):
            await self._refreshed()
        if not self._keys or self._is_older(self._fetched, HOLD_SECONDS):
            raise KeysUnavailable("The signing keys of the Bot Framework can't be fetched.")
        if key_id not in self._keys:
            raise Unauthenticated("The token is signed with an unknown key.")
        return self._keys[key_id]

    def fault(self) -> str | None:
        """Says that the last list was not fetched when it should have been, and how long the one before holds."""
        if self._tried is None or self._fetched is None or self._fetched >= self._tried:
            return None
        left = max(0, round((self._fetched + HOLD_SECONDS - self._clock()) / ANEW_SECONDS))
        return (
            "The Bot Framework's signing keys can't be fetched: look at outbound HTTPS to CSCP_OPENID_METADATA. Those "
            f"of before hold for about {left} more hours; then nobody is let in."
        )

    async def count(self) -> int:
        """Fetches the keys, and returns how many there are to go by."""
        await self._refreshed()
        return len(self._keys)

    def _is_older(self, moment: float | None, seconds: float) -> bool:
        return moment is None or self._clock() - moment >= seconds

    async def _refreshed(self) -> None:
        """Fetches once for all who wait; at most once a minute, since anyone can invent a key id."""
        if self._refresh is None or self._refresh.done():
            if not self._is_older(self._tried, PAUSE_SECONDS):
                return
            self._tried = self._clock()
            self._refresh = asyncio.create_task(self._fetch())
        await asyncio.shield(self._refresh)

    async def _fetch(self) -> None:
        try:
            keys = await self._download()
        except (ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("signing_keys_not_fetched", error=type(error).__name__)
            return
        # The last good keys are kept.
        if keys:
            self._keys, self._fetched = keys, self._clock()

    async def _download(self) -> Mapping[str, SigningKey]:
        metadata = await self._get(self._metadata_url)
        address = str(metadata["jwks_uri"])
        if urlsplit(address)[:2] != urlsplit(self._metadata_url)[:2]:
            raise ValueError("the keys stand at another address than the metadata")
        document = await self._get(address)
        return dict(_usable(document["keys"]))

    async def _get(self, address: str) -> Any:
        timeout = ClientTimeout(total=FETCH_SECONDS)
        async with self._session.get(address, timeout=timeout, allow_redirects=False) as response:
            response.raise_for_status()
            return json.loads(await _read_document(response.content))


async def _read_document(content: StreamReader) -> bytes:
    """Reads the document. Raises ValueError when it is longer than any list of keys."""
    read = b""
    async for chunk in content.iter_any():
        read += chunk
        if len(read) > DOCUMENT_BYTES:
            raise ValueError("the document is too long")
    return read


def _usable(keys: list[Mapping[str, Any]]) -> Iterator[tuple[str, SigningKey]]:
    for entry in keys:
        try:
            key = jwt.PyJWK(dict(entry), algorithm="RS256").key
            yield str(entry["kid"]), SigningKey(key, frozenset(entry.get("endorsements", ())))
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            continue
