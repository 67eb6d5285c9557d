"""The load is made of conversations that go on at once, each with its next turn when the last one was answered and
replied to."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import NamedTuple

from bench.wire import HttpMessage, Messages

PATIENCE_SECONDS = 60.0


class LoadTurn(NamedTuple):
    """A turn says what is expected of it. ``answer`` must be found in the HTTP answer, ``reply`` in a post to the
    conversation: none where nothing is posted. ``is_timed`` says that it is one of those whose wait the row is
    about."""

    request: bytes
    answer: bytes
    reply: bytes | None
    is_timed: bool = True


class Post(NamedTuple):
    """A post is what the bot sent to a conversation, and the id that Teams gave to it."""

    id: bytes
    body: bytes


NOTHING_POSTED = Post(b"", b"")
Script = Generator[LoadTurn, Post, None]
"""A script yields turns, and is sent the post that came in reply to each."""


class LoadFault(Exception):
    """The measured server did not do what it should, so that its speed says nothing."""


class LoadConversation(asyncio.Protocol):
    """A conversation has a connection of its own, kept open for as long as the other side does."""

    def __init__(
        self, done: Callable[["LoadConversation", float | None], None], failed: Callable[[LoadFault], None]
    ) -> None:
        """``done`` is told how many seconds a timed turn took."""
        self._done = done
        self._failed = failed
        self._messages = Messages()
        self._script: Script
        self._turn: LoadTurn | None = None
        self._began = 0.0
        self._answered = False
        self._reply: Post | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def is_connected(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def waits_for(self) -> str:
        """Says what is still to come, for whoever looks for the reason."""
        if self._turn is None:
            return "nothing"
        sent = self._turn.request.partition(b"\r\n\r\n")[2][-200:]
        return f"{self._turn.reply!r} after {sent!r}" if self._answered else f"an answer to {sent!r}"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._turn:
            self._failed(LoadFault("the connection was closed during a turn"))

    def hang_up(self) -> None:
        """Closes the connection, in the middle of a turn too: its reply counts no more."""
        self._turn = None
        if self._transport:
            self._transport.close()

    def follow(self, script: Script) -> None:
        self._script = script
        self._reply = None

    def take_turn(self) -> bool:
        """Sends the next request; returns False when the script is over."""
        try:
            # A script that has not begun takes nothing but None.
            self._turn = next(self._script) if self._reply is None else self._script.send(self._reply)
        except StopIteration:
            return False
        self._answered, self._reply = False, NOTHING_POSTED if self._turn.reply is None else None
        assert self._transport
        self._began = time.perf_counter()
        self._transport.write(self._turn.request)
        return True

    def data_received(self, data: bytes) -> None:
        for message in self._messages.feed(data):
            self._on_answer(message)

    def _on_answer(self, message: HttpMessage) -> None:
        if self._turn is None or (self._turn.answer not in message.head and self._turn.answer not in message.body):
            said = message.body[:600].decode(errors="replace")
            self._failed(LoadFault(f"{message.head[:40]!r} {said} instead of {self._turn}"))
            return
        self._answered = True
        self._go_on()

    def arrived(self, post: Post) -> None:
        """Takes a post of the bot to this conversation; the bot says other things too, such as a welcome."""
        if self._turn and self._turn.reply and self._reply is None and self._turn.reply in post.body:
            self._reply = post
            self._go_on()

    def _go_on(self) -> None:
        if self._turn and self._answered and self._reply is not None:
            waited = time.perf_counter() - self._began if self._turn.is_timed else None
            self._turn = None
            self._done(self, waited)


@dataclass(frozen=True)
class Taken:
    """The sample says what was done in a time, and the CPU seconds that it took: the served process, and the load
    generator. ``waits`` has the seconds until each timed turn was answered, ``copied`` those until all copies of a card
    were up to date."""

    turns: int
    seconds: float
    cpu: float
    load_cpu: float
    waits: tuple[float, ...] = ()
    copied: tuple[float, ...] = ()

    def since(self, before: "Taken") -> "Taken":
        return Taken(
            self.turns - before.turns,
            self.seconds - before.seconds,
            self.cpu - before.cpu,
            self.load_cpu - before.load_cpu,
        )

    @property
    def rate(self) -> float:
        """Returns turns a second."""
        return self.turns / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Returns the served process's CPU milliseconds a turn; NaN without turns."""
        return 1000 * self.cpu / self.turns if self.turns else float("nan")

    @property
    def waited_ms(self) -> float:
        """Returns the milliseconds that half of the turns took at most; NaN without timed turns."""
        return 1000 * median(self.waits) if self.waits else float("nan")

    @property
    def waited_long_ms(self) -> float:
        """Returns the milliseconds that 95 of 100 turns took at most; NaN with fewer than two timed turns."""
        return 1000 * quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else float("nan")

    @property
    def copied_ms(self) -> float:
        """Returns the milliseconds until half of the turns had brought up all copies; NaN where none was looked at."""
        return 1000 * median(self.copied) if self.copied else float("nan")


class Load:
    """The load drives conversations and counts their turns. ``cpu`` reads the served process's CPU seconds."""

    def __init__(self, cpu: Callable[[], float]) -> None:
        self._cpu = cpu
        self.turns = 0
        self.waits: list[float] = []
        self._made: list[LoadConversation] = []
        self._going_on: set[LoadConversation] = set()
        self._stopping = False
        self._began = 0
        self._awaited = 0
        self._reached = asyncio.Event()
        self._over = asyncio.Event()
        self._fault: LoadFault | None = None

    def conversations(self, number: int) -> list[LoadConversation]:
        made = [LoadConversation(self._done, self._failed) for _ in range(number)]
        self._made += made
        return made

    async def connect(self, conversations: Collection[LoadConversation], port: int) -> None:
        """Connects shortly before the conversations are needed: a server does not keep a connection on which nothing
        comes."""
        for conversation in conversations:
            if not conversation.is_connected:
                await _connected(conversation, port)

    def hang_up(self) -> None:
        for conversation in self._made:
            conversation.hang_up()

    async def during(self, conversations: Collection[LoadConversation], warm_up: float, seconds: float) -> Taken:
        """Counts what is done in the seconds after the warm-up. Both end when a wave of turns ends, as many as there
        are conversations: many wait for the same disk and go on together, and half a wave would count as none or as
        two."""
        await self._begin(conversations)
        await self._wave(len(conversations), warm_up)
        return await self._count_turns(len(conversations), seconds)

    async def from_the_start(self, conversations: Collection[LoadConversation], seconds: float) -> Taken:
        """Counts what is done in the seconds, without a warm-up, or until all scripts are over."""
        await self._begin(conversations)
        return await self._count_turns(len(conversations), seconds)

    async def to_the_end(self, conversations: Collection[LoadConversation]) -> None:
        await self._begin(conversations)
        await self._until(self._over)

    async def drained(self) -> None:
        """Begins no turn any more, and lets those that have begun end."""
        self._stopping = True
        if self._going_on:
            await self._until(self._over)

    async def _count_turns(self, wave: int, seconds: float) -> Taken:
        before, first = self.now(), len(self.waits)
        await self._wave(wave, seconds)
        after, waits = self.now(), tuple(self.waits[first:])
        self._stopping = True
        return replace(after.since(before), waits=waits)

    async def _wave(self, size: int, seconds: float) -> None:
        """Waits until the first wave that ends after the seconds, or until all is over."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        waves = (self.turns - self._began) // size
        self._awaited = self._began + size * (waves + 1)
        self._reached.clear()
        if self._going_on:
            await self._until(self._reached)
        self._raise_fault()

    async def _begin(self, conversations: Collection[LoadConversation]) -> None:
        await self.drained()
        self._stopping, self._began = False, self.turns
        self._over.clear()
        self._going_on = set(conversations)
        for conversation in tuple(self._going_on):
            self._continue(conversation)

    def _continue(self, conversation: LoadConversation) -> None:
        if self._stopping or not conversation.take_turn():
            self._going_on.discard(conversation)
            if not self._going_on:
                self._over.set()
                self._reached.set()

    def _done(self, conversation: LoadConversation, waited: float | None) -> None:
        self.turns += 1
        if waited is not None:
            self.waits.append(waited)
        if self.turns == self._awaited:
            self._reached.set()
        self._continue(conversation)

    def _failed(self, fault: LoadFault) -> None:
        self._fault = self._fault or fault
        self._over.set()
        self._reached.set()

    async def _until(self, event: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(event.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            waiting = "; ".join(conversation.waits_for for conversation in list(self._going_on)[:3])
            count = len(self._going_on)
            raise LoadFault(f"{count} turns did not end in {PATIENCE_SECONDS:.0f} seconds: {waiting}") from None
        self._raise_fault()

    def _raise_fault(self) -> None:
        if self._fault:
            raise self._fault

    def now(self) -> Taken:
        return Taken(self.turns, time.perf_counter(), self._cpu(), time.process_time())


async def _connected(conversation: LoadConversation, port: int) -> None:
    await asyncio.get_running_loop().create_connection(lambda: conversation, "127.0.0.1", port)
