"""The ledger remembers some things through a crash, forgets others after a month, and has what it must not forget."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path
from random import Random

import pytest

from bot.connector.transport import DestinationUnreachable
from bot.messaging.destinations import Destination
from bot.messaging.proactive import ProactiveMessenger
from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.restriction import restrict
from safeguarding.partnership.model import ReviewChannel
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from store.interface import Store
from store.postgres.store import PostgresStore
from tests.support.fake_teams.unreliable import Crash
from tests.support.people.at_work import PeopleAtWork
from tests.support.postgres.bots import bot, fresh_name
from tests.support.postgres.fixtures import shared_database
from tests.support.simulated_year.expected_messages import CHANNEL, HOLDERS, KINDS, PARTNERS, TEAM
from tests.support.simulated_year.simulation import Bot, QuickDisk, bot_on

__all__ = ["shared_database"]

MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
MORE_THAN_A_MONTH = timedelta(days=36)
THREE_MONTHS = timedelta(days=93)
ICB = HOLDERS["icb"]
BEFORE, AFTER = "before it arrives", "after it has arrived"


class QuietTeams(ProactiveMessenger):
    """Teams delivers everything, but to those who have blocked the bot. ``crash`` ends the process at the next one."""

    def __init__(self) -> None:
        self.crash = ""
        self.cut_off: Destination | None = None
        self.blocked: set[Destination] = set()
        self.sent: list[tuple[Destination, str]] = []

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        if to in self.blocked:
            raise DestinationUnreachable(403)
        crash, self.crash = self.crash, ""
        if crash:
            self.cut_off = to
        if crash == BEFORE:
            raise Crash
        self.sent.append((to, shown.summary))
        if crash == AFTER:
            raise Crash
        return "m"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes nothing that anybody is told of."""

    def heard(self, to: Destination, words: str) -> int:
        return sum(words in summary for destination, summary in self.sent if destination == to)


class Office:
    """The office has a bot with one case, and the days that pass."""

    def __init__(self, store: Store) -> None:
        self.now = MONDAY_AT_TEN
        self.teams = QuietTeams()
        self.people = PeopleAtWork(Random(1))
        self._store = store
        self.restart()

    def restart(self) -> None:
        self.bot: Bot = bot_on(self._store, self.teams, lambda: self.now)

    async def run_jobs(self, passed: timedelta = timedelta()) -> None:
        self.now += passed
        await self.bot.case_posts.run()
        await self.bot.case_notices.run()
        await self.bot.nudges.run()


@pytest.fixture(params=["folder", "database"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    if request.param == "folder":
        store: Store = FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk())
    else:
        store = await bot(request.getfixturevalue("shared_database"), fresh_name())
    async with store:
        office = Office(store)
        await office.people.open_one(office.bot.work, KINDS[0], None, MONDAY_AT_TEN.date())
        yield office


@pytest.mark.parametrize(("crash", "times"), [(BEFORE, 1), (AFTER, 2)])
async def test_after_a_crash_the_message_that_it_cut_off_is_said_and_nothing_else_again(
    office: Office, crash: str, times: int
) -> None:
    await office.run_jobs()
    office.teams.sent.clear()
    office.teams.crash = crash
    with pytest.raises(Crash):
        await office.run_jobs(timedelta(days=3))
    office.restart()
    await office.run_jobs()
    await office.run_jobs(timedelta(hours=1))
    heard = Counter(to for to, _ in office.teams.sent)
    cut_off = office.teams.cut_off
    expected: Counter[Destination] = Counter([CHANNEL, *map(HOLDERS.__getitem__, PARTNERS)])
    assert cut_off and heard == expected + Counter({cut_off: times - 1})


async def test_a_case_reopened_after_months_is_not_told_as_a_new_one(office: Office) -> None:
    (diary,) = office.people.diaries
    await office.run_jobs()
    await office.people.close(office.bot.work, diary)
    await office.run_jobs(MORE_THAN_A_MONTH)
    await office.people.reopen(office.bot.work, diary)
    await office.run_jobs()
    await office.run_jobs(timedelta(days=1))
    assert office.teams.heard(CHANNEL, "was opened") == office.teams.heard(TEAM, "was opened") == 1


async def test_a_case_closed_before_anyone_heard_of_it_is_told_when_it_is_reopened_after_months(office: Office) -> None:
    (diary,) = office.people.diaries
    await office.people.close(office.bot.work, diary)
    await office.run_jobs(MORE_THAN_A_MONTH)
    assert office.teams.heard(CHANNEL, "was opened") == 0
    await office.people.reopen(office.bot.work, diary)
    await office.run_jobs()
    await office.run_jobs(timedelta(days=1))
    assert office.teams.heard(CHANNEL, "was opened") == office.teams.heard(TEAM, "was opened") == 1


@pytest.mark.parametrize(("closed_for", "times"), [(timedelta(days=1), 1), (MORE_THAN_A_MONTH, 2)])
async def test_a_case_reopened_says_what_is_true_then_but_for_what_was_said_in_the_month_before(
    office: Office, closed_for: timedelta, times: int
) -> None:
    """The nudge that an LCSPR is due in three months is true until the last month. It is of local practice, so what
    comes up with the reopening is said the next morning."""
    (diary,) = office.people.diaries
    office.people.outcomes = repeat("commission")
    await office.people.straight_to_the_decision(office.bot.work, diary)
    await office.run_jobs(THREE_MONTHS)
    assert office.teams.heard(TEAM, "complete the LCSPR") == 1
    await office.people.close(office.bot.work, diary)
    await office.run_jobs(closed_for)
    await office.people.reopen(office.bot.work, diary)
    await office.run_jobs()
    assert office.teams.heard(TEAM, "complete the LCSPR") == 1
    await office.run_jobs(timedelta(days=1))
    assert office.teams.heard(TEAM, "complete the LCSPR") == times


async def test_a_case_that_stays_open_for_months_is_told_once(office: Office) -> None:
    for _ in range(3):
        await office.run_jobs(MORE_THAN_A_MONTH)
    assert office.teams.heard(CHANNEL, "was opened") == office.teams.heard(TEAM, "was opened") == 1


async def test_who_blocked_the_bot_stays_marked_however_long_ago_it_was_and_the_team_is_told_once(
    office: Office,
) -> None:
    office.teams.blocked.add(ICB)
    await office.run_jobs(timedelta(days=2))
    await office.run_jobs(timedelta(hours=2))
    (diary,) = office.people.diaries
    await office.people.close(office.bot.work, diary)
    for _ in range(3):
        await office.run_jobs(MORE_THAN_A_MONTH)
        assert list(office.bot.outbox.reach.marks.all()) == [ICB]
    assert office.teams.heard(TEAM, "can't be reached") == 1


async def test_what_was_said_of_a_closed_case_is_forgotten_after_a_month(office: Office) -> None:
    (diary,) = office.people.diaries
    await office.run_jobs(timedelta(days=1))
    assert any(diary.ref in name for name in office.bot.store.ledger.all())
    await office.people.close(office.bot.work, diary)
    await office.run_jobs()
    await office.run_jobs(MORE_THAN_A_MONTH)
    left = {name.partition("|")[0] for name in office.bot.store.ledger.all() if diary.ref in name}
    assert left.isdisjoint({"nudge", "digest"}), "the rest is said once, and kept: it may be reopened"
    assert not left or not isinstance(office.bot.store, PostgresStore), "a database keeps it out of memory"


async def test_where_nobody_whose_step_it_is_may_see_the_case_the_business_team_is_nudged_in_time(
    office: Office,
) -> None:
    (diary,) = office.people.diaries
    work = office.bot.work
    at, why = work.rules.now(), FreeText.of("a relative works here", "0123456789abcdef")
    few, review_on = frozenset([TEAM, diary.opener]), at.date() + timedelta(days=90)
    await work.apply(
        diary.ref, lambda case: restrict(case, few, review_on, {}, why, work.rules.partnership.actor(TEAM), at)
    )
    await office.run_jobs(timedelta(days=2))
    assert office.teams.heard(TEAM, diary.ref) > 0
    assert office.teams.heard(CHANNEL, diary.ref) == 0
    assert not any(office.teams.heard(HOLDERS[seat], diary.ref) for seat in PARTNERS)
