"""While Teams can't say who somebody is, whoever it never named may report an incident and is told to ring the Business
Team; nothing else is open to them, and all of it once Teams answers again."""

from datetime import timedelta

import pytest

from bot.handlers.registry import BUTTONS
from bot.security import membership
from bot.security.authorize import NOT_CONFIRMED
from bot.security.confirmations import HOLDS
from bot.turns.unconfirmed import BEGUN, OPENED, REPORT_BUTTONS
from cards.refusal import NOT_RECORDED
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from tests.journeys.conftest import BUSINESS_TEAM, ICB, OTHER_PRACTITIONER, Bot
from tests.journeys.security.test_members import Seconds, seconds
from tests.support.answers import A_CHILD_DIED, answer_all, answered, opened
from tests.support.fake_teams.one_drive import OneDrive, answer, offer
from tests.support.fake_teams.server import DROPS, Chat, buttons, eventually, texts
from tests.support.people.sin_lane import CRITERIA, ICB_DSP, REF, case_in_notification, shown, sign
from tests.support.undisturbed import nothing_changes

__all__ = ["seconds"]

NEWCOMER = "cc000000-0000-4000-8000-000000000001"
FAULTS: dict[str, tuple[int, str]] = {
    **{str(status): (status, "") for status in (401, 403, 404, 429, 500, 503)},
    "404 of the conversation": (404, "ConversationNotFound"),
    "dropped": (DROPS, ""),
}


def outage(bot: Bot, fault: str = "503") -> None:
    bot.teams.members_fail, bot.teams.members_code = FAULTS[fault]


async def said(chat: Chat, text: str) -> str:
    """Says a text, and returns what was answered; a nudge may come in between."""
    before = len(chat.messages)
    await chat.say(text)
    return "\n".join(message.unfolded for message in chat.messages[before:] if message.is_answer)


async def pressed(chat: Chat, verb: str, **data: object) -> str:
    action = {"action": {"type": "Action.Execute", "verb": verb, "data": data}}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=action))
    assert status == 200
    return str(body["value"])


async def test_a_newcomer_reports_and_opens_in_an_outage_and_does_nothing_else_until_it_is_over(
    bot: Bot, seconds: Seconds
) -> None:
    outage(bot)
    newcomer = bot.chat(NEWCOMER)
    assert BEGUN in await said(newcomer, "triage")
    await answer_all(newcomer, bot.framework, A_CHILD_DIED)
    await newcomer.press("Open the case")
    assert newcomer.last.words == OPENED.format(REF)
    assert f"{REF} is open" in "\n".join(message.words for message in newcomer.messages)
    assert bot.store.cases.open_case(REF)
    async with nothing_changes(bot.folder):
        for words in (f"submitted {REF} 23/11/2026", f"case {REF}", "cases", f"update {REF}", REF):
            activity, before = newcomer.activity("message", text=words), len(newcomer.messages)
            assert (await newcomer.post({**activity, "id": None}))[0] == 201
            assert NOT_CONFIRMED in [message.words for message in newcomer.messages[before:]]
        assert NOT_CONFIRMED in await pressed(newcomer, "type", words=f"case {REF}")
        for verb in sorted(set(BUTTONS) - REPORT_BUTTONS - {"type"}):
            answer = await pressed(newcomer, verb, ref=REF, confirmed=True, reason="x", matter=NOTIFICATION_CRITERIA)
            assert NOT_CONFIRMED in answer and "Died" not in answer, verb
    bot.teams.members_fail = 0
    seconds.now += 31
    assert REF in await said(newcomer, "cases")
    assert "Died" in await said(newcomer, f"case {REF}")
    team = bot.chat(BUSINESS_TEAM)
    await team.install()
    await eventually(lambda: any("could not confirm who opened this case" in each.words for each in team.messages))
    assert "Teams could not confirm then who it was" in await said(team, f"case {REF}")


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_a_look_up_answers_a_newcomer_reports_a_death(bot: Bot, fault: str) -> None:
    outage(bot, fault)
    await reported(bot, bot.chat(NEWCOMER))


async def test_a_newcomer_reports_a_death_where_no_look_up_is_answered(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "ASK_SECONDS", 0.1)
    bot.teams.members_wait = 3600.0
    await reported(bot, bot.chat(NEWCOMER))


async def reported(bot: Bot, chat: Chat) -> None:
    await answered(bot, chat)
    await chat.press("Open the case")
    assert chat.last.words == OPENED.format(REF)
    assert bot.store.cases.open_case(REF)


async def test_an_unconfirmed_office_holder_is_nobodys_office(bot: Bot) -> None:
    people = await case_in_notification(bot)
    card = await shown(people.icb, CRITERIA)
    await forgotten(bot)
    icb, team = bot.chat(ICB_DSP, ICB), bot.chat(BUSINESS_TEAM)
    assert [*texts(await icb.press("Agree", card))][:2] == [NOT_RECORDED, NOT_CONFIRMED]
    assert bot.signatures(REF) == []
    for words in (f"submitted {REF} 23/11/2026", "dashboard", f"case {REF}"):
        assert await said(team, words) == NOT_CONFIRMED
    status, body = await team.post(team.search_activity("001"))
    assert (status, body["composeExtension"]["text"]) == (200, NOT_CONFIRMED)
    case = bot.store.cases.open_case(REF)
    assert case and len(case.events) == 1


async def test_whoever_teams_named_of_late_goes_on_working_in_an_outage_and_after_a_restart(
    bot: Bot, seconds: Seconds
) -> None:
    people = await case_in_notification(bot)
    outage(bot)
    seconds.now += 301
    assert "Recorded" in await sign(people.icb) or bot.signatures(REF)
    await bot.restart()
    await sign(bot.chat(people.council.person))
    assert len(bot.signatures(REF)) == 2
    team = bot.chat(BUSINESS_TEAM)
    status, body = await team.post(team.search_activity("001"))
    assert status == 200 and body["composeExtension"]["type"] == "result"


async def forgotten(bot: Bot) -> None:
    """Lets so much time go by that no confirmation holds, then has Teams' look-ups fail."""
    bot.clock.pass_(seconds=HOLDS.total_seconds() + 1)
    await bot.restart()
    outage(bot)


async def test_a_file_is_put_nowhere_for_whoever_cannot_be_confirmed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"calendar {REF}")
    await forgotten(bot)
    team, drive = bot.chat(BUSINESS_TEAM), OneDrive()
    async with drive.server:
        assert (await team.post(answer(team, offer(team), drive.room)))[0] == 200
    assert team.last.words == NOT_CONFIRMED and drive.uploads == []


async def test_in_a_channel_a_newcomers_report_goes_on_in_their_own_chat(bot: Bot) -> None:
    outage(bot)
    own = bot.chat(NEWCOMER)
    await own.install()
    channel = bot.channel(NEWCOMER)
    await channel.say("triage", mention=True)
    assert "our own chat" in channel.last.words
    assert BEGUN in "\n".join(message.words for message in own.messages)
    assert [button for button in buttons(own.newest.card) if "draft" in button["data"]]


async def test_what_an_unconfirmed_sender_says_moves_no_office_holders_chat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    before = dict(bot.store.references.all())
    await forgotten(bot)
    elsewhere = Chat(bot.teams, bot.url, bot.session, ICB_DSP, ICB, "a:somewhere-else")
    await elsewhere.say("help")
    never = bot.chat("aa000000-0000-4000-8000-000000000013", ICB)
    await never.say("help")
    assert dict(bot.store.references.all()) == before
    assert people.icb.messages


async def test_a_draft_that_changes_a_case_can_be_left_and_no_more_by_whoever_cannot_be_confirmed(bot: Bot) -> None:
    chat = bot.chat(OTHER_PRACTITIONER)
    await opened(bot, chat)
    await chat.say(f"update {REF}")
    bot.clock.pass_(seconds=timedelta(minutes=20).total_seconds())
    for key in bot.store.references.all():
        if key.startswith("confirmed|"):
            await bot.store.references.delete(key)
    await bot.restart()
    outage(bot)
    chat = bot.chat(OTHER_PRACTITIONER)
    assert NOT_CONFIRMED in list(texts(await chat.press("Save the changes")))
    assert await said(chat, "1") == NOT_CONFIRMED
    assert "Cancelled" in await said(chat, "cancel")
    assert "Question 1" in await said(chat, "triage")
