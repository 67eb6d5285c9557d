"""Callers who hold a connection and send nothing useful lose it, and do not keep the others out."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web

from bot.web.connection_limits import Limits, listen, note_admitted

QUICK = Limits(connections=3, headers=0.3, idle=0.6)
HELLO = b"GET /hello HTTP/1.1\r\nHost: bot\r\n\r\n"
Talk = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def known(request: web.Request) -> web.Response:
    note_admitted(request)
    return web.Response(text="known")


async def long_work(request: web.Request) -> web.Response:
    await asyncio.sleep(1.0)
    return web.Response(text="done")


@dataclass
class Work:
    """The work begins with each request, until every place is at work, and is done when the test says so."""

    begun: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(QUICK.connections + 1))
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        await self.begun.wait()
        await self.over.wait()
        return web.Response(text="done")


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
async def port(work: Work) -> AsyncIterator[int]:
    app = web.Application()
    app.add_routes(
        [
            web.get("/hello", hello),
            web.get("/known", known),
            web.get("/work", long_work),
            web.get("/until-told", work.answer),
        ]
    )
    async with listen(app, "127.0.0.1", 0, QUICK) as port:
        yield port


@contextlib.asynccontextmanager
async def talk(port: int) -> AsyncIterator[Talk]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def until_closed(reader: asyncio.StreamReader) -> None:
    """Waits until the other side has closed the connection."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1000):
            pass


async def answer(port: int, path: str = "/hello") -> str:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return await response.text()


async def test_a_request_is_answered(port: int) -> None:
    assert await answer(port) == "hello"


async def test_a_caller_who_sends_nothing_loses_the_connection(port: int) -> None:
    async with talk(port) as (reader, _):
        await until_closed(reader)


async def test_headers_that_trickle_in_without_end_are_cut_off(port: int) -> None:
    async with talk(port) as (reader, writer):
        writer.write(b"GET /hello HTTP/1.1\r\nHost: bot\r\n")

        async def trickle() -> None:
            for number in itertools.count():
                writer.write(f"X-{number}: y\r\n".encode())
                await asyncio.sleep(0.02)

        trickling = asyncio.create_task(trickle())
        await until_closed(reader)
        trickling.cancel()


async def test_a_connection_is_kept_between_requests_and_dropped_when_idle(port: int) -> None:
    async with talk(port) as (reader, writer):
        for _ in range(3):
            writer.write(HELLO)
            assert await reader.readuntil(b"hello")
            await asyncio.sleep(0.4)
        await until_closed(reader)


async def test_work_that_takes_long_is_not_cut_off(port: int) -> None:
    assert await answer(port, "/work") == "done"


async def test_idle_callers_do_not_keep_others_out(port: int) -> None:
    async with contextlib.AsyncExitStack() as idle:
        for _ in range(QUICK.connections * 3):
            await idle.enter_async_context(talk(port))
        assert await answer(port) == "hello"


async def test_with_every_place_at_work_a_new_caller_is_turned_away(port: int, work: Work) -> None:
    working = [asyncio.create_task(answer(port, "/until-told")) for _ in range(QUICK.connections)]
    await work.begun.wait()
    async with talk(port) as (reader, _):
        await until_closed(reader)
    work.over.set()
    assert await asyncio.gather(*working) == ["done"] * QUICK.connections


async def test_whoever_has_shown_a_good_token_keeps_the_place_before_any_stranger() -> None:
    app = web.Application()
    app.add_routes([web.get("/hello", hello), web.get("/known", known)])
    async with listen(app, "127.0.0.1", 0, Limits(connections=3)) as port, contextlib.AsyncExitStack() as stack:
        reader, writer = await stack.enter_async_context(talk(port))
        writer.write(HELLO.replace(b"/hello", b"/known"))
        await reader.readuntil(b"known")
        strangers = [await stack.enter_async_context(talk(port)) for _ in range(6)]
        for stranger, _ in strangers[:4]:
            await until_closed(stranger)
        writer.write(HELLO)
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
