"""Two bots work on one store, and write to one Teams."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bot.messaging.destinations import Destination
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.case_notices import CaseNotices
from bot.notifications.news.case_posts import CasePostSync
from bot.notifications.sign_off_cards import SignOffCardSync
from cards.elements import Card, closed_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.signatures import sign
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Actor, Person, Role
from store.folder.store import FolderStore
from tests.support.people.at_work import PeopleAtWork
from tests.support.simulated_year.expected_messages import CHANNEL, HOLDERS, KINDS, TEAM
from tests.support.simulated_year.simulation import as_text, bot_on, claims_in
from tests.support.stores.shared import OneOfSeveral

ICB, POLICE = HOLDERS["icb"], HOLDERS["police"]
BUSINESS_TEAM = Actor(person=TEAM, roles=frozenset({Role.PRACTITIONER, Role.BUSINESS_TEAM}))
REASON = FreeText.of("as agreed", "0123456789abcdef")


class OneTeams(ProactiveMessenger):
    """The messenger keeps every message that arrived, from whichever bot. Once each: ``meanwhile`` happens while a
    message or a change is on its way there, ``unconfirmed`` after a change and before its bot hears that it arrived.
    ``fails`` are raised first."""

    def __init__(self) -> None:
        self.arrived: list[tuple[Destination, str]] = []
        self.shown: dict[tuple[Destination, str], str] = {}
        self.fails: list[BaseException] = []
        self.meanwhile: dict[Destination, Callable[[], Awaitable[None]]] = {}
        self.unconfirmed: dict[Destination, Callable[[], Awaitable[None]]] = {}

    def knows(self, to: Destination) -> bool:
        return True

    def of_person(self, person: object) -> None:
        return None

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        if self.fails:
            raise self.fails.pop(0)
        await _happen(self.meanwhile, to)
        await asyncio.sleep(0.01)
        self.arrived.append((to, shown.summary))
        self.shown[to, f"m{len(self.arrived)}"] = as_text(shown.card)
        return f"m{len(self.arrived)}"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        await _happen(self.meanwhile, to)
        self.shown[to, message_id] = as_text(card)
        await _happen(self.unconfirmed, to)

    def times(self, to: Destination, words: str) -> int:
        return sum(words in summary for destination, summary in self.arrived if destination == to)

    def says(self, to: Destination, words: str) -> int:
        """Counts the copies there that show these words now."""
        cards = (card for (destination, _), card in self.shown.items() if destination == to)
        return sum(words in card for card in cards)


async def _happen(what: dict[Destination, Callable[[], Awaitable[None]]], to: Destination) -> None:
    if happens := what.pop(to, None):
        await happens()


@dataclass
class Bots:
    """Two bots share one store, each with a memory of its own, and one Teams."""

    kept: FolderStore
    now: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC)
    teams: OneTeams = field(default_factory=OneTeams)
    people: PeopleAtWork = field(default_factory=lambda: PeopleAtWork(Random(1)))

    def __post_init__(self) -> None:
        self.stores = [OneOfSeveral(self.kept, name) for name in ("one", "two")]
        self.outboxes = [Outbox(self.teams, claims_in(store, self.clock)) for store in self.stores]
        self.works = [bot_on(store, self.teams, self.clock).work for store in self.stores]
        self.sign_off_cards = [
            SignOffCardSync(work.queries, self.teams, outbox, claims_in(store, self.clock))
            for work, outbox, store in zip(self.works, self.outboxes, self.stores, strict=True)
        ]

    def clock(self) -> datetime:
        return self.now

    async def open_case(self) -> Case:
        """Opens a case that every bot knows of."""
        await self.people.open_one(self.works[0], KINDS[0], None, self.now.date())
        await self.refresh()
        return self.kept.cases.open_cases()[-1]

    async def open_posted(self) -> Case:
        """Opens a case whose post stands in the channel, which is forgotten then."""
        case = await self.open_case()
        leases = claims_in(self.stores[0], self.clock)
        await CasePostSync(self.works[0].queries, self.teams, self.outboxes[0], leases).run()
        await self.refresh()
        self.teams.arrived.clear()
        self.teams.shown.clear()
        return case

    async def refresh(self) -> None:
        for store in self.stores:
            await store.refresh()

    async def say(self, bot: int, key: str) -> None:
        """Sends a message as a job of the bot does, after reading the writes of the others."""
        await self.stores[bot].refresh()
        if self.is_open(bot, key):
            await self.outboxes[bot].send(message(key))

    def is_open(self, bot: int, key: str) -> bool:
        return self.outboxes[bot].is_open(CHANNEL, Topic.parse(key))

    def case_notices(self, bot: int) -> CaseNotices:
        return CaseNotices(self.works[bot].queries, self.outboxes[bot], self.stores[bot].ledger)

    async def restrict(self, bot: int, ref: str) -> None:
        """Restricts a case to the Business Team and its opener, where the bot's own partnership names no others."""
        work = self.works[bot]

        def step(case: Case) -> Case:
            few, review_on = frozenset([TEAM, case.opener]), self.now.date() + timedelta(days=90)
            return restrict(case, few, review_on, {}, REASON, work.rules.partnership.actor(TEAM), self.now)

        await work.apply(ref, step)

    async def sign(self, bot: int, ref: str, person: Person) -> None:
        work = self.works[bot]

        def step(case: Case) -> Case:
            sign_off = sign_off_of(case, NOTIFICATION_CRITERIA)
            assert sign_off
            digest, by = sign_off.matter.digest, work.rules.partnership.actor(person)
            return sign(case, NOTIFICATION_CRITERIA, digest, by, self.now, agrees=True)

        await work.apply(ref, step)

    async def move_the_date(self, bot: int, ref: str) -> None:
        """Moves the date on which a partner became aware, so that other content is to be signed."""
        work = self.works[bot]

        def step(case: Case) -> Case:
            facts = case.facts.model_copy(update={"became_aware": self.now.date() - timedelta(days=3)})
            return update(case, facts, work.rules.engine, Actor(person=case.opener), self.now)

        await work.apply(ref, step)


def message(*keys: str) -> Message:
    return Message(CHANNEL, tuple(map(Topic.parse, keys)), lambda: CardMessage(closed_card("A day"), keys[0]))
