"""A card to sign that Teams does not take is tried again, shows where people look, and keeps nothing else waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.undelivered import undelivered_by_case
from bot.messaging.destinations import Destination
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.people import Actor, Seat
from tests.support.people.office import OPENED, TO_SIGN, WHY, Office
from tests.support.processes.bots_on_one_store import ICB, POLICE
from tests.support.simulated_year.expected_messages import CHANNEL, DEPUTIES, HOLDERS, TEAM

THIRD = "CSCP-2026-003"
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
REFUSED = "a card is not delivered"
WEDNESDAY_AT_TEN = datetime(2026, 11, 25, 10, tzinfo=UTC)
THE_DUE_DAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


async def for_an_hour(office: Office) -> None:
    """Lets just over an hour of working time pass."""
    for _ in range(6):
        await office.run_jobs(timedelta(minutes=16))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 503])
async def test_a_card_that_is_refused_for_an_hour_counts_as_undelivered_whatever_the_status(
    office: Office, status: int
) -> None:
    office.teams.refused[ICB, TO_SIGN] = status
    await office.open_one()
    await office.run_jobs()
    assert undelivered_by_case(office.work.queries) == {}
    await for_an_hour(office)
    (offices,) = undelivered_by_case(office.work.queries).values()
    assert offices == ("DSP, ICB",)
    told = office.teams.times(TEAM, REFUSED) + office.teams.times(TEAM, "can't be reached")
    await for_an_hour(office)
    assert told == 1 == office.teams.times(TEAM, REFUSED) + office.teams.times(TEAM, "can't be reached")
    office.teams.refused.clear()
    await office.run_jobs(4 * AN_HOUR)
    assert office.heard(ICB, TO_SIGN, THIRD) == 1
    assert undelivered_by_case(office.work.queries) == {}


async def test_a_card_that_teams_takes_for_malformed_keeps_no_other_card_or_message_waiting(office: Office) -> None:
    office.teams.refused[ICB, f"{THIRD}: {TO_SIGN}"] = 400
    await office.open_one()
    await office.run_jobs()
    await office.open_one()
    await office.run_jobs()
    assert (office.heard(ICB, TO_SIGN, THIRD), office.heard(ICB, TO_SIGN, "CSCP-2026-004")) == (0, 1)
    await for_an_hour(office)
    assert office.teams.times(TEAM, f"{THIRD}: {REFUSED}") == 1
    assert office.teams.times(TEAM, "can't be reached") == 0


@pytest.mark.parametrize("status", [400, 413])
async def test_whoever_is_to_sign_is_told_once_in_plain_words_where_teams_does_not_show_the_card(
    office: Office, status: int
) -> None:
    office.teams.refused[ICB, f"{THIRD}: {TO_SIGN}"] = status
    await office.open_one()
    await for_an_hour(office)
    assert office.teams.says(ICB, "Ring the Business Team: they can say what it is about") == 1
    assert office.teams.says(POLICE, "Teams does not show it") == 0
    assert undelivered_by_case(office.work.queries) == {THIRD: ("DSP, ICB",)}


@pytest.mark.parametrize("status", [403, 404])
async def test_a_single_refusal_parks_no_card(office: Office, status: int) -> None:
    office.teams.refused[ICB, TO_SIGN] = status
    await office.open_one()
    await office.run_jobs()
    office.teams.refused.clear()
    await office.run_jobs(A_MINUTE)
    assert office.heard(ICB, TO_SIGN, THIRD) == 1
    assert office.teams.times(TEAM, "can't be reached") == 0


async def test_a_card_comes_at_once_when_anything_else_reaches_that_chat(office: Office) -> None:
    office.teams.refused[ICB, TO_SIGN] = 403
    await office.open_one()
    for _ in range(6):
        await office.run_jobs(AN_HOUR)
    office.teams.refused.clear()
    await office.run_jobs(A_MINUTE)
    assert office.heard(ICB, TO_SIGN, THIRD) == 0
    await office.outbox.reach.note_arrival(ICB)
    await office.run_jobs()
    assert office.heard(ICB, TO_SIGN, THIRD) == 1


async def test_a_chat_that_is_blocked_is_asked_a_few_times_a_day_however_many_cards_wait(office: Office) -> None:
    office.teams.blocked = {ICB}
    for _ in range(3):
        await office.open_one()
    await office.run_jobs()
    await for_an_hour(office)
    for _ in range(8):
        await office.run_jobs(AN_HOUR)
    tried = 0
    for _ in range(24):
        before = office.teams.tries[ICB]
        await office.sign_off_cards.run()
        tried += office.teams.tries[ICB] > before
        office.now += AN_HOUR
    assert 0 < tried <= 8
    assert set(undelivered_by_case(office.work.queries)) == {THIRD, "CSCP-2026-004", "CSCP-2026-005"}


async def test_a_card_that_is_hidden_is_tried_until_it_is_and_one_that_was_deleted_not_for_ever(office: Office) -> None:
    office.teams.refused[ICB, "a change"] = 404
    by = Actor(person=ICB, seats=frozenset({Seat.ICB}))
    await office.take(lambda case: declare_conflict(case, WHY, by, office.now))
    await office.run_jobs()
    assert office.offers(ICB)
    office.teams.refused.clear()
    await office.run_jobs(A_MINUTE)
    assert not office.offers(ICB)
    office.teams.refused[POLICE, "a change"] = 404
    await office.sign_for_icb("CSCP-2026-002")
    for _ in range(30):
        await office.run_jobs(AN_HOUR)
    before = office.teams.tries[POLICE]
    await office.sign_off_cards.run()
    assert office.teams.tries[POLICE] == before


async def test_a_card_that_need_not_be_delivered_any_more_counts_no_longer(office: Office) -> None:
    office.teams.blocked = {ICB}
    await office.open_one()
    await for_an_hour(office)
    assert THIRD in undelivered_by_case(office.work.queries)
    await office.restrict(THIRD)
    await office.run_jobs(A_MINUTE)
    case = office.work.queries.cases.open_case(THIRD)
    assert case and not office.work.queries.undelivered.cards(THIRD)


async def test_the_channel_that_takes_no_card_to_look_at_is_told_with_what_to_do(office: Office) -> None:
    office.teams.refused[CHANNEL, TO_SIGN] = 400
    await office.open_one()
    await for_an_hour(office)
    assert office.heard(CHANNEL, OPENED, THIRD) == 1
    assert undelivered_by_case(office.work.queries) == {THIRD: ("The review channel",)}
    assert office.teams.times(TEAM, REFUSED) == 1


async def test_the_deputy_gets_the_card_and_the_nudges_of_a_holder_who_is_not_reached_and_keeps_the_card(
    office: Office,
) -> None:
    deputy = DEPUTIES["icb"]
    office.teams.blocked = {ICB}
    await office.open_one()
    await office.run_jobs()
    assert office.heard(deputy, TO_SIGN, THIRD) == 0
    await for_an_hour(office)
    assert office.heard(deputy, TO_SIGN, THIRD) == 1
    office.now = WEDNESDAY_AT_TEN
    await office.run_jobs()
    assert office.teams.times(deputy, "working days left") == 1
    office.teams.blocked.clear()
    await office.outbox.reach.note_heard(ICB)
    await office.run_jobs(A_MINUTE)
    await office.run_jobs(A_MINUTE)
    assert office.heard(ICB, TO_SIGN, THIRD) == office.teams.times(ICB, "working days left") == 1
    assert office.teams.says(deputy, THIRD) == 2, "what has come stays"
    office.now += timedelta(days=1)
    await office.run_jobs()
    assert (office.teams.times(ICB, "working days left"), office.teams.times(deputy, "working days left")) == (2, 1)


async def test_whoever_heard_in_the_last_hours_that_it_is_due_in_the_stead_of_the_unreached_hears_it_once(
    office: Office,
) -> None:
    """The Business Team is out of reach in the morning, the local authority and its deputy until half past three."""
    council = {HOLDERS["local_authority"], DEPUTIES["local_authority"]}
    office.now, office.teams.blocked = THE_DUE_DAY, {*council, TEAM}
    await for_an_hour(office)
    office.now, office.teams.blocked = THE_DUE_DAY.replace(hour=15), {*council}
    await office.outbox.reach.note_heard(TEAM)
    await office.run_jobs()
    await office.run_jobs(A_MINUTE)
    assert office.teams.times(TEAM, "due today") == 1
    office.teams.blocked = set()
    for person in council:
        await office.outbox.reach.note_heard(person)
    await office.run_jobs(A_MINUTE)
    await office.run_jobs(A_MINUTE)
    assert office.teams.times(HOLDERS["local_authority"], "due today") == office.teams.times(TEAM, "due today") == 1


async def test_of_a_restricted_case_a_deputy_who_is_not_named_gets_nothing(office: Office) -> None:
    office.teams.blocked = {ICB}
    await office.open_one()
    await office.restrict(THIRD)
    await for_an_hour(office)
    assert office.heard(DEPUTIES["icb"], "", THIRD) == 0
    assert office.heard(DEPUTIES["icb"], TO_SIGN, "CSCP-2026-001") <= 1


async def test_while_teams_takes_nothing_from_anybody_no_deputy_is_asked_and_nobody_is_told_of_each_office(
    office: Office,
) -> None:
    everybody: list[Destination] = [*HOLDERS.values(), *DEPUTIES.values(), CHANNEL]
    await office.open_one()
    office.teams.refused = {(to, ""): 401 for to in everybody}
    for _ in range(5):
        await for_an_hour(office)
    office.teams.refused.clear()
    for _ in range(3):
        await office.run_jobs(AN_HOUR)
    assert office.heard(ICB, TO_SIGN, THIRD) == 1
    assert office.heard(DEPUTIES["icb"], TO_SIGN, THIRD) == 0
    assert office.teams.times(TEAM, "can't be reached") == 0


async def test_a_chat_that_asks_to_wait_is_sent_no_other_card_meanwhile(office: Office) -> None:
    for _ in range(3):
        await office.open_one()
    await office.case_posts.run()
    office.teams.refused[ICB, TO_SIGN] = 429
    office.teams.tries.clear()
    await office.sign_off_cards.run()
    assert office.teams.tries[ICB] == 1
