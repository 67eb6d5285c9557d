"""One database holds all of England, and a step of one partnership costs the same however many cases were closed."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE
from bot.config.partnership_file import load
from safeguarding.partnership.model import Partnership
from store.postgres.address import Address
from store.postgres.pool import Database
from store.postgres.store import sealed_for
from tests.conftest import Figures
from tests.journeys.several.test_many_partnerships import TOGETHER, Many, Process, seconds_of, write_many
from tests.support.england.costs import OFTEN, SELDOM, Cost, Desk, compared
from tests.support.england.filling import Filled, fill
from tests.support.england.plans import OF_ONE_PAGE, Plan, plans, values_of
from tests.support.postgres.server import Server
from tests.support.processes.boroughs import teams_and_session

SEALED_PROGRAM = ("-m", "tests.support.england.sealed")
SAME, SAVE_BESIDE_AN_ARCHIVE = 1.5, 1.2
MEMORY = 1.15
A_PAGE = 130
COUNTED = """
    SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM cases WHERE is_open), (SELECT count(*) FROM documents),
    (SELECT count(*) FROM documents WHERE laid_by IS NOT NULL), pg_database_size(current_database()) / 1000000
"""


@dataclass(frozen=True)
class Size:
    """The size counts cases: ``of_each`` partnership, open and closed, and in the one very large ``archive``."""

    partnerships: int
    of_each: int
    archive: int
    often: int
    seldom: int
    idle_seconds: int

    @property
    def is_full(self) -> bool:
        return self.idle_seconds > 0


SHORT = Size(2, 20, 25, often=1, seldom=1, idle_seconds=0)
ENGLAND = Size(130, 770, 10_000, often=OFTEN, seldom=SELDOM, idle_seconds=60)


@dataclass(frozen=True)
class Databases:
    """The ``small`` database has the partnerships and open cases of ``full``, and the archive of the first alone."""

    size: Size
    server: Server
    folder: Path
    small: str
    full: str
    filled: tuple[Filled, ...]

    def partnership(self, name: str) -> Partnership:
        return load(self.folder / name / PARTNERSHIP_FILE)


async def made(size: Size, server: Server, folder: Path) -> Databases:
    filled = tuple(_partnerships(folder, size))
    first, *others = filled
    small, full = server.new_database(), server.new_database()
    for database, here in (
        (small, [first, *(Filled(each.name, each.number, 0) for each in others)]),
        (full, list(filled)),
    ):
        own = Database(Address(database))
        await own.begin()
        await own.close()
        await asyncio.to_thread(fill, database, folder, here)
        server.do("VACUUM ANALYZE", database)
    return Databases(size, server, folder, small, full, filled)


def _partnerships(folder: Path, size: Size) -> Iterator[Filled]:
    for number, name in enumerate(write_many(folder, size.partnerships)):
        filled = Filled(name, number, 0)
        key = base64.b64encode(filled.codec.key).decode()
        (folder / name / SETTINGS_FILE).write_text(f"CSCP_STORE_KEY={key}\n")
        yield Filled(name, number, size.of_each - filled.open)


@pytest.mark.long
@pytest.mark.parametrize("size", [SHORT, pytest.param(ENGLAND, marks=pytest.mark.soak)], ids=["short", "england"])
async def test_a_partnership_works_as_fast_beside_the_cases_of_all_others(
    tmp_path: Path, server: Server, size: Size, figures: Figures
) -> None:
    databases = await made(size, server, tmp_path / "partnerships")
    reads_too_much = await _reading_more_than_they_answer(databases)
    costs = {**await _costs_of_one(databases), **await _costs_of_all(databases)}
    beside = await _save_beside_an_archive(databases)
    full = await _process(databases, databases.full, opens_cases=True)
    # A start takes seconds, and the short form has no figures to compare.
    small = await _process(databases, databases.small, opens_cases=False) if size.is_full else full
    processes = {"small": small, "full": full}
    assert reads_too_much == {}
    if size.is_full:
        for told in _told(databases, {**costs, "case saved beside an archive": beside}, processes):
            figures(told)
        assert {name: str(cost) for name, cost in costs.items() if cost.ratio > SAME} == {}
        assert beside.ratio <= SAVE_BESIDE_AN_ARCHIVE, beside
        assert full.memory <= MEMORY * small.memory
        assert full.started <= SAME * small.started


async def _reading_more_than_they_answer(databases: Databases) -> Mapping[str, str]:
    """Finds the statements that read more rows than they answer, with their plans. PostgreSQL is told not to where it
    would rather read a table of one page whole."""
    first = databases.filled[0]
    seal = await sealed_for(Address(databases.full), first.name, first.codec)
    async with await psycopg.AsyncConnection.connect(databases.full, autocommit=True) as connection:
        if not databases.size.is_full:
            await connection.execute("SET enable_seqscan = off")
        found = await plans(connection, await values_of(connection, first, seal))
    return {name: plan.text for name, plan in found.items() if _reads_too_much(plan, databases.size)}


def _reads_too_much(plan: Plan, size: Size) -> bool:
    return bool(plan.whole_tables - OF_ONE_PAGE) or (size.is_full and plan.read > 2 * plan.answer + A_PAGE)


@asynccontextmanager
async def desks(databases: Databases, filled: Sequence[Filled]) -> AsyncIterator[tuple[list[Desk], list[Desk]]]:
    """Opens the desks in the small database and in the full one."""
    both = [Database(Address(url)) for url in (databases.small, databases.full)]
    opened = [[await Desk.at(database, each, databases.partnership(each.name)) for each in filled] for database in both]
    yield opened[0], opened[1]
    for desk in (*opened[0], *opened[1]):
        await desk.store.close()
    for database in both:
        await database.close()


async def _costs_of_one(databases: Databases) -> Mapping[str, Cost]:
    async with desks(databases, databases.filled[:1]) as ((small,), (full,)):
        size = databases.size
        often = {name: await compared(step, full.often[name], size.often) for name, step in small.often.items()}
        return often | {
            name: await compared(step, full.seldom[name], size.seldom) for name, step in small.seldom.items()
        }


async def _costs_of_all(databases: Databases) -> Mapping[str, Cost]:
    """Times jobs and starts of all partnerships, of which all but one have an archive in the full database alone."""
    async with desks(databases, databases.filled) as both:

        async def rounds(of: list[Desk]) -> None:
            for desk in of:
                await desk.store.refresh()
                await desk.at_work.nudges.run()

        async def starts(of: list[Desk]) -> None:
            for desk in of:
                await desk.start()

        small, full, times = *both, databases.size.seldom
        return {
            "rounds of nudges of all, nothing due": await compared(lambda: rounds(small), lambda: rounds(full), times),
            "starts of all": await compared(lambda: starts(small), lambda: starts(full), times),
        }


async def _save_beside_an_archive(databases: Databases) -> Cost:
    """Times a save for two partnerships with the same open cases, of which one has a large archive beside them."""
    url, folder = databases.server.new_database(), databases.folder.parent / "archives"
    both = [Filled("alone", 0, 0), Filled("beside", 0, databases.size.archive)]
    folder.mkdir()
    for filled in both:
        (folder / filled.name).symlink_to(databases.folder / databases.filled[0].name)
    database = Database(Address(url))
    await database.begin()
    await asyncio.to_thread(fill, url, folder, both)
    databases.server.do("VACUUM ANALYZE", url)
    partnership = databases.partnership(databases.filled[0].name)
    alone, beside = [await Desk.at(database, filled, partnership) for filled in both]
    cost = await compared(alone.save_case, beside.save_case, 4 * databases.size.often)
    for desk in (alone, beside):
        await desk.store.close()
    await database.close()
    return cost


@dataclass(frozen=True)
class Ran:
    """The process served all partnerships. The figures are in seconds and MB; ``started`` is the quicker of two starts,
    ``idle`` is in parts of a processor."""

    started: float
    memory: float
    idle: float
    ready: float
    opened: float | None


async def _process(databases: Databases, url: str, *, opens_cases: bool) -> Ran:
    names = tuple(each.name for each in databases.filled)
    async with teams_and_session() as (teams, session):
        many = Many(
            teams,
            session,
            databases.server,
            url,
            databases.folder,
            names,
            program=SEALED_PROGRAM,
            is_measured=databases.size.is_full,
        )
        async with many.process() as first:
            pass
        async with many.process() as process:
            memory, idle = await _at_rest(process, databases.size.idle_seconds)
            ready = await seconds_of(session, f"http://127.0.0.1:{process.port}/readyz")
            opened = await _opened_in_each(many, process) if opens_cases else None
            return Ran(min(first.started, process.started), memory, idle, ready, opened)


async def _at_rest(process: Process, seconds: int) -> tuple[float, float]:
    """Measures the memory, and the part of a processor taken once every message was sent."""
    await asyncio.sleep(seconds)
    worked = process.worked
    await asyncio.sleep(seconds)
    return process.memory, (process.worked - worked) / (seconds or 1)


async def _opened_in_each(many: Many, process: Process) -> float:
    few, began = asyncio.Semaphore(TOGETHER), time.monotonic()

    async def opened(name: str) -> None:
        async with few:
            await many.case(name, process, process)

    await asyncio.gather(*map(opened, many.names))
    return time.monotonic() - began


def _told(databases: Databases, costs: Mapping[str, Cost], processes: Mapping[str, Ran]) -> Iterator[str]:
    for name, url in (("small", databases.small), ("full", databases.full)):
        counted = databases.server.do(COUNTED, url)
        yield f"{name}: cases, open, documents, laid by, MB: {counted}; {processes[name]}"
    for name, cost in costs.items():
        yield f"{name}: {cost}"
