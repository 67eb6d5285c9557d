"""The server has its databases, and bots are stopped when a test ends."""

from collections.abc import AsyncIterator, Iterator

import pytest

from store.encryption import Codec
from store.postgres.address import Address
from store.postgres.pool import Database
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import OpenBot, bot, fresh_name
from tests.support.postgres.fixtures import database, own_server, shared_database
from tests.support.postgres.server import Server
from tests.support.postgres.wire import Wire

__all__ = ["database", "own_server", "shared_database"]


@pytest.fixture
async def open_bot(shared_database: str) -> AsyncIterator[OpenBot]:
    """Opens another bot of one partnership at each call; the partnership is the test's own unless another is named."""
    bots: list[PostgresStore] = []
    own = fresh_name()

    async def open_bot(url: str = shared_database, partnership: str = own, codec: Codec | None = None) -> PostgresStore:
        bots.append(await bot(url, partnership, codec))
        return bots[-1]

    yield open_bot
    for one in bots:
        await one.close()


@pytest.fixture
async def shared(database: str) -> AsyncIterator[Database]:
    """The connections belong to one process."""
    shared = Database(Address(database))
    yield shared
    await shared.close()


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    wire = Wire(server.folder)
    yield wire
    wire.close()
