"""Two processes on one database serve many partnerships, as they are started and used: the connections stay few, and a
message to one of them comes to no other."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from string import ascii_uppercase

import pytest
from aiohttp import ClientError, ClientSession

from bot.config.multi_partnership import PARTNERSHIP_FILE, SETTINGS_FILE
from safeguarding.framework import loader
from store.postgres.connections import READERS, WRITERS
from tests.conftest import Figures
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, COUNCIL, PRACTITIONER, ROOT
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.server import Chat, FakeTeams, eventually
from tests.support.postgres.server import Server
from tests.support.processes.boroughs import TEXT, teams_and_session
from tests.support.processes.warm import STDERR, WarmProcess

START_SECONDS = 120
TOGETHER = 10
PREFIXES = tuple("".join(letters) for letters in product(ascii_uppercase, repeat=2))
SEEN = re.compile(r"Seen in borough-\d+\.")


@dataclass
class Process:
    """The process is the program with its ports."""

    program: "subprocess.Popen[bytes] | WarmProcess"
    port: int
    metrics_port: int
    started: float

    @property
    def memory(self) -> float:
        """Reads the resident memory, in MB."""
        status = Path(f"/proc/{self.program.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    @property
    def worked(self) -> float:
        """Reads the processor time used, in seconds."""
        fields = Path(f"/proc/{self.program.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Many:
    """Many partnerships are served by processes; these are started warm unless their start is measured."""

    teams: FakeTeams
    session: ClientSession
    server: Server
    database: str
    folder: Path
    names: tuple[str, ...]
    most: int = 0
    program: tuple[str, ...] = ("app.py",)
    is_measured: bool = False

    @property
    def connections(self) -> int:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cscp-review-bot'"
        ((count,),) = self.server.do(asked.encode(), self.database)
        assert isinstance(count, int)
        return count

    @asynccontextmanager
    async def process(self) -> AsyncIterator[Process]:
        port, metrics_port = free_ports()
        variables = {
            "CSCP_LOCAL": "true",
            "CSCP_PARTNERSHIPS": str(self.folder),
            "CSCP_STORE_URL": self.database,
            "CSCP_PORT": str(port),
            "CSCP_METRICS_PORT": str(metrics_port),
        }
        without = {name: value for name, value in os.environ.items() if not name.startswith("CSCP_")}
        began = time.monotonic()
        program = self._started({**without, **variables}, self.folder.parent / f"log-{port}")
        try:
            await self._ready(port)
            yield Process(program, port, metrics_port, time.monotonic() - began)
        finally:
            program.terminate()
            assert await asyncio.to_thread(program.wait, 60) == 0

    def _started(self, variables: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes] | WarmProcess":
        with log.open("wb") as said:
            if self.is_measured:
                return subprocess.Popen([sys.executable, *self.program], cwd=ROOT, env=variables, stderr=said)
            return WarmProcess(*self.program, variables=variables, streams={STDERR: said.fileno()})

    async def watch(self) -> None:
        """Watches for the highest number of connections, until it is stopped."""
        while True:
            self.most = max(self.most, await asyncio.to_thread(lambda: self.connections))
            await asyncio.sleep(0.05)

    async def case(self, name: str, first: Process, second: Process) -> None:
        """Opens a case as a practitioner whose answers reach the two processes in turn. People and tenant are the same
        in all partnerships."""
        team, chat = (self._chat(name, person, first) for person in (BUSINESS_TEAM, PRACTITIONER))
        await team.install()
        await chat.say("triage")
        chat.bot_url = self._address(name, second)
        await chat.press("Died", evidence=f"Seen in {name}.")
        chat.bot_url = self._address(name, first)
        await answer_all(chat, loader.current(), A_CHILD_DIED)
        await chat.press("Open the case")
        assert "-001 is open" in chat.last.words
        await eventually(lambda: any("was opened" in str(m.activity.get("summary")) for m in team.messages), 30)

    def _chat(self, name: str, person: str, process: Process) -> Chat:
        url = self._address(name, process)
        return Chat(self.teams, url, self.session, person, COUNCIL, f"a:{name}:{person}")

    def _address(self, name: str, process: Process) -> str:
        return f"http://127.0.0.1:{process.port}/{name}"

    async def _ready(self, port: int) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                async with self.session.get(f"http://127.0.0.1:{port}/readyz") as response:
                    assert response.status == 200, await response.text()
                    return
            except ClientError:
                await asyncio.sleep(0.1)
        raise AssertionError("the process does not start")


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def write_many(folder: Path, count: int) -> Iterator[str]:
    for number in range(count):
        name = f"borough-{number}"
        (folder / name).mkdir(parents=True)
        text = TEXT.replace(CHANNEL, f"19:{name}@thread.tacv2").replace('"CSCP"', f'"{PREFIXES[number]}"')
        (folder / name / PARTNERSHIP_FILE).write_text(text, "utf-8")
        (folder / name / SETTINGS_FILE).touch()
        yield name


@pytest.mark.long
@pytest.mark.parametrize(
    ("count", "idle_seconds"), [(4, 0), pytest.param(130, 90, marks=pytest.mark.soak)], ids=["short", "long"]
)
async def test_many_partnerships_share_two_processes_and_a_few_connections(
    tmp_path: Path, server: Server, count: int, idle_seconds: int, figures: Figures
) -> None:
    async with teams_and_session() as (teams, session):
        folder = tmp_path / "partnerships"
        names = tuple(write_many(folder, count))
        many = Many(teams, session, server, server.new_database(), folder, names, is_measured=idle_seconds > 0)
        watching = asyncio.create_task(many.watch())
        async with many.process() as first, many.process() as second:
            began = time.monotonic()
            few = asyncio.Semaphore(TOGETHER)

            async def case(name: str) -> None:
                async with few:
                    await many.case(name, first, second)

            await asyncio.gather(*(case(name) for name in many.names))
            opened = time.monotonic() - began
            await asyncio.sleep(min(idle_seconds, 30))
            before = [process.worked for process in (first, second)]
            await asyncio.sleep(idle_seconds)
            idle = [process.worked - was for process, was in zip((first, second), before, strict=True)]
            page = await page_of(session, first)
            ready = await seconds_of(session, f"http://127.0.0.1:{first.port}/readyz")
            found = {
                "partnerships": count,
                "start, seconds": [round(process.started, 1) for process in (first, second)],
                "memory, MB": [round(process.memory) for process in (first, second)],
                "cases opened, seconds": round(opened, 1),
                "connections at most": many.most,
                "connections now": many.connections,
                "idle, part of a processor": [round(each / (idle_seconds or 1), 4) for each in idle],
                "readyz, seconds": round(ready, 2),
                "metrics, seconds and lines": (round(page[0], 2), page[1]),
            }
        watching.cancel()
    figures(found)
    assert all(each < 0.2 * (idle_seconds or 1) for each in idle) or not idle_seconds
    assert 2 <= many.most <= 2 * (WRITERS + READERS + 1 + 1)
    for message in teams.messages:
        told = set(SEEN.findall(message.words))
        assert told <= {f"Seen in {message.conversation.split(':')[1]}."}, "a text of another partnership"
    in_channels = [message for message in teams.messages if message.conversation.startswith("19:")]
    posts = {message.id: message.conversation for message in in_channels if not message.below}
    assert sorted(posts.values()) == sorted(f"19:{name}@thread.tacv2" for name in many.names)
    assert all(posts[message.below] == message.conversation for message in in_channels if message.below)


async def seconds_of(session: ClientSession, url: str) -> float:
    began = time.monotonic()
    async with session.get(url) as response:
        assert response.status == 200, await response.text()
    return time.monotonic() - began


async def page_of(session: ClientSession, process: Process) -> tuple[float, int]:
    began = time.monotonic()
    async with session.get(f"http://127.0.0.1:{process.metrics_port}/metrics") as response:
        lines = (await response.text()).splitlines()
    return time.monotonic() - began, len(lines)
