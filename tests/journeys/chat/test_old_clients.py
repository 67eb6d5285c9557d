"""An old client knows no Action.Execute: it shows a button's fallback, and sends a message (Action.Submit). Whatever is
pressed there leads to the same record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.handlers.registry import BUTTONS
from bot.security.rate_limit import RateLimit
from bot.turns.review_bot import GOES_ON_BELOW
from safeguarding.case.case import Case
from tests.journeys.conftest import BUSINESS_TEAM, OTHER_PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, FakeTeams, buttons, texts
from tests.support.people.review_in_chat import TO_COMMISSION, case_of, decided
from tests.support.people.sin_lane import CRITERIA, REF, case_in_notification, copy_in_channel, shown, sign

PLAUSIBLE = {
    **{"ref": REF, "confirmed": True, "reason": "As agreed.", "on": "2026-11-23", "text": "As agreed.", "seen": 0},
    **{"matter": "notification_criteria", "part": "facts", "agencies": "A school", "words": "cases", "page": 1},
}


@pytest.fixture
async def modern(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "another store", teams, session)
        await bot.start()
        yield bot
        await bot.stack.aclose()


def steps_of(case: Case) -> list[tuple[str, str]]:
    return [(event.type, event.by.id) for event in case.events]


async def test_a_case_goes_from_the_triage_to_the_decision_as_in_a_client_of_today(bot: Bot, modern: Bot) -> None:
    bot.old_clients = True
    for each in (bot, modern):
        await decided(each, TO_COMMISSION, in_chat=True)
    assert steps_of(await case_of(bot)) == steps_of(await case_of(modern))


async def test_every_verb_does_the_same_and_says_the_same(bot: Bot, modern: Bot) -> None:
    for each in (bot, modern):
        await case_in_notification(each)
    old, new = bot.chat(BUSINESS_TEAM), modern.chat(BUSINESS_TEAM)
    await old.say("help")
    await new.say("help")
    for verb in sorted(BUTTONS):
        said, answered = await submitted(old, verb), await executed(new, verb)
        assert steps_of(await case_of(bot)) == steps_of(await case_of(modern)), verb
        assert said == answered, verb


async def executed(chat: Chat, verb: str) -> list[str]:
    """Returns what the bot said, below and at the card."""
    seen, action = len(chat.messages), {"type": "Action.Execute", "verb": verb, "data": PLAUSIBLE}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}))
    assert status == 200, (verb, body)
    at_card = body["value"] if isinstance(body["value"], str) else "\n".join(texts(body["value"]))
    return [*answers(chat, seen), *([at_card] if at_card != GOES_ON_BELOW else [])]


async def submitted(chat: Chat, verb: str) -> list[str]:
    seen = len(chat.messages)
    assert (await chat.post(chat.activity("message", value={"verb": verb, **PLAUSIBLE})))[0] == 201, verb
    return answers(chat, seen)


def answers(chat: Chat, seen: int) -> list[str]:
    return [message.words for message in chat.messages[seen:] if message.is_answer]


async def test_what_is_wrong_is_said_in_the_place_of_the_card_and_what_was_typed_stays(bot: Bot) -> None:
    bot.old_clients = True
    people = await case_in_notification(bot)
    message = await shown(people.icb, CRITERIA)
    await people.icb.press("Disagree", message, reason="")
    assert "Nothing was recorded" in message.words
    assert not bot.signatures(REF)


async def test_a_press_that_teams_delivers_twice_counts_once(bot: Bot) -> None:
    bot.old_clients = True
    people = await case_in_notification(bot)
    message = await shown(people.icb, CRITERIA)
    fallback = people.icb.button("Agree", message)["fallback"]
    activity = people.icb.activity("message", value=fallback["data"], replyToId=message.id)
    for _ in range(2):
        assert (await people.icb.post(activity))[0] == 201
    assert len([event for event in (await case_of(bot)).events if event.type == "signed"]) == 1


async def test_who_presses_too_fast_is_told_so_in_either_client(bot: Bot) -> None:
    bot.rate_limit = RateLimit(burst=3.0, per_second=0.0)
    await bot.restart()
    for submits in (False, True):
        chat = bot.chat(OTHER_PRACTITIONER if submits else BUSINESS_TEAM)
        chat.submits = submits
        await chat.say("help")
        for _ in range(2):
            await chat.press("My cases")
        assert "That was too much at once, and this step was not taken" in await chat.press("My cases")


async def test_a_card_that_can_no_longer_be_changed_is_answered_below(bot: Bot) -> None:
    bot.old_clients = True
    people = await case_in_notification(bot)
    message = await shown(people.icb, CRITERIA)
    bot.teams.updates_fail[message.id] = 100
    before = len(people.icb.messages)
    await sign(people.icb)
    assert {signed.seat for signed in bot.signatures(REF)} == {"icb"}
    assert any("agreed" in later.words.casefold() for later in people.icb.messages[before:])


async def test_a_press_in_the_channel_is_answered_in_ones_own_chat_alone(bot: Bot) -> None:
    people = await case_in_notification(bot)
    neutral = await copy_in_channel(bot)
    thread = bot.channel(BUSINESS_TEAM, neutral.id)
    before = neutral.words
    for button in buttons(neutral.card):
        await thread.submit(button["fallback"], neutral)
    assert neutral.words == before
    for said in thread.messages:
        assert "suspected" not in said.words.casefold() and "MH-1234" not in said.words
    assert len(people.team.messages) > 1


async def test_a_button_that_says_nothing_of_itself_is_answered(bot: Bot) -> None:
    chat = bot.chat(OTHER_PRACTITIONER)
    await chat.say("help")
    assert (await chat.post(chat.activity("message", value={"ref": REF})))[0] == 201
    assert "belongs to an older version of the bot" in chat.last.words
