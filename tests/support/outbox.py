"""The outbox is tried on a folder that can fail, with a proactive messenger that fails as it is told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import Destination, destination_id
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import closed_card
from dialogs.messages import CardMessage
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.drawn import words
from tests.support.fake_disk.faulty import FaultyDisk
from tests.support.simulated_year.simulation import claims_in

CHANNEL = ReviewChannel(conversation="19:review@thread.tacv2", tenant="7e000000-0000-4000-8000-000000000001")
DSP = Person(tenant="police", id="dsp")
DUE, LEFT_1 = "nudge|CSCP-2026-001|sin|2026-11-27|due", "nudge|CSCP-2026-001|sin|2026-11-27|left_1"


class FakeChats(ProactiveMessenger):
    """The messenger keeps everything that it is told to send. Errors in ``fails`` are raised first, one a message;
    people in ``unknown`` never wrote to the bot."""

    def __init__(self) -> None:
        self.sent: list[tuple[Destination, str]] = []
        self.shown: list[str] = []
        self.tries = 0
        self.fails: list[BaseException] = []
        self.unknown: set[Destination] = set()
        self.answered: list[tuple[str, str]] = []
        self.answers_fail: list[SendError] = []

    def knows(self, to: Destination) -> bool:
        return to not in self.unknown

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        if self.answers_fail:
            raise self.answers_fail.pop(0)
        self.answered.append((root, shown.summary))
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.tries += 1
        if not self.knows(to):
            raise DestinationUnreachable
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append((to, shown.summary))
        self.shown.append(words(shown.card))
        return f"m{len(self.sent)}"


@dataclass
class Post:
    """The outbox works on a folder; ``restart`` ends the process and starts another on the state on disk."""

    folder: Path
    messenger: FakeChats = field(default_factory=FakeChats)
    disk: FaultyDisk = field(default_factory=FaultyDisk)
    now: datetime = datetime(2026, 11, 26, 9, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.store = FolderStore.open(self.folder, PlainCodec(), self.disk)
        self.outbox = Outbox(self.messenger, claims_in(self.store, lambda: self.now))

    async def restart(self) -> None:
        await self.store.close()
        self.start()

    async def round(self, *keys: str, to: Destination = CHANNEL) -> None:
        """Sends the messages that are still open, as one run of the bot's jobs does."""
        for key in keys:
            if self.is_open(key, to):
                await self.outbox.send(message(key, to))

    def is_open(self, key: str, to: Destination = CHANNEL) -> bool:
        return self.outbox.is_open(to, Topic.parse(key))

    async def run_jobs(self, key: str, minutes: int, to: Destination = CHANNEL) -> list[int]:
        """Runs the jobs each minute, the first time at once. Returns the minutes after which the message was tried."""
        tried = []
        for minute in range(minutes + 1):
            before = self.messenger.tries
            await self.round(key, to=to)
            tried += [minute] * (self.messenger.tries - before)
            self.now += timedelta(minutes=1)
        return tried

    @property
    def unreached(self) -> dict[Destination, datetime]:
        """Returns the marked destinations, with the moment since when nothing arrives there."""
        return {to: mark.at for to, mark in self.outbox.reach.marks.all().items()}

    @property
    def said(self) -> list[str]:
        return [text for _, text in self.messenger.sent]


def message(key: str, to: Destination = CHANNEL) -> Message:
    return Message(to, (Topic.parse(key),), lambda: CardMessage(closed_card(key), key))


def state(post: Post, key: str, to: Destination = CHANNEL) -> str:
    document = post.store.ledger.get(f"{key}|{destination_id(to)}")
    assert document is not None
    return str(document.value["state"])
