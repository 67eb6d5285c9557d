"""Two and three bots work on one database, killed again and again while people work with them and deadlines come near:
nothing that was acknowledged is lost, and only the messages that a bot was sending when it was killed come twice.

The seed of the run repeats its luck, though not the moments of the machine.
"""

import asyncio
import itertools
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from aiohttp import ClientSession

from bot.messaging.ledger import ABANDONED, CARDS
from store.encryption import PlainCodec
from store.open import rows_at
from tests.conftest import Figures
from tests.journeys.conftest import BUSINESS_TEAM, COUNCIL, ICB, LOCAL_AUTHORITY_DSP, MONDAY, POLICE, PRACTITIONER
from tests.support.fake_teams.server import eventually
from tests.support.people.busy_people import Notebook, Practitioner, Signer, Somebody, Team, told_to_try_again
from tests.support.people.sin_lane import ICB_DSP, POLICE_DSP
from tests.support.postgres.bots import bot, fresh_name
from tests.support.postgres.fixtures import shared_database
from tests.support.processes.fleet import Balanced, Fleet, WatchedTeams
from tests.support.processes.reckoning import (
    Tally,
    claimed,
    forgotten,
    left_open,
    repeats,
    wrong_in_announcements,
    wrong_in_copies,
    wrong_in_drafts,
    wrong_in_histories,
    wrong_in_messages,
    wrong_with_the_last_bot,
)
from tests.support.simulated_year.mornings import TUESDAY, WEDNESDAY

__all__ = ["shared_database"]

PRACTITIONERS = 3
CASES_A_DAY = 2
# The lease of a bot that died expires after five minutes.
CLAIMS_OVER = timedelta(minutes=6)
QUIET_SECONDS, SETTLED_SECONDS = 3.0, 120
LONGEST_LIFE_SECONDS = 1.5


@dataclass(frozen=True)
class Plan:
    """The plan kills bots so many times on each of the ``mornings`` of each store. The rest is done in peace at
    ``settled``, after the lease of every bot that died has expired."""

    bots: int
    stores: int
    kills: int
    mornings: tuple[datetime, ...]
    settled: datetime


SHORT = Plan(2, 1, 2, (MONDAY,), TUESDAY)
LONG = [Plan(bots, 7, 10, (MONDAY, TUESDAY, WEDNESDAY), WEDNESDAY + CLAIMS_OVER) for bots in (2, 3)]


@dataclass
class Days:
    """The days are the life of one store with its people, its bots and its Teams. Time passes only while no bot is at
    work, so that no lease expires while its bot is still sending."""

    teams: WatchedTeams
    fleet: Fleet
    luck: Random
    notebook: Notebook = field(default_factory=Notebook)
    tally: Tally = field(default_factory=Tally)
    leases: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        self.practitioners = [
            Practitioner(*self._at(f"{PRACTITIONER[:-1]}{number}", COUNCIL), numbers, CASES_A_DAY)
            for number in range(1, PRACTITIONERS + 1)
        ]
        dsps = ((LOCAL_AUTHORITY_DSP, COUNCIL), (ICB_DSP, ICB), (POLICE_DSP, POLICE))
        self.signers = [Signer(*self._at(person, tenant)) for person, tenant in dsps]
        self.team = Team(*self._at(BUSINESS_TEAM, COUNCIL))

    @property
    def people(self) -> list[Somebody]:
        return [*self.practitioners, *self.signers, self.team]

    def _at(self, person: str, tenant: str) -> tuple[Balanced, Random, Notebook]:
        luck = Random(f"{self.luck.random()} {person}")
        session = self.fleet.session
        chat = Balanced(self.teams, "", session, person, tenant, f"a:{person}", fleet=self.fleet, luck=luck)
        return chat, luck, self.notebook

    async def install(self) -> None:
        for somebody in (*self.signers, self.team):
            await somebody.chat.install()

    async def work(self, morning: datetime, kills: int) -> None:
        """People work until so many bots were killed, and at least until a case is open."""
        await self.fleet.start(morning - datetime.now(UTC))
        if morning == MONDAY:
            await self.install()
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for somebody in self.people:
                group.create_task(somebody.work(over))
            await self._kill(kills)
            await eventually(lambda: self.notebook.refs, SETTLED_SECONDS)
            over.set()
        await self._stop()
        for practitioner in self.practitioners:
            practitioner.most += CASES_A_DAY

    async def _kill(self, times: int) -> None:
        """Kills bots at any moment, or when a message has just arrived or changed and its bot has not noted it yet."""
        for _ in range(times):
            self.teams.stirred.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moment(), LONGEST_LIFE_SECONDS)
            await self.fleet.kill_one()

    async def _moment(self) -> None:
        if self.luck.random() < 0.5:
            await self.teams.stirred.wait()
        else:
            await asyncio.sleep(self.luck.uniform(0, LONGEST_LIFE_SECONDS))

    async def settle(self, later: timedelta) -> None:
        """Runs all bots and nobody else, until they have nothing more to do."""
        await self.fleet.start(later)
        async with asyncio.timeout(SETTLED_SECONDS):
            stirs = -1
            while stirs != self.teams.stirs:
                stirs = self.teams.stirs
                await asyncio.sleep(QUIET_SECONDS)
        assert await self.fleet.are_ready() == [200] * self.fleet.size
        assert not await self._stop()

    async def _stop(self) -> set[tuple[str, str]]:
        """Returns the leases acquired since the last time and still held: by bots that were killed, since the others
        end the work that they have begun."""
        await self.fleet.stop()
        async with await bot(self.fleet.database, self.fleet.partnership) as store:
            left, self.leases = claimed(store) - self.leases, claimed(store)
        self.tally.left.update(name for name, _ in left)
        return left

    async def reckon(self, now: datetime) -> None:
        tally, arrived = self.tally, self.teams.arrived
        verified, _ = await rows_at(self.fleet.database, self.fleet.partnership, PlainCodec()).verify()
        async with await bot(self.fleet.database, self.fleet.partnership) as store:
            cases, drafts, cards = store.cases.open_cases(), store.drafts.all(), store.ledger.all(CARDS)
            tally.wrong += [*verified.faults, *verified.altered]
            tally.wrong += wrong_in_histories(cases, self.notebook)
            tally.wrong += wrong_in_drafts(drafts, self.practitioners)
            tally.wrong += wrong_in_messages(arrived, cases, tally.left, len(store.ledger.all(ABANDONED)))
            tally.wrong += wrong_in_announcements(cases, arrived, now, tally.left)
            tally.wrong += wrong_in_copies(cases, cards, self.teams)
            tally.forgotten = forgotten(cards, self.teams)
            tally.wrong += [f"never put aside: {name}" for name in tally.forgotten - tally.left]
            tally.wrong += await wrong_with_the_last_bot(store, now)
        tally.wrong += [f"answered {status}" for status in self.fleet.answers if status >= 500]
        tally.kills, tally.cases, tally.messages = self.fleet.killed, len(cases), len(arrived)
        tally.acknowledged = len(self.notebook.told) + self.notebook.commands
        tally.repeated = Counter(
            {name: min(n, left_open(name, tally.left)) for name, n in repeats(arrived, cases).items() if n > 0}
        )
        tally.crossed, tally.answers = told_to_try_again(self.teams.messages), self.fleet.answers
        tally.logged = self.fleet.logged()


async def _one_store(plan: Plan, database: str, folder: Path, luck: Random) -> Tally:
    teams = WatchedTeams()
    async with ClientSession() as session, teams.server:
        fleet = Fleet(plan.bots, database, fresh_name(), folder, session, luck)
        days = Days(teams, fleet, luck)
        try:
            for morning in plan.mornings:
                await days.work(morning, plan.kills)
            later = plan.settled - datetime.now(UTC)
            await days.settle(later)
            await days.reckon(datetime.now(UTC) + later)
        finally:
            await fleet.end()
    return days.tally


@pytest.mark.long
@pytest.mark.parametrize(
    "plan",
    [SHORT, *(pytest.param(plan, marks=pytest.mark.soak) for plan in LONG)],
    ids=["short", "two bots, long", "three bots, long"],
)
async def test_bots_that_are_killed_lose_nothing_and_say_nothing_twice(
    plan: Plan, tmp_path: Path, shared_database: str, figures: Figures, seed: int
) -> None:
    tally = Tally()
    for number in range(plan.stores):
        folder = tmp_path / f"store-{number}"
        folder.mkdir()
        tally.add(await _one_store(plan, shared_database, folder, Random(f"{seed} {number}")))
    figures(tally)
    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.kills == plan.stores * plan.kills * len(plan.mornings)
    assert tally.acknowledged > 2 * tally.kills, "too little was done to show anything"
