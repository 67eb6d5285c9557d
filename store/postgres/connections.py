"""Connections that wait for nothing for long: each statement, each lock and each idle transaction has its time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from store.faults import Busy, StoreFault
from store.postgres.address import CONNECT_SECONDS, Address
from store.postgres.faults import CLOSED

STATEMENT_SECONDS = 5
LOCK_SECONDS = 4
# Holds up every other writer of the partnership, so a bot that stalls in the middle is cut off.
IDLE_SECONDS = 10
READERS = 4
READER_SECONDS = 5
# For what the server's own time-outs can't end: one that hangs.
LONGEST_SECONDS = 15
_LIMITS = """
    SELECT set_config('statement_timeout', %(statement)s, false), set_config('lock_timeout', %(lock)s, false),
           set_config('idle_in_transaction_session_timeout', %(idle)s, false)
"""


async def connect(address: Address, seconds: int | None = None) -> AsyncConnection:
    """``seconds``: for a work that may take longer than a bot's, at each step. Raises psycopg.Error."""
    connection = await AsyncConnection.connect(address.conninfo, autocommit=True)
    await limit(connection, seconds)
    return connection


async def limit(connection: AsyncConnection, seconds: int | None = None) -> None:
    of_a_bot = {"statement": STATEMENT_SECONDS, "lock": LOCK_SECONDS, "idle": IDLE_SECONDS}
    await connection.execute(_LIMITS, {name: f"{seconds or its_own}s" for name, its_own in of_a_bot.items()})


class OneConnection:
    """One that is made when it is first asked for, and anew when it was lost."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection: AsyncConnection | None = None
        self._making = asyncio.Lock()

    async def get(self) -> AsyncConnection:
        """Raises psycopg.Error."""
        async with self._making:
            if self._connection is None or self._connection.closed:
                self._connection = await connect(self._address)
            return self._connection

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()


class Readers:
    """A few connections for what is not in memory."""

    def __init__(self, address: Address) -> None:
        self._free = asyncio.Semaphore(READERS)
        self._pool = AsyncConnectionPool(
            address.conninfo,
            kwargs={"autocommit": True},
            min_size=0,
            max_size=READERS,
            open=False,
            configure=limit,
            check=AsyncConnectionPool.check_connection,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=CONNECT_SECONDS,
        )

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """For a few seconds. Raises Busy when all of them stay in use, TimeoutError and psycopg.Error."""
        if self._pool.closed:
            raise StoreFault(CLOSED)
        try:
            await asyncio.wait_for(self._free.acquire(), READER_SECONDS)
        except TimeoutError:
            raise Busy("Too many cases are being read at once. Try again in a moment.") from None
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._pool.connection() as connection:
                yield connection
        finally:
            self._free.release()

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()
