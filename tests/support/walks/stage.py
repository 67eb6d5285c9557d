"""The stage of the walks has one bot, on which a step is taken again and again while Teams fails, each time in another
way; each time everything is put back first to where the step begins."""

import itertools
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.cases.absences import AWAY
from bot.cases.asked_reminders import ASKED
from bot.connector.transport import TRY_SECONDS
from bot.handlers.commands import read_command
from bot.messaging.ledger import NO_MONDAYS
from safeguarding.case.case import to_json
from tests.journeys.conftest import Bot
from tests.support.fake_teams.failing import LATE, LOST_AFTER_TAKING, SILENT, FailingTeams
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import Json, Message, texts
from tests.support.people.sin_lane import People
from tests.support.walks.step import SAYS, Start, WalkStep

TOO_MUCH = (400, 413)
MOVED = "+"
"""A chat that has moved has this behind its id."""
UNSEEN = "did not reach you|could not be shown"
"""Where nothing is recorded it is enough to be told to ask again."""
RECORDED_BESIDES = (ASKED, NO_MONDAYS)
"""The ledger holds under names that begin so what was recorded outside the cases, beside who is away."""
WAITS_SECONDS = 0.5
"""The bot waits no longer where Teams is to be silent; else it waits as in its deployment, on a busy machine too."""


@dataclass
class Screens:
    """Screens are what each conversation shows, and what became of the cases. ``own`` are the conversations in which
    whoever took the step reads what came of it."""

    shown: dict[str, set[str]]
    before: list[Any]
    record: list[Any]
    own: frozenset[str]
    requests: int
    said: str


@dataclass
class Stage:
    """The stage holds one bot, and puts everything back to where a step begins."""

    bot: Bot
    teams: FailingTeams
    drive: OneDrive
    runs: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    messages: list[Message] = field(default_factory=list)
    now: datetime | None = None

    @property
    def kept(self) -> Path:
        return self.bot.folder.with_name("kept")

    async def prepare(self, start: Start) -> None:
        """Leads to where steps begin, and keeps that."""
        self.teams.heal()
        await self._empty()
        await self.bot.start()
        await start(self.bot)
        await self.bot.run_all_jobs()
        await self.bot.stop()
        shutil.copytree(self.bot.folder, self.kept)
        self.messages, self.now = list(map(copy_of, self.teams.messages)), self.bot.clock.now

    async def _empty(self) -> None:
        await self.bot.stop()
        for folder in (self.bot.folder, self.kept):
            shutil.rmtree(folder, ignore_errors=True)
        self.teams.messages.clear()
        self.teams.renamed.clear()

    async def take(
        self, step: WalkStep, fault: int | str = 0, at: int = 0, times: int = 0, *, moves: bool = False
    ) -> Screens:
        """Takes the step from where it begins, while Teams fails; then Teams is well, and forty minutes pass. Where it
        ``moves``, all chats have another id and address than before, and whoever takes the step once more at the end.
        """
        self.bot.try_seconds = WAITS_SECONDS if fault in (SILENT, LATE) else TRY_SECONDS
        await self._put_back()
        people = People(self.bot)
        for chat in people.all:
            chat.numbers = itertools.count(next(self.runs) * 1_000)
            if moves:
                chat.move()
        chat, press = await step.begin(self.bot, people, self.drive)
        await self.bot.run_all_jobs()
        # What is asked for in a channel is answered in the person's own chat.
        own = frozenset({chat.conversation.partition(";")[0].rstrip(MOVED), f"a:{chat.person}"})
        if moves:
            chat.move()
        seen = {message.id for message in self.teams.messages}
        before = await self.record()
        self.teams.arm("", at, fault, times)
        answer = await press
        assert taken(chat.sent) == step.takes
        await self.bot.run_all_jobs()
        requests = self.teams.requests
        self.teams.heal()
        await self.teams.caught_up()
        self.teams.released.set()
        self.bot.clock.pass_(minutes=40)
        await self.bot.run_all_jobs()
        self.teams.released.clear()
        new = [message for message in self.teams.messages if message.id not in seen and place(message) in own]
        answered = [answer] if isinstance(answer, str) else texts(answer)
        said = [*(f"{message.words}{message.activity.get('attachments')}" for message in new), *answered]
        return Screens(self._shown(), before, await self.record(), own, requests, "\n".join(said))

    async def _put_back(self) -> None:
        await self.bot.stop()
        shutil.rmtree(self.bot.folder)
        shutil.copytree(self.kept, self.bot.folder)
        self.teams.messages[:] = map(copy_of, self.messages)
        self.teams.renamed.clear()
        assert self.now
        self.bot.clock.now = self.now
        await self.bot.start()

    def _shown(self) -> dict[str, set[str]]:
        shown: dict[str, set[str]] = {}
        for message in self.teams.messages:
            shown.setdefault(place(message), set()).add(message.words)
        return shown

    async def record(self) -> list[Any]:
        """Returns what is recorded: the events of both cases by their types, and what stands beside the cases."""
        refs = ["CSCP-2026-001", "CSCP-2026-002"]
        cases = [case for ref in refs if (case := await self.bot.store.cases.get(ref))]
        ledger = self.bot.store.ledger
        away = ledger.get(AWAY)
        besides = [entry for prefix in RECORDED_BESIDES for entry in sorted(ledger.all(prefix).items())]
        return [[event["type"] for event in to_json(case)] for case in cases] + [away.value if away else {}, besides]


def taken(activity: Json) -> str:
    """Returns what a step takes: the verb of a button, the command of a line, or else the activity's own name."""
    if action := activity.get("value", {}).get("action"):
        return str(action["verb"]) if isinstance(action, dict) else str(activity["name"])
    if activity["type"] == "message":
        command = read_command(re.sub("<at>.*</at>", "", activity["text"]).strip())
        return f"{SAYS}{command[0]}" if command else ""
    return str(activity["type"])


def place(message: Message) -> str:
    """Returns the conversation, whatever its id is by now and whichever its thread."""
    return message.conversation.partition(";")[0].rstrip(MOVED)


def copy_of(message: Message) -> Message:
    return Message(message.conversation, message.id, message.activity, is_answer=message.is_answer)


@asynccontextmanager
async def stage_in(folder: Path, made: type[Bot] = Bot) -> AsyncIterator[Stage]:
    teams, drive = FailingTeams(), OneDrive()
    async with ClientSession() as session, teams.server, drive.server:
        teams.late_seconds = 2 * WAITS_SECONDS
        bot = made(folder / "store", teams, session)
        try:
            yield Stage(bot, teams, drive)
        finally:
            teams.released.set()
            await bot.stop()


def require_agreement(step: WalkStep, without: Screens, withal: Screens, fault: int | str, what: str) -> None:
    """Requires that whoever took the step has heard of it, and everybody else sees what they would have seen."""
    assert withal.record == without.record, (what, withal.record, without.record)
    is_denied = "nothing was recorded" in withal.said.casefold()
    assert not is_denied or withal.record == withal.before, (what, withal.said)
    tells = step.tells if without.record != without.before else f"{step.tells}|{UNSEEN}"
    assert re.search(tells, withal.said), (what, withal.said)
    for conversation, words in without.shown.items():
        shown = withal.shown.get(conversation, set())
        if conversation not in without.own:
            missing, more = words - shown, shown - words
            if fault in TOO_MUCH:
                # Teams does not take this message: it is said in plain words instead.
                assert len(missing) <= len(more), (what, conversation, missing, more)
            else:
                # A message that was taken, and whose answer was lost, is sent once more: its first copy is known to
                # nobody.
                is_twice = fault in (LOST_AFTER_TAKING, LATE)
                assert not missing and (not more or is_twice), (what, conversation, missing, more)
