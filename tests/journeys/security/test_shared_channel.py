"""In a shared channel the tenant of every message is the host's: a partner is known by their own, as Teams' look-up
says; a guest, somebody from elsewhere and a contradiction are told why they are not let in."""

from typing import Any

import pytest

from bot.security.member import MemberStatus
from bot.security.membership import GUESTS, REFUSALS
from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    COUNCIL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    PRACTITIONER,
    Bot,
)
from tests.journeys.sign_off.test_own_view import WAITS, refreshed
from tests.support.answers import opened
from tests.support.fake_teams.server import Chat, Json, Message, eventually, texts
from tests.support.people.sin_lane import CRITERIA, ICB_DSP, REF, People, case_in_notification, copy_in_channel

TEAM = "19:the-team@thread.tacv2"
ELSEWHERE = "99999999-0000-4000-8000-000000000009"


class InSharedChannel(Chat):
    """The chat is one person in the shared channel, whose host is the council."""

    def activity(self, type: str, **more: Any) -> Json:
        activity = super().activity(type, **more)
        channel = {"id": CHANNEL, "type": "shared"}
        return {**activity, "channelData": {**activity["channelData"], "team": {"id": TEAM}, "channel": channel}}


def shared(bot: Bot, person: str, own_tenant: str = COUNCIL) -> Chat:
    bot.teams.tenants[person] = own_tenant
    bot.teams.without_members.add(TEAM)
    place = f"{CHANNEL};messageid=100"
    return InSharedChannel(bot.teams, bot.url, bot.session, person, COUNCIL, place, "channel")


async def test_a_partner_of_another_tenant_signs_from_a_shared_channel_for_their_own_seat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    chat = shared(bot, ICB_DSP, ICB)
    view = await refreshed(chat, copy)
    assert WAITS in list(texts(view))
    own = Message(chat.conversation, "m0", {"attachments": [{"content": view}]})
    assert await chat.press("Sign: notification criteria", own) == "I have written to you in our own chat."
    await people.icb.press("Agree", people.icb.showing(CRITERIA))
    (signed,) = bot.signatures(REF)
    assert (signed.seat, signed.by.tenant, signed.by.id) == ("icb", ICB, ICB_DSP)


async def test_the_hosts_tenant_gives_a_partners_member_no_office_of_the_host(bot: Bot) -> None:
    """The council's DSP is known by the council's tenant: somebody of the ICB's with that id is not."""
    await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    await bot.restart()
    chat = shared(bot, LOCAL_AUTHORITY_DSP, ICB)
    assert f"There is no case {REF} that you can see" in await refreshed(chat, copy)


async def test_a_partners_practitioner_reports_from_a_shared_channel_in_their_own_chat(bot: Bot) -> None:
    own = bot.chat(OTHER_PRACTITIONER, ICB)
    await own.install()
    channel = shared(bot, OTHER_PRACTITIONER, ICB)
    await channel.say("triage", mention=True)
    assert channel.last.words == "I have written to you in our own chat."
    assert "Question 1" in own.newest.words
    await own.say("cancel")
    await opened(bot, own)
    case = bot.store.cases.open_case(REF)
    assert case and (case.opener.tenant, case.opener.id) == (ICB, OTHER_PRACTITIONER)


NOT_LET_IN = {
    "guest": GUESTS,
    "of another tenant": REFUSALS[MemberStatus.OUTSIDER],
    "somebody else's id": REFUSALS[MemberStatus.CONTRADICTED],
    "not signed in": REFUSALS[MemberStatus.ANONYMOUS],
}


def arrives(bot: Bot, who: str) -> Chat:
    chat = shared(bot, PRACTITIONER, ELSEWHERE if who == "of another tenant" else COUNCIL)
    if who == "guest":
        bot.teams.guests.add(PRACTITIONER)
    elif who == "somebody else's id":
        bot.teams.known_as[PRACTITIONER] = BUSINESS_TEAM
    elif who == "not signed in":
        bot.teams.anonymous.add(PRACTITIONER)
    return chat


@pytest.mark.parametrize("who", NOT_LET_IN)
async def test_whoever_is_not_let_in_is_told_why_where_they_wrote_and_where_they_pressed(bot: Bot, who: str) -> None:
    chat, sentence = arrives(bot, who), NOT_LET_IN[who]
    answered = await chat.post(chat.activity("message", text="triage"))
    assert answered == (403, {"error": sentence})
    assert [message.words for message in chat.messages] == [sentence]
    action = {"action": {"type": "Action.Execute", "verb": "start_triage", "data": {}}}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=action))
    assert (status, body["value"]) == (200, sentence)
    assert "Business Team" in sentence
    assert not bot.store.references.all() and not bot.store.drafts.all()


async def test_a_contradiction_in_ones_own_chat_sees_and_signs_nothing(bot: Bot) -> None:
    """The account is a practitioner's, and the directory id that it states the ICB's DSP's."""
    people = await case_in_notification(bot)
    card = people.icb.offering("Agree")
    bot.teams.known_as[ICB_DSP] = PRACTITIONER
    await bot.restart()
    icb = bot.chat(ICB_DSP, ICB)
    assert await icb.press("Agree", card) == REFUSALS[MemberStatus.CONTRADICTED]
    assert bot.signatures(REF) == []


# Who is outside, and can't be written to


async def test_a_partner_outside_who_has_no_chat_is_shown_on_the_case_and_told_to_the_business_team(bot: Bot) -> None:
    """Teams lets the bot write to nobody outside the host's tenant who has not opened a chat with it."""
    people = People(bot)
    for chat in (people.council, people.police, people.team):
        await chat.install()
    await opened(bot, people.practitioner)
    await eventually(lambda: any(CRITERIA in message.words for message in people.council.messages))
    copy = await copy_in_channel(bot)
    chat = shared(bot, ICB_DSP, ICB)
    view = await refreshed(chat, copy)
    own = Message(chat.conversation, "m0", {"attachments": [{"content": view}]})
    told = await chat.press("Sign: notification criteria", own)
    assert "I can't write to you in person yet" in told and "ring the Business Team" in told
    await bot.run_all_jobs()
    assert any(
        "DSP, ICB can't be reached" in message.words and REF in message.words for message in people.team.messages
    )
    await people.team.say(f"case {REF}")
    assert "Not delivered to: DSP, ICB" in people.team.last.words
    _, ready = await bot.ready()
    assert ready["undelivered"] == {REF: ["DSP, ICB", "Deputy DSP, ICB"]}, "the deputy who stands in has no chat either"
    await people.icb.install()
    await bot.run_all_jobs()
    assert people.icb.showing(CRITERIA)
    assert (await bot.ready())[1].get("undelivered", {}) == {}
