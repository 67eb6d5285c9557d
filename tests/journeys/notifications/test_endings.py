"""Whoever had a step in a case or a card to sign hears in their own chat that it has ended."""

from bot.notifications.news.bundles import GATHERED_FOR
from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.sin_lane import CARE_LEAVER, REF, People, case_in_notification
from tests.support.simulated_year.mornings import TUESDAY, go_to


async def close_once_submitted(people: People) -> None:
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out="yes")


async def test_the_opener_and_the_partners_hear_of_a_closing_once_also_when_the_bot_was_started_anew(bot: Bot) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    await close_once_submitted(people)
    await bot.restart()
    told = f"{REF}: Closed"
    for chat in (people.practitioner, *people.partners):
        await eventually(lambda chat=chat: any(told in m.words for m in chat.messages))
    await bot.run_all_jobs()
    heard = [m.words for m in people.icb.messages if told in m.words]
    assert len(heard) == 1 and "It was closed by" in heard[0] and "Died of an illness" not in heard[0]
    assert not any("It was closed by" in m.words for m in bot.teams.in_conversation(CHANNEL))


async def test_whoever_was_to_hear_in_the_morning_that_the_sin_is_in_hears_it_also_of_a_case_that_was_closed_meanwhile(
    bot: Bot,
) -> None:
    bot.news_gathered_for = GATHERED_FOR
    await bot.restart()
    people = await case_in_notification(bot, **CARE_LEAVER)
    await close_once_submitted(people)
    await go_to(bot, TUESDAY)
    for chat in (people.practitioner, *people.partners):
        (told,) = [message.words for message in chat.messages if "recorded that the SIN was submitted" in message.words]
        assert f"{REF}: Closed" in told
