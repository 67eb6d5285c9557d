"""The write queue takes all of a bot's writes and refreshes, as a group commit: what arrives while a transaction is
under way goes into the next one, all of it together, and each is acknowledged when that is committed.

A transaction begins with the partnership's revision, whose row it locks: so the writers of all bots go one after the
other, revisions become visible in their order, and what this bot did not know yet is read before anything is decided.
Memory is then as new as the transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import psycopg

from store.errors import StoreFault, Uncertain
from store.postgres import statements
from store.postgres.cache import CacheSnapshot, Changes
from store.postgres.cache_refresh import read_snapshot, refresh_snapshot
from store.postgres.connections import LONGEST_SECONDS, OneConnection, ServerSession, Writers
from store.postgres.errors import CLOSED, UNCERTAIN, reading, writing
from store.postgres.row_encryption import RowEncryption
from store.postgres.session import Session
from store.postgres.tally import RowTally, keep_tally

T = TypeVar("T")

MOST_TOGETHER = 50
FORGET_EVERY_SECONDS = 3600
MARKS_KEPT_HOURS = 24
_AT_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True)
class Writing:
    """A transaction holds the partnership's revision. ``known`` is as new as it. ``again``: an earlier try was cut off,
    and may have been committed."""

    session: Session
    revision: int
    known: CacheSnapshot
    again: bool


Work = Callable[[Writing], Awaitable[tuple[T, Changes]]]
"""The work checks, writes, and tells what memory changes by it. What it raises undoes what it wrote, and nothing
else."""


@dataclass(frozen=True)
class _Asked(Generic[T]):
    work: Work[T]
    answer: "asyncio.Future[T]"


class _CutOff(Exception):
    """The answer to a commit did not come: the commit may be done or not."""


class WriteQueue:
    def __init__(self, writers: Writers, encryption: RowEncryption) -> None:
        self._writers = writers
        self._encryption = encryption
        self._known = CacheSnapshot()
        self._known_in: ServerSession | None = None
        self._asked: list[_Asked[Any]] = []
        self._readers: list[asyncio.Future[None]] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._forget_at = 0.0

    @property
    def known(self) -> CacheSnapshot:
        return self._known

    async def write(self, work: Work[T]) -> T:
        """Queues the work and returns its answer. A caller who goes away in the middle changes nothing: the change is
        written or not, and memory is alike. Raises what ``work`` raises, NotWritable or Busy."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._begin()
        self._asked.append(_Asked(work, answer))
        return await answer

    async def refresh(self) -> None:
        """Brings memory up to the database. Many calls at once are answered by one reading, which began after they
        asked. Raises NotReadable or Busy."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._begin()
        self._readers.append(answer)
        await answer

    async def close(self) -> None:
        """Writes what was given before, and refuses what comes after."""
        self._closed = True
        if self._task:
            await self._task

    def _begin(self) -> None:
        if self._closed:
            raise StoreFault(CLOSED)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        await asyncio.sleep(0)
        while self._asked or self._readers:
            together, self._asked = self._asked[:MOST_TOGETHER], self._asked[MOST_TOGETHER:]
            if together:
                await self._write(together)
            readers, self._readers = self._readers, []
            if readers:
                await self._read(readers)

    async def _write(self, together: list[_Asked[Any]]) -> None:
        outcomes: Iterable[object]
        try:
            outcomes = await self._write_all([asked.work for asked in together])
        except Exception as error:
            outcomes = [error] * len(together)
        for asked, outcome in zip(together, outcomes, strict=True):
            _give(asked.answer, outcome)

    async def _read(self, readers: list[asyncio.Future[None]]) -> None:
        outcome: object = None
        try:
            await self._refreshed()
        except Exception as error:
            outcome = error
        for answer in readers:
            _give(answer, outcome)

    async def _write_all(self, works: list[Work[Any]]) -> list[object]:
        """Retries once: a connection may have been lost while nothing was asked of it, or just before the answer."""
        with writing():
            async with self._writers.lent() as lent:
                again = False
                connection = await lent.get()
                try:
                    return await self._transaction(lent, works, again)
                except _CutOff:
                    again = True
                except psycopg.Error:
                    if not connection.closed:
                        raise
                try:
                    return await self._transaction(lent, works, again)
                except (psycopg.Error, TimeoutError, _CutOff) as error:
                    if again or isinstance(error, _CutOff):
                        raise Uncertain(UNCERTAIN) from None
                    raise

    async def _transaction(self, lent: OneConnection, works: list[Work[Any]], again: bool) -> list[object]:
        connection = await lent.get()
        if lent.life != self._known_in:
            await self._reading(lent)
        session, decided = Session(connection, self._encryption.partnership), False
        outcomes: list[object] = []
        try:
            async with asyncio.timeout(LONGEST_SECONDS), connection.transaction():
                revision, cleaned, sealed = await read_snapshot(
                    session, statements.NEXT_REVISION, key_id=self._encryption.key_id
                )
                known = await refresh_snapshot(session, self._encryption, self._known, revision - 1, cleaned, sealed)
                difference = RowTally()
                for work in works:
                    writing_now = Writing(session, revision, replace(known, revision=revision), again)
                    outcome, known, changed = await _apart(work, writing_now)
                    outcomes.append(outcome)
                    difference += changed
                await keep_tally(session, self._encryption, sealed, difference, revision)
                await self._forget(session)
                decided = True
        except (psycopg.OperationalError, TimeoutError) as error:
            if decided and (connection.closed or isinstance(error, TimeoutError)):
                raise _CutOff from None
            raise
        self._known = replace(known, revision=revision)
        return outcomes

    async def _refreshed(self) -> None:
        with reading():
            async with self._writers.lent() as lent:
                connection = await lent.get()
                try:
                    return await self._reading(lent)
                except psycopg.Error:
                    if not connection.closed:
                        raise
                return await self._reading(lent)

    async def _reading(self, lent: OneConnection) -> None:
        connection = await lent.get()
        session = Session(connection, self._encryption.partnership)
        # Another server, or a database that was restored, may lack what was read.
        life = lent.life
        known = self._known if life == self._known_in else CacheSnapshot()
        async with asyncio.timeout(LONGEST_SECONDS):
            revision, *_ = await read_snapshot(session, statements.REVISION)
            if revision != known.revision:
                async with connection.transaction():
                    await connection.execute(_AT_ONE_MOMENT)
                    now = await read_snapshot(session, statements.REVISION)
                    known = await refresh_snapshot(session, self._encryption, known, *now)
        self._known, self._known_in = known, life

    async def _forget(self, session: Session) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY_SECONDS
            await session.change(statements.FORGET_DELETED, hours=MARKS_KEPT_HOURS)


async def _apart(work: Work[Any], writing_now: Writing) -> tuple[object, CacheSnapshot, RowTally]:
    """Runs one work in a savepoint: what it refuses leaves the others as they are; a fault of the database is a fault
    for all."""
    known = writing_now.known
    try:
        async with writing_now.session.connection.transaction():
            result, changes = await work(writing_now)
    except (psycopg.Error, TimeoutError):
        raise
    except Exception as refused:
        return refused, known, RowTally()
    return result, known.after(changes, known.revision), changes.tally


def _give(answer: "asyncio.Future[Any]", outcome: object) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
