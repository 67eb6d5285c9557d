"""One process serves two partnerships over real HTTP, each with its people. The police's DSP sits in both."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from structlog.contextvars import get_contextvars

from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE, Partnerships, PartnershipSetup
from bot.config.partnership_file import load as load_partnership
from bot.config.settings import Settings, SharedSettings
from bot.connector.transport import RetryingTransport
from bot.notifications.scheduler import Job, Scheduler
from bot.observability.combined_metrics import CombinedMetrics
from bot.runtime.bootstrap import Environment
from bot.runtime.partnership_host import PartnershipHost, host_partnerships
from bot.security.rate_limit import RateLimit
from tests.journeys.conftest import CHANNEL, COUNCIL, ROOT, ROUND_SECONDS, Bot, FakeClock
from tests.support.fake_teams.server import Chat, FakeTeams, Message

CROYDON, SUTTON = "croydon", "sutton"
TEXT = (ROOT / "local" / "partnership.toml").read_text("utf-8")
COUNCILS = {CROYDON: COUNCIL, SUTTON: "7e000000-0000-4000-8000-000000000009"}
CHANNELS = {CROYDON: CHANNEL, SUTTON: "19:sutton-review-group@thread.tacv2"}
PREFIXES = {CROYDON: "CSCP", SUTTON: "SSCP"}
# Office-holders of Croydon by the end of their id, and who holds the same office in Sutton. Police: the same person.
ELSEWHERE = {"01": "51", "02": "52", "03": "53", "12": "62", "13": "63"}


def partnership_text(name: str, prefix: str | None = None) -> str:
    """Writes the partnership file of the name; ``prefix`` begins its references instead of its own."""
    text = TEXT.replace(CHANNEL, CHANNELS[name]).replace(COUNCIL, COUNCILS[name])
    text = text.replace('reference_prefix = "CSCP"', f'reference_prefix = "{prefix or PREFIXES[name]}"')
    if name == SUTTON:
        for end in ELSEWHERE:
            text = text.replace(f"aa000000-0000-4000-8000-0000000000{end}", holder(name, end))
    return text


def holder(name: str, end: str) -> str:
    """Returns the id of the holder of an office; ``end`` is the end of the id of the person who holds it in Croydon."""
    return f"aa000000-0000-4000-8000-0000000000{ELSEWHERE[end] if name == SUTTON and end in ELSEWHERE else end}"


class Borough(Bot):
    """The borough is one of the partnerships, as its people meet its bot. A person has another chat with each bot."""

    name = ""

    def chat(self, person: str, tenant: str = COUNCIL) -> Chat:
        tenant = COUNCILS[self.name] if tenant == COUNCIL else tenant
        return Chat(self.teams, self.url, self.session, person, tenant, f"a:{self.name}:{person}")

    def holder(self, end: str, tenant: str = COUNCIL) -> Chat:
        return self.chat(holder(self.name, end), tenant)

    def is_its_own(self, message: Message) -> bool:
        return message.conversation.startswith(f"a:{self.name}:") or CHANNELS[self.name] in message.conversation

    @property
    def heard(self) -> list[Message]:
        """Returns every message that came to its people and its channel."""
        return [message for message in self.teams.messages if self.is_its_own(message)]


@dataclass
class Boroughs:
    teams: FakeTeams
    session: ClientSession
    shared: SharedSettings
    clock: FakeClock = field(default_factory=FakeClock)
    page: CombinedMetrics = field(default_factory=CombinedMetrics)
    url: str = ""

    def __post_init__(self) -> None:
        self.by_name = {name: self._borough(name) for name in (CROYDON, SUTTON)}

    @property
    def croydon(self) -> Borough:
        return self.by_name[CROYDON]

    @property
    def sutton(self) -> Borough:
        return self.by_name[SUTTON]

    async def start(self, found: Partnerships, again_seconds: float = 60.0) -> PartnershipHost:
        self.stack = AsyncExitStack()
        environment = Environment(
            self.clock,
            ROUND_SECONDS,
            self._scheduler,
            self._transport,
            time.monotonic,
            RateLimit(burst=100_000),
            since_boot=self.clock.since_boot,
        )
        running = await self.stack.enter_async_context(host_partnerships(self.shared, found, environment, self.page))
        running.again_seconds = again_seconds
        app = await self.stack.enter_async_context(running.serve_all())
        server = await self.stack.enter_async_context(TestServer(app))
        self.url = str(server.make_url("/")).rstrip("/")
        for name, borough in self.by_name.items():
            borough.url = f"{self.url}/{name}"
        return running

    async def stop(self) -> None:
        await self.stack.aclose()

    async def run_all_jobs(self) -> None:
        await asyncio.gather(*(borough.run_all_jobs() for borough in self.by_name.values()))

    async def ready(self) -> tuple[int, dict[str, Any]]:
        async with self.session.get(f"{self.url}/readyz") as response:
            return response.status, await response.json()

    def _borough(self, name: str) -> Borough:
        borough = Borough(Path(), self.teams, self.session, self.clock)
        borough.name = name
        return borough

    def _scheduler(self, scheduler: Mapping[str, Job], seconds: float) -> Scheduler:
        return self.by_name[get_contextvars()["partnership"]]._scheduler(scheduler, seconds)

    def _transport(self, session: ClientSession) -> RetryingTransport:
        return RetryingTransport(session, sleep=lambda seconds: asyncio.sleep(0))


def alike(folder: Path, **settings: Any) -> Partnerships:
    """Both partnerships begin their references alike, which the settings would refuse: so nothing but the partnership
    tells their cases apart. ``settings``: of each, by name."""
    found = {}
    for name in (CROYDON, SUTTON):
        file = folder / f"{name}.toml"
        file.write_text(partnership_text(name, "CSCP"), "utf-8")
        found[name] = PartnershipSetup(Settings(local=True, partnership=file, **settings[name]), load_partnership(file))
    return Partnerships(found, {})


def write_folder(folder: Path, **own: str) -> Path:
    """Writes the folder that ``CSCP_PARTNERSHIPS`` names; ``own`` holds the lines of each one's settings."""
    for name in (CROYDON, SUTTON):
        (folder / name).mkdir(parents=True)
        (folder / name / PARTNERSHIP_FILE).write_text(partnership_text(name), "utf-8")
        (folder / name / SETTINGS_FILE).write_text(own.get(name, ""), "utf-8")
    return folder


@asynccontextmanager
async def teams_and_session() -> AsyncIterator[tuple[FakeTeams, ClientSession]]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        yield teams, session
        teams.released.set()
