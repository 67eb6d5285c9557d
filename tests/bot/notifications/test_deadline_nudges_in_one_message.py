"""A person hears of a morning in one message, unless it is more than a card can hold; the channel's digest leaves out
what it was told just before."""

import asyncio
import re
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest

from bot.messaging.destinations import Destination
from bot.messaging.leases import Leases
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.deadline_nudges import DeadlineNudges
from bot.notifications.news.bundles import MorningNews
from bot.notifications.reminders.morning_sections import Below, MorningSections, sections_of
from cards.elements import MESSAGE_BYTES, Card, closed_card
from dialogs.messages import CardMessage
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.partnership.model import ReviewChannel
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.case_stages import closed_anyway
from tests.support.people.at_work import PeopleAtWork
from tests.support.people.office import FIRST, SECOND, WHY, Office
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, Bots
from tests.support.simulated_year.expected_messages import CHANNEL, HOLDERS, KINDS
from tests.support.simulated_year.habits import Agreeing
from tests.support.simulated_year.simulation import QuickDisk, as_text, bot_on, claims_in, file_without

MONDAY, NEXT_MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
FRIDAY_AT_TEN = datetime(2026, 11, 27, 10, tzinfo=UTC)
WHAT_WAS = closed_card("The case as it was before.")


class KeepingTeams(ProactiveMessenger):
    def __init__(self) -> None:
        self.kept: list[tuple[Destination, Card]] = []

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.kept.append((to, shown.card))
        return f"m{len(self.kept)}"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes nothing that anybody is told of."""


async def told_on_monday(folder: Path, overdue: int, office: str = "icb") -> list[str]:
    """Returns what a holder is told on the Monday after the day on which so many cases fell due."""
    now, teams = MONDAY, KeepingTeams()
    store = FolderStore.open(folder, PlainCodec(), QuickDisk())
    bot, people = bot_on(store, teams, lambda: now), PeopleAtWork(Random(1))
    for _ in range(overdue):
        await people.open_one(bot.work, KINDS[0], FRIDAY, FRIDAY)
    now = NEXT_MONDAY
    teams.kept.clear()
    for hours in (0, 3):
        now = NEXT_MONDAY + timedelta(hours=hours)
        await bot.nudges.run()
    await store.close()
    return [as_text(card) for to, card in teams.kept if to == HOLDERS[office]]


async def test_nudges_and_the_weekly_list_are_one_message(tmp_path: Path) -> None:
    (only,) = await told_on_monday(tmp_path / "store", overdue=2)
    assert "CSCP-2026-001" in only and "CSCP-2026-002" in only and len(only.encode("utf-16-le")) < MESSAGE_BYTES


async def test_where_there_are_too_many_each_case_is_told_once_and_no_card_is_too_large(tmp_path: Path) -> None:
    told = await told_on_monday(tmp_path / "store", overdue=14)
    assert len(told) == 2 and all(len(card.encode("utf-16-le")) < MESSAGE_BYTES for card in told)
    refs = [f"CSCP-2026-{n:03}" for n in range(1, 15)]
    assert all([f"**{ref}**" in card for card in told].count(True) == 1 for ref in refs)


async def test_a_list_of_which_the_nudges_have_told_all_does_not_come_at_midday(tmp_path: Path) -> None:
    told = await told_on_monday(tmp_path / "store", overdue=12, office="local_authority")
    assert told and not [card for card in told if re.search("Your (other )?steps on ", card)]


async def test_what_one_card_does_not_show_is_told_by_the_next_and_never_left_out(tmp_path: Path) -> None:
    """Each of these cases has three steps for whoever is the local authority's DSP and the DCS."""
    told = await told_on_monday(tmp_path / "store", overdue=20, office="local_authority")
    shown = [ref for card in told for ref in re.findall(r"\*\*(CSCP-2026-\d{3})\*\*: Submit the SIN", card)]
    assert sorted(shown) == [f"CSCP-2026-{n:03}" for n in range(1, 21)]
    assert not [card for card in told if "less pressing" in card]


async def test_the_digest_leaves_out_the_case_of_which_the_channel_has_heard_within_the_hour(tmp_path: Path) -> None:
    """All have signed for the first case in the evening. Of neither is anybody nudged the next morning."""
    now, teams = MONDAY, KeepingTeams()
    store = FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk())
    bot, people = bot_on(store, teams, lambda: now), PeopleAtWork(Agreeing(1))
    first, second = [await people.open_one(bot.work, KINDS[0], now.date(), now.date()) for _ in range(2)]
    for later in (timedelta(), timedelta(hours=10), timedelta(hours=23), timedelta(hours=26)):
        now = MONDAY + later
        if later == timedelta(hours=10):
            await people.all_sign(bot.work, first)
        await bot.case_posts.run()
        await bot.case_notices.run()
        await bot.nudges.run()
    await store.close()
    told = [as_text(card) for to, card in teams.kept if to == CHANNEL]
    (digest,) = [card for card in told if "Deadlines on Tuesday 24 November 2026" in card]
    (signed,) = [card for card in told if "have signed for the SIN" in card]
    assert first.ref in signed and told.index(signed) < told.index(digest)
    assert second.ref in digest and first.ref not in digest


@pytest.mark.parametrize(("with_nudge", "told_on"), [(False, 27), (True, 25)])
async def test_a_return_after_which_others_are_outstanding_comes_with_the_next_nudge_or_on_the_third_morning(
    with_nudge: bool, told_on: int, tmp_path: Path
) -> None:
    """It comes on Tuesday 24 November; of the case itself the chair is not nudged that week."""
    now, teams, first = MONDAY, KeepingTeams(), dict[str, int]()
    store = FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk())
    bot, people = bot_on(store, teams, lambda: now), PeopleAtWork(Random(1))
    reviewed = await people.open_one(bot.work, KINDS[0], now.date(), now.date())
    if with_nudge:
        await people.open_one(bot.work, KINDS[0], now.date(), now.date())
    await people._submit(bot.work, reviewed)
    await people._name_chair(bot.work, reviewed)
    while len(reviewed.asked) < 2:
        await people._ask(bot.work, reviewed)
    for day, hour in product((24, 25, 26, 27), (9, 12)):
        now = datetime(2026, 11, day, hour, tzinfo=UTC)
        if (day, hour) == (24, 12):
            await people._receive(bot.work, reviewed)
        await bot.case_posts.run()
        await bot.case_notices.run()
        await bot.nudges.run()
        first |= {as_text(card): day for to, card in teams.kept if to == HOLDERS["icb"] and as_text(card) not in first}
    await store.close()
    assert [day for card, day in first.items() if "has returned its information" in card] == [told_on]


class AskedOutbox(Outbox):
    """The outbox counts how often all that was said is gone through."""

    asked = 0

    def told_since(self, moment: datetime, kinds: Set[str]) -> Mapping[Destination, Set[str]]:
        self.asked += 1
        return super().told_since(moment, kinds)


async def test_all_that_was_said_is_gone_through_only_when_a_list_is_to_be_told(bots: Bots) -> None:
    await bots.open_case()
    outbox = AskedOutbox(bots.teams, claims_in(bots.stores[0], bots.clock))
    nudges = DeadlineNudges(bots.works[0].queries, outbox)
    # The case was told when it opened, so that nothing stands in the day's digest.
    for _ in range(2):
        await nudges.run()
    assert outbox.asked == 0
    bots.now += timedelta(days=7)
    for _ in range(2):
        await nudges.run()
    assert outbox.asked == 1 and bots.teams.times(CHANNEL, "deadlines") == 1


async def test_news_that_its_reader_may_not_hear_any_more_keeps_no_nudge_back(tmp_path: Path) -> None:
    now, teams, icb = MONDAY, KeepingTeams(), HOLDERS["icb"]

    async def may_not_hear() -> bool:
        return False

    kept_back = Message(icb, (Topic("told", parts=("old",)),), lambda: CardMessage(WHAT_WAS, "News"), may_not_hear)
    async with FolderStore.open(tmp_path, PlainCodec(), QuickDisk()) as store:
        bot = bot_on(store, teams, lambda: now)
        await PeopleAtWork(Random(1)).open_one(bot.work, KINDS[0], FRIDAY, FRIDAY)
        now = NEXT_MONDAY
        nudges = DeadlineNudges(bot.work.queries, bot.outbox, lambda: {icb: MorningNews((kept_back,))})
        await nudges.run()
    (card,) = (as_text(card) for to, card in teams.kept if to == icb)
    assert "overdue" in card and "as it was before" not in card


async def test_news_on_a_monday_is_not_kept_back_by_a_list_of_which_it_tells_all(tmp_path: Path) -> None:
    """The one case was opened on Friday, and closed and reopened before the offices closed."""
    now, teams = FRIDAY_AT_TEN, KeepingTeams()
    at_four = now + timedelta(hours=6)
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        bot = bot_on(store, teams, lambda: now)
        await PeopleAtWork(Random(1)).open_one(bot.work, KINDS[0], now.date(), now.date())
        for later in (FRIDAY_AT_TEN, at_four, NEXT_MONDAY, NEXT_MONDAY + timedelta(hours=3)):
            now = later
            if later == at_four:
                await bot.work.apply(FIRST, lambda case: closed_anyway(case, WHY, BUSINESS_TEAM, at_four))
                await bot.work.apply(FIRST, lambda case: reopen(case, WHY, BUSINESS_TEAM, at_four))
            await bot.case_posts.run()
            await bot.case_notices.run()
            await bot.nudges.run()
    told = [as_text(card) for to, card in teams.kept if to == HOLDERS["icb"]]
    assert ["reopened the case" in card for card in told] == [True]


async def test_a_digest_is_held_back_whose_nudge_is_of_a_case_that_is_restricted_just_before_it_is_sent(
    office: Office,
) -> None:
    """The channel has just heard of the first case, so that the digest has its nudge alone, and none of its clocks."""
    await office.run_jobs(timedelta(days=1, hours=10))
    await office.close()
    await office.take(lambda case: reopen(case, WHY, BUSINESS_TEAM, office.now))
    office.now += timedelta(hours=13)
    await office.case_notices.run()
    assert office.heard(CHANNEL, "it is open again") == 1
    restricting: list[asyncio.Task[None]] = []

    async def refresh() -> None:
        restricting.extend([asyncio.create_task(office.restrict())] if not restricting else [])
        await asyncio.shield(restricting[0])

    leases = Leases(office.store.ledger, office.store.holder, lambda: office.now, refresh)
    nudges = DeadlineNudges(office.work.queries, Outbox(office.teams, leases))
    await nudges.run()
    assert not [card for (to, _), card in office.teams.shown.items() if to == CHANNEL and "Deadlines on" in card]
    await nudges.run()
    (digest,) = [card for (to, _), card in office.teams.shown.items() if to == CHANNEL and "Deadlines on" in card]
    assert SECOND in digest and FIRST not in digest


async def test_for_which_seats_nobody_acts_is_told_as_it_is_when_it_is_sent_or_by_the_next_run(office: Office) -> None:
    dcs, today = HOLDERS["dcs"], office.now.date()
    office.partnership = file_without({"icb": True}, today)
    found = await MorningSections(office.work.queries, office.outbox).open_at(office.now)
    topics = Below(found[dcs][:1])
    assert [each.title for each in sections_of(office.work.queries, dcs, topics)] == ["A seat is vacant"]
    office.partnership = file_without({"icb": True, "police": True}, today)
    assert sections_of(office.work.queries, dcs, topics) == []
