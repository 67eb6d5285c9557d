"""The tables are made once whichever bots start, brought up in order, and never taken back."""

import asyncio
import os

import psycopg
import pytest

from store.errors import NotReadable, StoreFault
from store.postgres.migrations import migrate, migrations
from tests.support.postgres.bots import bot
from tests.support.postgres.server import Server
from tests.support.stores.steps import add

BOTS = 8


async def test_bots_that_start_at_once_make_the_tables_once(server: Server, database: str) -> None:
    stores = await asyncio.gather(*(bot(database) for _ in range(BOTS)))
    cases = await asyncio.gather(*(add(store, "triage") for store in stores))
    for store in stores:
        await store.close()
    assert {case.ref for case in cases} == {"CSCP-2026-001"}
    assert server.do("SELECT number FROM cscp_migrations ORDER BY number", database) == [(n,) for n in migrations()]


async def test_each_step_runs_once_and_in_order(database: str) -> None:
    steps = {1: "CREATE TABLE steps (n integer)", 2: "INSERT INTO steps VALUES (2)", 3: "INSERT INTO steps VALUES (3)"}
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await migrate(connection, {1: steps[1], 2: steps[2]})
        await migrate(connection, steps)
        await migrate(connection, steps)
        found = await (await connection.execute("SELECT n FROM steps")).fetchall()
    assert found == [(2,), (3,)]


async def test_a_step_that_fails_leaves_everything_as_it_was(database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        await migrate(connection, {1: "CREATE TABLE steps (n integer)"})
        with pytest.raises(psycopg.Error):
            await migrate(connection, {1: "", 2: "INSERT INTO steps VALUES (2)", 3: "INSERT INTO nothing VALUES (3)"})
        assert await (await connection.execute("SELECT n FROM steps")).fetchall() == []


async def test_a_database_of_a_newer_version_is_refused(server: Server, database: str) -> None:
    async with await bot(database):
        pass
    server.do("INSERT INTO cscp_migrations (number) VALUES (99)", database)
    with pytest.raises(StoreFault, match=r"changed by a newer version of the bot\. Start that version\."):
        await bot(database)


async def test_an_account_that_may_only_write_rows_serves_a_database_that_is_up_to_date(
    server: Server, database: str
) -> None:
    account = f"bot_{os.urandom(4).hex()}"
    server.do(f"CREATE ROLE {account} LOGIN".encode())
    as_bot = database.replace("postgres@", f"{account}@")
    with pytest.raises(NotReadable, match=r"docs/runbook\.md"):
        await bot(as_bot)
    async with await bot(database):
        pass
    server.do(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {account}".encode(), database)
    async with await bot(as_bot) as store:
        await add(store, "a")
