"""The limiter bounds the connections to the web server: so many at once, and none that keeps its place without sending
a request (slow clients).

aiohttp serves each connection; a ``LimitedConnection`` stands before it, a protocol of asyncio's own that passes
everything on.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

MOST_CONNECTIONS = 1_000
HEADER_SECONDS = 10.0
# The bot waits longer than a reverse proxy keeps an idle connection, so that it is the proxy that closes it.
IDLE_SECONDS = 120.0

# A request that was answered before its body was read is read on for so long, so that its sender sees the answer.
LINGER_SECONDS = 0.05

log = structlog.get_logger()


@dataclass(frozen=True)
class Limits:
    """The time-outs are in seconds: ``headers`` from the connection to its first whole request, ``idle`` from an answer
    to the next."""

    connections: int = MOST_CONNECTIONS
    headers: float = HEADER_SECONDS
    idle: float = IDLE_SECONDS


class ConnectionLimiter:
    """The limiter makes and counts connections. ``make`` gives aiohttp's protocol for one connection."""

    def __init__(self, make: Callable[[], asyncio.Protocol], limits: Limits) -> None:
        self._make = make
        self.limits = limits
        self._open: dict[asyncio.BaseTransport, LimitedConnection] = {}

    def __call__(self) -> "LimitedConnection":
        return LimitedConnection(self._make(), self)

    def __len__(self) -> int:
        return len(self._open)

    def of(self, transport: asyncio.BaseTransport | None) -> "LimitedConnection | None":
        return self._open.get(transport) if transport else None

    def add(self, transport: asyncio.Transport, door: "LimitedConnection") -> None:
        """Takes a connection in. The one that has waited longest without a request gives way when no place is left,
        and before any that was used with a good token one that was not."""
        if len(self._open) >= self.limits.connections:
            log.warning("too_many_connections", count=len(self._open))
            if gives_way := self._gives_way():
                gives_way.shut()
            else:
                transport.abort()
        self._open[transport] = door

    def _gives_way(self) -> "LimitedConnection | None":
        waiting = [each for each in self._open.values() if not each.is_busy]
        return next((each for each in waiting if not each.is_admitted), next(iter(waiting), None))

    def waits(self, transport: asyncio.Transport, door: "LimitedConnection") -> None:
        """Moves the connection to the end of those that wait for a request."""
        if self._open.pop(transport, None):
            self._open[transport] = door

    def remove(self, transport: asyncio.Transport) -> None:
        self._open.pop(transport, None)


class LimitedConnection(asyncio.Protocol):
    """The connection passes everything on to aiohttp's protocol, and closes itself when no request comes in time."""

    def __init__(self, inner: asyncio.Protocol, limiter: ConnectionLimiter) -> None:
        self._inner = inner
        self._limiter = limiter
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None
        self.is_busy = False
        self.is_admitted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._wait(self._limiter.limits.headers)
        self._limiter.add(transport, self)
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        self._limiter.remove(self._transport)
        self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def request_begins(self) -> None:
        self._cancel()
        self.is_busy = True

    def request_ends(self) -> None:
        self.is_busy = False
        self._limiter.waits(self._transport, self)
        if not self._transport.is_closing():
            self._wait(self._limiter.limits.idle)

    def shut(self) -> None:
        self._limiter.remove(self._transport)
        self._transport.abort()

    def _wait(self, seconds: float) -> None:
        self._cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.shut)

    def _cancel(self) -> None:
        if self._timer:
            self._timer.cancel()


CONNECTION: web.RequestKey[LimitedConnection] = web.RequestKey("connection", LimitedConnection)


def note_admitted(request: web.Request) -> None:
    """Notes that the request of this connection has shown a good token."""
    if door := request.get(CONNECTION):
        door.is_admitted = True


@contextlib.asynccontextmanager
async def listen(app: web.Application, host: str, port: int, limits: Limits | None = None) -> AsyncIterator[int]:
    """Serves the application behind its connection limits, and gives the port that it listens at."""
    limiter: ConnectionLimiter

    @web.middleware
    async def through_limiter(request: web.Request, handler: Handler) -> web.StreamResponse:
        door = limiter.of(request.transport)
        if door is None:
            return await handler(request)
        request[CONNECTION] = door
        door.request_begins()
        try:
            return await handler(request)
        finally:
            door.request_ends()

    app.middlewares.append(through_limiter)
    runner = web.AppRunner(app, access_log=None, lingering_time=LINGER_SECONDS)
    await runner.setup()
    assert runner.server
    limiter = ConnectionLimiter(runner.server, limits or Limits())
    listener = await asyncio.get_running_loop().create_server(limiter, host, port)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        await runner.cleanup()
