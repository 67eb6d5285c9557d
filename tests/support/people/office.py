"""The bot has two open cases, of which every message was sent, for the tests of its jobs' next messages."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.connector.transport import GONE, DestinationUnreachable, SendError
from bot.messaging.destinations import Destination
from bot.messaging.outbox import Outbox
from bot.notifications.case_notices import CaseNotices
from bot.notifications.deadline_nudges import DeadlineNudges
from bot.notifications.news.case_posts import CasePostSync
from bot.notifications.sign_off_cards import SignOffCardSync
from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.signatures import sign
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor, Person, Seat
from store.folder.store import FolderStore
from tests.support.case_stages import closed_anyway
from tests.support.people.at_work import PeopleAtWork
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, ICB, OneTeams
from tests.support.simulated_year.expected_messages import COUNCIL, KINDS, TEAM
from tests.support.simulated_year.simulation import bot_on, claims_in, partnership

FIRST, SECOND = "CSCP-2026-001", "CSCP-2026-002"
NEWCOMER = Person(tenant=COUNCIL, id="cc000000-0000-4000-8000-000000000001")
WHY = FreeText.of("as agreed", "0123456789abcdef")
MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
OPENED, TO_SIGN = "was opened", "a card to sign"
A_WHILE = timedelta(minutes=5)


class BlockableTeams(OneTeams):
    """Teams takes nothing for whoever has blocked the bot, and refuses what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: set[Destination] = set()
        self.refused: dict[tuple[Destination, str], int] = {}
        self.tries: Counter[Destination] = Counter()

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.tries[to] += 1
        if to in self.blocked:
            raise DestinationUnreachable(403)
        self._refuse(to, shown.summary)
        return await super().to(to, shown)

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        self.tries[to] += 1
        if to in self.blocked:
            raise DestinationUnreachable(403)
        self._refuse(to, "a change")
        await super().replace_at(to, message_id, card)

    def _refuse(self, to: Destination, summary: str) -> None:
        """Refuses what ``refused`` names, by destination and words of the summary, with that status."""
        for (refuses, words), status in self.refused.items():
            if refuses == to and words in summary:
                raise DestinationUnreachable(status) if status in GONE else SendError(status)


class Office:
    """The office is a bot with two open cases, every message of them sent, and a partnership file that changes."""

    def __init__(self, store: FolderStore) -> None:
        self.store = store
        self.now = MONDAY_AT_TEN
        self.teams = BlockableTeams()
        self.partnership: Partnership = partnership()
        self.people = PeopleAtWork(Random(1))
        self.start()

    def start(self) -> None:
        work = bot_on(self.store, self.teams, lambda: self.now).work
        rules = replace(work.rules, current_partnership=lambda: self.partnership)
        self.work = replace(work, queries=replace(work.queries, rules=rules))
        leases = claims_in(self.store, lambda: self.now)
        self.outbox = Outbox(self.teams, leases)
        self.case_notices = CaseNotices(self.work.queries, self.outbox, self.store.ledger)
        self.case_posts = CasePostSync(self.work.queries, self.teams, self.outbox, leases)
        self.sign_off_cards = SignOffCardSync(self.work.queries, self.teams, self.outbox, leases)
        self.nudges = DeadlineNudges(self.work.queries, self.outbox, self.case_notices.of_the_morning)

    async def open_one(self) -> None:
        await self.people.open_one(self.work, KINDS[0], None, self.now.date())

    async def run_jobs(self, passed: timedelta = timedelta()) -> None:
        self.now += passed
        for round in (self.case_posts.run, self.case_notices.run, self.sign_off_cards.run, self.nudges.run):
            await round()

    def heard(self, to: Destination, words: str, of: str = FIRST) -> int:
        return sum(
            words in summary and of in summary for destination, summary in self.teams.arrived if destination == to
        )

    async def take(self, step: Callable[[Case], Case], ref: str = FIRST) -> None:
        await self.work.apply(ref, step)

    async def restrict(self, ref: str = FIRST) -> None:
        review_on = self.now.date() + timedelta(days=90)
        await self.take(
            lambda case: restrict(case, frozenset([TEAM, case.opener]), review_on, {}, WHY, BUSINESS_TEAM, self.now),
            ref,
        )

    async def sign_for_icb(self, ref: str = FIRST) -> None:
        def step(case: Case) -> Case:
            sign_off = sign_off_of(case, NOTIFICATION_CRITERIA)
            assert sign_off
            digest, by = sign_off.matter.digest, Actor(person=ICB, seats=frozenset({Seat.ICB}))
            return sign(case, NOTIFICATION_CRITERIA, digest, by, self.now, agrees=True)

        await self.take(step, ref)

    async def close(self, ref: str = FIRST) -> None:
        await self.take(lambda case: closed_anyway(case, WHY, BUSINESS_TEAM, self.now), ref)

    def offers(self, to: Destination) -> bool:
        """Says whether a copy there still offers to sign the first case."""
        cards = [card for (destination, _), card in self.teams.shown.items() if destination == to]
        return any(FIRST in card and '"agree"' in card for card in cards)
