"""Sign-off clicks are made in open cases with every seat free, so that each click is a signature that is taken for the
first time.

A case takes four of them, so each cell begins with a copy of a store that was made ready once: the sign-off cards are
sent and everything is said that is said at an opening. The processor time of a click is that of all it brings about:
until the copies of the cards are up to date and everything is said.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from bench.cases import OPENER, add, closed
from bench.child import ChildProcess, child, free_port
from bench.deployment import Deployment, person
from bench.load import Load, LoadConversation, LoadFault, Taken
from bench.rows import ALONE, BenchRow, Cell
from bench.teams import Teams
from bench.turns import Click, Speaker, installed, sign_off
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of as standing_of
from safeguarding.people import PARTNERS, Seat
from store.folder.store import FolderStore

QUIET_SECONDS = 1.5
STILL_SECONDS = 0.4
CLICKS_ALONE = 12
IDLE_SECONDS = 0.05
SIGNED_BY = {**dict.fromkeys(PARTNERS, NOTIFICATION_CRITERIA), Seat.DCS: SIN_QUALITY}


Signer = tuple[Speaker, list[Click]]


@dataclass(frozen=True)
class SignOffs:
    """The sign-offs begin with ``store``, which is copied for each cell. ``digests`` of what is signed stand by
    reference and matter."""

    deployment: Deployment
    store: Path
    digests: Mapping[tuple[str, str], str]

    async def count_signatures(self, row: BenchRow, cell: Cell, seconds: float) -> Taken:
        """Counts the signatures that are taken in the seconds, or all that the cases take."""
        with self._copied() as store:
            taken, clicks = await self._clicked(row, cell, store, seconds)
            await self._check(store, clicks)
        return taken

    async def count_answers(self, row: BenchRow, cell: Cell, warm_up: float, seconds: float) -> Taken:
        """Counts the answers that holders of seats get in the seconds to what they type."""
        teams, signers = self.deployment.teams, max(1, cell.conversations // len(SIGNED_BY))
        with self._copied() as store:
            async with serve(self.deployment, row, store, signers) as child:
                load = Load(child.cpu)
                speakers = [speaker for speaker, _ in self._clicks(signers)][: cell.conversations]
                conversations = load.conversations(len(speakers))
                await load.connect(conversations, child.port)
                await _introduce([[speaker] for speaker in speakers], conversations, load, teams)
                await _until_quiet(teams, child)
                teams.pause = cell.pause
                for speaker, conversation in zip(speakers, conversations, strict=True):
                    conversation.follow(row.begin(speaker))
                taken = await load.during(conversations, warm_up, seconds)
                load.hang_up()
        return taken

    @contextlib.contextmanager
    def _copied(self) -> Iterator[Path]:
        store = self.deployment.folder / "copied"
        shutil.copytree(self.store, store)
        try:
            yield store
        finally:
            shutil.rmtree(store)

    async def _clicked(self, row: BenchRow, cell: Cell, store: Path, seconds: float) -> tuple[Taken, int]:
        """Returns the sample and how many clicks were made, those after the seconds too."""
        teams, signers = self.deployment.teams, max(1, cell.conversations // len(SIGNED_BY))
        async with serve(self.deployment, row, store, signers) as child:
            load = Load(child.cpu)
            conversations = load.conversations(cell.conversations)
            await load.connect(conversations, child.port)
            teams.pause = cell.pause
            shared = _shared(self._clicks(signers), len(conversations))
            await _introduce([[speaker for speaker, _ in part] for part in shared], conversations, load, teams)
            # A bot that has just started looks at every open case once, and reads some things when it first needs them.
            conversations[0].follow(sign_off(self._first_clicks()))
            await load.to_the_end(conversations[:1])
            await _until_quiet(teams, child)
            for part, conversation in zip(shared, conversations, strict=True):
                conversation.follow(sign_off([click for _, clicks in part for click in clicks]))
            before, cpu = load.turns, child.cpu()
            if cell == ALONE:
                taken = await self._one_by_one(load, conversations[0], shared[0])
            else:
                taken = await load.from_the_start(conversations, seconds)
            await load.drained()
            load.hang_up()
            clicks = load.turns - before
            await _until_quiet(teams, child)
            whole = replace(taken, cpu=(child.cpu() - cpu) * taken.turns / clicks)
        return whole, clicks

    async def _one_by_one(self, load: Load, conversation: LoadConversation, signers: Sequence[Signer]) -> Taken:
        """Clicks for each seat in turn, and next only when all copies of the card are up to date."""
        copied, began, first = [], load.now(), len(load.waits)
        for click in islice(chain.from_iterable(zip(*(clicks for _, clicks in signers), strict=True)), CLICKS_ALONE):
            clicked_at = time.perf_counter()
            conversation.follow(sign_off([click]))
            await load.to_the_end([conversation])
            copied.append(await _until_copied(self.deployment.teams, time.perf_counter()) - clicked_at)
        taken, waits = load.now().since(began), tuple(load.waits[first:])
        return replace(taken, seconds=sum(waits), waits=waits, copied=tuple(copied))

    def _clicks(self, signers: int) -> list[Signer]:
        """Returns the clicks by who makes them. Each seat begins at another case."""
        token, refs = self.deployment.authorization(), self._refs[:-1]
        found = []
        for place, (seat, matter) in enumerate(SIGNED_BY.items()):
            begins = place * len(refs) // len(SIGNED_BY)
            ordered = [*refs[begins:], *refs[:begins]]
            for number in range(signers):
                speaker = self.deployment.speaker(person(seat, number + 1), token)
                clicks = [Click(speaker, self._data(ref, matter)) for ref in ordered[number::signers]]
                found.append((speaker, clicks))
        return found

    @property
    def _refs(self) -> list[str]:
        return sorted({ref for ref, _ in self.digests})

    def _first_clicks(self) -> list[Click]:
        """Returns the clicks in the last case, which is there for nothing else."""
        token, ref = self.deployment.authorization(), self._refs[-1]
        signers = ((self.deployment.speaker(person(seat), token), matter) for seat, matter in SIGNED_BY.items())
        return [Click(speaker, self._data(ref, matter)) for speaker, matter in signers]

    def _data(self, ref: str, matter: str) -> Mapping[str, str]:
        """Returns what the button of the card carries, with the empty box beside it."""
        return {"ref": ref, "matter": matter, "digest": self.digests[ref, matter], "reason": ""}

    async def _check(self, store: Path, clicks: int) -> None:
        """Raises LoadFault unless each click was taken as a signature."""
        async with FolderStore.open(store, self.deployment.codec) as read:
            given = sum(len(case.of(Signed)) for case in read.cases.open_cases())
        if given != clicks + len(SIGNED_BY):
            raise LoadFault(f"{given} signatures after {clicks} clicks and {len(SIGNED_BY)} before")


async def prepare(deployment: Deployment, row: BenchRow) -> SignOffs:
    """Prepares the store with the bot itself: whoever hears of a new case has the bot installed and has heard."""
    store, deployment.teams.pause = deployment.folder / row.name, 0.0
    await _everybody_installs(deployment, row, store)
    async with FolderStore.open(store, deployment.codec) as opened_store:
        for number in range(row.closed_cases):
            case = await add(opened_store, f"closed {number}")
            await opened_store.cases.save(closed(case), case.version)
        # One more is signed before anything is measured.
        cases = [await add(opened_store, f"bench {number}") for number in range(row.open_cases + 1)]
    async with serve(deployment, row, store) as child:
        await _until_quiet(deployment.teams, child)
    return SignOffs(deployment, store, {key: digest for case in cases for key, digest in _digests(case)})


async def _everybody_installs(deployment: Deployment, row: BenchRow, store: Path) -> None:
    people = [*(person(seat) for seat in Seat), person("business_team"), OPENER.person.id]
    speakers = [deployment.speaker(id, deployment.authorization()) for id in people]
    async with serve(deployment, row, store) as child:
        load = Load(child.cpu)
        conversations = load.conversations(1)
        await load.connect(conversations, child.port)
        await _introduce([speakers], conversations, load, deployment.teams)
        load.hang_up()


async def _introduce(
    speakers: Sequence[Sequence[Speaker]], conversations: Sequence[LoadConversation], load: Load, teams: Teams
) -> None:
    for part, conversation in zip(speakers, conversations, strict=True):
        for speaker in part:
            teams.tell(speaker.conversation, conversation)
        conversation.follow(installed(part))
    await load.to_the_end(conversations)


def _shared(clicks: Sequence[Signer], parts: int) -> list[list[Signer]]:
    return [list(clicks[part::parts]) for part in range(parts)]


def _digests(case: Case) -> Iterator[tuple[tuple[str, str], str]]:
    for matter in set(SIGNED_BY.values()):
        sign_off = standing_of(case, matter)
        assert sign_off is not None
        yield (case.ref, matter), sign_off.matter.digest


async def _until_copied(teams: Teams, receipt_at: float) -> float:
    """Waits until the bot has asked nothing of Teams for a moment, and returns when the last of it was answered: that
    is the receipt where nothing came after it."""
    last = receipt_at
    while (left := last + STILL_SECONDS - time.perf_counter()) > 0:
        # Teams is played here, so there is no event to wait for: what comes is what is measured.
        await asyncio.sleep(left)
        last = max(last, teams.answered_at)
    return last


async def _until_quiet(teams: Teams, child: ChildProcess) -> None:
    """Waits until the bot asks nothing of Teams and does next to nothing."""
    before, now = (-1, 0.0), (teams.asked, child.cpu())
    while now[0] != before[0] or now[1] - before[1] > IDLE_SECONDS:
        await asyncio.sleep(QUIET_SECONDS)
        before, now = now, (teams.asked, child.cpu())


@contextlib.asynccontextmanager
async def serve(deployment: Deployment, row: BenchRow, store: Path, signers: int = 1) -> AsyncIterator[ChildProcess]:
    port = free_port()
    settings = deployment.settings(store, port, signers)
    async with child(row.command(port), settings, port, store.with_suffix(".log")) as found:
        yield found
