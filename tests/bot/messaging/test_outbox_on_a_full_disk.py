"""A message that cannot be noted is neither sent nor, once it was sent, said again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import Destination
from dialogs.messages import CardMessage
from store.errors import NotWritable
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.fake_teams.server import eventually
from tests.support.outbox import CHANNEL, DSP, DUE, LEFT_1, FakeChats, Post, message, state


async def test_when_the_disk_is_full_nothing_is_sent(post: Post) -> None:
    post.disk.arm(0, FULL, lasting=True)
    for _ in range(3):
        with pytest.raises(NotWritable):
            await post.round(DUE)
    assert post.messenger.tries == 0
    post.disk.mend()
    await post.round(DUE)
    assert post.said == [DUE]


class FillsUp(FakeChats):
    """The disk is full from the moment the message leaves."""

    def __init__(self, disk: FaultyDisk) -> None:
        super().__init__()
        self.disk = disk

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.disk.arm(0, FULL, lasting=True)
        return await super().to(to, shown)


@pytest.fixture
async def filling(tmp_path: Path) -> AsyncIterator[Post]:
    disk = FaultyDisk()
    post = Post(tmp_path / "store", FillsUp(disk), disk)
    yield post
    disk.mend()
    await post.store.close()


async def test_what_was_sent_and_could_not_be_noted_is_not_said_twice(filling: Post) -> None:
    with pytest.raises(NotWritable):
        await filling.round(DUE)
    await filling.round(DUE)
    with pytest.raises(NotWritable):
        await filling.round(LEFT_1)
    assert filling.said == [DUE]


async def test_it_is_noted_with_the_next_message_that_can_be(filling: Post) -> None:
    with pytest.raises(NotWritable):
        await filling.round(DUE)
    filling.disk.mend()
    with pytest.raises(NotWritable):
        await filling.round(LEFT_1)
    assert state(filling, DUE) == "sent"
    assert filling.said == [DUE, LEFT_1]


@pytest.mark.parametrize("failure", [SendError(502), DestinationUnreachable(403)])
async def test_what_failed_and_could_not_be_noted_is_still_to_be_said(filling: Post, failure: SendError) -> None:
    filling.messenger.fails = [failure]
    with pytest.raises(NotWritable):
        await filling.round(DUE, to=DSP)
    filling.disk.mend()
    filling.now += timedelta(minutes=1)
    with pytest.raises(NotWritable):
        await filling.round(DUE, to=DSP)
    assert filling.said == [DUE]


class Together(FakeChats):
    """The messenger holds messages back: everything leaves at the same moment, when ``gate`` opens."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def to(self, to: Destination, shown: CardMessage) -> str:
        sent = await super().to(to, shown)
        await self.gate.wait()
        return sent


async def test_of_two_sent_at_once_that_could_not_be_noted_neither_is_said_twice(tmp_path: Path) -> None:
    messenger = Together()
    post = Post(tmp_path / "store", messenger)
    sending = [asyncio.create_task(post.outbox.send(message(DUE, to))) for to in (CHANNEL, DSP)]
    await eventually(lambda: len(messenger.sent) == 2)
    post.disk.arm(0, FULL, lasting=True)
    messenger.gate.set()
    outcomes = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotWritable, NotWritable]
    assert [post.is_open(DUE, to) for to in (CHANNEL, DSP)] == [False, False]
    post.disk.mend()
    await post.store.close()
