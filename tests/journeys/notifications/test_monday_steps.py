"""On Mondays everybody gets the list of their own steps in their own chat, and takes a step from it."""

from datetime import timedelta

from tests.journeys.conftest import ICB, Bot
from tests.support.fake_teams.server import Chat, Message
from tests.support.people.sin_lane import ICB_DSP, REF, case_in_notification
from tests.support.simulated_year.mornings import NEXT_MONDAY, TUESDAY, go_to

MINUTE = timedelta(minutes=1)
A_WEEK_LATER = NEXT_MONDAY + timedelta(weeks=1)


def lists(chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.words.startswith("Your steps")]


async def test_the_list_comes_once_at_the_opening_and_only_to_whom_something_waits_for(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await go_to(bot, NEXT_MONDAY - MINUTE)
    assert lists(people.council) == []
    await go_to(bot, NEXT_MONDAY)
    await bot.restart()
    await go_to(bot, NEXT_MONDAY + timedelta(hours=2))
    for chat in people.partners:
        (listed,) = lists(chat)
        assert "overdue." in listed.words
        assert f"**{REF}**: Submit the SIN (must): Friday 27 November 2026" in listed.words
    assert lists(people.practitioner) == [], "nothing waits for whoever opened the case"


async def test_a_step_is_taken_from_the_list_which_stays(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.council.say("my steps")
    (listed,) = lists(people.council)
    await people.council.press("Record the SIN's submission", listed)
    assert listed.words.startswith("Your steps")
    await people.council.press("Record the submission", people.council.last, on="2026-11-23")
    await people.council.say("sign-offs")
    assert "Submit the SIN" not in lists(people.council)[-1].words


async def test_whoever_turns_it_off_gets_it_no_more_until_they_turn_it_on(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.icb.say("my steps")
    (typed,) = lists(people.icb)
    await people.icb.press("Not each Monday", typed)
    assert "Type my steps whenever you want it." in typed.words
    await bot.restart()
    await go_to(bot, NEXT_MONDAY)
    assert lists(people.icb) == [typed] and len(lists(people.police)) == 1
    await bot.chat(ICB_DSP, ICB).press("Each Monday again", typed)
    await go_to(bot, A_WEEK_LATER)
    assert len(lists(people.icb)) == 2
