"""Teams fails at any request that follows a step: what is recorded, what people are told, and what is on their screens
agree with what would have been without the failure."""

import itertools
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from safeguarding.case.case import to_json
from tests.conftest import Figures
from tests.journeys.conftest import Bot
from tests.support.failing_steps import STEPS, FailingStep
from tests.support.fake_teams.failing import FAULTS, LOST_AFTER_TAKING, FailingTeams
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import Message, texts
from tests.support.people.sin_lane import People

TOO_MUCH = (400, 413)
MOVED = "+"
"""A chat that has moved has this behind its id."""
TOLD = re.compile("CSCP-2026-00[12]|did not reach you")


@dataclass
class Screens:
    """Screens are what each conversation shows, and what became of the cases."""

    shown: dict[str, set[str]]
    record: list[Any]
    actor: str
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

    async def prepare(self, step: FailingStep) -> None:
        """Leads to where the step begins, and keeps that."""
        self.teams.heal()
        await self._empty()
        await self.bot.start()
        await step.start(self.bot)
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
        self, step: FailingStep, fault: int | str = 0, at: int = 0, times: int = 0, *, moves: bool = False
    ) -> Screens:
        """Takes the step from where it begins, while Teams fails; then Teams is well, and forty minutes pass. Where it
        ``moves``, all chats have another id and address than before, and whoever takes the step once more at the end.
        """
        await self._put_back()
        people = People(self.bot)
        for chat in (*people.partners, people.team, people.practitioner):
            chat.numbers = itertools.count(next(self.runs) * 1_000)
            if moves:
                chat.move()
        chat, press = await step.begin(self.bot, people, self.drive)
        await self.bot.run_all_jobs()
        actor = chat.conversation.rstrip(MOVED)
        if moves:
            chat.move()
        seen = {message.id for message in chat.messages}
        self.teams.arm("", at, fault, times)
        answer = await press
        await self.bot.run_all_jobs()
        requests = self.teams.requests
        self.teams.heal()
        self.teams.released.set()
        self.bot.clock.pass_(minutes=40)
        await self.bot.run_all_jobs()
        self.teams.released.clear()
        new = [message for message in chat.messages if message.id not in seen]
        said = [*(f"{message.words}{message.activity.get('attachments')}" for message in new), *texts(answer)]
        return Screens(self._shown(), await self._record(), actor, requests, "\n".join(said))

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
            shown.setdefault(message.conversation.partition(";")[0].rstrip(MOVED), set()).add(message.words)
        return shown

    async def _record(self) -> list[Any]:
        refs = ["CSCP-2026-001", "CSCP-2026-002"]
        cases = [case for ref in refs if (case := await self.bot.store.cases.get(ref))]
        return [[event["type"] for event in to_json(case)] for case in cases]


def copy_of(message: Message) -> Message:
    return Message(message.conversation, message.id, message.activity, is_answer=message.is_answer)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    teams, drive = FailingTeams(), OneDrive()
    async with ClientSession() as session, teams.server, drive.server:
        bot = Bot(tmp_path / "store", teams, session, try_seconds=0.3)
        yield Stage(bot, teams, drive)
        teams.released.set()
        await bot.stop()


QUICK = ("merge", "disagree", "submit by a typed line", "take a file")
ALL = tuple(STEPS)


@pytest.mark.parametrize(("names", "every"), [(QUICK, 12), pytest.param(ALL, 1, marks=pytest.mark.soak)])
async def test_whatever_fails_after_a_step_record_words_and_screens_agree(
    stage: Stage, names: Sequence[str], every: int, figures: Figures
) -> None:
    numbers, failures = itertools.count(), 0
    for name in names:
        step = STEPS[name]
        await stage.prepare(step)
        without = await stage.take(step)
        for at, fault in itertools.product(range(without.requests), FAULTS):
            number = next(numbers)
            if number % every == 0:
                failures += 1
                # Two in a row: the second is the bot's own second try.
                moves = failures % 3 == 0
                withal = await stage.take(step, fault, at, times=1 + number // every % 2, moves=moves)
                agree(without, withal, fault, f"{name}: request {at} fails with {fault}")
    figures(f"{len(names)} steps, {failures} failures")


def agree(without: Screens, withal: Screens, fault: int | str, what: str) -> None:
    """Whoever took the step has heard of it, and everybody else sees what they would have seen."""
    assert withal.record == without.record, what
    assert "nothing was recorded" not in withal.said.casefold(), (what, withal.said)
    assert TOLD.search(withal.said), (what, withal.said)
    for conversation, words in without.shown.items():
        shown = withal.shown.get(conversation, set())
        if conversation != without.actor:
            missing, more = words - shown, shown - words
            if fault in TOO_MUCH:
                # Teams does not take this message: it is said in plain words instead.
                assert len(missing) <= len(more), (what, conversation, missing, more)
            else:
                # A message that was taken, and whose answer was lost, is sent once more: its first copy is known to
                # nobody.
                assert not missing and (not more or fault == LOST_AFTER_TAKING), (what, conversation, missing, more)
