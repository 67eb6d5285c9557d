"""The load generator runs against a small server of the test's own: what counts as a turn, and what is a fault."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bench.load import NOTHING_POSTED, Load, LoadConversation, LoadFault, LoadTurn, Post, Script
from bench.wire import Messages, answer, request

ASKED = request(b"/api/messages", b"", b"{}")
MADE = answer(b"201 Created", b"")


@dataclass
class FakeBot(asyncio.Protocol):
    """The bot answers every request, and tells what it would post."""

    posts: Callable[[], None]
    given: bytes = MADE
    messages: Messages = field(default_factory=Messages)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        for _ in self.messages.feed(data):
            self.transport.write(self.given)
            self.posts()


@asynccontextmanager
async def bot(posts: Callable[[], None] = lambda: None, given: bytes = MADE) -> AsyncIterator[int]:
    listener = await asyncio.get_running_loop().create_server(lambda: FakeBot(posts, given), "127.0.0.1", 0)
    async with listener:
        yield listener.sockets[0].getsockname()[1]


def turns(number: int, reply: bytes | None = None) -> Script:
    for _ in range(number):
        yield LoadTurn(ASKED, b"HTTP/1.1 201", reply)


async def connected(load: Load, port: int, *scripts: Script) -> list[LoadConversation]:
    conversations = load.conversations(len(scripts))
    await load.connect(conversations, port)
    for conversation, script in zip(conversations, scripts, strict=True):
        conversation.follow(script)
    return conversations


@pytest.fixture
async def load() -> AsyncIterator[Load]:
    seconds = iter(range(1000))
    load = Load(cpu=lambda: float(next(seconds)))
    yield load
    load.hang_up()
    await asyncio.sleep(0)


async def test_every_script_is_followed_to_its_end(load: Load) -> None:
    async with bot() as port:
        conversations = await connected(load, port, turns(3), turns(5))
        taken = await load.from_the_start(conversations, seconds=10)
    assert taken.turns == load.turns == 8
    assert taken.cpu == 1.0
    assert taken.seconds < 10


async def test_a_turn_ends_only_when_its_reply_has_arrived(load: Load) -> None:
    conversations: list[LoadConversation] = []
    said = iter([Post(b"m1", b"something else"), Post(b"m2", b"the question")])

    def posts() -> None:
        for post in said:
            asyncio.get_running_loop().call_later(0.01, conversations[0].arrived, post)

    async with bot(posts) as port:
        conversations += await connected(load, port, turns(1, reply=b"question"))
        taken = await load.from_the_start(conversations, seconds=10)
    assert taken.turns == 1
    assert taken.seconds >= 0.01


async def test_the_next_turn_is_given_the_reply_to_the_last_one(load: Load) -> None:
    conversations: list[LoadConversation] = []
    heard, post = [], Post(b"m1", b"a card")

    def script() -> Script:
        heard.append((yield LoadTurn(ASKED, b"201", b"card")))
        heard.append((yield LoadTurn(ASKED, b"201", None)))

    async with bot(lambda: conversations[0].arrived(post)) as port:
        conversations += await connected(load, port, script())
        await load.to_the_end(conversations)
    assert heard == [post, NOTHING_POSTED]


async def test_another_answer_than_the_expected_one_is_a_fault(load: Load) -> None:
    async with bot(given=answer(b"500 Internal Server Error", b"{}")) as port:
        conversations = await connected(load, port, turns(1))
        with pytest.raises(LoadFault, match="500"):
            await load.to_the_end(conversations)


async def test_only_whole_waves_are_counted(load: Load) -> None:
    async with bot() as port:
        conversations = await connected(load, port, *(turns(1_000_000) for _ in range(7)))
        taken = await load.during(conversations, warm_up=0.01, seconds=0.05)
    assert taken.turns and taken.turns % 7 == 0
