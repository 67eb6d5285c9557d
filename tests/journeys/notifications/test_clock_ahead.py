"""The machine's clock jumps ahead: nobody is told that something is overdue before there was time to set it right, and
recording goes on."""

from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.support.answers import answered
from tests.support.people.sin_lane import CRITERIA, People, case_in_notification, shown
from tests.support.people.vacancies import the_police_leave, told_of_vacancy
from tests.support.simulated_year.mornings import TUESDAY, go_to, nudged

MINUTES = {"minutes": 10, "seconds": 1}


async def said_to(bot: Bot, people: People) -> list[str]:
    await bot.run_all_jobs()
    return [words for chat in (people.icb, people.team) for words in nudged(bot, chat.conversation)]


async def at_work(bot: Bot) -> People:
    """The case was nudged of on Tuesday at nine."""
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    assert len(await said_to(bot, people)) == 1
    return people


async def test_after_a_jump_of_a_year_nothing_is_nudged_and_what_people_do_is_recorded(bot: Bot) -> None:
    people, chat = await at_work(bot), bot.chat(OTHER_PRACTITIONER)
    await answered(bot, chat)
    bot.clock.jump(days=364)
    bot.clock.pass_(minutes=9)
    assert len(await said_to(bot, people)) == 1
    status, body = await bot.ready()
    assert status == 200 and "has jumped ahead" in body["clock"]
    await people.icb.press("Agree", await shown(people.icb, CRITERIA))
    assert len(bot.signatures("CSCP-2026-001")) == 1
    await chat.press("Open the case")
    assert "is open" in chat.last.words, "the triage was not dropped as one that nobody has touched for a year"
    bot.clock.jump(days=-364)
    assert (await bot.ready())[1]["clock"] is None
    assert await said_to(bot, people) == [], "the ICB's step is taken"
    assert "overdue" not in str(nudged(bot, CHANNEL))


async def test_that_a_seat_is_vacant_is_held_back_too_after_a_jump(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await the_police_leave(bot)
    assert len(told_of_vacancy(people.icb)) == 1
    bot.clock.jump(days=7)
    await bot.run_all_jobs()
    assert len(told_of_vacancy(people.icb)) == 1
    bot.clock.pass_(**MINUTES)
    await bot.run_all_jobs()
    assert len(told_of_vacancy(people.icb)) == 2


async def test_a_clock_that_stays_ahead_for_ten_minutes_is_believed(bot: Bot) -> None:
    people = await at_work(bot)
    bot.clock.jump(days=7)
    await bot.run_all_jobs()
    bot.clock.pass_(**MINUTES)
    assert any("overdue" in words for words in await said_to(bot, people))


async def test_a_start_after_days_says_at_once_what_is_true_and_one_a_year_ahead_waits(bot: Bot) -> None:
    people = await at_work(bot)
    await bot.stop()
    bot.clock.pass_(days=7)
    await bot.start()
    said = await said_to(bot, people)
    assert any("overdue" in words for words in said)
    await bot.stop()
    bot.clock.jump(days=364)
    await bot.start()
    assert await said_to(bot, people) == said and (await bot.ready())[1]["clock"]
    bot.clock.pass_(**MINUTES)
    assert len(await said_to(bot, people)) > len(said)
