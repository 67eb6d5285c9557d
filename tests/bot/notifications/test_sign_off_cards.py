"""Sign-off cards are kept while a deputy asks for one: what a job reads of the ledger is of one moment. What many
cards need is written together."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.messaging.destinations import Destination
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.sign_off_cards import TOGETHER, SignOffCardSync
from cards.elements import Card
from dialogs.messages import CardMessage
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.partnership.model import ReviewChannel
from store.encryption import PlainCodec
from store.folder.documents import FolderDocuments
from store.folder.store import FolderStore
from store.interface import Document
from tests.support.fake_teams.server import eventually
from tests.support.people.at_work import PeopleAtWork
from tests.support.processes.bots_on_one_store import ICB, POLICE, Bots
from tests.support.simulated_year.expected_messages import CHANNEL, DEPUTIES, KINDS
from tests.support.simulated_year.simulation import QuickDisk, as_text, bot_on, claims_in

MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
DEPUTY = DEPUTIES["icb"]


class NotedInBetween(FolderDocuments):
    """The ledger has one reading that can be from before what has just been noted."""

    def __init__(self, real: FolderDocuments) -> None:
        self._real = real
        self._late: Mapping[str, Mapping[str, Any]] | None = None

    def read_once_as(self, before: Mapping[str, Mapping[str, Any]]) -> None:
        self._late = before

    def get(self, key: str) -> Document | None:
        if self._late is None or key in self._late or not self._real.get(key):
            return self._real.get(key)
        self._late = None
        return None

    def all(self, prefix: str = "") -> Mapping[str, Mapping[str, Any]]:
        late, self._late = self._late, None
        found = self._real.all(prefix)
        return found if late is None else {key: value for key, value in found.items() if key in late}

    async def put(self, key: str, value: Any, etag: str | None) -> str:
        return await self._real.put(key, value, etag)

    async def claim(self, values: Any, etags: Any) -> bool:
        return await self._real.claim(values, etags)


class CountingDisk(QuickDisk):
    """The disk counts how often the ledger is written."""

    writes = 0

    def replace(self, path: Path, data: bytes) -> None:
        self.writes += path.name == "ledger.json"
        super().replace(path, data)


class Copies(ProactiveMessenger):
    """The messenger remembers what each copy shows now."""

    def __init__(self) -> None:
        self.shown: dict[tuple[Destination, str], str] = {}

    def knows(self, to: Destination) -> bool:
        return True

    def of_person(self, person: object) -> None:
        return None

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.shown[to, "posted"] = as_text(shown.card)
        return "posted"

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        self.shown[to, message_id] = as_text(card)


async def test_a_card_that_a_deputy_asks_for_while_a_round_looks_is_never_taken_from_them(tmp_path: Path) -> None:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        work = bot_on(store, Copies(), lambda: MONDAY_AT_TEN).work
        await PeopleAtWork(Random(1)).open_one(work, KINDS[0], None, MONDAY_AT_TEN.date())
        (case,) = store.cases.open_cases()
        messenger, ledger = Copies(), NotedInBetween(store.ledger)
        leases = claims_in(store, work.rules.now)
        sign_off_cards = SignOffCardSync(
            work.queries, messenger, Outbox(messenger, leases), replace(leases, ledger=ledger)
        )
        await sign_off_cards.run()
        assert (DEPUTY, "posted") not in messenger.shown
        before = store.ledger.all()
        await sign_off_cards.add_copy(case.ref, NOTIFICATION_CRITERIA, DEPUTY, "asked for")
        ledger.read_once_as(before)
        await sign_off_cards.run()
        assert (DEPUTY, "asked for") not in messenger.shown
        await sign_off_cards.add_copy(case.ref, NOTIFICATION_CRITERIA, DEPUTY, "asked for")
        await sign_off_cards.run()
        assert "SIN notifications" in messenger.shown[DEPUTY, "asked for"]


async def test_the_copies_of_many_signed_cases_are_claimed_in_one_write_and_noted_in_one(tmp_path: Path) -> None:
    disk = CountingDisk()
    async with FolderStore.open(tmp_path / "store", PlainCodec(), disk) as store:
        bots = Bots(store)
        cases = [await bots.open_posted() for _ in range(TOGETHER)]
        queries, leases = bots.works[0].queries, claims_in(store, bots.clock)
        sign_off_cards = SignOffCardSync(queries, bots.teams, Outbox(bots.teams, leases), leases)
        await sign_off_cards.run()
        for case in cases:
            await bots.sign(0, case.ref, ICB)
        before = disk.writes
        await sign_off_cards.run()
        # The writer may set out with the first claim while the others are made.
        assert 2 <= disk.writes - before <= 3
        assert bots.teams.says(CHANNEL, "ICB: answered") == len(cases)


async def test_while_a_copy_in_one_chat_hangs_the_new_cards_of_others_arrive(tmp_path: Path) -> None:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        bots, answers = Bots(store), asyncio.Event()
        signed = await bots.open_posted()
        await bots.sign_off_cards[0].run()
        await bots.sign(0, signed.ref, POLICE)
        new = await bots.open_posted()

        async def hang() -> None:
            await answers.wait()

        bots.teams.meanwhile[ICB] = hang
        run = asyncio.create_task(bots.sign_off_cards[0].run())
        await eventually(lambda: bots.teams.times(POLICE, new.ref) == 1)
        assert bots.teams.times(ICB, new.ref) == 0
        answers.set()
        await run
        assert bots.teams.times(ICB, new.ref) == 1
