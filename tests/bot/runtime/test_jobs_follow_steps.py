"""The jobs of a step are done right after it, not when their turn comes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.runtime.bootstrap import OF_THEMSELVES
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import FakeTeams, eventually
from tests.support.people.sin_lane import CRITERIA, case_in_notification, shown, sign

AN_HOUR = 3600.0


@pytest.fixture
async def patient_bot(tmp_path: Path) -> AsyncIterator[Bot]:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session, job_seconds=AN_HOUR)
        await bot.start()
        yield bot
        teams.released.set()
        await bot.stop()


async def test_the_partners_get_their_cards_right_after_a_case_was_opened(patient_bot: Bot) -> None:
    people = await case_in_notification(patient_bot)
    assert await shown(people.icb, CRITERIA)


async def test_jobs_to_which_a_step_makes_no_difference_are_not_done_after_it(patient_bot: Bot) -> None:
    people = await case_in_notification(patient_bot)
    before = patient_bot.begun.copy()
    await sign(people.icb)
    follows = set(patient_bot.names) - OF_THEMSELVES

    def begun_since() -> set[str]:
        return {name for name in patient_bot.names if patient_bot.begun[name] > before[name]}

    await eventually(lambda: begun_since() >= follows)
    assert begun_since() == follows and set(patient_bot.names) > OF_THEMSELVES
