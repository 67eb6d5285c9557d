"""Each bot that serves a partnership shows its presence by a shared advisory lock. A move takes the lock exclusively,
so that nobody records what would be left behind.

The lock belongs to a session: a bot that dies, or is cut off, holds it no longer.
"""

import asyncio

import psycopg
from psycopg import AsyncConnection, errors

from store.errors import CommandRefused, StoreLocked
from store.postgres.connections import OneConnection
from store.postgres.row_encryption import RowEncryption

# A session that has just ended lets go of its locks within moments.
PATIENCE = "2s"
_SHOW = "SELECT pg_try_advisory_lock_shared(%s)"
_HIDE = "SELECT pg_advisory_unlock_shared(%s)"
_PATIENT = "SELECT set_config('lock_timeout', %s, true)"
_ALONE = "SELECT pg_advisory_lock(%s)"
BEING_MOVED = "This store is being moved with migrate-store. Start the bot when that is done, as it says."
SERVED = (
    "A bot serves {partnership} from this database, and what it records meanwhile would be lost. Stop all bots of "
    "{partnership}, then run migrate-store again. Nothing was moved."
)


class PresenceLock:
    """The lock shows that this process serves the partnership. ``connection`` is one that stays; where it is lost, the
    next that needs the lock takes it again."""

    def __init__(self, connection: OneConnection, encryption: RowEncryption) -> None:
        self._connection = connection
        self._number = _number(encryption)
        self._shown_on: AsyncConnection | None = None
        self._showing = asyncio.Lock()

    async def show(self) -> AsyncConnection:
        """Returns the connection on which the lock is held. Raises StoreLocked, and psycopg.Error."""
        async with self._showing:
            connection = await self._connection.get()
            if connection is not self._shown_on:
                row = await (await connection.execute(_SHOW, [self._number])).fetchone()
                if not row or not row[0]:
                    raise StoreLocked(BEING_MOVED)
                self._shown_on = connection
            return connection

    async def end(self) -> None:
        """Releases the lock. Other partnerships may go on with the connection."""
        async with self._showing:
            shown_on, self._shown_on = self._shown_on, None
            if shown_on and not shown_on.closed:
                try:
                    await shown_on.execute(_HIDE, [self._number])
                except psycopg.Error:
                    await shown_on.close()


async def require_unserved(connection: AsyncConnection, encryption: RowEncryption) -> None:
    """Takes the lock exclusively for as long as the connection lives: what is read after it is all that was recorded.
    Raises CommandRefused while a bot serves the partnership."""
    async with connection.transaction():
        await connection.execute(_PATIENT, [PATIENCE])
        try:
            await connection.execute(_ALONE, [_number(encryption)])
        except errors.LockNotAvailable:
            raise CommandRefused(SERVED.format(partnership=encryption.partnership)) from None


def _number(encryption: RowEncryption) -> int:
    return int.from_bytes(encryption.hash("serving")[:8], signed=True)
