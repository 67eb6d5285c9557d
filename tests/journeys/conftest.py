"""The journeys run a bot over real HTTP, with the people of the local partnership."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.config.partnership_file import LivePartnership, PartnershipFault
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings
from bot.connector.transport import TRY_SECONDS, RetryingTransport
from bot.notifications.scheduler import Job, Scheduler
from bot.observability.metrics import Metrics
from bot.runtime.bootstrap import Environment, create_app
from bot.runtime.shared_resources import EngineCache, engines_in_force
from bot.security.rate_limit import RateLimit
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.framework import loader
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Partnership
from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.store import FolderStore
from store.interface import Store
from tests.support.fake_teams.server import Chat, FakeTeams, eventually, mixed_up_folds

ROOT = Path(__file__).parents[2]
COUNCIL, ICB, POLICE = (f"7e000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
BUSINESS_TEAM = "aa000000-0000-4000-8000-000000000001"
PRACTITIONER = "bb000000-0000-4000-8000-000000000001"
OTHER_PRACTITIONER = "bb000000-0000-4000-8000-000000000002"
LOCAL_AUTHORITY_DSP = "aa000000-0000-4000-8000-000000000002"
CHANNEL = "19:cscp-review-group@thread.tacv2"
ROUND_SECONDS = 0.1
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


IN_FORCE = engines_in_force()


@dataclass
class FakeClock:
    now: datetime = MONDAY
    jumped: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.now

    def since_boot(self) -> float:
        """Returns the seconds of a clock that nobody can set."""
        return (self.now - self.jumped).timestamp()

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)

    def jump(self, **time: float) -> None:
        """Sets the clock, while no time passes."""
        self.pass_(**time)
        self.jumped += timedelta(**time)


@dataclass(repr=False)
class Bot:
    """The bot under test serves one folder; ``restart`` ends it and starts it again on the same folder."""

    folder: Path
    teams: FakeTeams
    session: ClientSession
    clock: FakeClock = field(default_factory=FakeClock)
    framework: Framework = field(default_factory=loader.current)
    partnership: Partnership = field(default_factory=lambda: load_partnership(ROOT / "local" / "partnership.toml"))
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    disk: Disk | None = None
    url: str = ""
    try_seconds: float = TRY_SECONDS
    begun: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    # Journeys run through days of clicks within seconds.
    rate_limit: RateLimit = field(default_factory=lambda: RateLimit(burst=100_000))
    seconds: Callable[[], float] = time.monotonic
    job_seconds: float = ROUND_SECONDS
    # The clock of a journey stands still.
    news_gathered_for: timedelta = timedelta()
    news_at_once: bool = False
    metrics: Metrics = field(default_factory=Metrics)
    old_clients: bool = False
    taken: Path | None = None
    signing_key: str | None = None
    reading_alarm: int = 30
    file_faults: Sequence[str] = ()
    partnership_since: Partnership | None = None
    store: Store = field(init=False)

    def read_again(self) -> Partnership:
        """Returns what the partnership file says while the bot runs. Raises PartnershipFault."""
        if self.file_faults:
            raise PartnershipFault(self.file_faults)
        return self.partnership_since or self.partnership

    async def start(self) -> None:
        self.store = FolderStore.open(self.folder, PlainCodec(), self.disk)
        await self.serve(self.store)

    async def serve(self, store: Store) -> None:
        settings = Settings(
            local=True,
            store_url=str(self.folder),
            taken=self.taken,
            news_at_once=self.news_at_once,
            signing_key=self.signing_key,
            reading_alarm=self.reading_alarm,
        )
        self.live_partnership = LivePartnership(self.partnership, self.read_again)
        environment = Environment(
            self.clock,
            self.job_seconds,
            self._scheduler,
            self._transport,
            self.seconds,
            self.rate_limit,
            self.metrics,
            news_gathered_for=self.news_gathered_for,
            since_boot=self.clock.since_boot,
        )
        app = await self.stack.enter_async_context(
            create_app(settings, store, self.live_partnership, self.engines, environment)
        )
        server = await self.stack.enter_async_context(TestServer(app))
        self.url = str(server.make_url("/")).rstrip("/")

    @property
    def engines(self) -> EngineCache:
        """Returns the same engines for all bots of a test process under the rules in force: what an engine has worked
        out never changes."""
        return IN_FORCE if self.framework is IN_FORCE.framework else EngineCache(self.framework)

    async def stop(self) -> None:
        await self.stack.aclose()
        self.stack = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def run_all_jobs(self) -> None:
        """Waits until each of the scheduler's jobs was begun and ended twice from now on."""
        for _ in range(2):
            before = self.begun.copy()
            self.scheduler.run_soon()
            await eventually(lambda before=before: all(self.ended[name] > before[name] for name in self.names), 20)

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """Returns the status and the body of ``/readyz``, which monitoring reads."""
        async with self.session.get(f"{self.url}/readyz") as response:
            return response.status, await response.json()

    def _scheduler(self, scheduler: Mapping[str, Job], seconds: float) -> Scheduler:
        self.names = tuple(scheduler)
        self.scheduler = Scheduler({name: self._counted(name, round) for name, round in scheduler.items()}, seconds)
        return self.scheduler

    def _counted(self, name: str, round: Job) -> Job:
        async def counted() -> None:
            self.begun[name] += 1
            try:
                await round()
            finally:
                self.ended[name] += 1

        return counted

    def _transport(self, session: ClientSession) -> RetryingTransport:
        """Builds a transport whose retries hold no test up."""
        return RetryingTransport(session, sleep=lambda seconds: asyncio.sleep(0), try_seconds=self.try_seconds)

    def signatures(self, ref: str) -> list[Signed]:
        """Returns the signatures that count on the notification criteria as the case stands now."""
        case = self.store.cases.open_case(ref)
        sign_off = sign_off_of(case, NOTIFICATION_CRITERIA) if case else None
        return list(sign_off.signatures.values()) if sign_off else []

    def chat(self, person: str, tenant: str = COUNCIL) -> Chat:
        return Chat(self.teams, self.url, self.session, person, tenant, f"a:{person}", submits=self.old_clients)

    def channel(self, person: str, thread: str = "100") -> Chat:
        return Chat(
            self.teams, self.url, self.session, person, COUNCIL, f"{CHANNEL};messageid={thread}", kind="channel"
        )


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session)
        await bot.start()
        yield bot
        teams.released.set()
        await bot.stack.aclose()
        assert [folds for message in teams.messages if (folds := mixed_up_folds(message.card))] == []
