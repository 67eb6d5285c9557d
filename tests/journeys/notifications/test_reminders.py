"""The Business Team has whoever a case waits for reminded at once, and reads who was."""

from datetime import timedelta

from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.review_in_chat import case_words, crafted
from tests.support.people.sin_lane import REF, People, case_in_notification, sign
from tests.support.simulated_year.mornings import TUESDAY, go_to, nudged


async def remind(people: People) -> str:
    """Opens the case, has those reminded whom its one deadline waits for, and gives the words of what came of it."""
    await people.team.say(f"case {REF}")
    card = people.team.offering("Remind")
    await people.team.press("Remind", card)
    await people.team.press("Remind", card)
    return card.words


async def test_whoever_is_waited_for_is_reminded_once_in_four_working_hours_and_nobody_else(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.police)
    await go_to(bot, TUESDAY)
    to_icb, elsewhere = people.icb.conversation, (people.police.conversation, CHANNEL)
    before, others = len(nudged(bot, to_icb)), [len(nudged(bot, to)) for to in elsewhere]
    told = await remind(people)
    assert "Reminded now: " in told and "DSP, ICB" in told
    await eventually(lambda: len(nudged(bot, to_icb)) == before + 1)
    assert "submit the SIN" in nudged(bot, to_icb)[-1]
    again = await remind(people)
    assert "Reminded already, on Tuesday 24 November 2026, 09:00: DSP, ICB." in again
    assert "Reminded now" not in again
    await bot.restart()
    await go_to(bot, TUESDAY + timedelta(hours=4))
    people = People(bot)
    assert "Reminded now: " in await remind(people)
    await eventually(lambda: len(nudged(bot, to_icb)) == before + 2)
    assert [len(nudged(bot, to)) for to in elsewhere] == others, "the police have signed"
    assert "Reminded" not in await case_words(people.team), "a message is no step of the case"


async def test_who_cannot_be_reached_is_named_and_nobody_else_may_have_others_reminded(bot: Bot) -> None:
    people = await case_in_notification(bot)
    bot.teams.fails[people.icb.conversation] = [403] * 50
    await go_to(bot, TUESDAY)
    told = await remind(people)
    assert "No message reaches them, so call: " in told
    refused = await crafted(people.icb, "remind", deadline="sin")
    assert refused == "Only the Business Team can have people reminded."
    stale = await crafted(people.team, "remind", deadline="rapid_review")
    assert "Nothing waits for this day any more" in stale
