"""Statements that run all day are answered from an index, however many rows there are."""

import re

import psycopg
import pytest

from store.postgres import statements
from tests.support.postgres.bots import CROYDON, bot
from tests.support.postgres.server import Server

PARTNERSHIPS, OF_EACH = 20, 2000
FILL = f"""
    INSERT INTO partnerships SELECT 'p' || p, {OF_EACH}, 0, 'plain', '' FROM generate_series(1, {PARTNERSHIPS}) p;
    INSERT INTO cases SELECT 'p' || p, 'CSCP-2026-' || n, decode(md5(n::text), 'hex'), 1, n % 50 = 0, n, '{{}}'
        FROM generate_series(1, {PARTNERSHIPS}) p, generate_series(1, {OF_EACH}) n;
    INSERT INTO documents SELECT 'p' || p, 'ledger', decode(md5(n::text), 'hex'), 'etag', n, NULL, '{{}}',
        CASE WHEN n % 50 > 0 THEN decode(md5((n / 20)::text), 'hex') END
        FROM generate_series(1, {PARTNERSHIPS}) p, generate_series(1, {OF_EACH}) n;
    ANALYZE;
"""
VALUES = {
    "partnership": "p3",
    "since": OF_EACH - 3,
    "ref": "CSCP-2026-7",
    "triage": b"7",
    "read_version": 1,
    "version": 2,
    "is_open": True,
    "revision": 1,
    "body": b"",
    "kind": "ledger",
    "key": b"7",
    "etag": "new",
    "key_id": "plain",
    "read_etag": "etag",
    "hours": 24,
    "laid_by": b"7",
}
ALL_DAY = (
    "REVISION",
    "NEXT_REVISION",
    "OPEN_CASES",
    "DOCUMENTS_IN_USE",
    "CASES_SINCE",
    "TOMBSTONES_SINCE",
    "DOCUMENTS_SINCE",
    "CASE",
    "CASE_OF_TRIAGE",
    "SAVE_CASE",
    "REPLACE_DOCUMENT",
    "DELETE_DOCUMENT",
    "LAY_BY_DOCUMENT",
    "BRING_BACK_DOCUMENTS",
    "FORGET_DELETED",
)
SMALL_TABLES = ("partnerships", "tombstones", "numbers")


@pytest.fixture
async def filled(server: Server, database: str) -> str:
    async with await bot(database, CROYDON):
        pass
    server.do(FILL.encode(), database)
    return database


async def test_no_statement_of_all_day_reads_a_whole_table(filled: str) -> None:
    async with await psycopg.AsyncConnection.connect(filled, autocommit=True) as connection:
        for name in ALL_DAY:
            rows = await (await connection.execute(f"EXPLAIN {vars(statements)[name]}".encode(), VALUES)).fetchall()
            plan = "\n".join(row[0] for row in rows)
            whole = set(re.findall(r"Seq Scan on (\w+)", plan)) - set(SMALL_TABLES) - {"forgotten"}
            assert not whole, f"{name}:\n{plan}"
