"""Several pieces of news for one person come in one message, and none of them keeps another back."""

import pytest

from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import Destination
from tests.support.people.office import OPENED, Office
from tests.support.simulated_year.expected_messages import TEAM

THIRD, FOURTH = "CSCP-2026-003", "CSCP-2026-004"


async def test_news_that_its_reader_may_not_hear_any_more_keeps_no_other_news_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_receive_now = CaseQueries.may_receive_now

    async def all_but_the_third(queries: CaseQueries, to: Destination, ref: str, version: int | None = None) -> bool:
        return ref != THIRD and await may_receive_now(queries, to, ref, version)

    monkeypatch.setattr(CaseQueries, "may_receive_now", all_but_the_third)
    for _ in (THIRD, FOURTH):
        await office.open_one()
    await office.run_jobs()
    assert (office.heard(TEAM, OPENED, THIRD), office.heard(TEAM, OPENED, FOURTH)) == (0, 1)
    monkeypatch.undo()
    await office.run_jobs()
    assert (office.heard(TEAM, OPENED, THIRD), office.heard(TEAM, OPENED, FOURTH)) == (1, 1)
