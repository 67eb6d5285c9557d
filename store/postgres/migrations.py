"""Migrations bring the tables up to this version of the bot: each file of ``migrations`` runs once, in order."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import LiteralString

from psycopg import AsyncConnection

from store.errors import StoreFault

_FILE = re.compile(r"(?P<number>[0-9]{4})_[a-z_]+\.sql")
# Any number that nothing else in the database locks.
_LOCK = 4_251_977_320_311
_THERE = "SELECT to_regclass('cscp_migrations') IS NOT NULL"
_APPLIED = "SELECT coalesce(max(number), 0) FROM cscp_migrations"
_TABLE = "CREATE TABLE IF NOT EXISTS cscp_migrations (number integer PRIMARY KEY, at timestamptz DEFAULT now())"


def migrations() -> Mapping[int, str]:
    folder = files("store.postgres") / "migrations"
    found = {file.name: file for file in folder.iterdir() if _FILE.fullmatch(file.name)}
    return {int(name[:4]): found[name].read_text() for name in sorted(found)}


async def migrate(connection: AsyncConnection, known: Mapping[int, str] | None = None) -> None:
    """Migrates in one transaction. Bots that start at once wait for each other; the rights to make tables are needed
    only where some are to be made. Raises StoreFault for a database of a newer version."""
    known = migrations() if known is None else known
    if await _applied(connection) == max(known):
        return
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        await connection.execute(_TABLE)
        applied = await _applied(connection)
        if applied > max(known):
            raise StoreFault("The database was changed by a newer version of the bot. Start that version.")
        for number in range(applied + 1, max(known) + 1):
            await connection.execute(known[number])
            await connection.execute("INSERT INTO cscp_migrations (number) VALUES (%s)", [number])


async def _applied(connection: AsyncConnection) -> int:
    if not await _value(connection, _THERE):
        return 0
    return int(await _value(connection, _APPLIED))


async def _value(connection: AsyncConnection, statement: LiteralString) -> int:
    row = await (await connection.execute(statement)).fetchone()
    return int(row[0]) if row else 0
