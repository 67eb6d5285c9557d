"""A partnership has been lived in, and each of its rows is put back as it was at each earlier moment, dropped or added:
it is noticed at the start or by ``verify``, or named here as what is not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

import psycopg
import pytest
from psycopg import sql

from safeguarding.case.state.retention import tombstone_of
from store.errors import PutBack, StoreFault
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import CROYDON, bot
from tests.support.postgres.rows import NEW, OLD, rows_of
from tests.support.postgres.server import Server
from tests.support.stores.changes import REFS
from tests.support.stores.steps import add, closed, opened, reopened, updated

TABLES: Mapping[str, int] = {"cases": 2, "tombstones": 2, "numbers": 3, "documents": 3, "exports": 2, "partnerships": 1}
"""The tables stand here with how many columns their keys have, which come first."""
GUARDED = ("cases", "tombstones", "numbers", "partnerships")
T = TypeVar("T")
Row = tuple[object, ...]
State = Mapping[tuple[str, Row], Row]
Step = Callable[[PostgresStore], Awaitable[object]]

A, C, D = (opened(REFS[number], "abcd"[number]) for number in (0, 2, 3))
LIFE: Mapping[str, Step] = {
    "a and b open": lambda store: asyncio.gather(add(store, "a"), add(store, "b")),
    "c opens": lambda store: add(store, "c"),
    "d opens": lambda store: add(store, "d"),
    "news": lambda store: store.ledger.set(f"opened|{REFS[3]}|person|t|i", {"state": "sent"}),
    "c closes": lambda store: store.cases.save(closed(C), 1),
    "c reopens": lambda store: store.cases.save(reopened(closed(C)), 2),
    "c closes again": lambda store: store.cases.save(closed(reopened(closed(C))), 3),
    "d closes": lambda store: store.cases.save(closed(D), 1),
    "d is purged": lambda store: store.cases.delete_closed([tombstone_of(closed(D), date(2060, 1, 1))]),
    "a goes on": lambda store: store.cases.save(updated(A), 1),
}


@pytest.fixture
async def life(server: Server, database: str) -> list[State]:
    """Returns the rows as they are after each step, which two bots take by turns."""
    states = []
    async with await bot(database, CROYDON, OLD) as one, await bot(database, CROYDON, OLD) as other:
        for number, step in enumerate(LIFE.values()):
            store = (one, other)[number % 2]
            await store.refresh()
            await step(store)
            states.append(_rows(server, database))
    return states


def _rows(server: Server, database: str) -> State:
    found: dict[tuple[str, Row], Row] = {}
    for table, keys in TABLES.items():
        statement = sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
        found |= {(table, row[:keys]): row for row in server.do(statement, database)}
    return found


async def _put(database: str, state: State) -> None:
    """Makes the tables those of the state."""
    async with await psycopg.AsyncConnection.connect(database) as connection:
        for table in TABLES:
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for (table, _), row in state.items():
            values = sql.SQL(", ").join(sql.Placeholder() * len(row))
            await connection.execute(sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(table), values), row)


def _each_otherwise(states: list[State]) -> Iterator[tuple[str, State]]:
    """Yields the last state with one row as it ever was before, or dropped."""
    now = states[-1]
    for name in sorted({name for state in states for name in state}, key=str):
        was = _once_each(state[name] for state in states if name in state)
        yield from ((name[0], {**now, name: row}) for row in was if row != now.get(name))
        if name in now and name[0] != "partnerships":
            yield name[0], {other: row for other, row in now.items() if other != name}


def _once_each(rows: Iterable[T]) -> list[T]:
    """Returns each row once; some hold lists, which no set can hold."""
    found: list[T] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


async def _is_noticed(database: str, state: State) -> bool:
    await _put(database, state)
    try:
        found, _ = await rows_of(database, CROYDON).verify()
    except StoreFault:
        return True
    return bool(found.faults)


async def test_each_row_of_a_case_put_back_dropped_or_added_is_noticed(life: list[State], database: str) -> None:
    """So is the partnership's own row. After the last step nothing was put back yet."""
    tried = [state for table, state in _each_otherwise(life) if table in GUARDED]
    assert len(tried) > len(LIFE) and not await _is_noticed(database, life[-1])
    for state in tried:
        assert await _is_noticed(database, state), state


async def test_a_start_refuses_open_cases_and_numbers_that_were_put_back(life: list[State], database: str) -> None:
    """Closed cases are read when somebody asks for them, and by ``verify``."""
    of_open = {("cases", (CROYDON, REFS[0])), ("cases", (CROYDON, REFS[1])), ("numbers", (CROYDON, False, 2026))}
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
    life: list[State], database: str, server: Server
) -> None:
    await _put(database, life[-1])
    server.do("UPDATE partnerships SET tally = NULL, key_id = rtrim(key_id, '+')", database)
    async with await bot(database, CROYDON, OLD) as store:
        await add(store, "next")
    now = _rows(server, database)
    assert not await _is_noticed(database, now)
    name = ("cases", (CROYDON, REFS[0]))
    assert await _is_noticed(database, {**now, name: life[0][name]})


async def test_the_tally_holds_after_a_change_of_the_key(life: list[State], database: str) -> None:
    await rows_of(database, CROYDON).rotate(NEW)
    assert (await rows_of(database, CROYDON, NEW).verify())[0].faults == ()
    async with await bot(database, CROYDON, NEW) as store:
        await add(store, "next")
    assert (await rows_of(database, CROYDON, NEW).verify())[0].faults == ()
