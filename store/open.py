"""A store is opened at an address: a folder's path, or a PostgreSQL database's ``postgresql://...``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from store.encryption import Codec
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.transfer import FolderMover
from store.folder.store import FolderStore
from store.interface import Store
from store.transfer import Mover
from store.url import is_database

if TYPE_CHECKING:
    from store.postgres.maintenance.rows import Rows
    from store.postgres.pool import Database


@dataclass(frozen=True)
class Stores:
    """The value says where a process has the stores of its partnerships. ``database``: the connections that they share,
    where they are in one."""

    database: "Database | None"

    async def open(self, url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Store:
        """Opens one partnership's store. ``partnership``: its name in the database. Raises StoreFault."""
        if self.database:
            from store.postgres.store import PostgresStore  # noqa: PLC0415 - psycopg, which a folder needs not

            return await PostgresStore.open(self.database, partnership, codec)
        return await asyncio.to_thread(FolderStore.open, Path(url), codec, disk)


@asynccontextmanager
async def stores_at(url: str) -> AsyncIterator[Stores]:
    """Opens the place; the caller closes the stores before it ends. Raises StoreFault."""
    if not is_database(url):
        yield Stores(None)
        return
    from store.postgres.address import Address  # noqa: PLC0415 - as above
    from store.postgres.pool import Database  # noqa: PLC0415

    database = Database(Address(url))
    try:
        yield Stores(database)
    finally:
        await database.close()


async def open_store(url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Store:
    """Opens a store that shares no connections with others. Raises StoreFault."""
    if is_database(url):
        from store.postgres.address import Address  # noqa: PLC0415 - as above
        from store.postgres.store import PostgresStore  # noqa: PLC0415

        return await PostgresStore.open(Address(url), partnership, codec)
    return FolderStore.open(Path(url), codec, disk)


def rows_at(url: str, partnership: str, codec: Codec) -> "Rows":
    """Returns the rows of a partnership whose store is in a database."""
    from store.postgres.address import Address  # noqa: PLC0415 - as above
    from store.postgres.maintenance.rows import Rows  # noqa: PLC0415

    return Rows(Address(url), partnership, codec)


def mover(url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Mover:
    if is_database(url):
        from store.postgres.address import Address  # noqa: PLC0415 - as above
        from store.postgres.maintenance.transfer import PostgresMover  # noqa: PLC0415

        return PostgresMover(Address(url), partnership, codec)
    return FolderMover(Files(Path(url), codec, disk or Disk()))
