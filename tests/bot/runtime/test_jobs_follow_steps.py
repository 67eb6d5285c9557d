"""The jobs of a step are done right after it, not when their turn comes."""

from pathlib import Path

from aiohttp import ClientSession

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import FakeTeams
from tests.support.people.sin_lane import CRITERIA, case_in_notification, shown

AN_HOUR = 3600.0


async def test_the_partners_get_their_cards_right_after_a_case_was_opened(tmp_path: Path) -> None:
    teams = FakeTeams()
    async with ClientSession() as session, teams.server:
        bot = Bot(tmp_path / "store", teams, session, job_seconds=AN_HOUR)
        await bot.start()
        people = await case_in_notification(bot)
        assert await shown(people.icb, CRITERIA)
        teams.released.set()
        await bot.stop()
