"""A holder is away: the deputy gets what waits and what comes, everybody reads it, and who is back reads what was
done."""

from datetime import timedelta

from dialogs.forms import person_value
from safeguarding.people import Person
from tests.journeys.conftest import CHANNEL, ICB, POLICE, Bot
from tests.support.fake_teams.server import Chat, eventually
from tests.support.people.review_in_chat import case_words
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DEPUTY,
    ICB_DSP,
    POLICE_DEPUTY,
    POLICE_DSP,
    REF,
    case_in_notification,
    shown,
    sign,
)
from tests.support.people.vacancies import the_police_leave
from tests.support.simulated_year.mornings import THURSDAY, TUESDAY, WEDNESDAY, go_to, nudged


def told(chat: Chat, title: str) -> list[str]:
    return [message.words for message in chat.messages if title in message.words]


async def test_the_deputy_gets_what_waits_and_what_comes_and_who_is_back_reads_what_was_done(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await people.icb.say("away until Thursday")
    said = people.icb.last.words
    assert "Recorded: DSP, ICB is away until Thursday 26 November 2026." in said
    assert "Acting meanwhile: Deputy DSP, ICB." in said
    await shown(deputy, CRITERIA)
    await eventually(lambda: told(deputy, "You act for: DSP, ICB") != [])

    await go_to(bot, TUESDAY)
    assert nudged(bot, people.icb.conversation) == [] and "Your step" in nudged(bot, deputy.conversation)[0]
    away = "ICB (away until Thursday 26 November 2026, the deputy acts)"
    assert away in nudged(bot, CHANNEL)[0]
    assert "ICB not yet (away until Thursday 26 November 2026" in await case_words(people.team)
    await sign(deputy)

    await bot.restart()
    await go_to(bot, WEDNESDAY)
    assert told(people.icb, "You are back") == []
    await go_to(bot, THURSDAY)
    await go_to(bot, THURSDAY + timedelta(hours=1))
    (back,) = told(people.icb, "You are back")
    assert f"**{REF}**" in back and "agreed for the seat ICB" in back
    assert "was opened" not in back and len(told(deputy, "You act for")) == 1


async def is_away(team: Chat, office: str, tenant: str, id: str) -> None:
    await team.say("away")
    form, chosen = team.offering("Record it"), person_value(Person(tenant=tenant, id=id))
    await team.press("Record it", form, person=chosen, back_on="2026-11-26")
    assert f"Recorded: {office} is away until" in form.words


async def test_the_business_team_records_it_and_a_seat_with_nobody_there_is_said_daily(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for office, id in (("DSP, ICB", ICB_DSP), ("Deputy DSP, ICB", ICB_DEPUTY)):
        await is_away(people.team, office, ICB, id)
    await eventually(lambda: told(people.icb, "Recorded: you are away") != [])
    for day in (TUESDAY, WEDNESDAY):
        await go_to(bot, day)
    said = told(people.council, "Nobody acts for a seat")
    assert len(said) == 3 and "ICB: away until Thursday 26 November 2026, and no deputy is there" in said[-1]
    assert nudged(bot, people.icb.conversation) != [], "a step never waits for nobody"

    await people.icb.press("I am back", people.icb.showing("Recorded: you are away"))
    await eventually(lambda: told(people.icb, "You are back") != [])


async def test_whoever_is_the_only_one_in_an_office_is_not_told_that_a_deputy_acts(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say("away until Thursday")
    said = people.team.last.words
    assert "Recorded: Business Team is away" in said and "deputy" not in said
    assert "Nobody else is there for: Business Team. What waits there comes to them all the same." in said
    for office, id in (("Deputy DSP, ICB", ICB_DEPUTY), ("DSP, ICB", ICB_DSP)):
        await is_away(people.team, office, ICB, id)
    await eventually(lambda: told(people.icb, "Recorded: you are away") != [])
    (told_of,) = told(people.icb, "Recorded: you are away")
    assert "Your deputy acts" not in told_of and "Nobody else is there for: ICB." in told_of


async def test_that_somebody_who_was_away_is_gone_is_said_the_next_morning(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for office, id in (("DSP, ICB", ICB_DSP), ("Deputy DSP, ICB", ICB_DEPUTY)):
        await is_away(people.team, office, ICB, id)
    for office, id in (("DSP, police", POLICE_DSP), ("Deputy DSP, police", POLICE_DEPUTY)):
        await is_away(people.team, office, POLICE, id)
    await eventually(lambda: told(people.council, "Nobody acts for 2 seats") != [])
    await the_police_leave(bot)
    assert len(told(people.council, "Nobody acts for 2 seats")) == 1
    await go_to(bot, TUESDAY)
    said = told(people.council, "Nobody acts for 2 seats")
    assert len(said) == 2 and "Police: vacant since Monday 23 November 2026" in said[-1]


async def test_nobody_without_an_office_is_away_and_a_day_must_be_ahead(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.practitioner.say("away until 14/12")
    assert "Only somebody who holds an office" in people.practitioner.last.words
    for words, why in (("away until 14/12/2025", "is not ahead"), ("away from home", "away until 14/12/2026")):
        await people.council.say(words)
        assert why in people.council.last.words
    await people.council.say("away")
    assert "Nobody is away." in people.council.last.words


async def test_one_case_is_handed_over_to_the_deputy_and_taken_back(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await people.icb.say(f"hand over {REF}")
    receipt = people.icb.last
    assert "Your part goes to: Deputy DSP, ICB." in receipt.words
    await shown(deputy, CRITERIA)
    await eventually(lambda: told(deputy, f"{REF}: handed over to you") != [])
    assert "Handed over by: DSP, ICB" in await case_words(people.team)
    await go_to(bot, TUESDAY)
    assert nudged(bot, people.icb.conversation) == [] != nudged(bot, deputy.conversation)
    await people.icb.press("Take my part back", receipt)
    await go_to(bot, WEDNESDAY)
    assert nudged(bot, people.icb.conversation) != []


async def test_the_business_team_hands_a_case_over_for_somebody_who_hears_of_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await people.team.say(f"case {REF}")
    form = people.team.offering("Hand over for somebody")
    await people.team.press("Hand over for somebody", form)
    await people.team.press("Hand it over", form)
    assert "Whose part: choose one." in form.words
    await people.team.press("Hand it over", form, person=person_value(Person(tenant=ICB, id=ICB_DSP)))
    assert "DSP, ICB has handed over." in form.words
    await eventually(lambda: told(deputy, f"{REF}: handed over to you") != [])
    await eventually(lambda: told(people.icb, f"{REF}: handed over") != [])
    await go_to(bot, TUESDAY)
    assert nudged(bot, people.icb.conversation) == [] != nudged(bot, deputy.conversation)
    assert "ICB: handed over, the others who hold the seat act." in nudged(bot, CHANNEL)[-1]
    await people.team.press("Hand over for somebody", form)
    await people.team.press("Takes part again", form)
    assert "DSP, ICB takes part again." in form.words
    await go_to(bot, WEDNESDAY)
    assert nudged(bot, people.icb.conversation) != []
