"""A partnership has been lived in, and each of its rows is put back as it was at each earlier moment, dropped, given
another's body or another value in each column: what is noticed, and what is not, is what ``SECURITY.md`` says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from safeguarding.case.state.retention import tombstone_of
from store.errors import PutBack, StoreFault
from store.postgres.address import Address
from store.postgres.pool import Database
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import CROYDON, bot
from tests.support.postgres.rows import NEW, OLD, rows_of
from tests.support.postgres.server import Server
from tests.support.stores.changes import REFS
from tests.support.stores.security_table import START, UNNOTICED, VERIFY, security_table, table_of
from tests.support.stores.steps import AT, add, closed, opened, reopened, updated

KEYS: Mapping[str, tuple[str, ...]] = {
    "cases": ("ref",),
    "tombstones": ("ref",),
    "numbers": ("is_rehearsal", "year"),
    "documents": ("kind", "key"),
    "exports": ("id",),
    "partnerships": (),
}
"""The tables stand here with the columns of their keys beside the partnership."""
PUT_BACK, DROPPED, SWAPPED = DONE = ("put back", "dropped", "another's body")
CHANGED = {START: "changed: start", VERIFY: "changed: verify", UNNOTICED: "changed: **not noticed**"}
FOR_NULL = {"laid_by": b"1", "deleted_at": AT, "tally": b"1"}
T = TypeVar("T")
Row = Mapping[str, Any]
Name = tuple[str, tuple[object, ...]]
State = Mapping[Name, Row]
Step = Callable[[PostgresStore], Awaitable[object]]

A, C, D = (opened(REFS[number], "abcd"[number]) for number in (0, 2, 3))
LIFE: Mapping[str, Step] = {
    "a and b open": lambda store: asyncio.gather(add(store, "a"), add(store, "b")),
    "c opens": lambda store: add(store, "c"),
    "d opens": lambda store: add(store, "d"),
    "news": lambda store: store.ledger.set(f"opened|{REFS[3]}|person|t|i", {"state": "sent"}),
    "two drafts, two taken": lambda store: asyncio.gather(
        store.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}}),
        *(store.record_export(ref, "ada", AT, "report") for ref in REFS[:2]),
    ),
    "c closes": lambda store: store.cases.save(closed(C), 1),
    "c reopens": lambda store: store.cases.save(reopened(closed(C)), 2),
    "c closes again": lambda store: store.cases.save(closed(reopened(closed(C))), 3),
    "d closes": lambda store: store.cases.save(closed(D), 1),
    "d is purged": lambda store: store.cases.delete_closed([tombstone_of(closed(D), date(2060, 1, 1))]),
    "a goes on": lambda store: store.cases.save(updated(A), 1),
    "a draft goes on": lambda store: store.drafts.set("ben", {"step": 2}),
    "a draft is put away": lambda store: store.drafts.delete("ada"),
}


@pytest.fixture
async def life(database: str) -> list[State]:
    """Returns the rows as they are after each step, which two bots take by turns."""
    states = []
    async with await bot(database, CROYDON, OLD) as one, await bot(database, CROYDON, OLD) as other:
        for number, step in enumerate(LIFE.values()):
            store = (one, other)[number % 2]
            await store.refresh()
            await step(store)
            states.append(await _rows(database))
    return states


async def _rows(database: str) -> State:
    found: dict[Name, Row] = {}
    async with await psycopg.AsyncConnection.connect(database, row_factory=dict_row) as connection:
        for table, keys in KEYS.items():
            rows = await connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            found |= {(table, tuple(row[key] for key in keys)): row async for row in rows}
    return found


async def _put(database: str, state: State) -> None:
    """Makes the tables those of the state."""
    async with await psycopg.AsyncConnection.connect(database) as connection:
        for table in KEYS:
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for (table, _), row in state.items():
            into = sql.SQL(", ").join(map(sql.Identifier, row))
            values = sql.SQL(", ").join(sql.Placeholder() * len(row))
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), into, values)
            await connection.execute(statement, [*row.values()])


def _meddled(states: list[State]) -> Iterator[tuple[str, str, State]]:
    """Yields each way to meddle with rows: of which kind, what was done, and the rows as they are then. What was done
    to a column is told by the column's name, and tried with the first row of its kind."""
    now, last = states[-1], {name: row for state in states for name, row in state.items()}
    for name, row in last.items():
        was = _once_each(state[name] for state in states if name in state)
        yield from ((_kind(name, row), PUT_BACK, {**now, name: then}) for then in was if then != now.get(name))
    for name, row in now.items():
        yield _kind(name, row), DROPPED, {other: kept for other, kept in now.items() if other != name}
    for kind, name in {_kind(name, row): name for name, row in reversed([*now.items()])}.items():
        row = now[name]
        others = (now[other]["body"] for other in now if other[0] == name[0] and other != name and "body" in row)
        yield from ((kind, SWAPPED, {**now, name: {**row, "body": body}}) for body in others)
        for column, value in row.items():
            yield from ((kind, column, {**now, name: {**row, column: other}}) for other in _others(column, value))


def _others(column: str, value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case str():
            yield f"{value}x"
        case bytes():
            yield value[:-1] + bytes([value[-1] ^ 1])
        case list():
            yield [*value, 1]
        case datetime():
            yield value + timedelta(days=1)
    if column in FOR_NULL:
        yield FOR_NULL[column] if value is None else None


def _kind(name: Name, row: Row) -> str:
    table, _ = name
    if table == "cases":
        return f"`cases`, {'open' if row['is_open'] else 'closed'}"
    return "`documents`, put away" if row.get("deleted_at") else f"`{table}`"


def _once_each(rows: Iterable[T]) -> list[T]:
    """Returns each row once; some hold lists, which no set can hold."""
    found: list[T] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


async def _outcome(database: str, state: State, pool: Database) -> str:
    await _put(database, state)
    try:
        is_in_order = not (await rows_of(database, CROYDON).verify())[0].faults
    except StoreFault:
        is_in_order = False
    try:
        await (await PostgresStore.open(pool, CROYDON, OLD)).close()
    except StoreFault:
        assert not is_in_order
        return START
    return UNNOTICED if is_in_order else VERIFY


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Database]:
    """Gives the connections that all starts of a bot here share: there are a hundred."""
    pool = Database(Address(database))
    yield pool
    await pool.close()


async def _is_noticed(database: str, state: State, pool: Database) -> bool:
    return await _outcome(database, state, pool) != UNNOTICED


@pytest.mark.long
async def test_each_row_meddled_with_is_noticed_as_the_page_on_security_says(
    life: list[State], database: str, pool: Database
) -> None:
    found = list[tuple[str, str, str]]()
    for kind, done, state in _meddled(life):
        outcome = await _outcome(database, state, pool)
        found.append((kind, done, outcome) if done in DONE else (kind, CHANGED[outcome], f"`{done}`"))
    assert not await _is_noticed(database, life[-1], pool)
    assert table_of(found, (*DONE, *CHANGED.values())) == security_table("rows of a database")


def test_the_tables_that_are_tried_are_all_that_hold_a_partnership(life: list[State], database: str) -> None:
    with psycopg.connect(database) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in tables} - {"cscp_migrations"} == KEYS.keys()


async def test_a_start_refuses_open_cases_and_numbers_that_were_put_back(life: list[State], database: str) -> None:
    """Closed cases are read when somebody asks for them, and by ``verify``."""
    of_open = {("cases", (REFS[0],)), ("cases", (REFS[1],)), ("numbers", (False, 2026))}
    for name in of_open:
        for then in _once_each([*(state.get(name) for state in life[:-1]), None]):
            if then == life[-1][name]:
                continue
            rows = {**life[-1], name: then}
            await _put(database, {key: row for key, row in rows.items() if row is not None})
            with pytest.raises(PutBack, match=r"croydon: rows of its .* were put back, taken out or added"):
                await bot(database, CROYDON, OLD)


async def test_a_whole_database_put_back_is_not_noticed_inside_and_its_writes_are_fewer(
    life: list[State], database: str
) -> None:
    writes = []
    for state in life:
        await _put(database, state)
        found, _ = await rows_of(database, CROYDON).verify()
        assert found.faults == ()
        async with await bot(database, CROYDON, OLD) as store:
            assert store.writes == found.writes
        writes.append(found.writes)
    assert writes == sorted(set(writes))


async def test_rows_of_an_older_version_open_as_before_and_are_guarded_from_the_first_write(
    life: list[State], database: str, server: Server, pool: Database
) -> None:
    await _put(database, life[-1])
    server.do("UPDATE partnerships SET tally = NULL, key_id = rtrim(key_id, '+')", database)
    async with await bot(database, CROYDON, OLD) as store:
        await add(store, "next")
    now = await _rows(database)
    assert not await _is_noticed(database, now, pool)
    name = ("cases", (REFS[0],))
    assert await _is_noticed(database, {**now, name: life[0][name]}, pool)


async def test_the_tally_holds_after_a_change_of_the_key(life: list[State], database: str) -> None:
    await rows_of(database, CROYDON).rotate(NEW)
    assert (await rows_of(database, CROYDON, NEW).verify())[0].faults == ()
    async with await bot(database, CROYDON, NEW) as store:
        await add(store, "next")
    assert (await rows_of(database, CROYDON, NEW).verify())[0].faults == ()
