"""Some figures are measured alone: a decision, a save beside a large archive, and a run of the nudge job over many open
cases."""

import json
import shutil
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.cases import ENGINE, LAST_FRIDAY, add, closed, opened, updated
from bench.deployment import Deployment, partnership_file
from bench.load import LoadFault
from bench.servers.ours import MONDAY
from bot.cases.case_queries import CaseQueries
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.config.partnership_file import parse
from bot.messaging.destinations import Destination
from bot.messaging.leases import Leases
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.undelivered import UndeliveredCards
from bot.notifications.deadline_nudges import DeadlineNudges
from dialogs.messages import CardMessage
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.partnership.model import ReviewChannel
from safeguarding.personal_data.check import findings
from safeguarding.publications.decide_json import decide
from store.folder.archive import Archive
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.register import Register
from store.folder.store import FolderStore

DECISIONS, TEXTS, SAVES, ROUNDS, MORNINGS = 100, 100, 60, 10, 3
FEW, DUE = 20, 5
A_YEAR = 400
TEXT = (
    "The school nurse saw bruises on both arms on 12 November 2026. The mother, Grace Turner, said that he fell; her "
    "partner was out. Children's Social Care and Croydon University Hospital were told the same day. Record MH-20417. "
)
LONGEST_TEXT = 2_000
DIED = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}


@dataclass(frozen=True)
class SingleFigures:
    """The figures are in milliseconds; ``archived`` and ``many`` say how many cases there were."""

    archived: int
    many: int
    decision: float
    look_through: float
    saves: tuple[float, float]
    nudges: tuple[float, float]
    mornings: tuple[float, float]


class UnsafeDisk(Disk):
    """The disk skips flushing, for what is made ready before it is measured: a power cut would lose it."""

    def write(self, temporary: Path, data: bytes) -> None:
        temporary.write_bytes(data)

    def flush_folder(self, folder: Path) -> None:
        return


class NoTeams(ProactiveMessenger):
    """The messenger lets everything arrive at once, and counts it."""

    def __init__(self) -> None:
        self.said = 0

    def knows(self, to: Destination) -> bool:
        return True

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.said += 1
        return "m"


async def measured(deployment: Deployment, archived: int, many: int) -> SingleFigures:
    """Measures the figures, each pair without and with the many."""
    saves = await _saves(deployment, archived)
    nudges = await _nudges(deployment, 0), await _nudges(deployment, many)
    mornings = await _morning(deployment, DUE), await _morning(deployment, many)
    return SingleFigures(archived, many, _decision(), _look_through(), saves, nudges, mornings)


def _decision() -> float:
    calendar = WorkingCalendar(ENGINE.framework.calendar.published_until)
    asked = json.dumps({"facts": DIED, "became_aware": "2026-11-20"})
    return median(_milliseconds(lambda: decide(asked, ENGINE, calendar)) for _ in range(DECISIONS))


def _look_through() -> float:
    """Measures the personal data check on a long text of this work, once its word lists are read."""
    text = (TEXT * LONGEST_TEXT)[:LONGEST_TEXT]
    findings(text)
    return median(_milliseconds(lambda: findings(text)) for _ in range(TEXTS))


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


async def _milliseconds_of(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return 1000 * (time.perf_counter() - began)


async def _saves(deployment: Deployment, archived: int) -> tuple[float, float]:
    """Measures both stores by turns, so that a slow moment of the disk meets both."""
    alone, beside = deployment.folder / "alone", deployment.folder / "beside"
    # An archive belongs to a store that was opened before.
    await FolderStore.open(beside, deployment.codec).close()
    _fill_archive(Files(beside, deployment.codec, UnsafeDisk()), archived)
    async with FolderStore.open(alone, deployment.codec) as one, FolderStore.open(beside, deployment.codec) as other:
        refs = [[(await add(store, f"bench {number}")).ref for number in range(FEW)] for store in (one, other)]
        taken = [
            [await _save(store, own[number % FEW]) for store, own in zip((one, other), refs, strict=True)]
            for number in range(SAVES)
        ]
    without, with_archive = zip(*taken, strict=True)
    return median(without), median(with_archive)


async def _save(store: FolderStore, ref: str) -> float:
    case = store.cases.open_case(ref)
    assert case is not None
    after = updated(case)
    return await _milliseconds_of(lambda: store.cases.save(after, case.version))


def _fill_archive(files: Files, number: int) -> None:
    archive = Archive(files)
    Register(files).add({ref: archive.write(closed(opened(ref, f"triage of {ref}"))) for ref in _references(number)})


def _references(number: int) -> Iterable[str]:
    """Returns references of the years before this one."""
    return (f"CSCP-{MONDAY.year - 1 - place // A_YEAR}-{place % A_YEAR + 1:03}" for place in range(number))


async def _nudges(deployment: Deployment, many: int) -> float:
    """Measures the nudge job with a few cases of which something is to be said, beside many of which nothing is."""
    folder, teams = deployment.folder / f"nudges-{many}", NoTeams()
    async with FolderStore.open(folder, deployment.codec, UnsafeDisk()) as store:
        for number in range(many):
            await add(store, f"open {number}")
    async with FolderStore.open(folder, deployment.codec) as store:
        nudges, rounds = _nudges_on(store, teams), range(ROUNDS + 1)
        # The first has the digest of the day to say, too.
        taken = [await _round(store, nudges, number) for number in rounds][1:]
    if teams.said < DUE:
        raise LoadFault("nobody was nudged, so that a round says nothing")
    return median(taken)


async def _morning(deployment: Deployment, due: int) -> float:
    """Measures the first round of a morning: something is to be said of each case, and the channel's digest."""
    made, teams = deployment.folder / f"morning-{due}", NoTeams()
    async with FolderStore.open(made, deployment.codec, UnsafeDisk()) as store:
        for number in range(due):
            await add(store, f"due {number}", LAST_FRIDAY)
    return median([await _first_round(deployment, made, teams) for _ in range(MORNINGS)])


async def _first_round(deployment: Deployment, made: Path, teams: NoTeams) -> float:
    with TemporaryDirectory(dir=deployment.folder) as folder:
        store_folder = Path(folder) / made.name
        shutil.copytree(made, store_folder)
        async with FolderStore.open(store_folder, deployment.codec) as store:
            before, nudges = teams.said, _nudges_on(store, teams)
            taken = await _milliseconds_of(nudges.run)
    if teams.said == before:
        raise LoadFault("nobody was nudged, so that a morning says nothing")
    return taken


def _nudges_on(store: FolderStore, teams: ProactiveMessenger) -> DeadlineNudges:
    partnership = parse(partnership_file(signers=2))
    rules = RulesInForce(ENGINE, lambda: MONDAY, lambda: partnership)
    queries = CaseQueries(
        store.cases, rules, UndeliveredCards(store.ledger), ClosedFigures(store.cases, store.figures, rules)
    )
    return DeadlineNudges(queries, Outbox(teams, Leases(store.ledger, store.holder, rules.now, store.refresh)))


async def _round(store: FolderStore, nudges: DeadlineNudges, number: int) -> float:
    due = [await add(store, f"due {number} {place}", LAST_FRIDAY) for place in range(DUE)]
    taken = await _milliseconds_of(nudges.run)
    for case in due:
        await store.cases.save(closed(case), case.version)
    return taken
