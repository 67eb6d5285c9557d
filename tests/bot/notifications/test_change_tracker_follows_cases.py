"""The change tracker makes a job look at what has changed. Whatever else there is to say, and whoever it comes from, is
said all the same."""

from collections.abc import Awaitable, Callable, Iterator, Set
from datetime import timedelta

import pytest

from bot.connector.transport import SendError
from bot.messaging.destinations import Destination
from bot.messaging.ledger import CardKey
from bot.notifications.card_records import DesiredCard
from bot.notifications.change_tracker import ChangeTracker
from bot.notifications.desired_cards import DesiredCards
from bot.notifications.sign_off_cards import SignOffCardSync
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.views.recipients import Unreached
from tests.support.people.office import A_WHILE, FIRST, OPENED, SECOND, TO_SIGN, Office
from tests.support.processes.bots_on_one_store import ICB, POLICE, Bots
from tests.support.simulated_year.expected_messages import CHANNEL, TEAM
from tests.support.simulated_year.simulation import claims_in


async def test_when_all_was_said_nothing_is_said_again(office: Office) -> None:
    before = list(office.teams.arrived)
    for passed in (timedelta(), A_WHILE, timedelta(hours=1)):
        await office.run_jobs(passed)
    assert office.teams.arrived == before
    assert [office.heard(to, OPENED, ref) for to in (CHANNEL, TEAM) for ref in (FIRST, SECOND)] == [1, 1, 1, 1]


async def test_a_step_in_one_case_changes_its_copies_and_no_others(office: Office) -> None:
    await office.sign_for_icb(SECOND)
    await office.run_jobs()
    agreed = [office.teams.says(to, "agreed, DSP, ICB") for to in (ICB, POLICE)]
    assert agreed == [1, 1]
    assert office.teams.says(CHANNEL, "ICB: answered") == 1


class Drawn:
    """This draws the cards of a case, and notes of which."""

    def __init__(self, office: Office) -> None:
        self.cases = list[str]()
        self._desired = DesiredCards(office.work.queries, lambda person: None)

    def of(self, case: Case, noted: Set[CardKey], unreached: Unreached = frozenset()) -> Iterator[DesiredCard]:
        self.cases.append(case.ref)
        return self._desired.of(case, noted, unreached)


async def test_cards_that_were_brought_up_are_drawn_once_for_a_step(office: Office) -> None:
    drawn, leases = Drawn(office), claims_in(office.store, lambda: office.now)
    job = SignOffCardSync(office.work.queries, office.teams, office.outbox, leases, drawn)
    await job.run()
    drawn.cases.clear()
    await office.sign_for_icb(SECOND)
    for _ in range(3):
        await job.run()
    assert drawn.cases == [SECOND] and office.teams.says(POLICE, "agreed, DSP, ICB") == 1
    office.teams.refused = {(POLICE, "a change"): 500}
    await office.sign_for_icb(FIRST)
    for _ in range(2):
        await job.run()
    assert drawn.cases.count(FIRST) == 2


async def test_a_step_while_a_round_is_under_way_is_told_by_the_next(office: Office) -> None:
    await office.open_one()
    office.teams.meanwhile[CHANNEL] = office.sign_for_icb
    await office.run_jobs()
    await office.run_jobs()
    assert office.teams.says(POLICE, "agreed, DSP, ICB") == 1


async def test_a_step_in_the_very_case_that_is_being_told_of_is_told_too(office: Office) -> None:
    await office.sign_for_icb()
    office.teams.meanwhile[POLICE] = office.close
    await office.run_jobs()
    await office.run_jobs()
    assert not any(office.teams.says(to, f"{FIRST}") and office.offers(to) for to in (ICB, POLICE))


@pytest.mark.parametrize("to", [TEAM, CHANNEL])
async def test_a_message_that_failed_is_tried_again_though_nothing_else_changes(
    office: Office, to: Destination
) -> None:
    office.teams.fails = [SendError(500), SendError(500)]
    await office.open_one()
    await office.case_notices.run()
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    assert office.heard(to, OPENED, "CSCP-2026-003") == 1


async def test_a_card_that_failed_is_tried_again_though_nothing_else_changes(office: Office) -> None:
    await office.open_one()
    office.teams.fails = [SendError(500)] * 4
    await office.sign_off_cards.run()
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    assert [office.heard(to, TO_SIGN, "CSCP-2026-003") for to in (ICB, POLICE)] == [1, 1]


async def test_a_nudge_that_failed_is_tried_again_the_same_day(office: Office) -> None:
    office.now += timedelta(days=2)
    office.teams.fails = [SendError(500)] * 2
    await office.nudges.run()
    said_at_first = len(office.teams.arrived)
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    assert len(office.teams.arrived) > said_at_first
    nudged = list(office.store.ledger.all("nudge|"))
    assert nudged and all(office.store.ledger.all()[name]["state"] == "sent" for name in nudged)


async def test_a_new_day_brings_its_nudges_for_cases_in_which_nothing_has_happened(office: Office) -> None:
    before = office.teams.times(POLICE, "")
    await office.run_jobs(timedelta(days=2))
    assert office.teams.times(POLICE, "") > before


async def test_after_a_restart_what_was_not_said_is_said_and_nothing_else_again(office: Office) -> None:
    await office.open_one()
    office.teams.fails = [SendError(500)]
    await office.case_notices.run()
    before = list(office.teams.arrived)
    office.start()
    await office.run_jobs(A_WHILE)
    await office.run_jobs(A_WHILE)
    new = office.teams.arrived[len(before) :]
    assert all("CSCP-2026-003" in summary for _, summary in new)
    assert {to for to, summary in office.teams.arrived if OPENED in summary and "003" in summary} == {CHANNEL, TEAM}


async def test_a_case_that_closes_offers_nothing_to_sign_any_more(office: Office) -> None:
    await office.close()
    await office.run_jobs()
    assert not any(office.offers(to) for to in (ICB, POLICE))


async def test_a_copy_that_could_not_be_changed_when_the_case_closed_is_changed_later(office: Office) -> None:
    async def fail() -> None:
        raise SendError(500)

    await office.close()
    office.teams.meanwhile[POLICE] = fail
    await office.run_jobs()
    assert office.offers(POLICE)
    await office.run_jobs(A_WHILE)
    assert not office.offers(POLICE)


async def test_a_copy_of_a_closed_case_is_changed_after_a_restart(office: Office) -> None:
    await office.close()
    office.start()
    await office.run_jobs()
    assert not any(office.offers(to) for to in (ICB, POLICE))


async def test_a_copy_that_somebody_asks_for_while_the_case_is_looked_at_is_kept_up_to_date(office: Office) -> None:
    async def ask() -> None:
        await office.sign_off_cards.add_copy(FIRST, NOTIFICATION_CRITERIA, POLICE, "asked for")

    await office.sign_for_icb()
    office.teams.unconfirmed[ICB] = ask
    await office.run_jobs()
    await office.run_jobs()
    assert "agreed, DSP, ICB" in office.teams.shown[POLICE, "asked for"]


async def test_what_is_asked_for_while_a_round_finds_nothing_to_do_is_not_forgotten(office: Office) -> None:
    settled, cases = ChangeTracker(), office.store.cases.open_by_ref()
    assert settled.pending(cases, "today") == [*cases.values()]
    settled.invalidate(FIRST)
    assert [settled.mark_done(case) for case in cases.values()] == [False, True]
    assert settled.pending(cases, "today") == [cases[FIRST]]


async def test_what_is_lost_from_the_ledger_is_said_within_an_hour(office: Office) -> None:
    """The jobs rather say something once more than never: whatever they should have missed, they find then."""
    lost = [name for name in office.store.ledger.all("opened|") if FIRST in name]
    await office.store.ledger.delete(*lost)
    await office.run_jobs(timedelta(hours=1))
    assert (office.heard(CHANNEL, OPENED), office.heard(TEAM, OPENED)) == (1, 2)


async def test_what_another_bot_does_is_followed_by_each(bots: Bots) -> None:
    case = await bots.open_case()
    case_notices = [bots.case_notices(number) for number in range(2)]
    await _rounds_of_all(bots, [round.run for round in case_notices])
    await bots.open_case()
    await bots.sign(0, case.ref, ICB)
    # The second bot alone goes on.
    await bots.refresh()
    await bots.sign_off_cards[1].run()
    await case_notices[1].run()
    assert bots.teams.says(POLICE, "agreed, DSP, ICB") == 1
    assert bots.teams.times(TEAM, f"{SECOND} {OPENED}") == 1


async def test_what_a_bot_that_died_had_set_out_to_say_is_said_by_another_that_had_looked_already(bots: Bots) -> None:
    await bots.open_case()
    other = bots.case_notices(1)

    async def looks_meanwhile() -> None:
        await bots.refresh()
        await other.run()
        raise SystemError("the first bot dies")

    bots.teams.meanwhile[TEAM] = looks_meanwhile
    first = bots.case_notices(0)
    await first.run()
    assert bots.teams.times(TEAM, OPENED) == 0
    bots.now += timedelta(minutes=6)
    await bots.refresh()
    await other.run()
    assert bots.teams.times(TEAM, OPENED) == 1


async def _rounds_of_all(bots: Bots, more: list[Callable[[], Awaitable[None]]]) -> None:
    for round in (*(sign_off_cards.run for sign_off_cards in bots.sign_off_cards), *more):
        await bots.refresh()
        await round()
