"""The transport makes one request to the connector: its retries with exponential backoff, and what its failures
mean."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import (
    BytesPayload,
    ClientConnectionError,
    ClientError,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
)
from yarl import URL

from dialogs.messages import NotDelivered
from store.json_codec import decode_json, encode_json

TRY_SECONDS = 10.0
TOTAL_SECONDS = 20.0
TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
ANSWER_BYTES = 64 * 1024

PASSING = frozenset({412, 429, 502, 504})
GONE = frozenset({403, 404})
OK_BELOW = 300
CODE = re.compile(r"[A-Za-z]{1,60}")


class SendError(NotDelivered):
    """The connector confirmed no delivery. ``status`` is None where no answer came; ``retry_after`` is how many seconds
    to wait, ``code`` the connector's word for what is wrong, where the answer said so. ``reason`` is a sentence for
    whoever runs the bot, where it is known."""

    reason = ""

    def __init__(self, status: int | None = None, retry_after: float | None = None, code: str = "") -> None:
        self.status = status
        self.retry_after = retry_after
        self.code = code
        super().__init__(f"the connector answered {status}" if status else "the connector did not answer")


class DestinationUnreachable(SendError):
    """The chat is blocked, uninstalled or deleted: trying again does not help."""


class ProxyFault(SendError):
    """The proxy of the environment let nothing through, so that nothing was sent: it answered ``refused``, or did not
    answer."""

    def __init__(self, refused: int | None = None) -> None:
        super().__init__()
        answer = f"answers {refused}" if refused else "can't be reached"
        self.reason = f"The proxy of HTTPS_PROXY {answer}: look at HTTPS_PROXY, NO_PROXY and the proxy itself."
        self.args = (self.reason,)


class AddressRefused(SendError):
    """The service address is not on the allow list: nothing was sent."""


@dataclass(frozen=True)
class TransportResponse:
    status: int
    retry_after: float | None
    body: Mapping[str, Any]

    @property
    def code(self) -> str:
        error = self.body.get("error")
        code = error.get("code") if isinstance(error, dict) else None
        return code if isinstance(code, str) and CODE.fullmatch(code) else ""


@dataclass(frozen=True)
class RetryingTransport:
    """The transport retries a failed request, up to ``TRIES`` times within ``TOTAL_SECONDS``. ``sleep``, ``clock``,
    ``chance`` and ``try_seconds`` are passed in so that tests need not wait. ``ended`` hears how each request ended
    after its tries: with a failure or without."""

    session: ClientSession
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    try_seconds: float = TRY_SECONDS
    ended: Callable[[SendError | None], None] = lambda failure: None

    async def request(self, method: str, url: str, payload: object, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Returns the answer's JSON object, empty where it has none. Raises SendError."""
        try:
            answer = await self._request(method, url, payload, headers)
        except SendError as failed:
            self.ended(failed)
            raise
        self.ended(None)
        return answer

    async def _request(self, method: str, url: str, payload: object, headers: Mapping[str, str]) -> Mapping[str, Any]:
        ends = self.clock() + TOTAL_SECONDS
        body = (
            None
            if payload is None
            else BytesPayload(encode_json(payload, repaired=True), content_type="application/json")
        )
        for attempt in range(TRIES):
            tried = await self._try(method, url, body, headers, ends)
            answer = tried if isinstance(tried, TransportResponse) else None
            if answer and answer.status < OK_BELOW:
                return answer.body
            if answer and answer.status in GONE:
                raise DestinationUnreachable(answer.status, code=answer.code)
            pause = self._pause(attempt, answer)
            if (answer and answer.status not in PASSING) or attempt == TRIES - 1 or self.clock() + pause >= ends:
                break
            await self.sleep(pause)
        raise tried if isinstance(tried, SendError) else SendError(tried.status, tried.retry_after)

    async def _try(
        self, method: str, url: str, body: BytesPayload | None, headers: Mapping[str, str], ends: float
    ) -> TransportResponse | SendError:
        """Tries once; returns an error where the connection failed, so that the message was most likely not received.
        Raises SendError for a POST that timed out: it is not idempotent, and a retry could say the same thing twice."""
        timeout = ClientTimeout(total=max(0.1, min(self.try_seconds, ends - self.clock())))
        try:
            # The address is quoted already, and a redirect could lead the token elsewhere.
            async with self.session.request(
                method,
                URL(url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=timeout,
            ) as response:
                return TransportResponse(response.status, _retry_after(response), await _json_object(response))
        except TimeoutError:
            # It may have arrived: another try could say the same thing twice.
            if method == "POST":
                raise SendError from None
            return SendError()
        except ClientHttpProxyError as refused:
            return ProxyFault(refused.status)
        except ClientProxyConnectionError:
            return ProxyFault()
        except ClientConnectionError:
            return SendError()
        except ClientError:
            raise SendError from None

    def _pause(self, attempt: int, answer: TransportResponse | None) -> float:
        """Returns the backoff in seconds: what the connector asks for (Retry-After, when it throttles), or twice as
        long each time; with jitter, so that many do not return together."""
        asked = answer.retry_after if answer else None
        least: float = FIRST_PAUSE_SECONDS * 2**attempt if asked is None else asked
        return least * (1 + self.chance() / 2)


def _retry_after(response: ClientResponse) -> float | None:
    """Returns the seconds of the Retry-After header, which may be a number or a date."""
    text = response.headers.get("Retry-After", "")
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


async def _json_object(response: ClientResponse) -> Mapping[str, Any]:
    """Reads the answer's JSON object. The ids that we ask for are short: a longer body, or no JSON, is no answer of a
    connector, and counts as empty."""
    read = b""
    async for part in response.content.iter_any():
        read += part
        if len(read) > ANSWER_BYTES:
            return {}
    try:
        body = decode_json(read)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
