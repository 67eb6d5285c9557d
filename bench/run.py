"""A run goes round after round, each with every row, so that a slow moment of the machine meets them all."""

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from bench.child import ChildProcess, child, free_port
from bench.deployment import Deployment, person
from bench.load import Load, LoadConversation
from bench.results import Results
from bench.rows import TRIAGE, TYPED, BenchRow, Cell
from bench.sign_offs import SignOffs, prepare, serve
from bench.turns import Speaker, echo, refused

FIRST_USES = 0.5
"""One conversation goes on for so many seconds before the first cell: what a server reads, builds or works out when it
is asked for it first (word lists, the models of cards) is no part of its turns."""


@dataclass(frozen=True)
class Lengths:
    """The lengths are seconds of a cell and of its warm-up; with a slow connector both last some of its pauses
    longer."""

    seconds: float
    warm_up: float
    rounds: int

    def of(self, cell: Cell) -> tuple[float, float]:
        return self.warm_up + 3 * cell.pause, self.seconds + 5 * cell.pause


@dataclass
class Run:
    """The run collects its results. ``cells``: where every row is measured, in place of where each is otherwise."""

    deployment: Deployment
    cells: Sequence[Cell] | None
    lengths: Lengths
    results: Results = field(default_factory=Results)
    sign_offs: dict[tuple[int, int], SignOffs] = field(default_factory=dict)

    async def round(self, number: int, rows: Sequence[BenchRow]) -> None:
        for row in rows:
            print(f"round {number}: {row.title}", file=sys.stderr, flush=True)
            if row.open_cases:
                await self._with_cases(row)
            elif row.name in (TRIAGE, TYPED):
                await self._triage(row, number)
            else:
                await self._peer(row)

    async def _triage(self, row: BenchRow, number: int) -> None:
        """Measures triage turns on a store of its own each time, that is empty when it begins."""
        async with serve(self.deployment, row, self.deployment.folder / f"{row.name}-{number}", signers=2) as bot:
            stranger = self.deployment.speaker(person("practitioner"), authorization="")
            await _refuses_strangers(bot, stranger, row.refusal)
            memory, token = {0: bot.memory()}, self.deployment.authorization()
            async for cell in self._cells(row, bot, [self.deployment.speaker(id, token) for id in self._people(row)]):
                memory[cell.conversations] = bot.memory()
            if row.name == TRIAGE:
                self.results.started.append(bot.started)
                self.results.memory.append(memory)

    async def _peer(self, row: BenchRow) -> None:
        port, settings = free_port(), self.deployment.peer_settings()
        async with child(row.command(port), settings, port, self.deployment.folder / f"{row.name}.log") as peer:
            token = self.deployment.authorization(self.deployment.peer_address)
            stranger = self.deployment.speaker_to_peer(person("practitioner"), authorization="")
            await _refuses_strangers(peer, stranger, row.refusal)
            speakers = [self.deployment.speaker_to_peer(id, token) for id in self._people(row)]
            async for _ in self._cells(row, peer, speakers):
                pass

    async def _with_cases(self, row: BenchRow) -> None:
        there = row.open_cases, row.closed_cases
        if there not in self.sign_offs:
            self.sign_offs[there] = await prepare(self.deployment, row)
        prepared = self.sign_offs[there]
        for cell in self._where(row):
            if row.begin is echo:
                taken = await prepared.count_signatures(row, cell, self.lengths.seconds)
            else:
                taken = await prepared.count_answers(row, cell, *self.lengths.of(cell))
            self.results.taken[row.name, cell].append(taken)

    async def _cells(self, row: BenchRow, child: ChildProcess, speakers: Sequence[Speaker]) -> AsyncIterator[Cell]:
        """Yields each cell when it is over."""
        load = Load(child.cpu)
        conversations = self._conversations(row, load, speakers)
        self.deployment.teams.pause = 0.0
        await load.connect(conversations[:1], child.port)
        await load.during(conversations[:1], FIRST_USES, 0.0)
        for cell in self._where(row):
            some = conversations[: cell.conversations]
            await load.connect(some, child.port)
            self.deployment.teams.pause = cell.pause
            self.results.taken[row.name, cell].append(await load.during(some, *self.lengths.of(cell)))
            yield cell
        load.hang_up()

    def _conversations(self, row: BenchRow, load: Load, speakers: Sequence[Speaker]) -> list[LoadConversation]:
        conversations = load.conversations(len(speakers))
        for conversation, speaker in zip(conversations, speakers, strict=True):
            self.deployment.teams.tell(speaker.conversation, conversation)
            conversation.follow(row.begin(speaker))
        return conversations

    def _where(self, row: BenchRow) -> Sequence[Cell]:
        return self.cells or row.cells

    def _people(self, row: BenchRow) -> list[str]:
        most = max(cell.conversations for cell in self._where(row))
        return [person("practitioner", number + 1) for number in range(most)]


async def _refuses_strangers(bot: ChildProcess, stranger: Speaker, refusal: bytes) -> None:
    """Raises LoadFault if the server lets somebody in without a token: then its speed would not be that of checking
    one."""
    load = Load(bot.cpu)
    (conversation,) = load.conversations(1)
    await load.connect([conversation], bot.port)
    conversation.follow(refused(stranger, refusal))
    await load.to_the_end([conversation])
    load.hang_up()
