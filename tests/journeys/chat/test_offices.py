"""``offices`` says over real HTTP who holds what, and drafts a change of it that is made in the partnership file
alone."""

from datetime import date

from safeguarding.people import Seat
from tests.journeys.conftest import BUSINESS_TEAM, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, titles
from tests.support.people.review_in_chat import crafted


async def offices(chat: Chat) -> str:
    await chat.say("offices")
    return chat.showing("Offices").unfolded


async def test_everybody_reads_who_holds_what_who_is_away_and_what_is_vacant(bot: Bot) -> None:
    away = bot.partnership.holders(Seat.POLICE)[0].person
    await bot.chat(away.id, away.tenant).say("away until 14/12/2026")
    partner = bot.partnership.partners.icb.model_copy(update={"dsps": ()})
    since = {
        "vacant_since": {Seat.ICB: date(2026, 11, 2)},
        "partners": bot.partnership.partners.model_copy(update={"icb": partner}),
    }
    bot.partnership_since = bot.partnership.model_copy(update=since)
    await bot.run_all_jobs()
    words = await offices(bot.chat(PRACTITIONER))
    assert "DSP, police (away until Monday 14 December 2026); Deputy DSP, police" in words
    assert "Vacant since Monday 2 November 2026" in words and "DSP, ICB" not in words
    assert f"Directory id {PRACTITIONER}" in words
    assert "Draft a change" not in titles(bot.chat(PRACTITIONER).showing("Offices").card)


async def test_the_business_team_drafts_lines_for_the_file_and_nothing_changes_by_them(bot: Bot) -> None:
    newcomer, team = bot.chat(OTHER_PRACTITIONER), bot.chat(BUSINESS_TEAM)
    await newcomer.say("hello")
    before = await offices(team)
    await team.press("Draft a change")
    person = next(value for value in choices(team, "person") if OTHER_PRACTITIONER in value)
    assert f"id ending in {OTHER_PRACTITIONER[-4:]}" in choices(team, "person")[person]
    await team.press("Write the lines", office="icb", kind="deputy", person=person)
    assert "write what it is called" in team.last.words
    titled = "Second deputy, ICB"
    await team.press("Write the lines", office="icb", kind="deputy", person=person, office_title=titled)
    words = team.last.words
    assert "[partners.icb]" in words and f'id = "{OTHER_PRACTITIONER}", deputy = true' in words
    assert "Nothing has changed yet." in words
    assert await offices(team) == before


async def test_a_draft_that_the_file_would_be_refused_for_says_why(bot: Bot) -> None:
    team = bot.chat(BUSINESS_TEAM)
    await team.say("offices")
    await team.press("Draft a change")
    for_seat = next(value for value, title in choices(team, "person").items() if title == "DSP, ICB")
    await team.press("Write the lines", office="icb", kind="leaves", person=for_seat)
    assert "ICB: nobody would hold it then. Draft first who comes into it" in team.last.words
    in_police = next(value for value, title in choices(team, "person").items() if title == "DSP, police")
    await team.press("Write the lines", office="icb", kind="holder", person=in_police, office_title="DSP, ICB")
    assert "The file would be refused." in team.last.words and "Keep it under one partner." in team.last.words
    await team.press("Write the lines", office="review_group", kind="vacant")
    assert "Only a seat can be vacant." in team.last.words
    await team.press("Write the lines", office="icb", kind="vacant")
    assert "dsps = [" in team.last.words and "icb = 2026-11-23" in team.last.words


async def test_a_group_has_no_deputies_and_whoever_is_not_in_an_office_does_not_leave_it(bot: Bot) -> None:
    team = bot.chat(BUSINESS_TEAM)
    await team.say("offices")
    await team.press("Draft a change")
    police = next(value for value, title in choices(team, "person").items() if title == "DSP, police")
    await team.press("Write the lines", office="business_team", kind="deputy", person=police, office_title="Deputy")
    assert "Only a seat has deputies." in team.last.words
    await team.press("Write the lines", office="icb", kind="leaves", person=police)
    assert "Who: choose somebody who is in the office now." in team.last.words


async def test_whoever_fills_a_vacant_seat_is_told_to_take_out_the_line_that_calls_it_vacant(bot: Bot) -> None:
    newcomer, team = bot.chat(OTHER_PRACTITIONER), bot.chat(BUSINESS_TEAM)
    await newcomer.say("hello")
    partner = bot.partnership.partners.icb.model_copy(update={"dsps": ()})
    since = {
        "vacant_since": {Seat.ICB: date(2026, 11, 2)},
        "partners": bot.partnership.partners.model_copy(update={"icb": partner}),
    }
    bot.partnership_since = bot.partnership.model_copy(update=since)
    await bot.run_all_jobs()
    await team.say("offices")
    await team.press("Draft a change")
    person = next(value for value in choices(team, "person") if OTHER_PRACTITIONER in value)
    await team.press("Write the lines", office="icb", kind="holder", person=person, office_title="DSP, ICB")
    assert "its line under [vacant_since] is taken out." in team.last.words


async def test_nobody_but_the_business_team_drafts(bot: Bot) -> None:
    other = bot.chat(PRACTITIONER)
    await other.say("offices")
    said = await crafted(other, "office_change")
    assert "The Business Team drafts a change of the offices." in said


def choices(chat: Chat, id: str) -> dict[str, str]:
    shown = chat.last.card
    assert shown
    box = next(element for element in shown["body"] if element.get("id") == id)
    return {choice["value"]: choice["title"] for choice in box["choices"]}
