"""A round looks at what has changed. Whatever else there is to say, and whoever it comes from, is said all the same."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.announcements import Announcements
from bot.chats import Destination
from bot.delivery import DestinationGone, SendFailed
from bot.nudges import Nudges
from bot.outbox import Outbox
from bot.partnership import OfficeHolder, Partnership
from bot.posts import Posts
from bot.settled import Settled
from dialogs.incoming import Shown
from safeguarding.case.people import Actor, Person, Seat
from safeguarding.case.record import Case
from safeguarding.case.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, sign_off
from safeguarding.case.signing import sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close
from store.codec import PlainCodec
from store.folder import FolderStore
from tests.bot.bots_on_one_store import BUSINESS_TEAM, ICB, POLICE, Bots, OneTeams
from tests.bot.people_at_work import PeopleAtWork
from tests.bot.simulated import QuickDisk, bot_on, claims_in, partnership
from tests.bot.what_had_to_be_said import CHANNEL, COUNCIL, DEPUTIES, KINDS, TEAM

FIRST, SECOND = "CSCP-2026-001", "CSCP-2026-002"
NEWCOMER = Person(tenant=COUNCIL, id="cc000000-0000-4000-8000-000000000001")
WHY = FreeText.of("as agreed", "0123456789abcdef")
MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
OPENED, TO_SIGN = "was opened", "a card to sign"
A_WHILE = timedelta(minutes=5)


class BlockableTeams(OneTeams):
    def __init__(self) -> None:
        super().__init__()
        self.blocked: set[Destination] = set()

    async def to(self, to: Destination, shown: Shown) -> str:
        if to in self.blocked:
            raise DestinationGone(403)
        return await super().to(to, shown)


class Office:
    """A bot with two open cases, everything said of them; and the partnership file, which changes."""

    def __init__(self, store: FolderStore) -> None:
        self.store = store
        self.now = MONDAY_AT_TEN
        self.teams = BlockableTeams()
        self.partnership: Partnership = partnership()
        self.people = PeopleAtWork(Random(1))
        self.start()

    def start(self) -> None:
        work = bot_on(self.store, self.teams, lambda: self.now).work
        self.work = replace(work, standing=lambda: self.partnership)
        claims = claims_in(self.store, lambda: self.now)
        self.outbox = Outbox(self.teams, claims)
        self.announcements = Announcements(self.work, self.outbox, self.store.ledger)
        self.posts = Posts(self.work, self.teams, self.outbox, claims)
        self.nudges = Nudges(self.work, self.outbox)

    async def open_one(self) -> None:
        await self.people.open_one(self.work, KINDS[0], None, self.now.date())

    async def rounds(self, passed: timedelta = timedelta()) -> None:
        self.now += passed
        for round in (self.announcements.round, self.posts.round, self.nudges.round):
            await round()

    def heard(self, to: Destination, words: str, of: str = FIRST) -> int:
        return sum(
            words in summary and of in summary for destination, summary in self.teams.arrived if destination == to
        )

    async def take(self, step: Callable[[Case], Case], ref: str = FIRST) -> None:
        await self.work.take(ref, step)

    async def restrict(self, ref: str = FIRST) -> None:
        review_on = self.now.date() + timedelta(days=90)
        await self.take(
            lambda case: restrict(case, frozenset([TEAM, case.opener]), review_on, {}, WHY, BUSINESS_TEAM, self.now),
            ref,
        )

    async def sign_for_icb(self, ref: str = FIRST) -> None:
        def step(case: Case) -> Case:
            standing = sign_off(case, NOTIFICATION_CRITERIA)
            assert standing
            digest, by = standing.matter.digest, Actor(person=ICB, seats=frozenset({Seat.ICB}))
            return sign(case, NOTIFICATION_CRITERIA, digest, by, self.now, agrees=True)

        await self.take(step, ref)

    async def close(self, ref: str = FIRST) -> None:
        await self.take(lambda case: close(case, WHY, BUSINESS_TEAM, self.now), ref)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        office = Office(store)
        await office.open_one()
        await office.open_one()
        await office.rounds()
        await office.rounds()
        yield office


async def test_when_all_was_said_nothing_is_said_again(office: Office) -> None:
    before = list(office.teams.arrived)
    for passed in (timedelta(), A_WHILE, timedelta(hours=1)):
        await office.rounds(passed)
    assert office.teams.arrived == before
    assert [office.heard(to, OPENED, ref) for to in (CHANNEL, TEAM) for ref in (FIRST, SECOND)] == [1, 1, 1, 1]


async def test_a_step_in_one_case_changes_its_copies_and_no_others(office: Office) -> None:
    await office.sign_for_icb(SECOND)
    await office.rounds()
    agreed = [office.teams.says(to, "agreed, DSP, ICB") for to in (ICB, POLICE)]
    assert agreed == [1, 1]
    assert office.teams.says(CHANNEL, "ICB: signed") == 1


async def test_a_step_while_a_round_is_under_way_is_told_by_the_next(office: Office) -> None:
    await office.open_one()
    office.teams.meanwhile[CHANNEL] = office.sign_for_icb
    await office.rounds()
    await office.rounds()
    assert office.teams.says(POLICE, "agreed, DSP, ICB") == 1


async def test_a_step_in_the_very_case_that_is_being_told_of_is_told_too(office: Office) -> None:
    await office.sign_for_icb()
    office.teams.meanwhile[POLICE] = office.close
    await office.rounds()
    await office.rounds()
    assert not any(office.teams.says(to, f"{FIRST}") and _offers(office, to) for to in (ICB, POLICE))


def _offers(office: Office, to: Destination) -> bool:
    """Whether a copy there still offers to sign the first case."""
    cards = [card for (destination, _), card in office.teams.shown.items() if destination == to]
    return any(FIRST in card and '"agree"' in card for card in cards)


@pytest.mark.parametrize("to", [TEAM, CHANNEL])
async def test_a_message_that_failed_is_tried_again_though_nothing_else_changes(
    office: Office, to: Destination
) -> None:
    office.teams.fails = [SendFailed(500), SendFailed(500)]
    await office.open_one()
    await office.announcements.round()
    for _ in range(3):
        await office.rounds(A_WHILE)
    assert office.heard(to, OPENED, "CSCP-2026-003") == 1


async def test_a_card_that_failed_is_tried_again_though_nothing_else_changes(office: Office) -> None:
    await office.open_one()
    office.teams.fails = [SendFailed(500)] * 4
    await office.posts.round()
    for _ in range(3):
        await office.rounds(A_WHILE)
    assert [office.heard(to, TO_SIGN, "CSCP-2026-003") for to in (ICB, POLICE)] == [1, 1]


async def test_a_nudge_that_failed_is_tried_again_the_same_day(office: Office) -> None:
    office.now += timedelta(days=2)
    office.teams.fails = [SendFailed(500)] * 2
    await office.nudges.round()
    said_at_first = len(office.teams.arrived)
    for _ in range(3):
        await office.rounds(A_WHILE)
    assert len(office.teams.arrived) > said_at_first
    nudged = list(office.store.ledger.all("nudge|"))
    assert nudged and all(office.store.ledger.all()[name]["state"] == "sent" for name in nudged)


async def test_a_new_day_brings_its_nudges_for_cases_in_which_nothing_has_happened(office: Office) -> None:
    before = office.teams.times(POLICE, "")
    await office.rounds(timedelta(days=2))
    assert office.teams.times(POLICE, "") > before


async def test_after_a_restart_what_was_not_said_is_said_and_nothing_else_again(office: Office) -> None:
    await office.open_one()
    office.teams.fails = [SendFailed(500)]
    await office.announcements.round()
    before = list(office.teams.arrived)
    office.start()
    await office.rounds(A_WHILE)
    await office.rounds(A_WHILE)
    new = office.teams.arrived[len(before) :]
    assert all("CSCP-2026-003" in summary for _, summary in new)
    assert {to for to, summary in office.teams.arrived if OPENED in summary and "003" in summary} == {CHANNEL, TEAM}


async def test_who_comes_into_the_business_team_hears_of_every_open_case(office: Office) -> None:
    newcomer = OfficeHolder(title="Business Team, new", tenant=NEWCOMER.tenant, id=NEWCOMER.id)
    team = (*office.partnership.business_team, newcomer)
    office.partnership = office.partnership.model_copy(update={"business_team": team})
    await office.rounds()
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
    await office.rounds()
    assert [office.heard(NEWCOMER, TO_SIGN, ref) for ref in (FIRST, SECOND)] == [1, 1]
    assert not _offers(office, ICB)


async def test_a_change_of_offices_while_a_round_is_under_way_is_followed_by_the_next(office: Office) -> None:
    newcomer = OfficeHolder(title="Business Team, new", tenant=NEWCOMER.tenant, id=NEWCOMER.id)

    async def change() -> None:
        team = (*office.partnership.business_team, newcomer)
        office.partnership = office.partnership.model_copy(update={"business_team": team})

    await office.open_one()
    office.teams.meanwhile[TEAM] = change
    await office.announcements.round()
    await office.announcements.round()
    refs = (FIRST, SECOND, "CSCP-2026-003")
    assert [office.heard(NEWCOMER, OPENED, ref) for ref in refs] == [1, 1, 1]


async def test_a_restriction_hides_the_copies_and_its_end_brings_them_back(office: Office) -> None:
    await office.restrict()
    await office.rounds()
    assert not _offers(office, POLICE) and office.teams.says(CHANNEL, "no longer shown here") == 1
    await office.take(lambda case: lift_restriction(case, WHY, BUSINESS_TEAM, office.now))
    await office.rounds()
    assert _offers(office, POLICE) and office.teams.says(CHANNEL, "no longer shown here") == 0


async def test_a_case_restricted_before_the_channel_heard_of_it_is_told_there_when_that_ends(office: Office) -> None:
    await office.open_one()
    await office.restrict("CSCP-2026-003")
    await office.rounds()
    await office.rounds()
    assert office.heard(CHANNEL, OPENED, "CSCP-2026-003") == 0
    await office.take(lambda case: lift_restriction(case, WHY, BUSINESS_TEAM, office.now), "CSCP-2026-003")
    await office.rounds()
    assert office.heard(CHANNEL, OPENED, "CSCP-2026-003") == 1


async def test_who_declares_a_conflict_of_interest_sees_the_card_no_more_until_it_is_withdrawn(office: Office) -> None:
    by = Actor(person=ICB, seats=frozenset({Seat.ICB}))
    await office.take(lambda case: declare_conflict(case, WHY, by, office.now))
    await office.rounds()
    assert not _offers(office, ICB)
    assert office.heard(DEPUTIES["icb"], TO_SIGN) == 1, "a deputy signs"
    await office.take(lambda case: withdraw_conflict(case, ICB, WHY, BUSINESS_TEAM, office.now))
    await office.rounds()
    assert _offers(office, ICB)


async def test_who_could_not_be_reached_hears_of_it_once_they_write_again(office: Office) -> None:
    office.teams.blocked = {TEAM, ICB}
    await office.open_one()
    for _ in range(3):
        await office.rounds(A_WHILE)
    office.teams.blocked.clear()
    for person in (TEAM, ICB):
        await office.outbox.reached(person)
    await office.rounds()
    assert (office.heard(TEAM, OPENED, "CSCP-2026-003"), office.heard(ICB, TO_SIGN, "CSCP-2026-003")) == (1, 1)


async def test_who_writes_again_before_the_round_after_the_one_that_missed_them_hears_of_it_too(
    office: Office,
) -> None:
    """Nothing seems to have changed between the two rounds: out of reach was nobody before, and is nobody now."""
    office.teams.blocked = {TEAM}
    await office.open_one()
    await office.announcements.round()
    office.teams.blocked.clear()
    assert await office.outbox.reached(TEAM)
    await office.announcements.round()
    assert office.heard(TEAM, OPENED, "CSCP-2026-003") == 1


async def test_a_case_that_closes_offers_nothing_to_sign_any_more(office: Office) -> None:
    await office.close()
    await office.rounds()
    assert not any(_offers(office, to) for to in (ICB, POLICE))


async def test_a_copy_that_could_not_be_changed_when_the_case_closed_is_changed_later(office: Office) -> None:
    async def fail() -> None:
        raise SendFailed(500)

    await office.close()
    office.teams.meanwhile[POLICE] = fail
    await office.rounds()
    assert _offers(office, POLICE)
    await office.rounds(A_WHILE)
    assert not _offers(office, POLICE)


async def test_a_copy_of_a_closed_case_is_changed_after_a_restart(office: Office) -> None:
    await office.close()
    office.start()
    await office.rounds()
    assert not any(_offers(office, to) for to in (ICB, POLICE))


async def test_a_copy_that_somebody_asks_for_while_the_case_is_looked_at_is_kept_up_to_date(office: Office) -> None:
    async def ask() -> None:
        await office.posts.fetched(FIRST, NOTIFICATION_CRITERIA, POLICE, "asked for")

    await office.sign_for_icb()
    office.teams.unconfirmed[ICB] = ask
    await office.rounds()
    await office.rounds()
    assert "agreed, DSP, ICB" in office.teams.shown[POLICE, "asked for"]


async def test_what_is_asked_for_while_a_round_finds_nothing_to_do_is_not_forgotten(office: Office) -> None:
    settled, cases = Settled(), office.store.cases.open_by_ref()
    assert settled.left(cases, "today") == [*cases.values()]
    settled.disturb(FIRST)
    assert [settled.settle(case) for case in cases.values()] == [False, True]
    assert settled.left(cases, "today") == [cases[FIRST]]


async def test_what_is_lost_from_the_ledger_is_said_within_an_hour(office: Office) -> None:
    """Rather once more than never: whatever the rounds should have missed, they find then."""
    lost = [name for name in office.store.ledger.all("opened|") if FIRST in name]
    await office.store.ledger.delete(*lost)
    await office.rounds(timedelta(hours=1))
    assert (office.heard(CHANNEL, OPENED), office.heard(TEAM, OPENED)) == (2, 2)


async def test_what_another_bot_does_is_followed_by_each(bots: Bots) -> None:
    case = await bots.open_case()
    announcements = [bots.announcements(number) for number in range(2)]
    await _rounds_of_all(bots, [round.round for round in announcements])
    await bots.open_case()
    await bots.sign(0, case.ref, ICB)
    # The second bot alone goes on.
    await bots.refresh()
    await bots.posts[1].round()
    await announcements[1].round()
    assert bots.teams.says(POLICE, "agreed, DSP, ICB") == 1
    assert [bots.teams.times(to, f"{SECOND} {OPENED}") for to in (CHANNEL, TEAM)] == [1, 1]


async def test_what_a_bot_that_died_had_set_out_to_say_is_said_by_another_that_had_looked_already(bots: Bots) -> None:
    await bots.open_case()
    other = bots.announcements(1)

    async def looks_meanwhile() -> None:
        await bots.refresh()
        await other.round()
        raise SystemError("the first bot dies")

    bots.teams.meanwhile[CHANNEL] = looks_meanwhile
    first = bots.announcements(0)
    await first.round()
    assert bots.teams.times(CHANNEL, OPENED) == 0
    bots.now += timedelta(minutes=6)
    await bots.refresh()
    await other.round()
    assert bots.teams.times(CHANNEL, OPENED) == 1


async def _rounds_of_all(bots: Bots, more: list[Callable[[], Awaitable[None]]]) -> None:
    for round in (*(posts.round for posts in bots.posts), *more):
        await bots.refresh()
        await round()
