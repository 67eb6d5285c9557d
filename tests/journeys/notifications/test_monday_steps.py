"""On Mondays everybody gets the list of their own steps in their own chat, and takes a step from it. What is nudged on
the same morning stands in the same message."""

from datetime import timedelta

from tests.journeys.conftest import ICB, OTHER_PRACTITIONER, Bot
from tests.support.answers import opened
from tests.support.fake_teams.server import Chat, Message
from tests.support.people.sin_lane import ICB_DSP, REF, case_in_notification, sign
from tests.support.simulated_year.mornings import FRIDAY, NEXT_MONDAY, TUESDAY, go_to

MINUTE = timedelta(minutes=1)
ON_FRIDAY = {"incident_on": "2026-11-27", "became_aware": "2026-11-27"}
OTHERS = "Your other steps on Monday 30 November 2026: "
SUBMITTED = "20/11/2026"
"""The fifteen days from then end on Friday 11 December: none of their nudges falls on the Monday that is looked at."""


def lists(chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.words.startswith("Your steps")]


def of_morning(chat: Chat, before: int) -> list[str]:
    return [message.words for message in chat.messages[before:] if not message.is_answer]


async def test_the_list_comes_once_at_the_opening_and_only_to_whom_something_waits_for(bot: Bot) -> None:
    """Nobody is nudged: ten days left were told already, and five are left on Friday."""
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} {SUBMITTED}")
    await go_to(bot, NEXT_MONDAY - MINUTE)
    assert lists(people.council) == []
    await go_to(bot, NEXT_MONDAY)
    await bot.restart()
    await go_to(bot, NEXT_MONDAY + timedelta(hours=2))
    for chat in people.partners:
        (listed,) = lists(chat)
        assert "Name the chair" in listed.unfolded and "11 December 2026" in listed.unfolded
    assert lists(people.practitioner) == [], "nothing waits for whoever opened the case"


async def test_on_a_morning_with_nudges_all_is_one_message_and_each_step_stands_in_it_once(bot: Bot) -> None:
    """The one SIN was due on Friday; the other was submitted, and its fifteen days are far off."""
    people = await case_in_notification(bot)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} {SUBMITTED}")
    await bot.run_all_jobs()
    before = {chat.conversation: len(chat.messages) for chat in people.partners}
    await go_to(bot, NEXT_MONDAY)
    for chat in people.partners:
        (only,) = of_morning(chat, before[chat.conversation])
        nudge, _, others = only.partition(OTHERS)
        assert nudge.startswith("CSCP-2026-002: submit the SIN, 1 working day overdue")
        assert REF in others and "CSCP-2026-002" not in others
    await bot.restart()
    await go_to(bot, NEXT_MONDAY + timedelta(hours=2))
    assert all(len(of_morning(chat, before[chat.conversation])) == 1 for chat in people.partners)


async def test_once_the_nudge_is_settled_the_list_below_it_stands_as_it_is_then(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} {SUBMITTED}")
    await go_to(bot, NEXT_MONDAY)
    await people.team.say("submitted CSCP-2026-002 today")
    await bot.run_all_jobs()
    changed = [message for message in people.icb.messages if message.words.startswith("Nothing more is needed here")]
    below = next(message for message in changed if "Your steps on Monday 30 November 2026: " in message.words)
    assert REF in below.words
    await people.icb.press("Not each Monday", below)


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
    assert "You can ask for your steps at any time." in typed.words
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} {SUBMITTED}")
    await bot.restart()
    await go_to(bot, NEXT_MONDAY)
    assert lists(people.icb) == [typed] and len(lists(people.police)) == 1
    await bot.chat(ICB_DSP, ICB).press("Each Monday again", typed)
    await bot.restart()
    await bot.run_all_jobs()
    assert len(lists(people.icb)) == 2


async def test_what_was_told_by_news_within_the_hour_stands_in_no_list_of_that_morning(bot: Bot) -> None:
    """Somebody disagrees on Monday before the offices open. Of neither case is anybody nudged that day."""
    await go_to(bot, FRIDAY)
    people = await case_in_notification(bot, **ON_FRIDAY)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER", **ON_FRIDAY)
    await go_to(bot, NEXT_MONDAY - 50 * MINUTE)
    await sign(people.icb, verdict="Disagree", reason="Not convinced.")
    await bot.run_all_jobs()
    assert "ICB disagreed" in people.police.messages[-1].words
    await go_to(bot, NEXT_MONDAY)
    listed = people.police.messages[-1].unfolded
    assert listed.startswith(f"{OTHERS}1 step") and REF in listed and "CSCP-2026-002" not in listed
