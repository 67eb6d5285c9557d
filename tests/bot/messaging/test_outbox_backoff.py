"""The outbox tries a message that failed again: later each time, never more than half an hour later, and when it was
asked."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.connector.transport import SendError
from bot.messaging.destinations import Destination
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import closed_card
from dialogs.messages import CardMessage
from safeguarding.partnership.model import ReviewChannel
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.simulated_year.expected_messages import CHANNEL, TEAM
from tests.support.simulated_year.simulation import QuickDisk, claims_in

MINUTE = timedelta(minutes=1)
SAID = Topic("said")
START = datetime(2026, 11, 23, 10, tzinfo=UTC)


class FailingTeams(ProactiveMessenger):
    """Teams fails until it is mended, and remembers who was tried when, in minutes."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.failure: SendError | None = SendError(502)
        self.tried: list[tuple[Destination, int]] = []
        self._clock = clock

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.tried.append((to, (self._clock() - START) // MINUTE))
        if self.failure:
            raise self.failure
        return "m"


class Post:
    """The post holds an outbox, and what is to be said once to a destination."""

    def __init__(self, store: FolderStore) -> None:
        self.now = START
        self.teams = FailingTeams(lambda: self.now)
        self._store = store
        self.restart()

    def restart(self) -> None:
        self.outbox = Outbox(self.teams, claims_in(self._store, lambda: self.now))

    async def minutes(self, number: int, to: Destination = CHANNEL) -> list[int]:
        """Sends every minute what is not yet sent; returns when it was tried."""
        message = Message(to, (SAID,), lambda: CardMessage(closed_card("said"), "said"))
        for _ in range(number):
            if self.outbox.is_open(to, SAID):
                await self.outbox.send(message)
            self.now += MINUTE
        return [minute for destination, minute in self.teams.tried if destination == to]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        yield Post(store)


async def test_it_is_tried_again_twice_as_late_each_time_and_at_most_half_an_hour_later(post: Post) -> None:
    assert await post.minutes(160) == [0, 1, 3, 7, 15, 31, 61, 91, 121, 151]


async def test_once_it_has_arrived_it_is_not_sent_again_and_the_waiting_begins_anew(post: Post) -> None:
    await post.minutes(10)
    post.teams.failure = None
    assert await post.minutes(60) == [0, 1, 3, 7, 15]


@pytest.mark.parametrize(("seconds", "second_try"), [(30.0, 1), (600.0, 10), (3600.0, 60), (86400.0, 60)])
async def test_when_teams_asks_for_more_time_it_gets_it_up_to_an_hour(
    post: Post, seconds: float, second_try: int
) -> None:
    post.teams.failure = SendError(429, seconds)
    assert (await post.minutes(62))[1] == second_try


async def test_one_destination_that_fails_keeps_no_other_waiting(post: Post) -> None:
    await post.minutes(1)
    post.teams.failure = None
    assert await post.minutes(1, to=TEAM) == [1]


async def test_after_a_restart_it_is_tried_at_once(post: Post) -> None:
    await post.minutes(6)
    post.restart()
    assert await post.minutes(1) == [0, 1, 3, 6]
