"""A nudge whose step is taken, or whose day has moved, is changed where it stands: nobody acts on one of before."""

from safeguarding.partnership.model import OfficeHolder
from tests.journeys.conftest import CHANNEL, COUNCIL, OTHER_PRACTITIONER, Bot
from tests.journeys.sign_off.test_conflict_of_interest import declare
from tests.journeys.sign_off.test_restricted import restrict
from tests.support.answers import opened
from tests.support.fake_teams.server import Chat, Message, titles
from tests.support.people.review_in_chat import in_review
from tests.support.people.sin_lane import REF, People, case_in_notification, sign
from tests.support.people.vacancies import the_police_leave
from tests.support.simulated_year.mornings import FRIDAY, NEXT_MONDAY, TUESDAY, WEDNESDAY, cards, change, go_to, nudged

SETTLED = "Nothing more is needed here"
NOT_THEIRS = f"**{REF}**: Submit the SIN. It no longer waits for you."


def settled(chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.words.startswith(SETTLED)]


def nudge_of(chat: Chat) -> Message:
    return next(each for each in chat.messages if each.words.startswith(f"{REF}: submit the SIN, 3 working days left"))


async def remind(people: People) -> None:
    await people.team.say(f"case {REF}")
    card = people.team.offering("Remind")
    for _ in ("on the case", "at the deadline"):
        await people.team.press("Remind", card)


async def test_whoever_has_signed_reads_on_the_old_nudge_that_the_step_is_taken(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    assert len(nudged(bot, people.icb.conversation)) == 1
    await sign(people.icb)
    await bot.run_all_jobs()
    (done,) = settled(people.icb)
    assert f"**{REF}**: Submit the SIN. Your step is taken." in done.words
    assert nudged(bot, people.icb.conversation) == [] and len(nudged(bot, people.police.conversation)) == 1


async def test_after_the_submission_no_nudge_asks_for_it_any_more_and_each_is_changed_once(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await go_to(bot, WEDNESDAY)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    for chat in people.partners:
        assert nudged(bot, chat.conversation) == [] and len(settled(chat)) == 2
        assert all("It is done, or no longer due." in message.words for message in settled(chat))
    await bot.restart()
    await bot.run_all_jobs()
    assert {message.updates for chat in people.partners for message in settled(chat)} == {1}


async def test_a_nudge_of_two_cases_stands_until_both_are_settled(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    assert settled(people.icb) == [] and len(nudged(bot, people.icb.conversation)) == 1
    await people.team.say("submitted CSCP-2026-002 today")
    await bot.run_all_jobs()
    assert len(settled(people.icb)) == 1 and nudged(bot, people.icb.conversation) == []


async def test_where_the_day_has_moved_the_old_nudge_says_so(bot: Bot) -> None:
    people = await case_in_notification(bot, incident_on="2026-11-18")
    await go_to(bot, TUESDAY)
    bot.clock.pass_(hours=1)
    await change(people.practitioner, REF, "became_aware", "2026-11-19")
    await bot.run_all_jobs()
    (moved,) = settled(people.police)
    assert "Its day has changed: a new reminder comes in time." in moved.words
    assert "2 working days left" in nudged(bot, people.police.conversation)[-1]


async def test_a_message_that_can_not_be_changed_now_is_changed_later(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    nudge = nudge_of(people.icb)
    bot.teams.updates_fail[nudge.id] = 1
    await sign(people.icb)
    await bot.run_all_jobs()
    assert settled(people.icb) == []
    bot.clock.pass_(minutes=2)
    await bot.run_all_jobs()
    assert len(settled(people.icb)) == 1


async def test_a_message_that_teams_does_not_know_once_is_changed_all_the_same(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    bot.teams.deleted.add(nudge_of(people.icb).id)
    await sign(people.icb)
    await bot.run_all_jobs()
    assert settled(people.icb) == []
    bot.teams.deleted.clear()
    bot.clock.pass_(minutes=2)
    await bot.run_all_jobs()
    assert len(settled(people.icb)) == 1


async def test_a_reminder_that_was_asked_for_is_changed_too(bot: Bot) -> None:
    people = await case_in_notification(bot, incident_on="2026-11-18")
    await go_to(bot, TUESDAY)
    await remind(people)
    await bot.run_all_jobs()
    asked = [words for words in nudged(bot, people.icb.conversation) if "ubmit the SIN" in words]
    assert len(asked) == 2 and len(nudged(bot, people.police.conversation)) == 2
    await sign(people.icb)
    await bot.run_all_jobs()
    assert [message.words.count("Your step is taken.") for message in settled(people.icb)] == [1, 1]
    bot.clock.pass_(hours=1)
    await change(people.practitioner, REF, "became_aware", "2026-11-19")
    await bot.run_all_jobs()
    assert len(settled(people.police)) == 2
    assert all("Its day has changed" in message.words for message in settled(people.police))


async def test_whoever_takes_no_part_any_more_reads_that_it_waits_for_them_no_more_and_not_what_became_of_it(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await declare(people.icb)
    await the_police_leave(bot)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    for chat in (people.icb, people.police):
        (message,) = settled(chat)
        assert NOT_THEIRS in message.words and message.updates == 1


async def test_a_nudge_in_the_channel_stays_as_it_was_once_its_case_is_restricted(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for at in (FRIDAY, FRIDAY.replace(hour=15)):
        await go_to(bot, at)
    nudge = cards(bot, CHANNEL)[-1]
    before = nudge.words
    assert before.startswith(f"{REF}: submit the SIN, due today")
    await restrict(people.team)
    await people.team.say(f"submitted {REF} today")
    await bot.run_all_jobs()
    assert (nudge.words, nudge.updates) == (before, 0)


async def test_the_step_of_whoever_is_away_is_not_said_to_be_taken(bot: Bot) -> None:
    second = OfficeHolder(title="Business Team, second", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    members = (*bot.partnership.business_team, second)
    bot.partnership = bot.partnership.model_copy(update={"business_team": members})
    await bot.restart()
    people = await in_review(bot)
    await go_to(bot, NEXT_MONDAY)
    assert "Ask agencies" in titles(cards(bot, people.team.conversation)[-1].card)
    await people.team.say("away until Thursday")
    await bot.run_all_jobs()
    assert settled(people.team) == [] and len(nudged(bot, people.team.conversation)) == 1
