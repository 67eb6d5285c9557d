"""People come, go, step aside, are kept away or were out of reach: the jobs follow all of it."""

from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, withdraw_conflict
from safeguarding.partnership.model import OfficeHolder
from safeguarding.people import Actor, Seat
from tests.support.people.office import A_WHILE, FIRST, NEWCOMER, OPENED, SECOND, TO_SIGN, WHY, Office
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, ICB, POLICE
from tests.support.simulated_year.expected_messages import CHANNEL, DEPUTIES, TEAM


async def test_who_comes_into_the_business_team_hears_of_every_open_case(office: Office) -> None:
    newcomer = OfficeHolder(title="Business Team, new", tenant=NEWCOMER.tenant, id=NEWCOMER.id)
    team = (*office.partnership.business_team, newcomer)
    office.partnership = office.partnership.model_copy(update={"business_team": team})
    await office.run_jobs()
    assert [office.heard(NEWCOMER, OPENED, ref) for ref in (FIRST, SECOND)] == [1, 1]


async def test_who_comes_into_a_seat_gets_the_cards_of_every_open_case_and_who_left_it_sees_them_no_more(
    office: Office,
) -> None:
    icb = office.partnership.partners.icb
    dsps = tuple(
        holder.model_copy(update={"tenant": NEWCOMER.tenant, "id": NEWCOMER.id}) if holder.person == ICB else holder
        for holder in icb.dsps
    )
    partners = office.partnership.partners.model_copy(update={"icb": icb.model_copy(update={"dsps": dsps})})
    office.partnership = office.partnership.model_copy(update={"partners": partners})
    await office.run_jobs()
    assert [office.heard(NEWCOMER, TO_SIGN, ref) for ref in (FIRST, SECOND)] == [1, 1]
    assert not office.offers(ICB)


async def test_a_change_of_offices_while_a_round_is_under_way_is_followed_by_the_next(office: Office) -> None:
    newcomer = OfficeHolder(title="Business Team, new", tenant=NEWCOMER.tenant, id=NEWCOMER.id)

    async def change() -> None:
        team = (*office.partnership.business_team, newcomer)
        office.partnership = office.partnership.model_copy(update={"business_team": team})

    await office.open_one()
    office.teams.meanwhile[TEAM] = change
    await office.case_notices.run()
    await office.case_notices.run()
    refs = (FIRST, SECOND, "CSCP-2026-003")
    assert [office.heard(NEWCOMER, OPENED, ref) for ref in refs] == [1, 1, 1]


async def test_a_restriction_hides_the_copies_and_its_end_brings_them_back(office: Office) -> None:
    await office.restrict()
    await office.run_jobs()
    assert not office.offers(POLICE) and office.teams.says(CHANNEL, "no longer shown here") == 2
    await office.take(lambda case: lift_restriction(case, WHY, BUSINESS_TEAM, office.now))
    await office.run_jobs()
    assert office.offers(POLICE) and office.teams.says(CHANNEL, "no longer shown here") == 0


async def test_a_case_restricted_before_the_channel_heard_of_it_is_told_there_when_that_ends(office: Office) -> None:
    await office.open_one()
    await office.restrict("CSCP-2026-003")
    await office.run_jobs()
    await office.run_jobs()
    assert office.heard(CHANNEL, OPENED, "CSCP-2026-003") == 0
    await office.take(lambda case: lift_restriction(case, WHY, BUSINESS_TEAM, office.now), "CSCP-2026-003")
    await office.run_jobs()
    assert office.heard(CHANNEL, OPENED, "CSCP-2026-003") == 1


async def test_who_declares_a_conflict_of_interest_sees_the_card_no_more_until_it_is_withdrawn(office: Office) -> None:
    by = Actor(person=ICB, seats=frozenset({Seat.ICB}))
    await office.take(lambda case: declare_conflict(case, WHY, by, office.now))
    await office.run_jobs()
    assert not office.offers(ICB)
    assert office.heard(DEPUTIES["icb"], TO_SIGN) == 1, "a deputy signs"
    await office.take(lambda case: withdraw_conflict(case, ICB, WHY, BUSINESS_TEAM, office.now))
    await office.run_jobs()
    assert office.offers(ICB)


async def test_who_could_not_be_reached_hears_of_it_once_they_write_again(office: Office) -> None:
    office.teams.blocked = {TEAM, ICB}
    await office.open_one()
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    office.teams.blocked.clear()
    for person in (TEAM, ICB):
        await office.outbox.reach.note_heard(person)
    await office.run_jobs()
    assert (office.heard(TEAM, OPENED, "CSCP-2026-003"), office.heard(ICB, TO_SIGN, "CSCP-2026-003")) == (1, 1)


async def test_who_writes_again_before_the_round_after_the_one_that_missed_them_hears_of_it_too(
    office: Office,
) -> None:
    """The destinations seem unchanged between the two jobs: out of reach was nobody before, and is nobody now."""
    office.teams.blocked = {TEAM}
    await office.open_one()
    await office.case_notices.run()
    office.teams.blocked.clear()
    assert await office.outbox.reach.note_heard(TEAM)
    await office.case_notices.run()
    assert office.heard(TEAM, OPENED, "CSCP-2026-003") == 1
