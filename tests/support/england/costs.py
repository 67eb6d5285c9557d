"""One partnership's steps are timed in two databases, by turns, so that a slow moment of the machine meets both."""

import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bench.cases import closed, opened, updated
from cards.case.lists import nearest
from safeguarding.case.state.retention import due_for_deletion
from safeguarding.case.views.search import matching
from safeguarding.case.views.statistics import count, reckon
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor
from store.postgres.maintenance.rows import Rows
from store.postgres.pool import Database
from store.postgres.store import PostgresStore
from store.retention import delete
from tests.support.england.filling import AtWork, Filled

OFTEN, SELDOM = 60, 7
A_YEAR_OF_ITS_OWN = 2030
YEARS_LATER = date(2060, 1, 4)

Step = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """The cost is given in milliseconds, of the two databases in their order."""

    one: float
    other: float

    @property
    def ratio(self) -> float:
        return self.other / self.one

    def __str__(self) -> str:
        return f"{self.one:.2f} and {self.other:.2f} ms, ratio {self.ratio:.2f}"


async def compared(one: Step, other: Step, times: int) -> Cost:
    """Takes the quickest of each, because a busy machine's delay is not the database's. The first of each warms up."""
    taken = [(await _milliseconds(one), await _milliseconds(other)) for _ in range(times + 1)][1:]
    return Cost(*map(min, zip(*taken, strict=True)))


async def _milliseconds(step: Step) -> float:
    began = time.perf_counter()
    await step()
    return 1000 * (time.perf_counter() - began)


@dataclass
class Desk:
    """The desk is one partnership's bot with the people who ask it."""

    database: Database
    store: PostgresStore
    filled: Filled
    partnership: Partnership
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.at_work = AtWork(self.store, self.partnership)

    @classmethod
    async def at(cls, database: Database, filled: Filled, partnership: Partnership) -> "Desk":
        """Opens the desk's bot after its jobs have sent every message that was due."""
        store = await PostgresStore.open(database, filled.name, filled.codec)
        desk = cls(database, store, filled, partnership)
        await desk.at_work.case_notices.run()
        await desk.at_work.nudges.run()
        return desk

    @property
    def reader(self) -> Actor:
        return self.partnership.actor(self.partnership.people("business_team")[0])

    @property
    def often(self) -> Mapping[str, Step]:
        """Returns the steps that are taken all day."""
        return {
            "start of one": self.start,
            "case opened and closed": self.open_case,
            "case saved": self.save_case,
            "closed case read": self.read_closed,
            "turn with its draft": self.turn,
            "search": self.search,
            "round of nudges, nothing due": self.at_work.nudges.run,
            "round of announcements, nothing new": self.at_work.case_notices.run,
        }

    @property
    def seldom(self) -> Mapping[str, Step]:
        """Returns the steps that go through the partnership's own archive."""
        return {"dashboard": self.dashboard, "purge": self.purge, "verify": self.verify}

    async def start(self) -> None:
        store = await PostgresStore.open(self.database, self.filled.name, self.filled.codec)
        await store.close()

    async def open_case(self) -> None:
        number = next(self.numbers)
        triage = f"triage of {self.store.holder} {number}"
        case = await self.store.cases.add(triage, "CSCP", A_YEAR_OF_ITS_OWN, lambda ref: opened(ref, triage))
        await self.store.cases.save(closed(case), case.version)

    async def save_case(self) -> None:
        open_cases = self.store.cases.open_cases()
        case = open_cases[next(self.numbers) % len(open_cases)]
        await self.store.cases.save(updated(case), case.version)

    async def read_closed(self) -> None:
        assert await self.store.cases.get("CSCP-2025-020")

    async def turn(self) -> None:
        number = next(self.numbers)
        async with self.store.turn(f"a:{number}"):
            await self.store.refresh()
            await self.store.drafts.set("draft", {"step": number})

    async def search(self) -> None:
        work = self.at_work.work
        found = list(matching(work.queries.visible(self.reader), "CSCP-2025"))
        assert found
        sorted(case.ref for case in found if nearest(case, work.rules.card_context()))

    async def dashboard(self) -> None:
        work = self.at_work.work
        found = await work.queries.countable(self.reader)
        assert not found.unread
        context = work.rules.card_context()
        opened = [reckon(case, context.framework, context.calendar, context.today) for case in found.opened]
        count([*opened, *found.closed])

    async def purge(self) -> None:
        """Goes through the archive, and deletes one case."""
        due = due_for_deletion(await self.store.cases.closed(), 25, YEARS_LATER)
        await delete(self.store, due[:1], YEARS_LATER)

    async def verify(self) -> None:
        found, _ = await Rows(self.database.address, self.filled.name, self.filled.codec).verify()
        assert (found.faults, found.altered) == ((), ())
