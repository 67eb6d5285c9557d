"""A store is opened at an address: a folder's path, or a PostgreSQL database's ``postgresql://...``."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from safeguarding.case.state.retention import Tombstone
from store.encryption import AesGcmCodec, Codec
from store.folder.disk import Disk
from store.folder.documents import FolderDocuments
from store.folder.files import Files
from store.folder.layout import LEDGER
from store.folder.maintenance.transfer import FolderMover
from store.folder.store import FolderStore
from store.folder.writer_thread import Writer
from store.interface import Documents, Store
from store.transfer import Mover
from store.url import is_database
from store.verification_result import Verified

OpenInDatabase = Callable[[str, Codec], Awaitable[Store]]


class RowMaintenance(Protocol):
    """All rows of one partnership in a database, for whoever keeps it. A protocol: psycopg is loaded only where there
    is a database."""

    async def require_there(self) -> None:
        """Raises CommandRefused."""

    async def verify(self) -> tuple[Verified, Mapping[str, Tombstone]]:
        """As of one instant, also while bots run. Raises StoreFault."""

    async def accept(self, highest: Iterable[str]) -> None:
        """Takes the rows as they are for all that was recorded; new references go on above the ``highest``. Raises
        StoreFault."""

    async def rotate(self, new: AesGcmCodec) -> int:
        """Returns how many rows were encrypted anew."""


@dataclass(frozen=True)
class Stores:
    """The value says where a process has the stores of its partnerships. ``open_in_database`` opens one over the
    connections that they share, where they are in a database."""

    open_in_database: OpenInDatabase | None

    async def open(self, url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Store:
        """Opens one partnership's store. ``partnership``: its name in the database. Raises StoreFault."""
        if self.open_in_database:
            return await self.open_in_database(partnership, codec)
        return await asyncio.to_thread(FolderStore.open, Path(url), codec, disk)


@asynccontextmanager
async def stores_at(url: str) -> AsyncIterator[Stores]:
    """Opens the place; the caller closes the stores before it ends. Raises StoreFault."""
    if not is_database(url):
        yield Stores(None)
        return
    from store.postgres.address import Address  # noqa: PLC0415 - psycopg, which a folder needs not
    from store.postgres.pool import Database  # noqa: PLC0415
    from store.postgres.store import PostgresStore  # noqa: PLC0415

    database = Database(Address(url))
    try:
        yield Stores(partial(PostgresStore.open, database))
    finally:
        await database.close()


async def open_store(url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Store:
    """Opens a store that shares no connections with others. Raises StoreFault."""
    if is_database(url):
        from store.postgres.address import Address  # noqa: PLC0415 - as above
        from store.postgres.store import PostgresStore  # noqa: PLC0415

        return await PostgresStore.open(Address(url), partnership, codec)
    return FolderStore.open(Path(url), codec, disk)


def rows_at(url: str, partnership: str, codec: Codec) -> RowMaintenance:
    """Returns the rows of a partnership whose store is in a database."""
    from store.postgres.address import Address  # noqa: PLC0415 - as above
    from store.postgres.maintenance.rows import Rows  # noqa: PLC0415

    return Rows(Address(url), partnership, codec)


def ledger_in(files: Files) -> Documents:
    """Returns the ledger of a folder as it is now, to be read only: a bot may run there. Raises StoreFault."""
    return FolderDocuments(files, LEDGER, Writer())


def mover(url: str, partnership: str, codec: Codec, disk: Disk | None = None) -> Mover:
    if is_database(url):
        from store.postgres.address import Address  # noqa: PLC0415 - as above
        from store.postgres.maintenance.transfer import PostgresMover  # noqa: PLC0415

        return PostgresMover(Address(url), partnership, codec)
    return FolderMover(Files(Path(url), codec, disk or Disk()))
