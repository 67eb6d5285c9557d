"""The channel's copy of a sign-off shows its signers that it waits for them, and shows nobody more."""

from typing import Any

from structlog.testing import capture_logs

from tests.cards.all_cards.test_every_card import schema
from tests.journeys.conftest import CHANNEL, COUNCIL, ICB, LOCAL_AUTHORITY_DSP, OTHER_PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import restricted_case
from tests.support.fake_teams.server import Chat, Json, Message, eventually, texts
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DSP,
    POLICE_DSP,
    REF,
    case_in_notification,
    copy_in_channel,
    shown,
    sign,
)

WAITS = "This waits for you. Open it in your own chat."


def in_channel(bot: Bot, person: str, tenant: str) -> Chat:
    return Chat(bot.teams, bot.url, bot.session, person, tenant, f"{CHANNEL};messageid=100", "channel")


async def refreshed(chat: Chat, copy: Message) -> Any:
    """Refreshes a copy as Teams does by itself when the card comes into sight."""
    assert copy.card
    return await refreshed_by(chat, copy.card["refresh"]["action"])


async def refreshed_by(chat: Chat, action: Json) -> Any:
    value = {"action": action, "trigger": "automatic"}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=value))
    assert status == 200
    return body["value"]


def stored(bot: Bot) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in bot.folder.rglob("*") if file.is_file()}


async def test_the_own_view_is_offered_to_those_who_have_to_sign_until_they_have(bot: Bot) -> None:
    people = await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    waiting = {f"29:{person}" for person in (LOCAL_AUTHORITY_DSP, ICB_DSP, POLICE_DSP)}
    assert copy.card and set(copy.card["refresh"]["userIds"]) == waiting
    for chat in people.partners:
        await sign(chat)
        waiting.discard(f"29:{chat.person}")
        await eventually(lambda: set((copy.card or {}).get("refresh", {}).get("userIds", [])) == waiting)
    assert "is complete" in copy.words


async def test_a_seat_holder_reads_that_it_waits_for_them_and_goes_on_in_their_own_chat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    chat = in_channel(bot, ICB_DSP, ICB)
    view = await refreshed(chat, copy)
    assert list(schema().iter_errors(view)) == []
    words = list(texts(view))
    assert WAITS in words and "refresh" not in view
    assert not {"Died", "Suspected", "criteria are met", "MH-1234"} & set(" ".join(words).split("; "))
    before = len(people.icb.messages)
    own = Message(chat.conversation, "m0", {"attachments": [{"content": view}]})
    assert await chat.press("Sign: notification criteria", own) == "I have written to you in our own chat."
    assert len(people.icb.messages) == before + 1 and CRITERIA in people.icb.newest.words
    assert WAITS not in copy.words


async def test_whoever_has_nothing_to_sign_sees_the_copy_as_it_is_and_a_stranger_to_the_case_nothing(bot: Bot) -> None:
    people = await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    assert copy.card
    action = copy.card["refresh"]["action"]
    team = in_channel(bot, people.team.person, COUNCIL)
    assert "Police: waiting" in list(texts(await refreshed_by(team, action)))
    nobody = in_channel(bot, OTHER_PRACTITIONER, COUNCIL)
    assert f"There is no case {REF} that you can see" in await refreshed_by(nobody, action)


async def test_a_refresh_is_no_click_it_changes_nothing_and_counts_as_no_reading(bot: Bot) -> None:
    await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    chat = in_channel(bot, LOCAL_AUTHORITY_DSP, COUNCIL)
    # The first word from a place is remembered, whatever it is.
    await refreshed(chat, copy)
    await bot.run_all_jobs()
    before = stored(bot)
    with capture_logs() as logs:
        for _ in range(3):
            await refreshed(chat, copy)
    assert stored(bot) == before
    assert [entry for entry in logs if entry["event"] == "case_read"] == []
    assert bot.signatures(REF) == []


async def test_of_a_case_restricted_since_no_copy_has_an_own_view(bot: Bot) -> None:
    people = await restricted_case(bot)
    copy = await copy_in_channel(bot)
    await eventually(lambda: "no longer shown here" in copy.words)
    assert copy.card and "refresh" not in copy.card
    action = {"type": "Action.Execute", "verb": "own_view", "data": {"ref": REF, "matter": "notification_criteria"}}
    view = await refreshed_by(in_channel(bot, people.council.person, COUNCIL), action)
    assert REF not in str(view) or "no case" in view


async def test_a_made_up_matter_shows_nothing(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await shown(people.council, CRITERIA)
    for matter in ("sin_quality", "x", ""):
        action = {"type": "Action.Execute", "verb": "own_view", "data": {"ref": REF, "matter": matter}}
        view = await refreshed_by(in_channel(bot, LOCAL_AUTHORITY_DSP, COUNCIL), action)
        assert list(texts(view)) == ["There is nothing to sign here."]
