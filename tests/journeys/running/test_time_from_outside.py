"""The whole process of the bot has its time moved from outside, as by whoever sets the machine's clock: it keeps time,
and nobody is nudged by a clock that has jumped."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.journeys.conftest import CHANNEL, MONDAY, ROOT, Bot
from tests.journeys.running.test_crash import free_port, until_it_answers
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.server import FakeTeams, eventually
from tests.support.people.sin_lane import REF, everyone, sign
from tests.support.simulated_year.mornings import TUESDAY, nudged

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
SLEEPING = "import select, time\ntime.sleep = lambda seconds: select.select((), (), (), seconds) and None\n"
"""Faketime, which leaves the monotonic clock alone here, breaks ``time.sleep`` of Python 3.11."""


@dataclass
class Machine:
    """The machine has a clock that can be set, and a monotonic one that can't."""

    folder: Path

    def set(self, at: datetime) -> None:
        told = self.folder / "next"
        told.write_text(f"{(at - datetime.now(UTC)).total_seconds():+.0f}", "ascii")
        told.replace(self.folder / "offset")

    @asynccontextmanager
    async def bot(self, port: int) -> AsyncIterator[Process]:
        (self.folder / "sitecustomize.py").write_text(SLEEPING, "ascii")
        variables = {
            "CSCP_LOCAL": "true",
            "CSCP_PORT": str(port),
            "CSCP_STORE_URL": str(self.folder / "store"),
            "CSCP_PARTNERSHIP": "local/partnership.toml",
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "offset"),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "LD_PRELOAD": str(FAKETIME),
            "PYTHONPATH": str(self.folder),
        }
        command = (sys.executable, "-m", "tests.support.processes.later", "0")
        program = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, **variables})
        try:
            yield program
        finally:
            program.send_signal(signal.SIGTERM)
            assert await program.wait() == 0


async def test_the_bot_as_it_runs_keeps_time_and_nudges_nobody_after_a_jump(tmp_path: Path) -> None:
    if FAKETIME is None:
        pytest.skip("faketime is not installed: apt-get install faketime")
    machine, teams, port = Machine(tmp_path), FakeTeams(), free_port()
    machine.set(MONDAY)
    async with ClientSession() as session, teams.server, machine.bot(port):
        bot = Bot(tmp_path / "store", teams, session, url=f"http://127.0.0.1:{port}")
        await until_it_answers(session, bot.url)
        people = await everyone(bot)
        await people.practitioner.say("triage")
        await answer_all(people.practitioner, bot.framework, A_CHILD_DIED)
        await people.practitioner.press("Open the case")

        machine.set(MONDAY + timedelta(days=364))
        await eventually_doubted(bot, doubted=True)
        await sign(people.icb)
        await people.team.say(f"case {REF}")
        assert "Monday 22 November 2027, 10:00: DSP, ICB agreed for the seat ICB." in people.team_words
        machine.set(MONDAY + timedelta(minutes=5))
        await eventually_doubted(bot, doubted=False)
        machine.set(TUESDAY)
        await eventually(lambda: nudged(bot, CHANNEL), 20)

        (digest,) = nudged(bot, CHANNEL)
        assert digest.startswith("Deadlines on Tuesday 24 November 2026") and "3 working days left" in digest


async def eventually_doubted(bot: Bot, *, doubted: bool) -> None:
    async with asyncio.timeout(20):
        while bool((await bot.ready())[1].get("clock")) is not doubted:  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(0.1)
