"""Abuse that the partners had ruled out is suspected later: from which day the SIN's days count, over real HTTP."""

from tests.journeys.conftest import CHANNEL, Bot
from tests.journeys.triage.test_child_who_was_hurt import press_change
from tests.support.fake_teams.server import Chat
from tests.support.people.review_in_chat import case_of, case_words
from tests.support.people.sin_lane import NOT_REQUIRED, REF, People, case_in_notification, sign
from tests.support.simulated_year.mornings import THURSDAY, go_to

CHANGE = "Should this change of the facts take effect?"
EARLIER, LATER = "Friday 27 November 2026", "Wednesday 2 December 2026"


async def suspect(chat: Chat, day: str) -> None:
    await chat.say(f"update {REF}")
    await press_change(chat, "abuse_or_neglect")
    await chat.press("Suspected", evidence="The post-mortem.")
    assert "first know of abuse or neglect, or suspect it" in chat.last.words
    await chat.say(day)
    await chat.press("Save the changes", chat.showing("Check your answers"))


async def agreed_that_none_is_required(bot: Bot) -> People:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    for chat in people.partners:
        await sign(chat)
    return people


async def test_the_sin_counts_from_the_later_suspicion_once_the_dcs_and_another_partner_have_confirmed_it(
    bot: Bot,
) -> None:
    people = await agreed_that_none_is_required(bot)
    await go_to(bot, THURSDAY)
    await suspect(people.team, "25/11/2026")
    assert "the DCS and another partner confirm it" in people.team.last.words
    assert f"Submit the SIN (required by law or guidance): {EARLIER}" in await case_words(people.team)

    await sign(people.police, CHANGE)
    assert f"Submit the SIN (required by law or guidance): {EARLIER}" in await case_words(people.team)
    # The council's DSP is the DCS too, and signs as such.
    await sign(people.council, CHANGE)
    words = await case_words(people.team)
    assert f"Submit the SIN (required by law or guidance): {LATER}" in words
    assert "Abuse or neglect first known or suspected: Wednesday 25 November 2026" in words
    assert "First partner aware: Friday 20 November 2026" in words
    assert "the DCS and another partner have confirmed" in words
    case = await case_of(bot)
    assert (case.aware.day.isoformat(), case.aware.first.isoformat()) == ("2026-11-25", "2026-11-20")
    assert not any("suspected" in message.words for message in bot.teams.in_conversation(CHANNEL))


async def test_after_not_known_the_day_is_not_asked_and_the_awareness_of_the_incident_counts(bot: Bot) -> None:
    people = await case_in_notification(bot, abuse_or_neglect="not_known")
    await go_to(bot, THURSDAY)
    await people.team.say(f"update {REF}")
    await press_change(people.team, "abuse_or_neglect")
    await people.team.press("Suspected", evidence="The post-mortem.")
    assert "Check your answers" in people.team.last.words
    await people.team.press("Save the changes")
    assert f"Submit the SIN (required by law or guidance): {EARLIER}" in await case_words(people.team)
