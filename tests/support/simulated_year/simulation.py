"""The simulation runs the bot through weeks and months: a clock of our own, people who work on cases, restarts,
crashes, a Teams that fails, and a listener who compares every message with the messages expected.

The nudges, the notices, the outbox, CaseService with CaseQueries, and the store on disk are real.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bot.cases.absences import Absences, PartnershipInForce
from bot.cases.case_queries import CaseQueries
from bot.cases.case_service import CaseService
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.config.partnership_file import load
from bot.messaging.destinations import Destination
from bot.messaging.leases import Leases
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.undelivered import UndeliveredCards
from bot.notifications.case_notices import CaseNotices
from bot.notifications.deadline_nudges import DeadlineNudges
from bot.notifications.news.case_posts import CasePostSync
from cards.elements import Card, as_json
from safeguarding.case.absences import Absence
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.partnership.model import Partnership
from safeguarding.people import PARTNERS, Seat
from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.store import FolderStore
from store.interface import Store
from tests.support.fake_teams.unreliable import Crash, UnreliableTeams
from tests.support.people.at_work import PeopleAtWork
from tests.support.processes.listener import Listener
from tests.support.simulated_year.days import DAY, LONDON, london_day, works
from tests.support.simulated_year.expected_messages import DEPUTIES, HOLDERS, TEAM
from tests.support.simulated_year.one_after_another import without_threads

FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
STEPS_A_DAY, MERGES, REOPENINGS = 0.7, 0.004, 0.0005
RESTARTS, DOWNTIMES = 0.02, 0.006
ABSENCES_A_DAY, LEAVERS_A_DAY = 0.15, 0.1


def as_text(card: Card) -> str:
    """Returns all that the card shows, and the data that its buttons carry, as JSON."""
    return json.dumps(as_json(card), ensure_ascii=False)


class QuickDisk(Disk):
    """The disk waits for nothing, because the simulation ends the process, never the power."""

    def replace(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)

    def flush_folder(self, folder: Path) -> None:
        return


@cache
def partnership() -> Partnership:
    return load(FILE)


@cache
def engine() -> Engine:
    return Engine(current().with_local_practice(partnership().local_practice.by_deadline))


@dataclass(frozen=True)
class Window:
    """The window gives the days simulated, how many minutes pass at most between two runs of the jobs in office hours,
    and how likely a new case goes on to a decision at once."""

    first: date
    last: date
    cases: int
    minutes: int
    go_on: float = 0.0

    def moments(self, luck: Random) -> list[datetime]:
        days = [self.first + n * DAY for n in range((self.last - self.first).days + 1)]
        return [
            datetime.combine(day, at, LONDON).astimezone(UTC) for day in days for at in sorted(self._times(day, luck))
        ]

    def _times(self, day: date, luck: Random) -> Iterator[time]:
        """Yields the edges of office hours and moments between them, and some moment at night and on a day off."""
        yield time(luck.randint(0, 7), luck.randint(0, 59))
        if not works(day):
            yield time(luck.randint(9, 16), luck.randint(0, 59))
            return
        yield from (time(8, 59), time(9), time(16, 59), time(17), time(luck.randint(18, 23), luck.randint(0, 59)))
        minute = 9 * 60
        while (minute := minute + luck.randint(self.minutes // 2, self.minutes)) < 17 * 60 - 1:
            yield time(minute // 60, minute % 60)


@dataclass(frozen=True)
class Bot:
    store: Store
    work: CaseService
    outbox: Outbox
    case_notices: CaseNotices
    case_posts: CasePostSync
    nudges: DeadlineNudges


def file_without(left: Mapping[str, bool], day: date) -> Partnership:
    """Returns the file without the holders of these offices, and without their deputies where it says so: such a seat
    is vacant."""
    full, vacant = partnership(), {Seat(office): day for office, is_vacant in left.items() if is_vacant}
    deputies = {seat: tuple(each for each in full.holders(Seat(seat)) if each.deputy) for seat in left}
    remaining = {seat: () if seat in vacant else those for seat, those in deputies.items()}
    partners = {
        seat.value: full.partner(seat).model_copy(update={"dsps": remaining[seat]})
        for seat in PARTNERS
        if seat in remaining
    }
    changed = {"partners": full.partners.model_copy(update=partners), "dcs": remaining.get(Seat.DCS, full.dcs)}
    return full.model_copy(update={**changed, "vacant_since": vacant}) if left else full


def claims_in(store: Store, now: Callable[[], datetime]) -> Leases:
    return Leases(store.ledger, store.holder, now, store.refresh)


def bot_on(
    store: Store,
    teams: ProactiveMessenger,
    now: Callable[[], datetime],
    of_file: Callable[[], Partnership] = partnership,
) -> Bot:
    rules = RulesInForce(engine(), now, PartnershipInForce(of_file, Absences(store.ledger), now))
    queries = CaseQueries(
        store.cases,
        rules,
        UndeliveredCards(store.ledger, teams.knows),
        ClosedFigures(store.cases, store.figures, rules),
    )
    work = CaseService(queries, lambda: "0" * 32, store.refresh)
    leases = claims_in(store, now)
    outbox = Outbox(teams, leases)
    case_notices = CaseNotices(work.queries, outbox, store.ledger)
    return Bot(
        store,
        work,
        outbox,
        case_notices,
        CasePostSync(work.queries, teams, outbox, leases),
        DeadlineNudges(work.queries, outbox, case_notices.of_the_morning),
    )


class Simulation:
    def __init__(self, folder: Path, seed: int, window: Window) -> None:
        # What people do hangs on luck of their own: it stays as it is where the bot sends another message or less.
        self.luck, self._luck_of_work = Random(seed + 2), Random(seed)
        self.moments = window.moments(self._luck_of_work)
        self.now = self.moments[0]
        early_enough = [moment for moment in self.moments if moment < self.moments[-1] - 4 * DAY]
        self.openings = sorted(self._luck_of_work.choices(early_enough, k=window.cases))
        strangers: dict[Destination, datetime] = {
            deputy: self.luck.choice(self.moments) for deputy in DEPUTIES.values()
        }
        self.teams = UnreliableTeams(lambda: self.now, seed, strangers)
        self.people = PeopleAtWork(self._luck_of_work, go_on=window.go_on)
        self.listener = Listener(self.teams, self.people.diaries)
        self.restarts = self.absences = self.leavers = 0
        self._folder = folder
        rounds_a_day = len(self.moments) / len({moment.date() for moment in self.moments})
        self._absences_a_round, self._steps_a_round = ABSENCES_A_DAY / rounds_a_day, STEPS_A_DAY / rounds_a_day
        self._leavers_a_round = LEAVERS_A_DAY / rounds_a_day
        self._file = partnership()
        self._followed: dict[Seat, datetime] = {}
        self._down_until = self.now
        self._calls_away, self._calls_off = Random(seed + 1), Random(seed + 3)
        self._luck_of_writes = Random(seed + 4)
        self._bot: Bot | None = None

    async def run(self) -> None:
        with without_threads(asyncio.get_running_loop(), self._luck_of_writes):
            try:
                for moment in self.moments:
                    self.now = moment
                    if moment >= self._down_until:
                        await self._live(self._bot or self._start())
            finally:
                await self._stop()

    async def _live(self, bot: Bot) -> None:
        """Lives through one moment: people work, then the bot runs its jobs."""
        for to in self.teams.unblocked():
            await bot.outbox.reach.note_heard(to)
        for diary in self.people.diaries:
            diary.note_morning(self.now)
        await self._work(bot)
        await self._go_away(bot)
        self._leave()
        self.listener.begin()
        rounds = [bot.case_notices.run, bot.nudges.run]
        self.luck.shuffle(rounds)
        # What is told below a case's post waits for it.
        rounds = [bot.case_posts.run, *rounds]
        try:
            for round in rounds:
                await round()
        except Crash:
            self.listener.listen(self.now)
            await self._end()
            return
        assert not bot.nudges.failing
        self.listener.listen(self.now)
        self.listener.expect_nothing_missing(self.now)
        if self.luck.random() < RESTARTS:
            await self._end()

    async def _work(self, bot: Bot) -> None:
        while self.openings and self.openings[0] <= self.now:
            self.openings.pop(0)
            await self.people.open(bot.work)
        for diary in self.people.diaries:
            if self._luck_of_work.random() < (self._steps_a_round if diary.is_open else REOPENINGS):
                await self.people.take_a_step(bot.work, diary)
        still_open = [diary for diary in self.people.diaries if diary.is_open and not diary.is_settled]
        if len(still_open) > 1 and self._luck_of_work.random() < MERGES:
            duplicate, kept = self._luck_of_work.sample(still_open, 2)
            await self.people.merge(bot.work, duplicate, kept)

    async def _go_away(self, bot: Bot) -> None:
        """Now and then somebody says that they are away for some days, a deputy among them."""
        if self._calls_away.random() > self._absences_a_round:
            return
        person = self._calls_away.choice([*HOLDERS.values(), *DEPUTIES.values()])
        back = london_day(self.now) + self._calls_away.randint(1, 14) * DAY
        if person != TEAM:
            await bot.work.queries.absences.record(Absence(person=person, back=back, by=person, at=self.now))
            self.listener.back[person] = back
            self.absences += 1

    def _leave(self) -> None:
        """Now and then a seat's holder leaves, or the deputy too, and the partnership file says so until somebody has
        followed them. Those who have followed are the same people here."""
        vacant = {seat: until for seat, until in self._followed.items() if until > self.now}
        if self._calls_off.random() < self._leavers_a_round:
            seat = self._calls_off.choice(list(Seat))
            self.listener.left.setdefault(seat.value, self._calls_off.random() < 0.5)
            vacant.setdefault(seat, self.now + self._calls_off.randint(1, 20) * DAY)
            self.leavers += 1
        if vacant != self._followed:
            self._followed = vacant
            self.listener.left = {seat: gone for seat, gone in self.listener.left.items() if seat in vacant}
            self._file = file_without(self.listener.left, london_day(self.now))

    def _start(self) -> Bot:
        store = FolderStore.open(self._folder, PlainCodec(), QuickDisk())
        self.teams.restarted()
        self._bot = bot_on(store, self.teams, lambda: self.now, lambda: self._file)
        return self._bot

    async def _end(self) -> None:
        """Ends the bot, which comes back at the next moment, or after hours or days."""
        self.restarts += 1
        await self._stop()
        if self.luck.random() < DOWNTIMES / RESTARTS:
            self._down_until = self.now + timedelta(hours=self.luck.choice((1, 3, 20, 70)))

    async def _stop(self) -> None:
        if self._bot:
            await self._bot.store.close()
            self._bot = None
