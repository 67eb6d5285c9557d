"""``python -m bench`` makes the whole comparison; with ``--rows``, ``--conversations`` and ``--pauses`` a part of
it."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.child import ROOT, ChildFault
from bench.deployment import Deployment
from bench.figures import SingleFigures, measured
from bench.load import LoadFault
from bench.results import Results
from bench.rows import BARE, CONVERSATIONS, PAUSES, ROWS, USUAL, BenchRow, Cell, cells
from bench.run import Lengths, Run
from bench.table import goals, single_figures, table
from bench.teams import teams_at_work

BUILD = ROOT / "build"
WHOLE = Lengths(seconds=1.5, warm_up=0.4, rounds=3)
QUICK = Lengths(seconds=0.8, warm_up=0.2, rounds=1)
# Closed cases in the archive, and open cases.
MANY, FEW = (10_000, 500), (1_000, 100)


def main(arguments: Sequence[str]) -> int:
    given = _read(arguments)
    BUILD.mkdir(exist_ok=True)
    # On the disk of the working tree: a folder in memory would make every write look free.
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=BUILD))
    try:
        asyncio.run(_measure(given, folder))
    except (LoadFault, ChildFault) as fault:
        print(f"{fault}\nWhat was served has left its lines in {folder}.", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


async def _measure(given: argparse.Namespace, folder: Path) -> None:
    lengths = QUICK if given.quick else WHOLE
    async with teams_at_work() as teams:
        deployment = Deployment(folder, teams)
        deployment.publish()
        run = Run(deployment, _cells(given), lengths)
        for number in range(1, (lengths.rounds if given.rounds is None else given.rounds) + 1):
            await run.round(number, given.rows)
        with_figures = given.rows is ROWS if given.figures is None else given.figures
        figures = await measured(deployment, *(FEW if given.quick else MANY)) if with_figures else None
    print("\n".join(_report(run.results, figures)))


def _report(results: Results, figures: SingleFigures | None) -> Iterator[str]:
    yield from (table(results.taken), "")
    if figures:
        yield from (single_figures(figures, results), "")
    yield from map(str, goals(results, figures))
    yield from _limit(results)


def _limit(results: Results) -> Iterator[str]:
    """Says whether what is measured is the served process, and not the load generator."""
    for each in results.taken.get((BARE, USUAL), ()):
        served, load = each.cpu / each.seconds, each.load_cpu / each.seconds
        yield f"bare aiohttp used {served:.2f} of a processor, the load generator {load:.2f}"


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--rows", type=_rows, default=ROWS, help=", ".join(row.name for row in ROWS))
    parser.add_argument("--conversations", type=list_reader(int), help=f"at a time, as {_as_listed(CONVERSATIONS)}")
    parser.add_argument(
        "--pauses", type=list_reader(float), help=f"seconds until the connector answers, as {_as_listed(PAUSES)}"
    )
    parser.add_argument("--rounds", type=int)
    parser.add_argument(
        "--figures", action=argparse.BooleanOptionalAction, help="the second table, left out of a part of the rows"
    )
    return parser.parse_args(arguments)


def _cells(given: argparse.Namespace) -> tuple[Cell, ...] | None:
    """Returns the cells that were asked for; None where the rows' own are meant."""
    if not given.conversations and not given.pauses:
        return None
    return cells(given.conversations or CONVERSATIONS, given.pauses or PAUSES)


def _rows(text: str) -> tuple[BenchRow, ...]:
    by_name = {row.name: row for row in ROWS}
    return tuple(by_name[name] for name in text.split(","))


def list_reader(kind: Callable[[str], float]) -> Callable[[str], tuple[float, ...]]:
    return lambda text: tuple(map(kind, text.split(",")))


def _as_listed(numbers: Sequence[float]) -> str:
    return ",".join(map(str, numbers))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
