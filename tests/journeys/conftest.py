"""A bot at work over real HTTP, with the people of the local partnership."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from app import World, running
from bot.pace import Pace
from bot.partnership import Partnership
from bot.partnership_file import load as load_partnership
from bot.settings import Settings
from safeguarding import loading
from safeguarding.case.events import Signed
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, sign_off
from safeguarding.framework import Framework
from store.codec import PlainCodec
from store.store import Store
from tests.journeys.fake_teams import Chat, FakeTeams

ROOT = Path(__file__).parents[2]
COUNCIL, ICB, POLICE = (f"7e000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
BUSINESS_TEAM = "aa000000-0000-4000-8000-000000000001"
PRACTITIONER = "bb000000-0000-4000-8000-000000000001"
OTHER_PRACTITIONER = "bb000000-0000-4000-8000-000000000002"
LOCAL_AUTHORITY_DSP = "aa000000-0000-4000-8000-000000000002"
CHANNEL = "19:cscp-review-group@thread.tacv2"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Bot:
    """The bot under test; ``restart`` ends it and starts it again on the same folder."""

    folder: Path
    teams: FakeTeams
    session: ClientSession
    clock: FakeClock = field(default_factory=FakeClock)
    framework: Framework = field(default_factory=loading.current)
    partnership: Partnership = field(default_factory=lambda: load_partnership(ROOT / "local" / "partnership.toml"))
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    url: str = ""
    # Journeys run through days of clicks within seconds.
    pace: Pace = field(default_factory=lambda: Pace(burst=100_000))
    seconds: Callable[[], float] = time.monotonic
    round_seconds: float = 0.1

    async def start(self) -> None:
        settings = Settings(local=True, store=self.folder)
        self.store = Store.open(self.folder, PlainCodec())
        world = World(self.clock, self.round_seconds, self.seconds, self.pace)
        app = await self.stack.enter_async_context(
            running(settings, self.store, self.partnership, self.framework, world)
        )
        server = await self.stack.enter_async_context(TestServer(app))
        self.url = str(server.make_url("/")).rstrip("/")

    async def restart(self) -> None:
        await self.stack.aclose()
        self.stack = AsyncExitStack()
        await self.start()

    def signatures(self, ref: str) -> list[Signed]:
        """Those that count on the notification criteria as the case stands now."""
        case = self.store.cases.get(ref)
        standing = sign_off(case, NOTIFICATION_CRITERIA) if case else None
        return list(standing.signatures.values()) if standing else []

    def chat(self, person: str, tenant: str = COUNCIL) -> Chat:
        return Chat(self.teams, self.url, self.session, person, tenant, f"a:{person}")

    def channel(self, person: str, thread: str = "100") -> Chat:
        return Chat(
            self.teams, self.url, self.session, person, COUNCIL, f"{CHANNEL};messageid={thread}", kind="channel"
        )


StartBot = Callable[[], Awaitable[Bot]]


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session)
        await bot.start()
        yield bot
        await bot.stack.aclose()
