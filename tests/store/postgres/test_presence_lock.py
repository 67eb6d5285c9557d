"""A store that a bot serves is not moved, and one that is being moved is not served."""

import os

import pytest

from store.encryption import AesGcmCodec
from store.errors import CommandRefused, StoreLocked
from store.open import mover
from store.postgres.address import Address
from store.postgres.connections import connect
from store.postgres.presence_lock import require_unserved
from store.postgres.store import sealed_for
from tests.support.postgres.bots import CROYDON, bot
from tests.support.postgres.server import Server

CODEC = AesGcmCodec(os.urandom(32))


async def test_a_bot_that_lost_the_database_for_a_moment_shows_with_its_next_turn_that_it_serves(
    server: Server, database: str
) -> None:
    async with await bot(database, CROYDON, CODEC) as store:
        server.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            database,
        )
        async with store.turn("a chat"):
            pass
        with pytest.raises(CommandRefused, match="Stop all bots"):
            await mover(database, CROYDON, CODEC).read()


async def test_a_bot_that_is_started_while_its_store_is_moved_waits_for_nothing_and_says_why(database: str) -> None:
    async with await bot(database, CROYDON, CODEC):
        pass
    seal = await sealed_for(Address(database), CROYDON, CODEC)
    async with await connect(Address(database)) as connection:
        await require_unserved(connection, seal)
        with pytest.raises(StoreLocked, match="Start the bot when that is done"):
            await bot(database, CROYDON, CODEC)
    async with await bot(database, CROYDON, CODEC):
        pass
