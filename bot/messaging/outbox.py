"""The outbox says what must be said at least once: it takes a lease, sends the message, and notes it as sent.

A crash between sending and noting repeats that one message, and of several bots only one says it. A failed message is
tried again, later each time (retry with backoff); a chat that is blocked or gone is marked, and its mark goes when the
person writes to the bot again or a message reaches it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.backoff import Backoff
from bot.messaging.destinations import Destination, destination_id, destination_kind
from bot.messaging.leases import Leases
from bot.messaging.ledger import (
    UNREACHABLE,
    CardEntry,
    Entry,
    State,
    Topic,
    UnreachableEntry,
    UnreachableKey,
    message_key,
    state_in,
)
from bot.messaging.proactive import ProactiveMessenger
from dialogs.messages import CardMessage
from store.errors import Conflict
from store.references import references_in

LAID_BY_TOGETHER = 500
NOTHING = Entry()
log = structlog.get_logger()


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Message:
    """A message says all its ``topics``. ``render`` is called when it is sent, ``is_current`` right before: others may
    have been told slowly."""

    to: Destination
    topics: tuple[Topic, ...]
    render: Callable[[], CardMessage]
    is_current: Callable[[], Awaitable[bool]] = _always


class Outbox:
    """The outbox delivers at least once. ``said`` hears of each message that was tried, with the state that came of
    it."""

    def __init__(
        self,
        messenger: ProactiveMessenger,
        leases: Leases,
        said: Callable[[Message, State], None] = lambda message, state: None,
    ) -> None:
        self._messenger = messenger
        self._leases = leases
        self._ledger = leases.ledger
        self._now = leases.now
        self._on_tried = said
        self._backoff = Backoff(leases.now)
        self._unrecorded: dict[str, Entry] = {}

    def is_open(self, to: Destination, *topics: Topic) -> bool:
        """Says whether any of the topics still has to be said there, and no other bot is saying it."""
        return any(self._is_open(to, topic.name_at(to)) for topic in topics)

    def is_concluded(self, to: Destination, topics: Iterable[Topic], gone: Set[Destination]) -> bool:
        """Says whether all topics were said there, or can't be for as long as the same are out of reach as in
        ``gone``."""
        states = [self._state_of(topic.name_at(to)) for topic in topics]
        return all(state is State.SENT or (state is State.GONE and to in gone) for state in states)

    def _is_open(self, to: Destination, name: str) -> bool:
        state = self._state_of(name)
        if state is State.SENT or (state is State.GONE and self.is_unreachable(to)):
            return False
        return state is not State.CLAIMED or not self._leases.is_held_elsewhere(self._entry_of(name))

    def _state_of(self, name: str) -> State | None:
        """Reads the state alone: it is asked for hundreds of times while a job runs."""
        if unrecorded := self._unrecorded.get(name):
            return unrecorded.state
        document = self._ledger.get(name)
        return state_in(document.value) if document else None

    def _entry_of(self, name: str) -> Entry:
        if unrecorded := self._unrecorded.get(name):
            return unrecorded
        document = self._ledger.get(name)
        return Entry.parse(document.value) if document else NOTHING

    async def send(self, message: Message) -> None:
        """Sends the message, and not now where the destination has to wait or another bot says a part of it. Raises
        StoreFault, and sends nothing, when it can't be noted."""
        if self.must_wait(message.to) or not await message.is_current():
            return
        if self._unrecorded:
            await self._record({})
        names = [topic.name_at(message.to) for topic in message.topics]
        if not all(self._is_open(message.to, name) for name in names):
            return
        if not await self._leases.acquire({name: self._ledger.get(name) for name in names}):
            return
        if await message.is_current():
            await self._deliver(message, names)
        else:
            await self._record(dict.fromkeys(names, self._entry(State.FAILED)))

    async def _deliver(self, message: Message, names: Sequence[str]) -> None:
        try:
            await self._messenger.to(message.to, message.render())
        except DestinationUnreachable as gone:
            self._on_tried(message, State.GONE)
            await self._record(dict.fromkeys(names, self._entry(State.GONE)))
            await self.mark_unreachable(message.to, refused=gone.status is not None)
        except SendError as failed:
            self._on_tried(message, State.FAILED)
            log.warning("message_failed", status=failed.status, destination_kind=destination_kind(message.to))
            self._backoff.note_failure(destination_id(message.to), failed.retry_after)
            await self._record(dict.fromkeys(names, self._entry(State.FAILED)))
        else:
            self._on_tried(message, State.SENT)
            self._backoff.note_success(destination_id(message.to))
            await self._record(dict.fromkeys(names, self._entry(State.SENT)))
            await self.mark_reachable(message.to)

    def must_wait(self, to: Destination) -> bool:
        """Says whether a message failed there, and it is too early to try again."""
        return destination_id(to) in self._backoff

    def is_unreachable(self, to: Destination) -> bool:
        """Says whether the destination is known to be out of reach; one that was never heard of is so only until it
        is."""
        document = self._ledger.get(str(UnreachableKey(to)))
        return document is not None and self._is_in_force(to, UnreachableEntry.parse(document.value))

    def _is_in_force(self, to: Destination, mark: UnreachableEntry) -> bool:
        return mark.refused or not self._messenger.knows(to)

    def unreachable(self) -> dict[Destination, datetime]:
        """Returns everyone who is out of reach, with the moment since when."""
        found = self._ledger.all(UNREACHABLE).items()
        marks = {UnreachableKey.parse(name).to: UnreachableEntry.parse(value) for name, value in found}
        return {to: mark.at for to, mark in marks.items() if self._is_in_force(to, mark)}

    def everyone_unreachable(self) -> frozenset[Destination]:
        return frozenset(self.unreachable())

    async def mark_unreachable(self, to: Destination, *, refused: bool) -> None:
        """Marks the destination as out of reach. ``refused`` means by Teams; otherwise there is no chat to write to
        yet."""
        if self.is_unreachable(to):
            return
        log.warning("destination_gone", destination_kind=destination_kind(to))
        name, mark = str(UnreachableKey(to)), UnreachableEntry(self._now(), refused)
        known = self._ledger.get(name)
        # Where another bot has just marked it, the moment since when is the one that it noted.
        with suppress(Conflict):
            await self._ledger.put(name, mark.to_json(), known.etag if known else None)

    async def mark_reachable(self, to: Destination) -> bool:
        """Takes the mark away after a message arrived there, or came from there; says whether the destination had been
        out of reach."""
        name = str(UnreachableKey(to))
        was_gone = self._ledger.get(name) is not None
        if was_gone:
            await self._ledger.delete(name)
        return was_gone

    async def forget(self, before: datetime, keep: Callable[[Topic], bool]) -> None:
        """Forgets what messages said long ago, apart from the topics to keep. A mark stays for as long as nothing
        arrives."""
        old = [name for name, value in self._ledger.all().items() if Entry.parse(value).is_older(before)]
        forgotten = [name for name in old if (key := message_key(name)) and not keep(key.topic)]
        if forgotten:
            await self._ledger.delete(*forgotten)

    async def archive(self, before: datetime, are_open: Set[str]) -> None:
        """Archives what was said long ago of cases that are not open; not a card that still offers to sign."""
        about = {
            name: ref
            for name, value in self._ledger.all().items()
            if (ref := next(references_in(name), None))
            and ref not in are_open
            and CardEntry.parse(value).may_rest(before)
        }
        names = list(about)
        for first in range(0, len(names), LAID_BY_TOGETHER):
            await self._ledger.archive({name: about[name] for name in names[first : first + LAID_BY_TOGETHER]})

    async def _record(self, entries: Mapping[str, Entry]) -> None:
        """Notes the entries. Any that could not be noted are kept in mind, so that nothing is said twice while this
        process lives."""
        self._unrecorded.update(entries)
        noted = dict(self._unrecorded)
        await self._ledger.set_all({name: entry.to_json() for name, entry in noted.items()})
        # An entry that another message has added meanwhile is still to be noted.
        for name in [name for name, entry in self._unrecorded.items() if entry is noted.get(name)]:
            del self._unrecorded[name]

    def _entry(self, state: State) -> Entry:
        return Entry(state, self._now())
