"""The fleet runs bots as processes on one database, behind a load balancer: killed at any moment, and started again."""

import asyncio
import json
import os
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.journeys.running.test_crash import free_port
from tests.support.fake_teams.server import Chat, FakeTeams, Json, Message
from tests.support.processes.warm import STDERR, WarmProcess

START_SECONDS = 60
STOP_SECONDS = 40
AGAIN, TWICE = 0.5, 0.1


class Cut(Exception):
    """The bot died before it had answered."""


@dataclass
class Bot:
    program: WarmProcess
    url: str
    log: Path
    is_ready: bool = False
    was_killed: bool = False

    def last_lines(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()[-5:]


class WatchedTeams(FakeTeams):
    """The watched Teams keeps each message as it came, whatever becomes of it later. ``stirred`` is set by every
    message or change that a bot sends proactively."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.arrived: list[Message] = []
        self.stirs = 0
        self.stirred = asyncio.Event()

    def _keep(self, conversation: str, activity: Json) -> Message:
        message = super()._keep(conversation, activity)
        self.arrived.append(Message(conversation, message.id, activity, is_answer=message.is_answer))
        if not message.is_answer:
            self._stir()
        return message

    async def _update(self, request: Any) -> Any:
        answer = await super()._update(request)
        self._stir()
        return answer

    def _stir(self) -> None:
        self.stirs += 1
        self.stirred.set()


@dataclass
class Fleet:
    """The fleet has ``size`` bots. ``killed`` counts those killed; ``answers`` counts the answers by status."""

    size: int
    database: str
    partnership: str
    folder: Path
    session: ClientSession
    luck: Random
    later: timedelta = timedelta()
    killed: int = 0
    started: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    _bots: list[Bot] = field(default_factory=list)
    _starting: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, later: timedelta) -> None:
        """Starts all bots, at so much later than now."""
        self.later = later
        for _ in range(self.size):
            await self._start_one()
        await asyncio.gather(*self._starting)

    async def kill_one(self) -> None:
        """Kills one bot, and starts another in its place."""
        bot = await self._some_bot()
        bot.is_ready, bot.was_killed = False, True
        bot.program.kill()
        self._bots.remove(bot)
        self.killed += 1
        await bot.program.ended()
        await self._start_one()

    async def stop(self) -> None:
        """Stops the bots as an administrator does; a message on its way is sent and noted first."""
        await asyncio.gather(*self._starting)
        bots, self._bots = self._bots, []
        for bot in bots:
            bot.program.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            ended = await asyncio.gather(*(bot.program.ended() for bot in bots))
        assert set(ended) <= {0}, (ended, [bot.last_lines() for bot in bots])

    async def end(self) -> None:
        """Ends the bots, whatever state the test has left them in."""
        for starting in self._starting:
            starting.cancel()
        for bot in self._bots:
            bot.program.kill()
            await bot.program.ended()

    async def are_ready(self) -> list[int]:
        """Returns the status of ``/readyz`` of each bot."""
        statuses = []
        for bot in self._bots:
            async with self.session.get(f"{bot.url}/readyz") as response:
                statuses.append(response.status)
        return statuses

    async def deliver(self, activity: Json) -> tuple[int, Any]:
        """Delivers an activity to any bot that is up. Raises Cut."""
        bot = await self._some_bot()
        try:
            async with self.session.post(f"{bot.url}/api/messages", json=activity) as response:
                text = await response.text()
        except (ClientError, ConnectionError):
            assert bot.was_killed, "a bot that nobody had killed gave no answer"
            raise Cut from None
        self.answers[response.status] += 1
        return response.status, json.loads(text) if text else None

    def logged(self) -> Counter[str]:
        """Counts the warnings and errors in the logs of all lives, by event."""
        lines = (line for log in self.folder.glob("log-*") for line in log.read_text("utf-8").splitlines())
        entries = (json.loads(line) for line in lines if line.startswith("{") and line.endswith("}"))
        return Counter(entry["event"] for entry in entries if entry.get("level") in ("warning", "error"))

    async def _some_bot(self) -> Bot:
        async with asyncio.timeout(START_SECONDS):
            while not any(bot.is_ready for bot in self._bots):  # noqa: ASYNC110 - several things make one ready
                await asyncio.sleep(0.02)
        return self.luck.choice([bot for bot in self._bots if bot.is_ready])

    async def _start_one(self) -> None:
        port = free_port()
        self.started += 1
        variables = {
            "CSCP_LOCAL": "true",
            "CSCP_PORT": str(port),
            "CSCP_STORE_URL": self.database,
            "CSCP_STORE_PARTNERSHIP": self.partnership,
            "CSCP_PARTNERSHIP": "local/partnership.toml",
        }
        with (self.folder / f"log-{self.started}").open("wb") as log:
            words = ("-m", "tests.support.processes.later", str(self.later.total_seconds()))
            program = WarmProcess(*words, variables={**os.environ, **variables}, streams={STDERR: log.fileno()})
        bot = Bot(program, f"http://127.0.0.1:{port}", Path(log.name))
        self._bots.append(bot)
        starting = asyncio.create_task(self._until_ready(bot))
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def _until_ready(self, bot: Bot) -> None:
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers(bot):
                assert bot.program.returncode is None, "a bot ended by itself while it started"
                await asyncio.sleep(0.05)
        bot.is_ready = True

    async def _answers(self, bot: Bot) -> bool:
        try:
            async with self.session.get(f"{bot.url}/healthz") as response:
                return response.ok
        except ClientError:
            return False


@dataclass
class Balanced(Chat):
    """A load balancer takes the person's activities to any of the bots. Teams delivers an activity that was cut off
    again, or not; and now and then it delivers one twice, to two bots at once."""

    fleet: Fleet = field(kw_only=True)
    luck: Random = field(kw_only=True)

    async def post(self, activity: Json) -> tuple[int, Any]:
        """Posts an activity through the balancer. Raises Cut."""
        if self.luck.random() < TWICE:
            answers = await asyncio.gather(*(self.fleet.deliver(activity) for _ in range(2)), return_exceptions=True)
            for answer in answers:
                if not isinstance(answer, BaseException):
                    return answer
                if not isinstance(answer, Cut):
                    raise answer
            raise Cut
        try:
            return await self.fleet.deliver(activity)
        except Cut:
            if self.luck.random() < AGAIN:
                return await self.fleet.deliver(activity)
            raise

    async def press(self, title: str, message: Message | None = None, **inputs: str) -> Any:
        """Presses a button; a card in the answer takes its card's place, unless that was changed meanwhile, as in
        Teams."""
        pressed = message or self.offering(title)
        updates = pressed.updates
        status, body = await self.post(self.press_activity(title, pressed, **inputs))
        assert status == 200, (status, body)
        if body["type"] == "application/vnd.microsoft.card.adaptive" and pressed.updates == updates:
            pressed.activity = {"attachments": [{"content": body["value"]}]}
        return body["value"]
