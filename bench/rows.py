"""Rows are what is measured, and cells the circumstances."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bench.child import ROOT
from bench.turns import Begin, asked_of_them, asking, echo, triage, waterfall
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
    the bot has these, and beside them the ``closed_cases``, and the holders of seats are the ones who speak: without a
    ``begin`` of its own, they sign off (``bench/sign_offs.py``). ``cells``: where it is measured, unless others are
    asked for."""

    name: str
    title: str
    python: str
    module: str
    arguments: tuple[str, ...] = ()
    begin: Begin = echo
    open_cases: int = 0
    closed_cases: int = 0
    cells: Sequence[Cell] = EVERYWHERE

    def command(self, port: int) -> Sequence[str]:
        module = f"bench.servers.{self.module}"
        # Our own bot is told its port by its settings.
        return (self.python, "-m", module, *self.arguments, *([] if self.module == "ours" else [str(port)]))


TRIAGE, STOCK, BARE = "triage", "stock-echo", "bare"
SIGN_OFF_FEW, SIGN_OFF, SIGN_OFF_MANY = "sign-off-few", "sign-off", "sign-off-many"
COMMANDS = {words: f"asked-{words.replace(' ', '-')}" for words in ("cases", "deadlines", "my steps", "dashboard")}
DASHBOARD = COMMANDS["dashboard"]
ECHOES_OF_PEERS = (STOCK, "agents-echo", "teams-echo")
CLICK, COMPARED = "this bot: sign-off click", (USUAL, CROWD)
ROWS = (
    BenchRow(TRIAGE, "this bot: triage turn", OURS, "ours", begin=partial(triage, asked_of_them(current()))),
    *(
        BenchRow(
            name,
            f"this bot: {words}, 50 open cases and 770 closed",
            OURS,
            "ours",
            begin=partial(asking, words),
            open_cases=50,
            closed_cases=770,
            cells=(USUAL, USUAL_BUT_SLOW),
        )
        for words, name in COMMANDS.items()
    ),
    BenchRow(SIGN_OFF_FEW, f"{CLICK}, 5 open cases", OURS, "ours", open_cases=5, cells=(USUAL, USUAL_BUT_SLOW)),
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
