"""A database is filled with all partnerships of England, through the store's own transfer and the bot's own jobs."""

import asyncio
import hashlib
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bench.figures import NoTeams
from bot.cases.case_queries import CaseQueries
from bot.cases.case_service import CaseService
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.config.multi_partnership import PARTNERSHIP_FILE
from bot.config.partnership_file import load
from bot.messaging.destinations import Destination, destination_id
from bot.messaging.leases import Leases
from bot.messaging.outbox import Outbox
from bot.messaging.undelivered import UndeliveredCards
from bot.notifications.case_notices import CaseNotices
from bot.notifications.deadline_nudges import DeadlineNudges
from safeguarding.case.case import Case
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.partnership.model import Partnership
from safeguarding.people import PARTNERS, Seat
from store.encryption import AesGcmCodec
from store.interface import Store
from store.postgres.address import Address
from store.postgres.maintenance.transfer import PostgresMover
from store.postgres.store import PostgresStore
from store.references import Numbers
from store.transfer import CONVERSATIONS, DRAFTS, FIGURES, LEDGER, REFERENCES, Contents
from tests.support.england.lives import lived
from tests.support.people.everybody import OPENED_AT

A_YEAR, FIRST_YEAR, LAST_YEAR = 77, 2010, 2025
FEWEST_OPEN, OPEN_COUNTS = 5, 6
PEOPLE = 30
PROCESSES, FEW = 2, 5
# A Thursday morning, weeks after whatever was said.
NOW = OPENED_AT + timedelta(days=44)


@dataclass(frozen=True)
class Filled:
    """The partnership is filled with its cases; ``closed`` counts those in the archive."""

    name: str
    number: int
    closed: int

    @property
    def open(self) -> int:
        return FEWEST_OPEN + self.number % OPEN_COUNTS

    @property
    def codec(self) -> AesGcmCodec:
        return AesGcmCodec(key_of(self.name))


def key_of(name: str) -> bytes:
    """Derives a partnership's encryption key, the same in every process of a test."""
    return hashlib.sha256(name.encode()).digest()


def fill(address: str, folder: Path, partnerships: Sequence[Filled]) -> None:
    """Fills the database; ``folder`` holds the partnership file of each partnership."""
    if len(partnerships) <= FEW:
        for each in partnerships:
            fill_one(address, folder / each.name, each)
        return
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(fill_one, address, folder / each.name, each) for each in partnerships]:
            done.result()


def fill_one(address: str, folder: Path, filled: Filled) -> None:
    asyncio.run(_filled(address, load(folder / PARTNERSHIP_FILE), filled))


async def _filled(address: str, partnership: Partnership, filled: Filled) -> None:
    await PostgresMover(Address(address), filled.name, filled.codec).write(contents(partnership, filled))
    async with await PostgresStore.open(Address(address), filled.name, filled.codec) as store:
        at_work = AtWork(store, partnership)
        await at_work.case_notices.run()
        await at_work.nudges.run()


class AtWork:
    """The bot's services and jobs work on a store at a moment when every message was sent."""

    def __init__(self, store: Store, partnership: Partnership) -> None:
        self.store = store
        rules = RulesInForce(engine(), lambda: NOW, lambda: partnership)
        queries = CaseQueries(
            store.cases, rules, UndeliveredCards(store.ledger), ClosedFigures(store.cases, store.figures, rules)
        )
        self.work = CaseService(queries, lambda: "0" * 32, store.refresh)
        outbox = Outbox(NoTeams(), Leases(store.ledger, store.holder, self.work.rules.now, store.refresh))
        self.case_notices = CaseNotices(self.work.queries, outbox, store.ledger)
        self.nudges = DeadlineNudges(self.work.queries, outbox)


@cache
def engine() -> Engine:
    return Engine(current())


def contents(partnership: Partnership, filled: Filled) -> Contents:
    cases = {case.ref: case for case in cases_of(filled.open, filled.closed)}
    documents: dict[str, dict[str, Mapping[str, Any]]] = {
        DRAFTS: {},
        CONVERSATIONS: {f"a:{number}": _chat(number) for number in range(PEOPLE)},
        REFERENCES: {},
        LEDGER: {key: value for case in cases.values() for key, value in _said(partnership, case)},
        FIGURES: {},
    }
    return Contents(cases, {}, Numbers().reconcile(cases), documents, ())


@cache
def cases_of(open_ones: int, closed: int) -> tuple[Case, ...]:
    refs = _references(open_ones + closed)
    return tuple(lived(ref, number, is_open=number < open_ones) for number, ref in enumerate(refs))


def _references(count: int) -> Iterator[str]:
    """Yields the references, the latest year first, so that the open ones are the last that were opened; a year gets
    more of them if it must."""
    a_year = max(A_YEAR, count // (LAST_YEAR - FIRST_YEAR) + 1)
    return (f"CSCP-{LAST_YEAR - place // a_year}-{place % a_year + 1:03}" for place in range(count))


def _chat(number: int) -> Mapping[str, Any]:
    return {"stack": [], "recent": [f"f:{number}-{message}" for message in range(20)], "warned": []}


def _said(partnership: Partnership, case: Case) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields the ledger's entries as the bot leaves them: the notices of the case, and its posted sign-off cards."""
    sent = {"state": "sent", "at": OPENED_AT.isoformat()}
    team = partnership.people("business_team")
    told: tuple[Destination, ...] = (partnership.review_channel, *team)
    for to in told:
        yield f"opened|{case.ref}|{destination_id(to)}", sent
    if case.is_open:
        return
    dsps = [person for seat in PARTNERS for person in partnership.people(seat.value)]
    yield from _cards(case, NOTIFICATION_CRITERIA, dsps, partnership)
    yield from _cards(case, SIN_QUALITY, partnership.people(Seat.DCS.value), partnership)
    if case.decision:
        yield from _cards(case, LCSPR_DECISION, dsps, partnership)
        yield from ((f"decided|{case.ref}|1|{destination_id(to)}", sent) for to in team)


def _cards(
    case: Case, matter: str, signers: Iterable[Destination], partnership: Partnership
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    digest = hashlib.sha256(case.ref.encode()).hexdigest()
    over = {"digest": digest, "view": digest, "over": True, "state": "sent", "messages": [f"1:{digest[:20]}"]}
    places = [destination_id(to).removeprefix("person|") for to in signers]
    for place in (*places, "channel"):
        yield f"card|{case.ref}|{matter}|{place}", over
