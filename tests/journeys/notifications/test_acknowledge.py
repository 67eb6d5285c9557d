"""An office that knows of a deadline is left in peace for a few days; everybody else hears of it as before."""

from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import Chat, buttons, texts
from tests.support.people.review_in_chat import CASE_CARD, case_words, crafted
from tests.support.people.sin_lane import REF, People, case_in_notification, sign
from tests.support.simulated_year.mornings import FRIDAY, NEXT_MONDAY, THURSDAY, TUESDAY, WEDNESDAY, go_to, nudged

WHY = "The officer in charge is back on Thursday."


async def acknowledge(chat: Chat, until: str, reason: str = WHY) -> None:
    """Presses the button of the latest nudge, and fills in the form."""
    await chat.press("Acknowledge", chat.showing("submit the SIN"))
    await chat.press("Acknowledge", chat.showing("acknowledge a deadline"), quiet_until=until, reason=reason)


def counts(bot: Bot, people: People) -> list[int]:
    return [len(nudged(bot, chat.conversation)) for chat in (people.police, people.icb)]


async def test_the_police_are_left_in_peace_and_the_others_read_until_when_and_not_why(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    assert counts(bot, people) == [1, 1]
    await acknowledge(people.police, "2026-11-26")
    assert "Its nudges come to you again on Thursday 26 November 2026" in people.police.last.words
    await go_to(bot, WEDNESDAY)
    assert counts(bot, people) == [1, 2]
    told = "Acknowledged by: Police, until Thursday 26 November 2026."
    assert told in nudged(bot, people.icb.conversation)[-1] and told in nudged(bot, CHANNEL)[-1]
    assert not any(WHY in text for message in bot.teams.in_conversation(CHANNEL) for text in texts(message.card))
    record = await case_words(people.team)
    assert told in record and f"Reason: {WHY}" in record
    await go_to(bot, THURSDAY)
    assert counts(bot, people) == [2, 3], "the day has come"
    assert "Acknowledged by" not in nudged(bot, CHANNEL)[-1]


async def test_the_due_day_and_the_day_after_it_come_whatever_was_acknowledged(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, WEDNESDAY)
    await acknowledge(people.police, "2026-11-27")
    await go_to(bot, THURSDAY)
    assert counts(bot, people) == [1, 2]
    await go_to(bot, FRIDAY)
    assert counts(bot, people) == [2, 3]
    refused = await crafted(people.police, "acknowledge", deadline="sin")
    assert "From Monday 30 November 2026 on it can be acknowledged again." in refused
    assert not any(each["title"] == "Acknowledge" for each in buttons(people.police.showing("due today").card))
    await go_to(bot, NEXT_MONDAY)
    assert counts(bot, people) == [3, 4]
    await acknowledge(people.police, "2026-12-03")
    assert "again on Thursday 3 December 2026" in people.police.last.words


async def test_what_is_wrong_is_said_at_the_form_and_once_recorded_it_is_recorded_once(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    await acknowledge(people.icb, "2026-12-24")
    assert "Nudges come again on: choose Wednesday 25 November 2026 or Thursday" in people.icb.last.words
    await acknowledge(people.icb, "2026-11-26", "Her NHS number is 943 476 5919.")
    assert "looks like an NHS number" in people.icb.last.words
    form = people.icb.showing("acknowledge a deadline")
    pressed = people.icb.press_activity("Acknowledge", form, quiet_until="2026-11-26", reason=WHY)
    for _ in range(2):
        await people.icb.post(pressed)
    assert (await case_words(people.team)).count('acknowledged "Submit the SIN"') == 1
    refused = await crafted(people.practitioner, "acknowledge", deadline="sin")
    assert "Only those whose step it is or who answer for the day" in refused


async def test_from_the_case_it_is_pressed_too_and_with_the_step_taken_it_falls_away(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    assert "Who does what next" in await case_words(people.police)
    await people.police.press("Acknowledge", people.police.showing(CASE_CARD))
    form = people.police.showing("acknowledge a deadline")
    await people.police.press("Acknowledge", form, quiet_until="2026-11-26", reason=WHY)
    assert "Acknowledged by: Police" in await case_words(people.team)
    await sign(people.police)
    assert "Acknowledged by: Police" not in await case_words(people.team)


async def test_where_several_deadlines_run_one_of_them_is_chosen(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"submitted {REF} today")
    assert "Who does what next" in await case_words(people.team)
    await people.team.press("Acknowledge", people.team.showing(CASE_CARD))
    choice = people.team.showing(f"Acknowledge a deadline of {REF}")
    assert "Hold the Rapid Review" in choice.words and "Agency returns" in choice.words
    await people.team.press("Acknowledge", choice)
    form = people.team.showing("acknowledge a deadline")
    await people.team.press("Acknowledge", form, quiet_until="2026-11-24", reason=WHY)
    assert "Acknowledged by: Business Team, until Tuesday 24 November 2026." in await case_words(people.team)
