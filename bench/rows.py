"""Rows are what is measured, and cells the circumstances."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bench.child import ROOT
from bench.turns import OFFERED_FILE, Begin, asked_of_them, asking, echo, triage, typed_triage, waterfall
from safeguarding.framework.loader import current

OURS = sys.executable
PEERS = str(ROOT / ".venv-bench" / "bin" / "python")
SLOW_SECONDS = 0.2
START_OF_OURS = "import gc; gc.disable(); from bench.servers import ours; gc.freeze(); gc.enable(); ours.run()"


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
ALONE, USUAL, USUAL_BUT_SLOW, CROWD = Cell(1, 0.0), Cell(16, 0.0), Cell(16, SLOW_SECONDS), Cell(200, SLOW_SECONDS)


@dataclass(frozen=True)
class BenchRow:
    """A row is one server and what is said to it. ``begin`` makes what is said in a conversation. With ``open_cases``
    the bot has these, and beside them the ``closed_cases``, and the holders of seats are the ones who speak: without a
    ``begin`` of its own, they sign off (``bench/sign_offs.py``). ``cells``: where it is measured, unless others are
    asked for. ``refusal``: the answer to a request without a token, since each server checks them."""

    name: str
    title: str
    python: str
    module: str
    arguments: tuple[str, ...] = ()
    begin: Begin = echo
    open_cases: int = 0
    closed_cases: int = 0
    cells: Sequence[Cell] = EVERYWHERE
    refusal: bytes = b"HTTP/1.1 401"

    def command(self, port: int) -> Sequence[str]:
        if self.module == "ours":
            # It is told its port by its settings, and started as app.py starts: without a look for garbage meanwhile.
            return (self.python, "-c", START_OF_OURS)
        return (self.python, "-m", f"bench.servers.{self.module}", *self.arguments, str(port))


TRIAGE, TYPED, STOCK, BARE = "triage", "triage-typed", "stock-echo", "bare"
SIGN_OFF_FEW, SIGN_OFF, SIGN_OFF_MANY = "sign-off-few", "sign-off", "sign-off-many"
OPEN, CLOSED = 50, 770
COMMANDS = {words: f"asked-{words.replace(' ', '-')}" for words in ("cases", "deadlines", "my steps", "dashboard")}
DASHBOARD, REPORT = COMMANDS["dashboard"], "asked-report"
FIRST_OPEN = f"CSCP-2026-{CLOSED + 1}"
STEPS = asked_of_them(current())
ECHOES_OF_PEERS = (STOCK, "agents-echo", "teams-echo")
# The stock SDK fails where a token is missing, and so refuses.
FAILED = b"HTTP/1.1 500"
CLICK, COMPARED = "this bot: sign-off click", (USUAL, CROWD)
ASKED, CLICKED = (ALONE, USUAL, USUAL_BUT_SLOW), (ALONE, USUAL, USUAL_BUT_SLOW)


def _asked(name: str, words: str, begin: Begin) -> BenchRow:
    """Returns the row of what somebody types for a card or a file, beside many cases."""
    title = f"this bot: {words}, {OPEN} open cases and {CLOSED} closed"
    return BenchRow(name, title, OURS, "ours", begin=begin, open_cases=OPEN, closed_cases=CLOSED, cells=ASKED)


ROWS = (
    BenchRow(TRIAGE, "this bot: triage turn, pressed", OURS, "ours", begin=partial(triage, STEPS)),
    BenchRow(TYPED, "this bot: triage turn, typed", OURS, "ours", begin=partial(typed_triage, STEPS)),
    *(_asked(name, words, partial(asking, words)) for words, name in COMMANDS.items()),
    _asked(REPORT, "report of a case", partial(asking, f"report {FIRST_OPEN}", reply=OFFERED_FILE)),
    BenchRow(SIGN_OFF_FEW, f"{CLICK}, 5 open cases", OURS, "ours", open_cases=5, cells=CLICKED),
    BenchRow(SIGN_OFF, f"{CLICK}, 50 open cases", OURS, "ours", open_cases=50, cells=(ALONE, *COMPARED)),
    # What a crowd clicks in as many cases takes the bot more than a minute to say, each time.
    BenchRow(SIGN_OFF_MANY, f"{CLICK}, 500 open cases", OURS, "ours", open_cases=500, cells=CLICKED),
    BenchRow(STOCK, "botbuilder 4.17: echo", PEERS, "stock", ("echo",), refusal=FAILED),
    BenchRow(
        "stock-waterfall",
        "botbuilder 4.17: waterfall",
        PEERS,
        "stock",
        ("waterfall",),
        waterfall,
        cells=COMPARED,
        refusal=FAILED,
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
