"""The case service works on a store on disk, with everybody in the office that they are called by, on 2 June 2026."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.cases.case_queries import CaseQueries
from bot.cases.case_service import CaseService
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.messaging.ledger import CardKey, State
from bot.messaging.undelivered import UndeliveredCards
from safeguarding.case.case import Case
from safeguarding.draft import Draft
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from store.interface import Cases
from tests.support.case_stages import ENGINE, FRAMEWORK
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, person
from tests.support.plain_case import SEEN
from tests.support.simulated_year.simulation import QuickDisk
from tests.support.stores.shared import RememberedCases


def open_store(folder: Path) -> FolderStore:
    return FolderStore.open(folder / "store", PlainCodec(), QuickDisk())


async def nothing_new() -> None:
    """This refresh finds nothing: nobody else writes to the store."""


@dataclass
class CaseOffice:
    store: FolderStore
    partnership: Partnership = OFFICES
    now: datetime = OPENED_AT
    changes: list[str] = field(default_factory=list)

    @property
    def rules(self) -> RulesInForce:
        return RulesInForce(ENGINE, lambda: self.now, lambda: self.partnership)

    @property
    def queries(self) -> CaseQueries:
        return self.queries_on(self.store.cases)

    def queries_on(self, cases: Cases) -> CaseQueries:
        return CaseQueries(
            cases, self.rules, UndeliveredCards(self.store.ledger), ClosedFigures(cases, self.store.figures, self.rules)
        )

    def service(self, cases: Cases | None = None, refresh: Callable[[], Awaitable[None]] = nothing_new) -> CaseService:
        """Builds a case service; ``changes`` gets the reference of each case that it has recorded."""
        service = CaseService(self.queries_on(cases or self.store.cases), lambda: "0" * 32, refresh)
        service.told.append(self.changes.append)
        return service

    def actor(self, kind: str) -> Actor:
        return self.partnership.actor(person(kind))

    async def open_one(self, triage: str = "triage 1") -> Case:
        return await self.service().open(draft(triage), self.actor("opener"))

    async def keep(self, change: Callable[[Case], Case], ref: str) -> Case:
        """Saves a change past the service, as another bot or another person would have recorded it meanwhile."""
        before = await self.store.cases.get(ref)
        assert before
        after = change(before)
        await self.store.cases.save(after, before.version)
        return after

    async def out_of_reach(self, ref: str, *kinds: str, matter: str = "notification_criteria") -> None:
        """Notes in the ledger that the cards of these kinds of people could not be delivered."""
        for kind in kinds:
            await self.store.ledger.set(str(CardKey(ref, matter, person(kind))), {"state": State.GONE.value})


class OvertakenCases(RememberedCases):
    """The memory holds the state read last; each of the next ``rivals`` is recorded by somebody else just before a
    save, so that the service is overtaken."""

    def __init__(self, office: CaseOffice) -> None:
        super().__init__(office.store.cases)
        self._office = office
        self.rivals: list[tuple[str, Callable[[Case], Case]]] = []

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        if self.rivals:
            ref, change = self.rivals.pop(0)
            await self._office.keep(change, ref)
        await super().save_all(*changes)


def draft(triage: str = "triage 1", *, rehearsal: bool = False, updating: str | None = None, **changed: str) -> Draft:
    """Drafts a complete triage: a child died and abuse is known."""
    values = {
        "harm": "died",
        "age": "under_18",
        "abuse_or_neglect": "known",
        "care_experienced": "no",
        "incident_on": "2026-05-31",
        "became_aware": "2026-06-01",
        "happened_in": "croydon",
        "lives_in": "croydon",
        **changed,
    }
    asked = [question.id for question in FRAMEWORK.questions if question.id in values]
    needed = [name for name in asked if FRAMEWORK.question(name).answer(values[name]).evidence]
    return Draft(
        id=triage,
        person=EVERYBODY["opener"].person,
        rules_version=FRAMEWORK.version,
        values=values,
        evidence=dict.fromkeys(needed, SEEN),
        rehearsal=rehearsal,
        updating=updating,
    )
