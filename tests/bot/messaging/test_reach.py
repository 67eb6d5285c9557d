"""The reach tells a chat that fails from a Teams that takes nothing, and a job whose messages all failed from one that
went well."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import Destination
from bot.messaging.ledger import UnreachableEntry
from bot.messaging.reach import Marks, NothingArrived, Reach
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.outbox import CHANNEL, DSP
from tests.support.simulated_year.expected_messages import TEAM
from tests.support.simulated_year.simulation import QuickDisk

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
BUSY, BLOCKED, NO_CHAT = SendError(503), DestinationUnreachable(403), DestinationUnreachable()


class Post:
    """The post is what comes of messages, as the reach hears it; ``restart`` gives a reach that knows what is on disk
    alone."""

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
        self.known = True
        self.restart()

    def restart(self) -> None:
        self.reach = Reach(Marks(self._store.ledger, lambda to: self.known), lambda: self.now)

    async def fail(self, to: Destination, failure: SendError = BUSY) -> None:
        await self.reach.note_failure(to, failure)

    async def arrive(self, to: Destination) -> None:
        await self.reach.note_arrival(to)

    def mark(self, to: Destination) -> UnreachableEntry:
        mark = self.reach.marks.of(to)
        assert mark
        return mark


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        yield Post(store)


async def test_a_chat_that_fails_while_another_is_reached_fails_by_its_own_fault(post: Post) -> None:
    await post.fail(DSP)
    assert not post.mark(DSP).others_reached
    post.now += AN_HOUR
    await post.arrive(TEAM)
    assert not post.mark(DSP).others_reached, "it may be reached by now too"
    await post.fail(DSP)
    assert post.mark(DSP).others_reached
    post.restart()
    assert post.mark(DSP).others_reached


async def test_another_that_was_reached_just_before_tells_the_same_and_one_of_long_ago_nothing(post: Post) -> None:
    await post.arrive(TEAM)
    post.now += timedelta(seconds=20)
    await post.fail(DSP)
    assert post.mark(DSP).others_reached
    post.now += AN_HOUR
    await post.fail(CHANNEL)
    assert not post.mark(CHANNEL).others_reached


async def test_while_teams_takes_nothing_no_chat_fails_by_its_own_fault_also_after_a_restart(post: Post) -> None:
    for _ in range(3):
        for to in (DSP, CHANNEL, TEAM):
            await post.fail(to)
        post.now += AN_HOUR
        post.restart()
    assert not any(mark.others_reached for mark in post.reach.marks.all().values())
    assert {mark.at for mark in post.reach.marks.all().values()} == {post.now - 3 * AN_HOUR}


async def test_a_single_failure_is_no_more_than_that_until_a_later_try_fails_too(post: Post) -> None:
    await post.fail(DSP)
    post.now += 14 * A_MINUTE
    await post.fail(DSP)
    assert not post.mark(DSP).confirmed
    post.now += A_MINUTE
    await post.fail(DSP)
    assert post.mark(DSP).confirmed


async def test_who_has_no_chat_waits_without_a_try_until_there_is_one(post: Post) -> None:
    post.known = False
    await post.fail(DSP, NO_CHAT)
    post.now += timedelta(days=2)
    assert post.reach.must_wait(DSP) and post.reach.waiting() == {DSP} and post.mark(DSP).others_reached
    post.known = True
    assert not post.reach.must_wait(DSP) and not post.reach.waiting()
    assert await post.reach.note_heard(DSP)
    post.known = False
    assert post.reach.marks.of(DSP) is None, "they have written"


async def test_who_writes_is_tried_at_once_and_stays_marked_until_something_arrives(post: Post) -> None:
    await post.fail(DSP, BLOCKED)
    since = post.now
    assert post.reach.must_wait(DSP)
    assert await post.reach.note_heard(DSP)
    assert not post.reach.must_wait(DSP) and post.mark(DSP).at == since
    assert await post.reach.note_arrival(DSP)
    assert post.reach.marks.of(DSP) is None
    assert not await post.reach.note_arrival(DSP) and not await post.reach.note_heard(DSP)


async def test_a_changed_card_has_what_waits_tried_at_once_and_tells_nobody(post: Post) -> None:
    await post.fail(DSP)
    post.reach.note_change(DSP)
    assert not post.reach.must_wait(DSP) and post.reach.marks.of(DSP)
    await post.fail(CHANNEL)
    assert post.mark(CHANNEL).others_reached


@pytest.mark.parametrize("happens", ["a card is changed", "a message arrives", "somebody writes"])
async def test_a_chat_is_left_alone_for_as_long_as_teams_asks_whatever_was_on_its_way_before(
    post: Post, happens: str
) -> None:
    await post.fail(DSP, SendError(429, 300))
    if happens == "a card is changed":
        post.reach.note_change(DSP)
    elif happens == "a message arrives":
        await post.arrive(DSP)
    else:
        await post.reach.note_heard(DSP)
    post.now += 4 * A_MINUTE
    assert post.reach.must_wait(DSP) and not post.reach.must_wait(CHANNEL)
    post.now += A_MINUTE
    assert not post.reach.must_wait(DSP)


async def test_a_job_of_which_all_failed_fails_and_goes_on_failing_until_something_arrives(post: Post) -> None:
    chats: list[Destination] = [CHANNEL, TEAM]
    outcomes: list[SendError | None] = [BUSY, BUSY]

    async def job() -> None:
        for to, outcome in zip(chats, outcomes, strict=False):
            await (post.fail(to, outcome) if outcome else post.arrive(to))

    judged = post.reach.judged(job)
    with pytest.raises(NothingArrived):
        await judged()
    outcomes.clear()
    with pytest.raises(NothingArrived):
        await judged()
    outcomes[:] = [BUSY, None]
    await judged()
    outcomes.clear()
    await judged()


async def test_a_job_that_has_nothing_to_say_goes_well_while_another_reaches_nobody(post: Post) -> None:
    async def nothing() -> None: ...

    async def job() -> None:
        await post.fail(CHANNEL)

    with pytest.raises(NothingArrived):
        await post.reach.judged(job)()
    await post.reach.judged(nothing)()


async def test_a_chat_that_fails_by_its_own_fault_makes_no_job_fail(post: Post) -> None:
    async def job() -> None:
        await post.fail(DSP)

    await post.arrive(TEAM)
    await post.reach.judged(job)()


async def test_one_chat_that_is_blocked_makes_no_job_fail_and_a_teams_that_blocks_everywhere_does(post: Post) -> None:
    blocked: list[Destination] = [DSP]

    async def job() -> None:
        for to in blocked:
            await post.fail(to, BLOCKED)

    judged = post.reach.judged(job)
    await judged()
    blocked.append(CHANNEL)
    with pytest.raises(NothingArrived):
        await judged()
