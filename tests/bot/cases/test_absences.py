"""Absences are kept in the store, and the partnership that every job reads has them."""

from datetime import date
from pathlib import Path

from bot.cases.absences import Absences, PartnershipInForce
from safeguarding.case.absences import record_absence
from tests.support.case_office import open_store
from tests.support.case_stages import ICB, POLICE
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import OFFICES

BACK, LATER = date(2026, 6, 15), date(2026, 6, 22)
AWAY = record_absence(ICB.person, BACK, ICB, OPENED_AT, OFFICES)
LONGER = AWAY.model_copy(update={"back": LATER})
OTHER = record_absence(POLICE.person, BACK, POLICE, OPENED_AT, OFFICES)


async def test_an_absence_outlasts_the_process_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for absence in (AWAY, OTHER, LONGER):
            await Absences(store.ledger).record(absence)
    async with open_store(tmp_path) as store:
        kept = Absences(store.ledger)
        assert kept.all() == (OTHER, LONGER) and kept.of(ICB.person) == LONGER
        await kept.forget(AWAY)
        assert kept.all() == (OTHER, LONGER), "another was recorded meanwhile"
        for _ in range(2):
            await kept.forget(OTHER)
        assert kept.all() == (LONGER,) and kept.of(POLICE.person) is None


async def test_an_absence_until_the_same_day_that_is_recorded_again_stays_as_it_was(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        kept = Absences(store.ledger)
        for absence in (AWAY, AWAY.model_copy(update={"at": OPENED_AT.replace(hour=15)})):
            await kept.record(absence)
        assert kept.all() == (AWAY,)


async def test_the_partnership_is_the_same_object_until_somebody_goes_or_is_back(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        now = [OPENED_AT]
        in_force = PartnershipInForce(lambda: OFFICES, Absences(store.ledger), lambda: now[0])
        assert in_force() is OFFICES
        await Absences(store.ledger).record(AWAY)
        assert in_force().away == {ICB.person: BACK} and in_force() is in_force()
        before = in_force()
        await Absences(store.ledger).record(AWAY)
        assert in_force() is before, "nothing of it has changed"
        now[0] = OPENED_AT.replace(day=BACK.day)
        assert in_force() is OFFICES
