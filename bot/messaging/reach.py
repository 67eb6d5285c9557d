"""The reach of the bot: at which destinations nothing arrives, since when, and when they are tried again."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.connector.transport import GONE, DestinationUnreachable, SendError
from bot.messaging.backoff import LONGEST_REFUSED, LONGEST_WAIT, Backoff
from bot.messaging.destinations import Destination, destination_id, destination_kind
from bot.messaging.ledger import UNREACHABLE, UnreachableEntry, UnreachableKey
from store.errors import Conflict
from store.interface import Documents

OF_THE_MESSAGE = frozenset({400, 413})
"""These answers may be about the message alone: it is malformed, or too large."""
JUST_BEFORE = timedelta(minutes=1)
CONFIRMED_AFTER = timedelta(minutes=15)
"""A message that failed once, and need not be sent any more, says nothing of what became of the chat since."""
log = structlog.get_logger()


class NothingArrived(Exception):
    """All that a job sent failed, and nothing arrives elsewhere either: the job has not gone well."""


@dataclass
class Tally:
    """The tally counts what came of the messages of one run of a job."""

    arrived: int = 0
    failed: int = 0


TALLY: ContextVar[Tally] = ContextVar("tally")


@dataclass(frozen=True)
class Marks:
    """The marks stand in the ledger. ``knows`` says whether there is a chat to write to: a mark that there is none ends
    when there is one."""

    ledger: Documents
    knows: Callable[[Destination], bool]

    def of(self, to: Destination) -> UnreachableEntry | None:
        document = self.ledger.get(str(UnreachableKey(to)))
        mark = UnreachableEntry.parse(document.value) if document else None
        return mark if mark and self._is_in_force(to, mark) else None

    def all(self) -> Mapping[Destination, UnreachableEntry]:
        found = self.ledger.all(UNREACHABLE).items()
        marks = {UnreachableKey.parse(name).to: UnreachableEntry.parse(value) for name, value in found}
        return {to: mark for to, mark in marks.items() if self._is_in_force(to, mark)}

    def _is_in_force(self, to: Destination, mark: UnreachableEntry) -> bool:
        return mark.refused or not self.knows(to)


class Reach:
    """The reach hears how each message to a destination ended. One that fails waits, later each time, and longest where
    the chat is blocked or gone; whoever was reached since, by this bot or another, waits no more, but for as long as
    Teams has asked for."""

    def __init__(self, marks: Marks, now: Callable[[], datetime]) -> None:
        self.marks = marks
        self._now = now
        self._backoff = Backoff(now)
        self._last_arrival: datetime | None = None

    def must_wait(self, to: Destination) -> bool:
        """Says whether nothing is to be sent there now: it failed and it is too early to try again, Teams has asked to
        wait, or there is no chat."""
        mark = self.marks.of(to)
        return self._backoff.is_asked_for(destination_id(to)) or (mark is not None and self._waits(to, mark))

    def waiting(self) -> frozenset[Destination]:
        return frozenset(to for to, mark in self.marks.all().items() if self._waits(to, mark))

    def _waits(self, to: Destination, mark: UnreachableEntry) -> bool:
        return not mark.refused or destination_id(to) in self._backoff

    async def note_failure(self, to: Destination, failure: SendError) -> None:
        """Notes that a message did not arrive, which says nothing against other messages only where it is in
        ``OF_THE_MESSAGE``: the caller tells these apart."""
        is_refused = not isinstance(failure, DestinationUnreachable) or failure.status is not None
        if is_refused:
            longest = LONGEST_REFUSED if isinstance(failure, DestinationUnreachable) else LONGEST_WAIT
            self._backoff.note_failure(destination_id(to), failure.retry_after, longest)
        before, known = self.marks.of(to), self.marks.ledger.get(str(UnreachableKey(to)))
        mark = self._mark(before if before and before.refused == is_refused else None, failure, is_refused=is_refused)
        self._count(mark)
        if mark == before:
            return
        if before is None:
            log.warning("destination_gone", destination_kind=destination_kind(to), status=failure.status)
        # Where another bot has just marked it, the moment since when is the one that it noted.
        with suppress(Conflict):
            await self.marks.ledger.put(str(UnreachableKey(to)), mark.to_json(), known.etag if known else None)

    def _mark(self, before: UnreachableEntry | None, failure: SendError, *, is_refused: bool) -> UnreachableEntry:
        now = self._now()
        first = UnreachableEntry(now, is_refused, others_reached=not is_refused, confirmed=not is_refused)
        mark = before or first
        return replace(
            mark,
            status=failure.status,
            others_reached=mark.others_reached or self._has_reached_others(mark.at),
            confirmed=mark.confirmed or now - mark.at >= CONFIRMED_AFTER,
        )

    def _has_reached_others(self, since: datetime) -> bool:
        """Says whether something has arrived elsewhere since then, or just before."""
        return self._last_arrival is not None and self._last_arrival > since - JUST_BEFORE

    def _count(self, mark: UnreachableEntry) -> None:
        if (tally := TALLY.get(None)) and not mark.others_reached:
            tally.failed += 1

    async def note_arrival(self, to: Destination) -> bool:
        """Notes that a message arrived there; says whether none had of late, so that there may be more to send."""
        self.note_change(to)
        return await self._take_away(to)

    def note_change(self, to: Destination) -> None:
        """Notes that a message of before was changed there: what waits is tried at once. Nobody is told of a change, so
        that it says nothing of whether a message arrives."""
        self._last_arrival = self._now()
        self._backoff.note_success(destination_id(to))
        if tally := TALLY.get(None):
            tally.arrived += 1

    async def note_heard(self, to: Destination) -> bool:
        """Notes that somebody wrote from there: what waits is tried at once. Says whether anything may wait. Whether it
        arrives is to be seen: until then the moment since when it does not stays noted."""
        self._backoff.note_success(destination_id(to))
        document = self.marks.ledger.get(str(UnreachableKey(to)))
        if document and not UnreachableEntry.parse(document.value).refused:
            return await self._take_away(to)
        return document is not None

    async def _take_away(self, to: Destination) -> bool:
        name = str(UnreachableKey(to))
        was_marked = self.marks.ledger.get(name) is not None
        if was_marked:
            await self.marks.ledger.delete(name)
        return was_marked

    def judged(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Wraps a job so that it fails when all failed that it sent, and goes on failing while nothing gets through.
        One chat that fails while others are reached stands for itself."""
        is_bad = False

        async def run() -> None:
            nonlocal is_bad
            tally = Tally()
            counted = TALLY.set(tally)
            try:
                await job()
            finally:
                TALLY.reset(counted)
            if tally.arrived or not self._nothing_gets_through():
                is_bad = False
            elif tally.failed:
                is_bad = True
            if is_bad:
                raise NothingArrived

        return run

    def _nothing_gets_through(self) -> bool:
        """Says whether destinations fail while nothing arrives elsewhere; a single chat that is blocked or gone says
        nothing of that."""
        alone = [mark for mark in self.marks.all().values() if mark.refused and not mark.others_reached]
        return len(alone) > 1 or any(mark.status not in GONE for mark in alone)
