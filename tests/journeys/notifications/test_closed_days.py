"""A day that the partnership closes while the bot runs, or while it is stopped, moves deadlines: whoever hears of dates
hears it once, with the reason."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from safeguarding.partnership.model import ClosedDay, Thresholds, WorkingHours
from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import restricted_case
from tests.support.answers import on_record
from tests.support.fake_teams.server import mixed_up_folds, titles
from tests.support.people.sin_lane import REF, case_in_notification
from tests.support.simulated_year.mornings import TUESDAY, go_to, nudged

CLOSED = "Wednesday 25 November 2026 is closed: Office closed."
SECOND = "CSCP-2026-002"
MOVED = "Submit the SIN (required by law or guidance): Monday 30 November 2026"


def with_closed(bot: Bot, *days: date) -> None:
    closed = tuple(ClosedDay(date=day, name="Office closed") for day in days)
    bot.partnership = bot.partnership.model_copy(update={"extra_closed": closed})


def told(bot: Bot, conversation: str, words: str = CLOSED) -> Sequence[str]:
    shown = [message.words.replace("*", "") for message in bot.teams.in_conversation(conversation)]
    return [each for each in shown if words in each]


async def test_a_closed_day_is_read_while_the_bot_runs_and_told_once_with_the_reason(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await bot.run_all_jobs()
    bot.clock.pass_(hours=1)
    with_closed(bot, date(2026, 11, 25))
    await bot.run_all_jobs()
    await bot.restart()
    await bot.run_all_jobs()
    for chat in (people.team, *people.partners):
        (card,) = told(bot, chat.conversation)
        assert card.startswith(f"{REF}: a day has moved") and MOVED in card
        assert "Before: Friday 27 November 2026." in card and "Show who does what next" in card
    (said,) = told(bot, CHANNEL)
    assert said.startswith(f"{REF}: what is due has changed. Stage: Notification.") and MOVED in said
    for detail in ("Died", "Suspected", "Health", "record shows"):
        assert detail not in said
    assert not told(bot, people.practitioner.conversation)
    # The nudges and the digest count by the same days.
    await go_to(bot, TUESDAY)
    assert f"{REF}: Submit the SIN: Monday 30 November 2026 (3 working days left)" in nudged(bot, CHANNEL)[0]


@pytest.mark.parametrize("refused", [(), (503,), (500, 503)], ids=["taken", "refused once", "refused twice"])
async def test_where_a_closed_day_moves_two_cases_one_message_tells_of_both_and_each_button_opens_its_own(
    bot: Bot, refused: Sequence[int]
) -> None:
    people = await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="MH-5678")
    await bot.run_all_jobs()
    bot.clock.pass_(hours=1)
    bot.teams.fails[people.icb.conversation] = [*refused]
    with_closed(bot, date(2026, 11, 25))
    await bot.run_all_jobs()
    for _ in refused:
        bot.clock.pass_(minutes=10)
        await bot.run_all_jobs()
    assert bot.teams.fails[people.icb.conversation] == []
    messages = bot.teams.in_conversation(people.icb.conversation)
    (message,) = [each for each in messages if "a day has moved" in each.words]
    assert titles(message.card) == [f"Open {REF}", f"Open {SECOND}"] and mixed_up_folds(message.card) == []
    for ref in (REF, SECOND):
        assert f"{ref}: a day has moved" in message.words
        assert f'"tooltip": "Show who does what next: {ref}"' in json.dumps(message.card)


async def test_a_day_that_was_closed_while_the_bot_was_stopped_is_told_at_its_start_and_so_is_its_opening(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    await bot.run_all_jobs()
    await bot.stop()
    with_closed(bot, date(2026, 11, 25))
    bot.clock.pass_(hours=1)
    await bot.start()
    await bot.run_all_jobs()
    assert len(told(bot, people.icb.conversation)) == len(told(bot, CHANNEL)) == 1
    with_closed(bot)
    bot.clock.pass_(hours=1)
    await bot.run_all_jobs()
    again = "Wednesday 25 November 2026 is a working day again."
    for conversation in (people.icb.conversation, CHANNEL):
        (card,) = told(bot, conversation, again)
        assert "Submit the SIN (required by law or guidance): Friday 27 November 2026" in card


async def test_two_days_that_are_closed_one_after_the_other_in_the_evening_are_both_told(bot: Bot) -> None:
    """The first moves the SIN's day, the second that of the Rapid Review alone."""
    people = await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="MH-5678")
    await people.team.say(f"submitted {SECOND} today")
    await bot.run_all_jobs()
    for hours, days in ((10, [date(2026, 11, 25)]), (1, [date(2026, 11, 25), date(2026, 12, 2)])):
        bot.clock.pass_(hours=hours)
        with_closed(bot, *days)
        await bot.run_all_jobs()
    await go_to(bot, TUESDAY)
    for chat in (people.icb, people.police):
        assert any(f"{REF}: a day has moved" in words for words in told(bot, chat.conversation, MOVED))
        assert told(bot, chat.conversation, "Wednesday 2 December 2026 is closed: Office closed.")


async def test_of_a_restricted_case_and_of_a_day_on_which_nothing_hangs_the_channel_hears_nothing(bot: Bot) -> None:
    people = await restricted_case(bot)
    with_closed(bot, date(2026, 12, 22))
    await bot.run_all_jobs()
    assert not told(bot, people.team.conversation, "a day has moved")
    bot.clock.pass_(hours=1)
    with_closed(bot, date(2026, 11, 25), date(2026, 12, 22))
    await bot.run_all_jobs()
    assert not told(bot, CHANNEL)
    assert len(told(bot, people.team.conversation)) == 1


async def test_thresholds_and_working_hours_hold_as_soon_as_the_file_has_them(bot: Bot) -> None:
    people = await case_in_notification(bot)
    hours = WorkingHours(open=(TUESDAY - timedelta(hours=2)).time())
    bot.partnership = bot.partnership.model_copy(update={"working_hours": hours, "thresholds": Thresholds(sin=(2, 1))})
    await bot.run_all_jobs()
    await go_to(bot, TUESDAY - timedelta(hours=1))
    (digest,) = nudged(bot, CHANNEL)
    assert "3 working days left" in digest and nudged(bot, people.icb.conversation) == []
