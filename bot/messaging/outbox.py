"""The outbox says what must be said at least once: it takes a lease, sends the message, and notes it as sent.

A crash between sending and noting repeats that one message, and of several bots only one says it. A failed message is
tried again, later each time, and at once when anything else reaches that chat (``Reach``). A card that Teams takes for
malformed or too large is said in plain words, so that it keeps nothing else waiting.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import Destination, destination_id, destination_kind
from bot.messaging.leases import Leases
from bot.messaging.ledger import CardEntry, Entry, NudgeEntry, State, Topic, message_key, state_in
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.reach import OF_THE_MESSAGE, Marks, Reach
from bot.messaging.threads import Threads
from cards.notices import in_plain_words
from dialogs.messages import CardMessage
from safeguarding.people import Person
from safeguarding.rehearsal import names_rehearsal
from store.references import references_in

LAID_BY_TOGETHER = 500
NO_SUCH_THREAD = 404
NOTHING = Entry()
log = structlog.get_logger()


async def _always() -> bool:
    return True


@dataclass(frozen=True)
class Message:
    """A message says all its ``topics``. ``render`` is called when it is sent, ``is_current`` right before: others may
    have been told slowly. ``own`` are the topics that told the reader of a step of theirs, where the message is to be
    changed once it is settled; None where it stays as it is. To the channel, it is an answer below the post of the case
    ``below``, if one is named."""

    to: Destination
    topics: tuple[Topic, ...]
    render: Callable[[], CardMessage]
    is_current: Callable[[], Awaitable[bool]] = _always
    own: Set[Topic] | None = None
    below: str | None = None

    @property
    def is_of_rehearsal(self) -> bool:
        return any(names_rehearsal(topic.ref) for topic in self.topics if topic.ref)


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
        self._threads = Threads(leases.ledger)
        self.reach = Reach(Marks(leases.ledger, messenger.knows), leases.now)
        self._unrecorded: dict[str, Entry] = {}

    def is_open(self, to: Destination, *topics: Topic) -> bool:
        """Says whether any of the topics still has to be said there, and no other bot is saying it."""
        return any(self._is_open(topic.name_at(to)) for topic in topics)

    def is_concluded(self, to: Destination, topics: Iterable[Topic], waiting: Set[Destination]) -> bool:
        """Says whether all topics were said there, or can't be for as long as the same have to wait as in
        ``waiting``."""
        return to in waiting or all(self._state_of(topic.name_at(to)) is State.SENT for topic in topics)

    def has_said(self, to: Destination, beginning: Topic) -> bool:
        """Says whether a topic was said there that begins so: the rest of its last part may be anything."""
        end = f"|{destination_id(to)}"
        found = self._ledger.all(str(beginning)).items()
        return any(name.endswith(end) and state_in(value) is State.SENT for name, value in found)

    def told_since(self, moment: datetime, kinds: Set[str]) -> Mapping[Destination, Set[str]]:
        """Returns of which cases something of these kinds was said since then, by destination."""
        found: dict[Destination, set[str]] = {}
        for kind in kinds:
            for name, value in self._ledger.all(f"{kind}|").items():
                at = Entry.parse(value).at if state_in(value) is State.SENT else None
                # Most are of longer ago: their names are not read.
                if at and at >= moment and (key := message_key(name)) and key.topic.ref:
                    found.setdefault(key.to, set()).add(key.topic.ref)
        return found

    def _is_open(self, name: str) -> bool:
        state = self._state_of(name)
        if state is State.SENT:
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
        if (
            self.reach.must_wait(message.to)
            or self.waits_for_post(message.to, message.below)
            or not await message.is_current()
        ):
            return
        if self._unrecorded:
            await self._record({})
        names = [topic.name_at(message.to) for topic in message.topics]
        if not all(map(self._is_open, names)):
            return
        if not await self._leases.acquire({name: self._ledger.get(name) for name in names}):
            return
        if await message.is_current():
            await self._deliver(message, names)
        else:
            await self._record(dict.fromkeys(names, self._entry(State.FAILED)))

    async def _deliver(self, message: Message, names: Sequence[str]) -> None:
        try:
            sent = await self._say(message)
        except SendError as failed:
            log.warning("message_failed", status=failed.status, destination_kind=destination_kind(message.to))
            self._on_tried(message, State.GONE if isinstance(failed, DestinationUnreachable) else State.FAILED)
            try:
                await self._record(dict.fromkeys(names, self._entry(State.FAILED)))
            finally:
                await self.reach.note_failure(message.to, failed)
        else:
            self._on_tried(message, State.SENT)
            await self._record(self._sent(message, sent))
            await self.reach.note_arrival(message.to)

    def _sent(self, message: Message, sent: str) -> dict[str, Entry]:
        said = self._entry(State.SENT)
        if message.own is None or not sent:
            return {topic.name_at(message.to): said for topic in message.topics}
        entry = NudgeEntry(said.state, said.at, message=sent)
        return {topic.name_at(message.to): replace(entry, own=topic in message.own) for topic in message.topics}

    def waits_for_post(self, to: Destination, below: str | None) -> bool:
        """Says whether the post is yet to come below which something is to stand."""
        return below is not None and not isinstance(to, Person) and self._threads.must_wait(below, to)

    async def _say(self, message: Message) -> str:
        """Sends the message, without mentions or in plain words where Teams takes no such card, and returns its id.
        Raises SendError."""
        shown = message.render()
        refs = tuple(dict.fromkeys(topic.ref for topic in message.topics if topic.ref))
        plain = CardMessage(in_plain_words(shown.summary, refs), shown.summary)
        ways = [shown, *([CardMessage(shown.plain, shown.summary)] if shown.plain else []), plain]
        for way in ways[:-1]:
            try:
                return await self.deliver(message.to, way, message.below)
            except SendError as refused:
                if refused.status not in OF_THE_MESSAGE:
                    raise
                log.warning("card_refused", status=refused.status, destination_kind=destination_kind(message.to))
        return await self.deliver(message.to, ways[-1], message.below)

    async def deliver(self, to: Destination, shown: CardMessage, below: str | None) -> str:
        """Sends a card where it belongs, and returns its id: below the post of the case ``below``, or where that is
        gone as a new post. Raises SendError."""
        root = self._threads.root_of(below) if below else None
        if root and not isinstance(to, Person):
            try:
                return await self._messenger.answer(to, root, shown)
            except SendError as failed:
                if failed.status != NO_SUCH_THREAD:
                    raise
                log.warning("thread_gone", ref=below)
        return await self._messenger.to(to, shown)

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
        process lives. What failed here and another bot has taken over since is that bot's to note."""
        self._unrecorded.update(entries)
        for name in [name for name, entry in self._unrecorded.items() if self._is_taken_over(name, entry)]:
            del self._unrecorded[name]
        if not (noted := dict(self._unrecorded)):
            return
        await self._ledger.set_all({name: entry.to_json() for name, entry in noted.items()})
        # An entry that another message has added meanwhile is still to be noted.
        for name in [name for name, entry in self._unrecorded.items() if entry is noted.get(name)]:
            del self._unrecorded[name]

    def _is_taken_over(self, name: str, entry: Entry) -> bool:
        document = self._ledger.get(name)
        there = Entry.parse(document.value) if document else NOTHING
        is_others = there.state is State.SENT or there.holder not in (None, self._leases.holder)
        return entry.state is State.FAILED and is_others

    def _entry(self, state: State) -> Entry:
        return Entry(state, self._now())
