"""Whoever had a step in a case or a card to sign hears in their own chat that it has ended."""

from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.sin_lane import CARE_LEAVER, REF, case_in_notification


async def test_the_opener_and_the_partners_hear_of_a_closing_once_also_when_the_bot_was_started_anew(bot: Bot) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out="yes")
    await bot.restart()
    told = f"{REF}: Closed"
    for chat in (people.practitioner, *people.partners):
        await eventually(lambda chat=chat: any(told in m.words for m in chat.messages))
    await bot.run_all_jobs()
    heard = [m.words for m in people.icb.messages if told in m.words]
    assert len(heard) == 1 and "It was closed by" in heard[0] and "Died of an illness" not in heard[0]
    assert not any("It was closed by" in m.words for m in bot.teams.in_conversation(CHANNEL))
