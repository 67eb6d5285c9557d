"""The proxy stands between the bot and everything outside, as in a council's network: it carries tunnels (CONNECT) and
plain requests, and refuses both where it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PIECE = 64 * 1024
HTTP, HTTPS = 80, 443
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Proxy:
    """``leads_to`` has the port on this machine where a name of the outside is served. ``carried`` has the method and
    the host of each request that it let through, ``accounts`` the authorization that came with each. It answers
    ``refuses``, a status, to everything where that is not nought."""

    leads_to: dict[str, int] = field(default_factory=dict)
    refuses: int = 0
    carried: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)
    port: int = 0

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._open = set[asyncio.StreamWriter]()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.end()

    def end(self) -> None:
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """Ends what is open: a tunnel is not asked for again while it lasts."""
        for writer in self._open:
            writer.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            await self._carry(head, (reader, writer))
        self._open.discard(writer)
        writer.close()

    async def _carry(self, head: bytes, bot: Streams) -> None:
        line, *headers = head.decode("latin-1").splitlines()
        method, target, _ = line.split(" ")
        self.accounts |= {value for name, value in _fields(headers) if name == "proxy-authorization"}
        host, port = _place(method, target)
        if self.refuses:
            self.refused.append(host)
            bot[1].write(f"HTTP/1.1 {self.refuses} Refused\r\nContent-Length: 0\r\n\r\n".encode())
            await bot[1].drain()
            return
        self.carried.append((method, host))
        outside = await asyncio.open_connection("127.0.0.1", self.leads_to.get(host, port))
        self._open.add(outside[1])
        if method == "CONNECT":
            bot[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            # One request a connection: the next one is its own, with a head of its own.
            outside[1].write(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        await asyncio.gather(_pipe(bot[0], outside[1]), _pipe(outside[0], bot[1]))
        self._open.discard(outside[1])


def _fields(headers: list[str]) -> Iterator[tuple[str, str]]:
    return ((name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in headers))


def _place(method: str, target: str) -> tuple[str, int]:
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    return parts.hostname or "", parts.port or (HTTPS if method == "CONNECT" else HTTP)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
