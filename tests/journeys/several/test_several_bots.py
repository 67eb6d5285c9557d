"""Two bots work on one store, as people meet them: a message may reach either, and the chat goes on with both."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.connector.failed_turn import CROSSED
from bot.turns.answers import NOT_IN_OUR_CHAT, SUPERSEDED
from store.encryption import PlainCodec
from store.errors import Busy
from store.folder.store import FolderStore
from store.interface import Store
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, ICB, PRACTITIONER, Bot
from tests.journeys.triage.test_triage import SEEN
from tests.support.answers import opened
from tests.support.fake_teams.server import Chat, FakeTeams, Message, eventually
from tests.support.people.sin_lane import CRITERIA, ICB_DSP, REF, everyone
from tests.support.postgres.bots import bot, fresh_name
from tests.support.postgres.fixtures import shared_database
from tests.support.stores.shared import OneOfSeveral, RememberedDocuments

__all__ = ["shared_database"]

QUESTION = "How old"


class Held(RememberedDocuments):
    """Writes to these documents wait, once, until they are let go."""

    def __init__(self, kept: Any) -> None:
        super().__init__(kept)
        self.waits = False
        self.waiting, self.goes_on = asyncio.Event(), asyncio.Event()

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        if self.waits:
            self.waits = False
            self.waiting.set()
            await self.goes_on.wait()
        return await super().put(key, value, etag)


class Losing(OneOfSeveral):
    """The bot loses the store's connection in the middle of a turn, and with it the turn."""

    def __init__(self, kept: FolderStore, holder: str) -> None:
        super().__init__(kept, holder)
        self.conversations: Held = Held(kept.conversations)
        self.drafts: Held = Held(kept.drafts)

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()


class AlwaysBusy(OneOfSeveral):
    """Another bot's turn never ends, in every chat or in the one that is named."""

    busy = ""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        if self.busy in conversation:
            raise Busy("Another turn of this chat takes long.")
        return super().turn(conversation)


@dataclass
class Bots:
    """Two whole bots, ``first`` and ``second``, have one clock; a person writes to either."""

    first: Bot
    second: Bot
    kept: FolderStore

    def chat(self, person: str, tenant: str | None = None) -> Chat:
        return self.first.chat(person, *([tenant] if tenant else []))

    def to(self, bot: Bot, chat: Chat) -> Chat:
        """Moves the same person in the same chat to that bot, which now gets the messages."""
        chat.bot_url = bot.url
        return chat

    async def run_jobs(self) -> None:
        await asyncio.gather(self.first.run_all_jobs(), self.second.run_all_jobs())

    async def serve(self, first: Store, second: Store, beside: Store | None = None) -> None:
        for each, store in ((self.first, first), (self.second, second)):
            each.store = beside or self.kept
            await each.serve(store)

    async def see(self) -> Store:
        """Returns the store as it is now."""
        await self.first.store.refresh()
        return self.first.store


@pytest.fixture
async def stopped(tmp_path: Path) -> AsyncIterator[Bots]:
    teams = FakeTeams()
    async with (
        ClientSession() as session,
        teams.server,
        FolderStore.open(tmp_path / "store", PlainCodec()) as kept,
    ):
        first, second = (Bot(tmp_path / "store", teams, session) for _ in range(2))
        second.clock = first.clock
        yield Bots(first, second, kept)
        for bot in (first, second):
            await bot.stop()


@pytest.fixture(params=["folder", "postgres"])
async def bots(request: pytest.FixtureRequest, stopped: Bots) -> AsyncIterator[Bots]:
    """Serves the two bots over one folder in this process, or over a database."""
    if request.param == "folder":
        await stopped.serve(OneOfSeveral(stopped.kept, "one"), OneOfSeveral(stopped.kept, "two"))
        yield stopped
        return
    url, name = request.getfixturevalue("shared_database"), fresh_name()
    async with await bot(url, name) as beside:
        await stopped.serve(await bot(url, name), await bot(url, name), beside)
        yield stopped
        for each in (stopped.first, stopped.second):
            await each.stop()


def summaries(messages: list[Message]) -> list[str]:
    """Returns the text of each message's notification."""
    return [str(message.activity.get("summary")) for message in messages]


async def test_a_triage_goes_on_whichever_bot_an_answer_reaches(bots: Bots) -> None:
    chat = bots.chat(PRACTITIONER)
    await chat.say("triage")
    await bots.to(bots.second, chat).press("Died", evidence=SEEN)
    assert QUESTION in chat.last.words
    await bots.to(bots.first, chat).press("Under 18")
    assert QUESTION not in chat.last.words
    (draft,) = (await bots.see()).drafts.all().values()
    assert draft["draft"]["values"] == {"harm": "died", "age": "under_18"}


async def test_a_case_opened_with_one_bot_is_seen_and_searched_with_the_other_at_once(bots: Bots) -> None:
    team = bots.to(bots.second, bots.chat(BUSINESS_TEAM))
    await team.install()
    await opened(bots.first, bots.first.chat(PRACTITIONER))
    await team.say(f"case {REF}")
    assert f"Case {REF}\nNotification" in team.showing("Show the history").words
    _, found = await team.post(team.search_activity(REF))
    assert REF in str(found)


async def test_each_person_hears_of_a_case_once_and_gets_one_card_from_two_bots(bots: Bots) -> None:
    await everyone(bots.first)
    await opened(bots.first, bots.first.chat(PRACTITIONER))
    for _ in range(3):
        await bots.run_jobs()
    team, icb = bots.chat(BUSINESS_TEAM), bots.chat(ICB_DSP, ICB)
    assert summaries(team.messages).count(f"{REF} was opened") == 1
    assert summaries(icb.messages).count(f"{REF}: a card to sign") == 1
    in_channel = summaries(bots.first.teams.in_conversation(CHANNEL))
    assert (in_channel.count(f"{REF} was opened"), in_channel.count(f"{REF}: a card to sign")) == (1, 1)


async def test_a_signature_given_with_one_bot_changes_the_card_that_the_other_posted(bots: Bots) -> None:
    people = await everyone(bots.first)
    await opened(bots.first, people.practitioner)
    await bots.run_jobs()
    icb = bots.to(bots.second, people.icb)
    await icb.press("Agree", icb.showing(CRITERIA))
    await bots.see()
    assert [signed.seat for signed in bots.first.signatures(REF)] == ["icb"]
    await bots.run_jobs()
    assert "ICB" in people.police.showing(CRITERIA).words
    police = bots.to(bots.second, people.police)
    await police.press("Agree", police.showing(CRITERIA))
    await bots.see()
    assert {signed.seat for signed in bots.first.signatures(REF)} == {"icb", "police"}


async def test_a_triage_left_in_silence_is_asked_about_once_and_told_once_by_two_bots(bots: Bots) -> None:
    await bots.chat(BUSINESS_TEAM).install()
    chat = bots.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    bots.first.clock.pass_(minutes=31)
    await bots.run_jobs()
    assert len([message for message in chat.messages if "Open the case anyway?" in message.words]) == 1
    bots.first.clock.pass_(minutes=31)
    await bots.run_jobs()
    told = [message for message in bots.chat(BUSINESS_TEAM).messages if "A triage was left" in message.words]
    assert len(told) == 1
    await bots.to(bots.second, chat).press("Go on with the questions")
    assert QUESTION in chat.last.words


async def test_one_click_delivered_to_both_bots_at_once_opens_one_case(bots: Bots) -> None:
    chat, elsewhere = bots.chat(PRACTITIONER), bots.to(bots.second, bots.chat(PRACTITIONER))
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("cancel")
    press = chat.press_activity("Open with what is known")
    answers = await asyncio.gather(chat.post(press), elsewhere.post(press))
    assert [status for status, _ in answers] == [200, 200]
    assert [REF in str(body) for _, body in answers] == [True, True]
    assert [case.ref for case in (await bots.see()).cases.open_cases()] == [REF]


@pytest.fixture
async def losing(stopped: Bots) -> Losing:
    store = Losing(stopped.kept, "one")
    await stopped.serve(store, OneOfSeveral(stopped.kept, "two"))
    return store


async def test_a_question_asked_by_a_bot_that_lost_its_turn_is_pointed_out_and_the_person_can_go_on(
    stopped: Bots, losing: Losing
) -> None:
    chat = stopped.chat(PRACTITIONER)
    await chat.say("hello")
    losing.conversations.waits = True
    with capture_logs() as logs:
        asking = asyncio.create_task(chat.say("triage"))
        await losing.conversations.waiting.wait()
        elsewhere = stopped.to(stopped.second, stopped.first.chat(PRACTITIONER))
        await elsewhere.say("help", id="elsewhere")
        losing.conversations.goes_on.set()
        await asking
    assert chat.last.words == SUPERSEDED
    assert "Something went wrong" not in "".join(message.words for message in chat.messages)
    assert [entry["log_level"] for entry in logs if entry["event"] == "turn_overtaken"] == ["warning"]
    assert not [entry for entry in logs if entry["event"] == "turn_failed"]
    await elsewhere.say("triage", id="once more")
    await elsewhere.press("Died", evidence=SEEN)
    assert QUESTION in elsewhere.last.words


async def test_a_step_recorded_by_a_bot_that_lost_its_turn_stays_recorded_and_nobody_is_bothered(
    stopped: Bots, losing: Losing
) -> None:
    team = stopped.chat(BUSINESS_TEAM)
    await team.install()
    await opened(stopped.first, stopped.chat(PRACTITIONER))
    losing.conversations.waits = True
    recording = asyncio.create_task(team.say(f"submitted {REF} today"))
    await losing.conversations.waiting.wait()
    elsewhere = stopped.to(stopped.second, stopped.first.chat(BUSINESS_TEAM))
    await elsewhere.say("cases", id="elsewhere")
    losing.conversations.goes_on.set()
    await recording
    (case,) = stopped.kept.cases.open_cases()
    assert case.sin_submitted
    said = "".join(message.words for message in team.messages)
    assert SUPERSEDED not in said and CROSSED not in said and "Something went wrong" not in said


async def test_of_two_answers_to_one_question_the_second_is_not_recorded_and_the_person_hears_so(
    stopped: Bots, losing: Losing
) -> None:
    chat = stopped.chat(PRACTITIONER)
    await chat.say("triage")
    losing.drafts.waits = True
    question = chat.last
    answering = asyncio.create_task(chat.press("Died", question, evidence=SEEN))
    await losing.drafts.waiting.wait()
    elsewhere = stopped.to(stopped.second, stopped.first.chat(PRACTITIONER))
    await elsewhere.press("Seriously harmed", question, evidence=SEEN)
    losing.drafts.goes_on.set()
    assert await answering == CROSSED
    (draft,) = stopped.kept.drafts.all().values()
    assert draft["draft"]["values"] == {"harm": "seriously_harmed"}


@pytest.fixture
async def busy(stopped: Bots) -> AlwaysBusy:
    store = AlwaysBusy(stopped.kept, "one")
    await stopped.serve(store, OneOfSeveral(stopped.kept, "two"))
    return store


async def test_where_a_turn_takes_too_long_elsewhere_the_person_hears_that_nothing_was_recorded(
    stopped: Bots, busy: AlwaysBusy
) -> None:
    chat = stopped.to(stopped.second, stopped.chat(PRACTITIONER))
    await chat.say("triage")
    question = chat.last
    with capture_logs() as logs:
        await stopped.to(stopped.first, chat).say("Died")
        assert chat.last.words == CROSSED
        assert await chat.press("Died", question, evidence=SEEN) == CROSSED
    assert [entry["error"] for entry in logs if entry["event"] == "turn_crossed"] == ["Busy", "Busy"]
    assert not [entry for entry in logs if entry["event"] == "turn_failed"]
    assert b'cscp_store_faults_total{where="turn"}' not in stopped.first.metrics.text()
    await stopped.to(stopped.second, chat).press("Died", question, evidence=SEEN)
    assert QUESTION in chat.last.words


async def test_where_the_own_chat_is_busy_the_channel_says_so_and_shows_no_case(
    stopped: Bots, busy: AlwaysBusy
) -> None:
    busy.busy = "no such chat"
    team = stopped.chat(BUSINESS_TEAM)
    await team.install()
    await opened(stopped.first, stopped.chat(PRACTITIONER))
    busy.busy = team.person
    channel = stopped.first.channel(BUSINESS_TEAM)
    await channel.say(f"case {REF}", mention=True)
    assert channel.last.words == NOT_IN_OUR_CHAT


async def test_a_chat_that_is_busy_is_asked_about_its_triage_in_a_later_round(stopped: Bots, busy: AlwaysBusy) -> None:
    busy.busy = "no such chat"
    chat = stopped.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    await stopped.second.stop()
    busy.busy = chat.person
    stopped.first.clock.pass_(minutes=31)
    with capture_logs() as logs:
        await stopped.first.run_all_jobs()
    assert not [entry for entry in logs if entry["event"] == "round_failed"]
    assert "Open the case anyway?" not in chat.last.words
    busy.busy = "no such chat"
    await eventually(lambda: "Open the case anyway?" in chat.newest.words)
