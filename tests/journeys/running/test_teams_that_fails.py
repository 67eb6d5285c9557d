"""Teams fails at any one post or update: the record, what the person was told, and what is on screen agree."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from safeguarding.case.case import Case
from safeguarding.framework.entries import NOT_KNOWN, Detail
from safeguarding.offered_answers import Step
from tests.journeys.conftest import ICB, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, EVIDENCE, answered
from tests.support.fake_teams.failing import FAULTS, FailingTeams
from tests.support.fake_teams.server import Chat, Message, buttons, titles
from tests.support.people.sin_lane import ICB_DSP

POSTS = 22
"""A report makes no more posts and updates than these in the person's own chat."""
ENOUGH = 60
MOVES_AFTER = 3


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FailingTeams(late_seconds=0.6)
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session, try_seconds=0.3)
        await bot.start()
        yield bot
        teams.released.set()
        await bot.stack.aclose()


def failing(bot: Bot) -> FailingTeams:
    assert isinstance(bot.teams, FailingTeams)
    return bot.teams


@dataclass
class Reporter:
    """The reporter answers what is on screen, and does what the bot says. ``types`` what needs no evidence; where it
    ``moves``, the chat has another id and another service address after each third step."""

    bot: Bot
    chat: Chat
    types: bool
    moves: bool
    heard: list[str] = field(default_factory=list)

    async def report(self) -> Case:
        await self._do(self.chat.say("triage"))
        for _ in range(ENOUGH):
            if found := self._case():
                return found
            await self._go_on()
        raise AssertionError(f"it does not end: {self.heard}")

    async def _go_on(self) -> None:
        shown = self._on_screen()
        if shown is None:
            await self.bot.run_all_jobs()
            if self._on_screen() is None:
                await self._do(self.chat.say("triage"))
        elif step := self._asked(shown):
            await self._answer(step, shown)
        else:
            await self._press("Open the case", shown)

    def _on_screen(self) -> Message | None:
        """Returns the newest card that asks something."""
        asking = (m for m in reversed(self.chat.messages) if any(b["verb"] in ASKING for b in buttons(m.card)))
        return next(asking, None)

    def _asked(self, shown: Message) -> Step | None:
        framework = self.bot.framework
        steps: list[Step] = [*framework.asked_at("triage"), *framework.details]
        return next((step for step in steps if step.ask in shown.words), None)

    async def _answer(self, step: Step, shown: Message) -> None:
        value = A_CHILD_DIED.get(step.id, NOT_KNOWN)
        label = next((answer.label for answer in step.answers if answer.id == value), "Not known yet")
        needs_evidence = any(answer.id == value and answer.evidence for answer in step.answers)
        if self.types and not needs_evidence:
            await self._do(self.chat.say(label if step.answers else value))
        elif isinstance(step, Detail) and not step.answers and value != NOT_KNOWN:
            await self._press("Continue", shown, value=value)
        else:
            await self._press(label, shown, evidence=EVIDENCE)

    async def _press(self, title: str, shown: Message, **inputs: str) -> None:
        await self._do(self.chat.press(title, shown, **inputs))

    async def _do(self, step: Any) -> None:
        """Takes a step. Whoever is told that nothing was recorded is told the truth."""
        if self.moves and len(self.heard) % MOVES_AFTER == 0:
            self.chat.move()
        before, seen = self._recorded(), len(self.chat.messages)
        answer = await step
        said = [message.words for message in self.chat.messages[seen:]] + [answer if isinstance(answer, str) else ""]
        self.heard += said
        if any("nothing was recorded" in words.casefold() for words in said):
            assert self._recorded() == before, said

    def _recorded(self) -> object:
        person = self.chat.person
        drafts = [value["draft"] for value in self.bot.store.drafts.all().values()]
        kept = [(draft["id"], draft["revision"]) for draft in drafts if draft["person"]["id"] == person]
        return kept, [(case.ref, case.version) for case in self.bot.store.cases.open_cases()]

    def _case(self) -> Case | None:
        mine = [case for case in self.bot.store.cases.open_cases() if case.opener.id == self.chat.person]
        assert len(mine) <= 1, "one report opens one case"
        return mine[0] if mine else None


ASKING = {"answer", "record", "confirm_date"}


async def reported(bot: Bot, number: int, fault: int | str, at: int, *, types: bool, times: int = 1) -> int:
    """Returns how many requests failed."""
    chat = bot.chat(f"bb000000-0000-4000-8000-{number:012}")
    failing(bot).arm("", at, fault, times)
    reporter = Reporter(bot, chat, types, moves=number % 4 < 2)
    case = await reporter.report()
    failing(bot).heal()
    failing(bot).released.set()
    bot.clock.pass_(minutes=40)
    await bot.run_all_jobs()
    answered = {name: value for name, value in A_CHILD_DIED.items() if name in case.facts.answers}
    told = "\n".join(message.words for message in chat.messages)
    assert case.facts.answers == answered, reporter.heard
    assert f"{case.ref} is open" in told or f"{case.ref}\nStage" in told or f"recorded: {case.ref}" in told, told
    failing(bot).released.clear()
    return len(failing(bot).failed)


@pytest.mark.parametrize("types", [False, True], ids=["pressed", "typed"])
@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.soak)])
async def test_whatever_post_of_a_report_fails_what_is_recorded_was_asked_and_answered(
    bot: Bot, types: bool, every: int
) -> None:
    failed = 0
    for number, (at, fault) in enumerate(list(itertools.product(range(POSTS), FAULTS))[:: 2 * every]):
        # Up to four in a row: the bot's own second try fails too, and the few words that it says instead.
        failed += await reported(bot, 100 + number, fault, at, types=types, times=1 + number % 4)
    assert failed > number / 2


async def test_an_answer_typed_twice_counts_for_no_question_that_nobody_saw(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=EVIDENCE)
    failing(bot).arm(chat.conversation, 0, 500, times=1_000)
    for _ in range(2):
        await chat.say("2")
    (draft,) = bot.store.drafts.all().values()
    assert draft["draft"]["values"] == {"harm": "died", "age": "18_to_24"}


@pytest.mark.parametrize("times", [3, 4], ids=["its answer alone", "every word of it"])
async def test_whoever_opens_a_case_by_a_typed_line_hears_of_it(bot: Bot, times: int) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    failing(bot).arm(chat.conversation, 0, 500, times)
    await chat.say("Open the case")
    failing(bot).heal()
    await bot.run_all_jobs()
    (case,) = bot.store.cases.open_cases()
    assert f"recorded: {case.ref}" in chat.newest.words
    await chat.say("cases")
    assert case.ref in chat.last.words, "the triage is over"


@pytest.mark.parametrize("typed", ["define SIN", "cancel"])
async def test_a_line_typed_in_a_triage_is_never_left_without_a_word(bot: Bot, typed: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    failing(bot).arm(chat.conversation, 0, 500, times=10)
    await chat.say(typed)
    failing(bot).heal()
    await bot.run_all_jobs()
    assert "An answer did not reach you" in chat.newest.words


async def test_who_could_not_be_greeted_is_greeted_by_itself_once_teams_is_well(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    failing(bot).arm(chat.conversation, 0, 500)
    await chat.install()
    assert chat.messages == []
    for _ in range(2):
        await bot.run_all_jobs()
        assert [titles(message.card)[0] for message in chat.messages] == ["Start a triage"]


async def test_what_is_recorded_outside_the_cases_is_not_denied_when_its_answer_is_not_shown(bot: Bot) -> None:
    chat = bot.chat(ICB_DSP, ICB)
    await chat.install()
    failing(bot).arm(chat.conversation, 0, 500)
    await chat.say("away until Thursday")
    assert "This is recorded: who is away." in chat.last.words and "type away to see it" in chat.last.words
    failing(bot).arm(chat.conversation, 0, 500, times=2)
    await chat.say("away until Friday")
    failing(bot).heal()
    await bot.run_all_jobs()
    assert "is recorded: who is away. Don't do it again." in chat.newest.words


async def test_whoever_edits_a_message_and_gets_no_word_is_told_to_ask_again(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.install()
    failing(bot).arm(chat.conversation, 0, 500, times=2)
    edited = chat.activity("messageUpdate", text="died", channelData={"eventType": "editMessage"})
    await chat.post({**edited, "channelData": {"eventType": "editMessage", "tenant": {"id": chat.tenant}}})
    failing(bot).heal()
    await bot.run_all_jobs()
    assert "An answer did not reach you" in chat.newest.words


async def test_where_teams_takes_nothing_for_half_an_hour_whoever_watches_sees_it(bot: Bot) -> None:
    now = [0.0]
    bot.seconds = lambda: now[0]
    await bot.restart()
    chat = bot.chat(PRACTITIONER)
    chat.bot_url = bot.url
    failing(bot).arm(chat.conversation, 0, 401, times=1_000)
    bot.teams.members_fail = 401
    await chat.say("cases")
    assert (await bot.ready())[0] == 200
    now[0] += 31 * 60
    await chat.say("cases")
    status, body = await bot.ready()
    assert status == 503 and "Teams has taken none of the bot's messages" in body["teams"]
    failing(bot).heal()
    await chat.say("cases")
    assert (await bot.ready())[0] == 200
