"""Conversation locks give each conversation one turn at a time, whichever bots serve it.

They are advisory locks of a session: a bot that dies, or is cut off, lets go of all of them at once. All are taken on
one connection, those of other partnerships too, and never waited for there: waiting would hold up every other
conversation. When that connection is lost, another bot may begin a turn while one here goes on; what both write is
guarded by etags and versions.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import psycopg
from psycopg import AsyncConnection

from store.errors import Busy, StoreFault
from store.postgres.connections import STATEMENT_SECONDS
from store.postgres.errors import CLOSED, reading
from store.postgres.presence_lock import PresenceLock
from store.postgres.row_encryption import RowEncryption

LONGEST_SECONDS = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.5
_LOCK = "SELECT pg_try_advisory_lock(%s)"
_UNLOCK = "SELECT pg_advisory_unlock(%s)"
BUSY = "Another message of this chat is still being answered. Try again in a moment."


class ConversationLocks:
    def __init__(self, serving: PresenceLock, encryption: RowEncryption) -> None:
        self._serving = serving
        self._encryption = encryption
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held: set[tuple[AsyncConnection, int]] = set()
        self._unlocking: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Raises Busy after a while, and NotReadable where the database is away."""
        if self._closed:
            raise StoreFault(CLOSED)
        number = int.from_bytes(self._encryption.hash("turn", conversation)[:8], signed=True)
        here = self._here.setdefault(conversation, asyncio.Lock())
        held_by = await self._begin(here, number)
        self._held.add((held_by, number))
        try:
            yield
        finally:
            self._let_go(held_by, number)
            here.release()

    async def close(self) -> None:
        """Releases all locks: turns that still run lose theirs."""
        self._closed = True
        for held_by, number in tuple(self._held):
            self._let_go(held_by, number)
        await asyncio.gather(*self._unlocking)

    def _let_go(self, held_by: AsyncConnection, number: int) -> None:
        if (held_by, number) in self._held:
            self._held.remove((held_by, number))
            self._unlock(held_by, number)

    async def _begin(self, here: asyncio.Lock, number: int) -> AsyncConnection:
        """Returns the connection on which the lock is held. Raises Busy and NotReadable."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await here.acquire()
                try:
                    with reading():
                        return await self._lock(number)
                except BaseException:
                    here.release()
                    raise
        except TimeoutError:
            raise Busy(BUSY) from None

    async def _lock(self, number: int) -> AsyncConnection:
        """Retries with exponential backoff, whose pauses are uneven (jitter) so that bots do not keep step."""
        pause = FIRST_PAUSE
        while (held_by := await self._try_to_lock(number)) is None:
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
            pause = min(pause * 2, LONGEST_PAUSE)
        return held_by

    async def _try_to_lock(self, number: int) -> AsyncConnection | None:
        connection = await self._serving.show()
        asking = asyncio.create_task(self._is_locked(connection, number))
        try:
            return connection if await asyncio.shield(asking) else None
        except asyncio.CancelledError:
            asking.add_done_callback(lambda asked: self._unlock_if(asked, connection, number))
            raise

    async def _is_locked(self, connection: AsyncConnection, number: int) -> bool:
        """Says whether the lock was had. False where the connection was lost: it is made anew for the next try."""
        try:
            async with asyncio.timeout(STATEMENT_SECONDS):
                row = await (await connection.execute(_LOCK, [number])).fetchone()
        except psycopg.Error:
            if not connection.closed:
                raise
            return False
        return bool(row and row[0])

    def _unlock_if(self, asked: "asyncio.Task[bool]", held_by: AsyncConnection, number: int) -> None:
        """Unlocks for a turn that was given up while it asked: the lock may have been had all the same."""
        if not asked.cancelled() and asked.exception() is None and asked.result():
            self._unlock(held_by, number)

    def _unlock(self, held_by: AsyncConnection, number: int) -> None:
        """Unlocks in a task of its own, so that nothing that ends a turn keeps it locked. A session counts its locks,
        so the next turn here may have taken its own before."""
        task = asyncio.create_task(_unlocked(held_by, number))
        self._unlocking.add(task)
        task.add_done_callback(self._unlocking.discard)


async def _unlocked(held_by: AsyncConnection, number: int) -> None:
    """Closes the connection when in doubt: one that is gone holds nothing."""
    try:
        async with asyncio.timeout(STATEMENT_SECONDS):
            await held_by.execute(_UNLOCK, [number])
    except (psycopg.Error, TimeoutError):
        await held_by.close()
