"""The pool is what a process has of one database: a bounded number of connections, which the stores of all its
partnerships share. Each statement is bound to its partnership, whichever connection it goes over."""

import asyncio

from store.postgres.address import Address
from store.postgres.connections import OneConnection, Readers, Writers, connect
from store.postgres.errors import reading
from store.postgres.migrations import migrate

MIGRATION_SECONDS = 300


class Database:
    """The database lends connections to writers and readers. ``turns`` is the connection that holds the locks of all
    turns."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.writers = Writers(address)
        self.turns = OneConnection(address)
        self.readers = Readers(address)
        self._beginning = asyncio.Lock()
        self._is_ready = False

    async def begin(self) -> None:
        """Brings the tables up to date, once. Raises StoreFault."""
        async with self._beginning:
            if self._is_ready:
                return
            with reading():
                async with await connect(self.address, MIGRATION_SECONDS) as connection:
                    await migrate(connection)
                await self.readers.open()
            self._is_ready = True

    async def close(self) -> None:
        """Closes the connections, after the stores. Closing twice is harmless."""
        await self.writers.close()
        await self.turns.close()
        await self.readers.close()
