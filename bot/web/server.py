"""The web server has the address that Teams posts to, and two for whoever watches the bot: ``/healthz`` and
``/readyz``, which says in full what is wrong only where no proxy leads to."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from botbuilder.core import TurnContext

from bot.config.allowed_hosts import is_loopback
from bot.connector.adapter import Adapter
from bot.connector.transport import AddressRefused
from bot.errors import BadActivity, BodyTimeout, Forbidden, RequestRejected, TooLarge
from bot.observability.metrics import Metrics
from bot.security.authorize import Authorizer
from bot.turns.review_bot import ReviewBot
from bot.web.connection_limits import note_admitted
from bot.web.health import Health
from bot.web.refusals import RefusalLog
from store.json_codec import decode_json, encode_json

LARGEST_BODY = 256 * 1024
BODY_SECONDS = 10.0
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
READY_IN_FULL: web.AppKey[Handler] = web.AppKey("ready_in_full")
"""An application holds under this key how it answers ``/readyz`` at the address of ``CSCP_METRICS_PORT``."""


class Server:
    """The server turns a request into a turn of one partnership's bot. In local mode no proxy stands before it."""

    def __init__(
        self, adapter: Adapter, bot: ReviewBot, authorizer: Authorizer, health: Health, metrics: Metrics, *, local: bool
    ) -> None:
        self._adapter = adapter
        self._bot = bot
        self._authorizer = authorizer
        self.health = health
        self._metrics = metrics
        self._refusals = RefusalLog()
        self._local = local

    def application(self) -> web.Application:
        return application("/api/messages", self.messages, self.ready, self.ready_in_full)

    async def messages(self, request: web.Request) -> web.Response:
        """Answers 200 with the answer of an invoke, 201 for the rest; 4xx or 503 with one sentence for a rejected
        request."""
        header = request.headers.get("Authorization", "")
        try:
            # Whoever has no token keeps no place by sending a body slowly.
            await self._adapter.admit(header)
            note_admitted(request)
            body = await _json(request)
            answer = await self._adapter.process(header, body, lambda context: self._admitted(body, context))
        except RequestRejected as refused:
            return self._turned_away(refused, refused.status)
        except AddressRefused as refused:
            return self._turned_away(refused, Forbidden.status)
        if answer is None:
            return web.Response(status=201)
        return _json_of(answer.body, answer.status)

    async def _admitted(self, body: object, context: TurnContext) -> None:
        # The authorizer comes after the token: whoever is not from Teams learns nothing about the partnership.
        if sender := await self._authorizer.authorize(body, context):
            with self._metrics.turn(context.activity):
                await self._bot.on_turn(context, sender)

    def _turned_away(self, error: Exception, status: int) -> web.Response:
        self._refusals.note(status, type(error).__name__)
        self._metrics.count_refusal(status)
        return web.json_response({"error": str(error)}, status=status)

    async def ready(self, request: web.Request) -> web.Response:
        in_full = self._local and is_from_this_machine(request)
        return readiness_response(await self.health.faults(), self.health.to_mend, in_full=in_full)

    async def ready_in_full(self, request: web.Request) -> web.Response:
        return readiness_response(await self.health.faults(), self.health.to_mend, in_full=True)


def application(address: str, messages: Handler, ready: Handler, ready_in_full: Handler) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)
    app[READY_IN_FULL] = ready_in_full
    app.on_response_prepare.append(_unnamed)
    app.add_routes([web.post(address, messages), web.get("/healthz", alive), web.get("/readyz", ready)])
    return app


async def _unnamed(request: web.Request, response: web.StreamResponse) -> None:
    """Leaves out which server of which version answers."""
    response.headers.popall("Server", None)


async def alive(request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})


def readiness_response(
    faults: Mapping[str, Any], to_mend: Callable[[], Mapping[str, Any]], *, in_full: bool
) -> web.Response:
    """Answers ``/readyz`` with 200 or 503. What is wrong names cases and offices: it is told ``in_full`` alone."""
    status, word = (503, "not ready") if faults else (200, "ready")
    more = (faults or to_mend()) if in_full else {}
    return web.json_response({"status": word, **more}, status=status)


def is_from_this_machine(request: web.Request) -> bool:
    return is_loopback(request.remote or "") and not any(name in request.headers for name in FORWARDED)


def _json_of(body: object, status: int) -> web.Response:
    return web.Response(body=encode_json(body, repaired=True), status=status, content_type="application/json")


async def _json(request: web.Request) -> Any:
    # A page open in a browser on this machine can post text, but not JSON, without being asked first.
    if request.content_type != "application/json":
        raise BadActivity("Send the activity as application/json.")
    try:
        return decode_json(await _read(request))
    except (ValueError, RecursionError):
        raise BadActivity("The body is not JSON.") from None


async def _read(request: web.Request) -> bytes:
    """Reads the body. Raises BodyTimeout for one that trickles in, TooLarge, and BadActivity for a packed one: Teams
    sends none."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadActivity("Send the activity as it is, not compressed.")
    try:
        if request.content.is_eof():
            return await request.read()
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise BodyTimeout("The body did not arrive in time.") from None
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge(f"The body is larger than {LARGEST_BODY} bytes.") from None
