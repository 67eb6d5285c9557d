"""A seat is vacant: it is said each working day, nobody signs for it, a SIN never waits for it, and what needs it goes
by escalation."""

from datetime import timedelta

from safeguarding.case.stage import Stage
from safeguarding.people import Seat
from tests.journeys.conftest import MONDAY, Bot
from tests.support.people.review_in_chat import case_titles, case_words, crafted
from tests.support.people.sin_lane import CRITERIA, REF, card_of, case_in_notification, shown
from tests.support.people.vacancies import the_police_leave, told_of_vacancy
from tests.support.simulated_year.mornings import go_to

HIDDEN = "This case is no longer shown here."
VACANT = "vacant since Monday 23 November 2026"


async def test_it_is_said_once_each_working_day_to_the_business_team_the_partners_and_the_dcs(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await the_police_leave(bot)
    hear = (people.team, people.council, people.icb)
    for chat in hear:
        assert f"Police: {VACANT}" in told_of_vacancy(chat)[-1] and f"missing in: {REF}" in told_of_vacancy(chat)[-1]
    days = {"the same afternoon": 0, "Tuesday": 1, "Saturday": 5, "Sunday": 6, "the next Monday": 7}
    counted = {}
    for name, later in days.items():
        await go_to(bot, MONDAY + timedelta(days=later, hours=1))
        counted[name] = {len(told_of_vacancy(chat)) for chat in hear}
    assert [*counted.values()] == [{1}, {2}, {2}, {2}, {3}]
    assert told_of_vacancy(people.police) == told_of_vacancy(people.practitioner) == []


async def test_the_leavers_card_is_put_aside_they_sign_nothing_and_the_others_read_that_the_seat_is_vacant(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    theirs = await shown(people.police, CRITERIA)
    click = people.police.press_activity("Agree", theirs)
    await the_police_leave(bot)
    assert theirs.words == HIDDEN
    _, body = await people.police.post({**click, "id": "after they left"})
    assert "You don't sign this one" in str(body) and not bot.signatures(REF)
    assert f"Police: {VACANT}" in card_of(people.icb, CRITERIA).words
    assert f"Police {VACANT}" in await case_words(people.team)


async def test_what_was_signed_before_stays_the_sin_goes_in_and_the_criteria_can_be_escalated(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.police.press("Agree", await shown(people.police, CRITERIA))
    assert "Record escalated criteria" not in await case_titles(people.team)
    await the_police_leave(bot)
    assert [signed.seat for signed in bot.signatures(REF)] == [Seat.POLICE]
    assert "Record escalated criteria" not in await case_titles(people.team), "they had signed already"
    await people.team.say(f"submitted {REF} today")
    assert bot.store.cases.open_cases()[0].stage is Stage.RAPID_REVIEW


async def test_what_keeps_a_case_open_names_the_vacant_seat_and_the_way_past_it(bot: Bot) -> None:
    people = await case_in_notification(bot, abuse_or_neglect="not_known")
    await the_police_leave(bot)
    waits = f"(the person who opened the case, Local authority, ICB, Police: {VACANT})"
    past_it = "what needs it is decided by escalation, which the Business Team records on the case."
    words = await case_words(people.team)
    assert waits in words and past_it in words
    refused = await crafted(people.team, "close", reason="Nothing more follows.")
    assert "stays open while a duty is" in refused and waits in refused and past_it in refused


async def test_a_signature_that_a_vacant_seat_owes_opens_the_way_by_escalation(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await the_police_leave(bot)
    assert "Record escalated criteria" in await case_titles(people.team)
