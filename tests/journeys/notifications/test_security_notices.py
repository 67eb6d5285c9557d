"""The Business Team is told of what may be a breach, once and without a name."""

from tests.journeys.conftest import ICB, Bot
from tests.support.answers import opened
from tests.support.people.sin_lane import ICB_DSP, everyone

MANY = "Many cases were read within an hour"


async def test_somebody_who_reads_many_cases_is_told_to_the_business_team_once_and_reads_on(bot: Bot) -> None:
    bot.reading_alarm = 3
    await bot.restart()
    people = await everyone(bot)
    for _ in range(4):
        await opened(bot, people.practitioner)
    for number in (1, 2, 1, 2):
        await people.icb.say(f"case CSCP-2026-00{number}")
    await bot.run_all_jobs()
    assert not any(MANY in message.words for message in people.team.messages)
    for number in (3, 4, 3):
        await people.icb.say(f"case CSCP-2026-00{number}")
        assert f"CSCP-2026-00{number}" in people.icb.last.words, "nobody is kept from reading"
    await bot.run_all_jobs()
    await bot.run_all_jobs()
    (told,) = (message.words for message in people.team.messages if MANY in message.words)
    assert "3 cases or more" in told and ICB_DSP not in told and ICB not in told and "ICB" not in told
    others = (people.icb, people.police, people.council, people.practitioner)
    assert not any(MANY in message.words for chat in others for message in chat.messages)
