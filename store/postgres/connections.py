"""Connection pools lend connections that wait for nothing for long: each statement, each lock and each idle transaction
has its time-out.

A process has a bounded number of connections to a database, however many partnerships it serves.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from store.errors import Busy, StoreFault
from store.postgres.address import CONNECT_SECONDS, Address
from store.postgres.errors import CLOSED, SLOW

STATEMENT_SECONDS = 5
LOCK_SECONDS = 4
# Holds up every other writer of the partnership, so a bot that stalls in the middle is cut off.
IDLE_SECONDS = 10
WRITERS = 6
WRITER_SECONDS = 10
READERS = 4
READER_SECONDS = 5
# For what the server's own time-outs can't end: one that hangs.
LONGEST_SECONDS = 15
_LIMITS = """
    SELECT set_config('statement_timeout', %(statement)s, false), set_config('lock_timeout', %(lock)s, false),
           set_config('idle_in_transaction_session_timeout', %(idle)s, false)
"""
# The object id of a database that is made anew under the same name is another.
_LIFE = "SELECT pg_postmaster_start_time(), oid::bigint FROM pg_database WHERE datname = current_database()"


async def connect(address: Address, seconds: int | None = None) -> AsyncConnection:
    """Connects with time-outs. ``seconds``: for a work that may take longer than a bot's, at each step. Raises
    psycopg.Error."""
    connection = await AsyncConnection.connect(address.conninfo, autocommit=True)
    await limit(connection, seconds)
    return connection


async def limit(connection: AsyncConnection, seconds: int | None = None) -> None:
    of_a_bot = {"statement": STATEMENT_SECONDS, "lock": LOCK_SECONDS, "idle": IDLE_SECONDS}
    await connection.execute(_LIMITS, {name: f"{seconds or its_own}s" for name, its_own in of_a_bot.items()})


@dataclass(frozen=True)
class ServerSession:
    """The session tells one life of the database server, and of the database in it, from another: what was read in one
    may be gone in another."""

    began: datetime
    database: int


class OneConnection:
    """The connection is made when it is first asked for, and anew when it was lost."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection: AsyncConnection | None = None
        self._life: ServerSession | None = None
        self._making = asyncio.Lock()

    @property
    def life(self) -> ServerSession | None:
        """Returns the session of the server in which the connection was made."""
        return self._life

    async def get(self) -> AsyncConnection:
        """Raises psycopg.Error."""
        async with self._making:
            if self._connection is None or self._connection.closed:
                connection = await connect(self._address)
                self._life = await _life(connection)
                self._connection = connection
            return self._connection

    async def close_in_doubt(self) -> None:
        """Closes the connection unless nothing is under way on it: whoever has it next must not go on with another's
        transaction."""
        if self._connection and self._connection.info.transaction_status is not TransactionStatus.IDLE:
            await self._connection.close()

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()


async def _life(connection: AsyncConnection) -> ServerSession:
    row = await (await connection.execute(_LIFE)).fetchone()
    assert row
    return ServerSession(*row)


class Writers:
    """The pool of writers serves transactions, and what is asked before a turn. Each is lent to one partnership at a
    time."""

    def __init__(self, address: Address) -> None:
        self._all = tuple(OneConnection(address) for _ in range(WRITERS))
        # The one that was used last is lent first, so that a process with little to do has few of them.
        self._free: asyncio.LifoQueue[OneConnection] = asyncio.LifoQueue()
        for one in reversed(self._all):
            self._free.put_nowait(one)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[OneConnection]:
        """Lends a connection. Raises Busy when all of them stay in use."""
        try:
            async with asyncio.timeout(WRITER_SECONDS):
                one = await self._free.get()
        except TimeoutError:
            raise Busy(SLOW) from None
        try:
            yield one
        finally:
            try:
                await one.close_in_doubt()
            finally:
                self._free.put_nowait(one)

    async def close(self) -> None:
        for one in self._all:
            await one.close()


class Readers:
    """The pool of readers has a few connections for what is not in memory."""

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
        """Lends a connection for a few seconds. Raises Busy when all of them stay in use, TimeoutError and
        psycopg.Error."""
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
