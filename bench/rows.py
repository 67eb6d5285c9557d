"""Rows are what is measured, and cells the circumstances."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bench.child import ROOT
from bench.turns import Begin, asked_of_them, echo, triage, waterfall
from safeguarding.framework.loader import current

OURS = sys.executable
PEERS = str(ROOT / ".venv-bench" / "bin" / "python")
SLOW_SECONDS = 0.2


@dataclass(frozen=True, order=True)
class Cell:
    """A cell says how many conversations go on at once, and the seconds until the connector answers."""

    conversations: int
    pause: float


def cells(conversations: Iterable[int], pauses: Iterable[float]) -> tuple[Cell, ...]:
    """Combines them, the fewest conversations first: each has a state that is kept from then on."""
    pauses = tuple(pauses)
    return tuple(Cell(number, pause) for number in sorted(conversations) for pause in sorted(pauses))


CONVERSATIONS, PAUSES = (1, 16, 200), (0.0, SLOW_SECONDS)
EVERYWHERE = cells(CONVERSATIONS, PAUSES)
USUAL, USUAL_BUT_SLOW, CROWD = Cell(16, 0.0), Cell(16, SLOW_SECONDS), Cell(200, SLOW_SECONDS)


@dataclass(frozen=True)
class BenchRow:
    """A row is one server and what is said to it. ``begin`` makes what is said in a conversation. With ``open_cases``
    it is signed off in them, which has its own way (``bench/sign_offs.py``). ``cells``: where it is measured, unless
    others are asked for."""

    name: str
    title: str
    python: str
    module: str
    arguments: tuple[str, ...] = ()
    begin: Begin = echo
    open_cases: int = 0
    cells: Sequence[Cell] = EVERYWHERE

    def command(self, port: int) -> Sequence[str]:
        module = f"bench.servers.{self.module}"
        # Our own bot is told its port by its settings.
        return (self.python, "-m", module, *self.arguments, *([] if self.module == "ours" else [str(port)]))


TRIAGE, SIGN_OFF, SIGN_OFF_MANY, STOCK, BARE = "triage", "sign-off", "sign-off-many", "stock-echo", "bare"
ECHOES_OF_PEERS = (STOCK, "agents-echo", "teams-echo")
CLICK, COMPARED = "this bot: sign-off click", (USUAL, CROWD)
ROWS = (
    BenchRow(TRIAGE, "this bot: triage turn", OURS, "ours", begin=partial(triage, asked_of_them(current()))),
    BenchRow(SIGN_OFF, f"{CLICK}, 50 open cases", OURS, "ours", open_cases=50, cells=COMPARED),
    # What a crowd clicks in as many cases takes the bot more than a minute to say, each time.
    BenchRow(SIGN_OFF_MANY, f"{CLICK}, 500 open cases", OURS, "ours", open_cases=500, cells=(USUAL, USUAL_BUT_SLOW)),
    BenchRow(STOCK, "botbuilder 4.17: echo", PEERS, "stock", ("echo",)),
    BenchRow(
        "stock-waterfall", "botbuilder 4.17: waterfall", PEERS, "stock", ("waterfall",), waterfall, cells=COMPARED
    ),
    BenchRow("agents-echo", "microsoft-agents: echo", PEERS, "agents", ("echo",)),
    BenchRow(
        "agents-waterfall",
        "microsoft-agents: waterfall",
        PEERS,
        "agents",
        ("waterfall",),
        waterfall,
        cells=COMPARED,
    ),
    BenchRow("teams-echo", "microsoft-teams-apps: echo", PEERS, "teams_sdk"),
    BenchRow(BARE, "bare aiohttp", OURS, "bare"),
)
