"""Whoever had a part in a case is told in person what ended, on the next morning: once, after a crash too, and if they
may see the case."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.connector.transport import SendError
from safeguarding.case.events.correction_events import DayCorrected
from safeguarding.case.steps.lifecycle import reopen, submit_sin
from safeguarding.case.views.news.news import NEWS_FOR
from tests.support.people.office import A_WHILE, FIRST, SECOND, WHY, Office
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, ICB, POLICE
from tests.support.simulated_year.expected_messages import CHANNEL, TEAM

ENDED = "it has ended"
CORRECTED = "what was recorded is corrected"
TILL_MORNING = timedelta(hours=23)
SIX_WEEKS = timedelta(weeks=6)


async def test_those_who_had_a_card_and_the_channel_are_told_once_and_not_who_closed_it(office: Office) -> None:
    await office.close()
    await office.run_jobs(A_WHILE)
    assert [office.heard(to, ENDED) for to in (CHANNEL, ICB)] == [1, 0]
    for passed in (TILL_MORNING, A_WHILE):
        await office.run_jobs(passed)
    case = await office.store.cases.get(FIRST)
    assert case
    opener = case.opener
    assert [office.heard(to, ENDED) for to in (ICB, POLICE, opener, CHANNEL, TEAM)] == [1, 1, 1, 1, 0]
    assert office.heard(ICB, f"{SECOND}: {ENDED}", SECOND) == 0


async def test_a_bot_that_comes_back_after_a_crash_tells_what_the_one_before_had_not(office: Office) -> None:
    await office.close()
    office.start()
    await office.run_jobs(TILL_MORNING)
    assert office.heard(ICB, ENDED) == 1
    office.start()
    await office.run_jobs(A_WHILE)
    assert office.heard(ICB, ENDED) == 1


async def test_a_message_that_failed_is_tried_again(office: Office) -> None:
    await office.close()
    await office.run_jobs(A_WHILE)
    office.teams.fails = [SendError(500)] * 3
    for passed in (TILL_MORNING, *[A_WHILE] * 3):
        await office.run_jobs(passed)
    assert [office.heard(to, ENDED) for to in (ICB, POLICE)] == [1, 1]


async def test_whoever_a_restriction_does_not_name_hears_nothing(office: Office) -> None:
    await office.restrict()
    await office.close()
    await office.run_jobs(TILL_MORNING)
    assert office.heard(ICB, ENDED) == 0


async def test_what_is_open_again_has_not_ended_and_what_ended_long_ago_is_no_news(office: Office) -> None:
    await office.close()
    await office.take(lambda case: reopen(case, WHY, BUSINESS_TEAM, office.now))
    await office.run_jobs(TILL_MORNING)
    assert office.heard(ICB, ENDED) == 0
    await office.close(SECOND)
    await office.run_jobs(NEWS_FOR + timedelta(hours=1))
    assert office.heard(ICB, ENDED, SECOND) == 0


@pytest.fixture
def lays_by(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the store lay by what was said long ago of a closed case, as a database does: it is not there for readers."""
    ledger = office.store.ledger

    async def archive(about: Mapping[str, str]) -> None:
        await ledger.delete(*about)

    monkeypatch.setattr(ledger, "archive", archive)


@pytest.mark.usefixtures("lays_by")
async def test_a_bot_that_comes_back_again_and_again_tells_it_of_an_old_case_too(office: Office) -> None:
    await office.run_jobs(SIX_WEEKS)
    await office.close()
    for _ in range(2):
        office.start()
        await office.run_jobs(A_WHILE)
    office.start()
    await office.run_jobs(TILL_MORNING)
    assert office.heard(ICB, ENDED) == 1


async def correct(office: Office) -> None:
    """Corrects the day of the submission of a case that may have ended long ago."""
    today = office.now.date()
    await office.take(
        lambda case: case.then(
            DayCorrected(
                by=BUSINESS_TEAM.person,
                at=office.now,
                step="sin_submitted",
                on=today - timedelta(days=len(case.of(DayCorrected)) + 1),
                was=today,
                reason=WHY,
            )
        )
    )
    office.case_notices.look_at(FIRST)


async def closed_long_ago(office: Office) -> None:
    await office.take(lambda case: submit_sin(case, office.now.date(), BUSINESS_TEAM, office.now))
    await office.close()
    for _ in range(2):
        await office.run_jobs(SIX_WEEKS)


@pytest.mark.usefixtures("lays_by")
async def test_a_day_corrected_in_the_evening_of_a_case_of_long_ago_is_told_by_a_bot_that_was_started_since(
    office: Office,
) -> None:
    await closed_long_ago(office)
    office.now += timedelta(hours=8)
    await correct(office)
    await office.run_jobs()
    office.start()
    await office.run_jobs(timedelta(hours=16))
    assert office.heard(ICB, CORRECTED) == 1


async def test_a_day_corrected_while_an_earlier_correction_is_told_is_told_too(office: Office) -> None:
    await closed_long_ago(office)
    await correct(office)

    async def correct_again() -> None:
        await correct(office)

    office.teams.meanwhile[POLICE] = correct_again
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    assert office.heard(ICB, CORRECTED) == 2
