"""The nudges still come, once, when a connector refuses, breaks or hangs or a case can't be read, and people hear what
they have to mend."""

import asyncio
from datetime import timedelta

import pytest

from safeguarding.case.case import Case
from tests.journeys.conftest import CHANNEL, ICB, OTHER_PRACTITIONER, POLICE, ROUND_SECONDS, Bot
from tests.support.answers import on_record, opened
from tests.support.fake_teams.server import HANGS, Busy, Chat, eventually
from tests.support.people.sin_lane import CRITERIA, ICB_DEPUTY, case_in_notification, everyone, shown, sign
from tests.support.simulated_year.mornings import NEXT_MONDAY, TUESDAY, WEDNESDAY, go_to, nudged

TRIES = 4
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THIRD = "CSCP-2026-003"
POLICE_DEPUTY = "aa000000-0000-4000-8000-000000000014"


def unreachable(chat: Chat) -> list[str]:
    """Returns what told the Business Team who can't be reached, once for each."""
    return [message.words for message in chat.messages for _ in range(message.words.count("can't be reached"))]


async def settled(bot: Bot) -> None:
    """Waits until every message of the first day was sent, so that the next ones are the nudges."""
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    await bot.run_all_jobs()


@pytest.mark.parametrize("status", [412, 502, 504])
@pytest.mark.parametrize("where", ["channel", "person"])
async def test_what_the_connector_could_not_take_is_sent_a_minute_later_once(bot: Bot, where: str, status: int) -> None:
    people = await case_in_notification(bot)
    await settled(bot)
    conversation = CHANNEL if where == "channel" else people.icb.conversation
    bot.teams.fails[conversation] = [status] * TRIES
    tries = bot.teams.tries[conversation]
    await go_to(bot, TUESDAY)
    assert nudged(bot, conversation) == []
    assert bot.teams.tries[conversation] == tries + TRIES
    assert len(nudged(bot, people.police.conversation)) == 1
    await go_to(bot, TUESDAY + MINUTE)
    assert len(nudged(bot, conversation)) == 1
    assert (await bot.ready())[1]["unreachable"] == []


async def test_a_busy_connector_is_left_alone_for_as_long_as_it_asks(bot: Bot) -> None:
    await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[CHANNEL] = [Busy(seconds=300)]
    tries = bot.teams.tries[CHANNEL]
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + 4 * MINUTE)
    assert bot.teams.tries[CHANNEL] == tries + 1
    await go_to(bot, TUESDAY + 5 * MINUTE)
    assert len(nudged(bot, CHANNEL)) == 1


async def test_a_connector_that_asks_for_a_second_gets_the_message_a_second_later(bot: Bot) -> None:
    await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[CHANNEL] = [Busy(seconds=1)]
    await go_to(bot, TUESDAY)
    assert len(nudged(bot, CHANNEL)) == 1


async def test_a_connector_that_stays_broken_is_asked_less_and_less(bot: Bot) -> None:
    await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[CHANNEL] = [502] * (2 * TRIES)
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + MINUTE)
    await go_to(bot, TUESDAY + 2 * MINUTE)
    assert nudged(bot, CHANNEL) == []
    await go_to(bot, TUESDAY + 3 * MINUTE)
    assert len(nudged(bot, CHANNEL)) == 1


async def test_a_connector_that_hangs_for_the_channel_keeps_no_person_waiting(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await settled(bot)
    bot.try_seconds = 1.0
    await bot.restart()
    bot.teams.fails[CHANNEL] = [HANGS]
    bot.clock.now = TUESDAY
    for chat in people.partners:
        await eventually(lambda chat=chat: len(nudged(bot, chat.conversation)) == 1)
    await bot.run_all_jobs()
    await go_to(bot, TUESDAY + MINUTE)
    await eventually(lambda: len(nudged(bot, CHANNEL)) == 1)
    await bot.run_all_jobs()
    assert [len(nudged(bot, chat.conversation)) for chat in people.partners] == [1, 1, 1]
    assert len(nudged(bot, CHANNEL)) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 503])
async def test_a_channel_that_takes_nothing_for_an_hour_is_told_to_the_business_team_once_and_shows_in_readyz(
    bot: Bot, status: int
) -> None:
    people = await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[CHANNEL] = [status] * 100
    await go_to(bot, TUESDAY)
    assert (await bot.ready())[1]["unreachable"] == [] == unreachable(people.team)
    await go_to(bot, TUESDAY + HOUR)
    await eventually(lambda: len(unreachable(people.team)) == 1)
    await go_to(bot, TUESDAY + 3 * HOUR)
    await bot.restart()
    await bot.run_all_jobs()
    (told,) = unreachable(people.team)
    assert "The review channel can't be reached" in told and "Add the bot to the channel's team again" in told
    assert (await bot.ready())[1]["unreachable"] == ["The review channel"]
    assert len(nudged(bot, people.icb.conversation)) == 1


async def test_a_channel_that_is_back_gets_the_next_digest_and_is_no_longer_listed(bot: Bot) -> None:
    await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[CHANNEL] = [403] * 100
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + HOUR)
    assert (await bot.ready())[1]["unreachable"] == ["The review channel"]
    bot.teams.fails.clear()
    await go_to(bot, WEDNESDAY)
    (digest,) = nudged(bot, CHANNEL)
    assert "2 working days left" in digest and "3 working days left" not in digest
    assert (await bot.ready())[1]["unreachable"] == []


async def test_a_dsp_who_blocked_the_bot_is_told_to_the_business_team_and_nudged_when_back(bot: Bot) -> None:
    people, deputy = await case_in_notification(bot), bot.chat(POLICE_DEPUTY, POLICE)
    await deputy.install()
    await settled(bot)
    bot.teams.fails[people.police.conversation] = [403] * 100
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + HOUR)
    await eventually(lambda: len(unreachable(people.team)) == 1)
    assert "DSP, police can't be reached" in unreachable(people.team)[0]
    assert (await bot.ready())[1]["unreachable"] == ["DSP, police"]
    bot.teams.fails.clear()
    await people.police.install()
    await eventually(lambda: len(nudged(bot, people.police.conversation)) == 1)
    assert (await bot.ready())[1]["unreachable"] == []
    await bot.run_all_jobs()
    assert len(unreachable(people.team)) == 1


async def test_a_deputy_who_has_no_chat_when_needed_is_told_to_the_business_team_too(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await settled(bot)
    bot.teams.fails[people.police.conversation] = [403] * 100
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + HOUR)
    await eventually(lambda: len(unreachable(people.team)) == 2)
    assert (await bot.ready())[1]["unreachable"] == ["DSP, police", "Deputy DSP, police"]


@pytest.mark.parametrize("status", [401, 503])
async def test_the_deputy_of_a_dsp_whom_teams_refuses_for_an_hour_gets_the_card_and_the_nudge(
    bot: Bot, status: int
) -> None:
    people, deputy = await everyone(bot), bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    bot.teams.fails[people.icb.conversation] = [status] * 100
    await opened(bot, people.practitioner)
    await bot.run_all_jobs()
    assert not [message for message in deputy.messages if CRITERIA in message.words]
    await go_to(bot, bot.clock.now + HOUR)
    await shown(deputy, CRITERIA)
    await go_to(bot, TUESDAY)
    await eventually(lambda: len(nudged(bot, deputy.conversation)) == 1)
    await eventually(lambda: len(unreachable(people.team)) == 1)
    assert "go to the deputy too: Deputy DSP, ICB" in unreachable(people.team)[0]
    await people.team.say("case CSCP-2026-001")
    assert "Not delivered to: DSP, ICB. Ring them." in people.team_words
    await sign(deputy)
    assert {signed.seat for signed in bot.signatures("CSCP-2026-001")} == {"icb"}


async def test_a_round_whose_messages_all_fail_has_not_gone_well_and_what_waited_comes_once_teams_is_back(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    await settled(bot)
    chats = [CHANNEL, *(chat.conversation for chat in (*people.partners, people.team, people.practitioner))]
    bot.teams.fails |= {conversation: [401] * 1_000 for conversation in chats}
    bot.teams.updates_fail.update({message.id: 1_000 for message in bot.teams.messages})
    await go_to(bot, TUESDAY)
    await go_to(bot, TUESDAY + 2 * HOUR)
    await asyncio.sleep(11 * ROUND_SECONDS)
    status, said = await bot.ready()
    assert (status, "deadline_nudges" in said["late"]) == (503, True)
    bot.teams.fails.clear()
    bot.teams.updates_fail.clear()
    await people.team.say("cases")
    await go_to(bot, TUESDAY + 3 * HOUR)
    assert (await bot.ready())[0] == 200
    assert len(nudged(bot, CHANNEL)) == 1 and unreachable(people.team) == []


async def test_deputies_who_never_opened_a_chat_are_told_to_the_business_team_when_a_step_is_overdue(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, NEXT_MONDAY)
    await eventually(lambda: len(unreachable(people.team)) == 3)
    assert (await bot.ready())[1]["unreachable"] == [
        "Deputy DSP, ICB",
        "Deputy DSP, local authority",
        "Deputy DSP, police",
    ]


async def test_readyz_fails_when_the_nudges_did_not_go_well_for_too_long_and_recovers(bot: Bot) -> None:
    await case_in_notification(bot)
    await settled(bot)
    assert (await bot.ready())[0] == 200
    bot.teams.fails[CHANNEL] = [HANGS]
    bot.clock.now = TUESDAY
    for _ in range(100):
        await asyncio.sleep(ROUND_SECONDS)
        status, said = await bot.ready()
        if status != 200:
            break
    assert (status, said["status"], said["late"]) == (503, "not ready", ["deadline_nudges"])
    bot.teams.released.set()
    await bot.run_all_jobs()
    assert (await bot.ready())[0] == 200


async def unreadable_case(bot: Bot) -> Case:
    """Adds a case as an older version of the rules could leave it: without a decision that the clocks ask for."""
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    whole = bot.store.cases.open_cases()[0]
    outcome = whole.outcome.model_copy(update={"values": {}})

    def broken(ref: str) -> Case:
        return Case((whole.opened.model_copy(update={"ref": ref, "triage": "broken", "outcome": outcome}),))

    return await bot.store.cases.add("broken", "CSCP", 2026, broken)


async def test_a_case_whose_clocks_cannot_be_read_stops_no_other_and_shows_in_readyz(bot: Bot) -> None:
    people = await everyone(bot)
    broken = await unreadable_case(bot)
    await on_record(bot, people.practitioner)
    for chat in people.partners:
        await eventually(lambda chat=chat: any(THIRD in m.words and CRITERIA in m.words for m in chat.messages))
    await eventually(lambda: any(f"New case {THIRD}" in message.words for message in people.team.messages))
    await eventually(lambda: any(f"**{THIRD}** was opened" in m.words for m in bot.teams.in_conversation(CHANNEL)))
    await go_to(bot, TUESDAY)
    assert THIRD in nudged(bot, people.icb.conversation)[0]
    assert THIRD in nudged(bot, CHANNEL)[0]
    status, said = await bot.ready()
    assert (status, said["failing"]) == (200, [broken.ref])


@pytest.mark.parametrize("said", ["deadlines", "cases", "sign-offs"])
async def test_a_case_that_cannot_be_read_is_named_in_a_list_that_shows_the_others(bot: Bot, said: str) -> None:
    people = await everyone(bot)
    broken = await unreadable_case(bot)
    await people.icb.say(said)
    words = people.icb.showing("Not shown, because of an error").words
    assert f"{broken.ref}. Tell the Business Team." in words
    assert "CSCP-2026-001" in words


async def test_a_card_to_sign_waits_as_long_as_a_busy_connector_asks_and_then_comes(bot: Bot) -> None:
    people = await everyone(bot)
    await bot.run_all_jobs()
    police = people.police.conversation
    bot.teams.fails[police] = [Busy(seconds=300)]
    before = bot.teams.tries[police]
    start = bot.clock.now
    await on_record(bot, people.practitioner)
    await eventually(lambda: bot.teams.tries[police] == before + 1)
    await go_to(bot, start + 4 * MINUTE)
    assert bot.teams.tries[police] == before + 1
    await go_to(bot, start + 6 * MINUTE)
    await shown(people.police, CRITERIA)
