"""One table shows what was measured: medians over the rounds, ratios of the same round, and whether the goals are
met."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from bench.figures import DUE, LONGEST_TEXT, SingleFigures
from bench.load import Taken
from bench.results import Results
from bench.rows import (
    BARE,
    CROWD,
    DASHBOARD,
    ECHOES_OF_PEERS,
    ROWS,
    SIGN_OFF,
    SIGN_OFF_MANY,
    STOCK,
    TRIAGE,
    TYPED,
    USUAL,
    BenchRow,
    Cell,
)

Measured = Mapping[tuple[str, Cell], Sequence[Taken]]
HEAD = (
    *("connector", "conversations", "what", "turns/s", "min–max", "CPU ms/turn"),
    *("ms to the answer", "95 of 100", "ms to the last copy"),
    *("to stock echo", "to fastest peer's echo", "to bare aiohttp"),
)
MOST_MEMORY, MOST_AT_START = 150, 100
WAITED = (attrgetter("waited_ms"), attrgetter("waited_long_ms"), attrgetter("copied_ms"))
NOT_MEASURED = ("not measured", *["–"] * 8)


@dataclass(frozen=True)
class Goal:
    """A goal compares a figure with what is wanted. ``value`` is None where its rows were left out of the run."""

    text: str
    value: float | None
    wanted: float
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.value is not None and (self.value <= self.wanted if self.at_most else self.value >= self.wanted)

    def __str__(self) -> str:
        measured = "not measured" if self.value is None else f"{self.value:.2f}: {'met' if self.is_met else 'NOT MET'}"
        return f"{self.text} {'at most' if self.at_most else 'at least'} {self.wanted:g}: {measured}"


def ratio(taken: Sequence[Taken] | None, other: Sequence[Taken] | None) -> float | None:
    """Returns the median of the rounds' ratios: a slow moment of the machine meets both sides of each."""
    if not taken or not other:
        return None
    return median(one.rate / two.rate for one, two in zip(taken, other, strict=True))


def fastest_peer(measured: Measured, cell: Cell) -> Sequence[Taken] | None:
    """Returns the fastest of the echoes."""
    echoes = [found for name in ECHOES_OF_PEERS if (found := measured.get((name, cell)))]
    return max(echoes, key=lambda taken: median(each.rate for each in taken), default=None)


def table(measured: Measured) -> str:
    """Shows each row that was measured anywhere, in each cell."""
    cells = sorted({cell for _, cell in measured}, key=lambda cell: (cell.pause, cell.conversations))
    names = {name for name, _ in measured}
    return markdown([HEAD, *(_line(measured, cell, row) for cell in cells for row in ROWS if row.name in names)])


def _line(measured: Measured, cell: Cell, row: BenchRow) -> tuple[str, ...]:
    circumstances = f"{cell.pause * 1000:.0f} ms" if cell.pause else "at once", str(cell.conversations), row.title
    figures = _figures(measured, cell, taken) if (taken := measured.get((row.name, cell))) else NOT_MEASURED
    return *circumstances, *figures


def _figures(measured: Measured, cell: Cell, taken: Sequence[Taken]) -> tuple[str, ...]:
    rates = [each.rate for each in taken]
    others = (measured.get((STOCK, cell)), fastest_peer(measured, cell), measured.get((BARE, cell)))
    return (
        number(median(rates)),
        f"{number(min(rates))}–{number(max(rates))}",
        number(median(each.cpu_ms for each in taken)),
        *(_median(read(each) for each in taken) for read in WAITED),
        *("–" if found is None else number(found) for found in (ratio(taken, other) for other in others)),
    )


def _median(values: Iterable[float]) -> str:
    """Writes the median; a dash where nothing was measured."""
    found = [value for value in values if not math.isnan(value)]
    return number(median(found)) if found else "–"


def goals(results: Results, figures: SingleFigures | None) -> tuple[Goal, ...]:
    return *_goals_of_turns(results.taken), *_goals_of_figures(figures), *_goals_of_process(results)


def _goals_of_turns(measured: Measured) -> Iterator[Goal]:
    turns = measured.get((TRIAGE, USUAL))
    yield from (
        *(
            Goal(f"CPU ms of {what}", median(each.cpu_ms for each in taken) if taken else None, most, at_most=True)
            for what, most, taken in (
                ("a sign-off click, 50 open cases", 3, measured.get((SIGN_OFF, USUAL))),
                ("a sign-off click, 500 open cases", 3, measured.get((SIGN_OFF_MANY, USUAL))),
                ("a dashboard of 770 closed cases", 50, measured.get((DASHBOARD, USUAL))),
            )
        ),
        Goal("typed triage turn to a pressed one", ratio(measured.get((TYPED, USUAL)), turns), 0.85),
        Goal("triage turn to stock echo", ratio(turns, measured.get((STOCK, USUAL))), 10),
        Goal("triage turn to the fastest peer's echo", ratio(turns, fastest_peer(measured, USUAL)), 2),
        Goal("triage turn to bare aiohttp", ratio(turns, measured.get((BARE, USUAL))), 0.28),
        Goal("CPU ms of a triage turn", median(each.cpu_ms for each in turns) if turns else None, 0.8, at_most=True),
        Goal(
            "triage turn to bare aiohttp, slow connector, 200 conversations",
            ratio(measured.get((TRIAGE, CROWD)), measured.get((BARE, CROWD))),
            0.85,
        ),
    )


def _goals_of_figures(figures: SingleFigures | None) -> Iterator[Goal]:
    saves = figures.saves[1] / figures.saves[0] if figures else None
    yield Goal("a save beside the archive to a save without one", saves, 1.2, at_most=True)
    yield Goal("ms of a decision", figures.decision if figures else None, 1, at_most=True)
    looked_through = figures.look_through if figures else None
    yield Goal(f"ms to look a text of {LONGEST_TEXT:,} characters through", looked_through, 1, at_most=True)


def _goals_of_process(results: Results) -> Iterator[Goal]:
    yield Goal("s from the start to /readyz", median(results.started) if results.started else None, 1, at_most=True)
    for most, found in memory(results).items():
        wanted = MOST_MEMORY if most else MOST_AT_START
        yield Goal(f"MB of {_memory_after(most)}", found, wanted, at_most=True)


def single_figures(figures: SingleFigures, results: Results) -> str:
    """Shows the figures of our own bot that are no turns."""
    alone, beside = figures.saves
    few, many = figures.nudges
    rows = [
        ("what", "figure"),
        ("a decision from facts, with its reasons", f"{number(figures.decision)} ms"),
        (f"a text of {LONGEST_TEXT:,} characters looked through for names", f"{number(figures.look_through)} ms"),
        ("a save of one case, without an archive", f"{number(alone)} ms"),
        (f"a save of one case, {figures.archived:,} closed cases in the archive", f"{number(beside)} ms"),
        (f"a round of nudges, {DUE} open cases, all with news", f"{number(few)} ms"),
        (
            f"a round of nudges, {figures.many + DUE} open cases, {DUE} with news",
            f"{number(many)} ms",
        ),
        (f"a morning's first round, {DUE} cases, each with news", f"{number(figures.mornings[0])} ms"),
        (f"a morning's first round, {figures.many} cases, each with news", f"{number(figures.mornings[1])} ms"),
    ]
    if results.started:
        rows.append(("from the start to /readyz", f"{number(median(results.started))} s"))
    rows += [(_memory_after(most), f"{number(found)} MB") for most, found in memory(results).items()]
    return markdown(rows)


def memory(results: Results) -> Mapping[int, float]:
    """Returns medians of the rounds in MB, by the most conversations at once until then."""
    by_most = results.memory[0] if results.memory else {}
    return {most: median(each[most] for each in results.memory) for most in by_most}


def _memory_after(most: int) -> str:
    return f"memory after {most} conversations at once" if most else "memory after the start"


def number(value: float) -> str:
    """Writes the number with three digits that count."""
    decimals = min(2, max(0, 2 - math.floor(math.log10(value)))) if value > 0 else 0
    return f"{value:,.{decimals}f}"


def markdown(rows: Iterable[Sequence[str]]) -> str:
    """Makes a Markdown table, whose first row is the head; its columns can be read as they are."""
    return "\n".join(_lines([list(row) for row in rows]))


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        yield "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        if place == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
