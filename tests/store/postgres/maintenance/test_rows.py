"""A keeper of the database can check all rows, and encrypt them with another key."""

import pytest

from store.errors import CommandRefused
from tests.support.postgres.bots import SUTTON
from tests.support.postgres.rows import NEW, rows_of
from tests.support.postgres.server import Server


async def test_a_partnership_that_is_not_there_is_said_and_none_is_made(server: Server, database: str) -> None:
    for asked in (rows_of(database, SUTTON).verify(), rows_of(database, SUTTON).rotate(NEW)):
        with pytest.raises(CommandRefused, match="holds nothing of sutton"):
            await asked
    assert server.do("SELECT count(*) FROM partnerships", database) == [(0,)]
