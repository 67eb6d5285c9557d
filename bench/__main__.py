"""``python -m bench``: the whole comparison; with ``--rows``, ``--conversations`` and ``--pauses`` a part of it."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.child import ROOT, ChildFault
from bench.deployment import Deployment
from bench.load import LoadFault
from bench.rows import BARE, ROWS, SLOW_SECONDS, Row, cells
from bench.run import Lengths, Run
from bench.table import USUAL, goals, table
from bench.teams import teams_at_work

BUILD = ROOT / "build"
WHOLE = Lengths(seconds=2.0, warm_up=0.5, rounds=3)
QUICK = Lengths(seconds=1.0, warm_up=0.2, rounds=1)


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
        run = Run(deployment, cells(given.conversations, given.pauses), lengths)
        for number in range(1, (given.rounds or lengths.rounds) + 1):
            print(f"round {number}", file=sys.stderr, flush=True)
            await run.round(number, given.rows)
    print("\n".join(_report(run)))


def _report(run: Run) -> list[str]:
    taken = run.results.taken
    return [table(taken), "", *map(str, goals(taken)), *_limit(run)]


def _limit(run: Run) -> list[str]:
    """Whether the limit is that of the served process, not of the load generator."""
    return [
        f"bare aiohttp used {each.cpu / each.seconds:.2f} of a processor, the load generator "
        f"{each.load_cpu / each.seconds:.2f}"
        for each in run.results.taken.get((BARE, USUAL), ())
    ]


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--rows", type=_rows, default=ROWS, help=", ".join(row.name for row in ROWS))
    parser.add_argument("--conversations", type=_listed(int), default=(1, 16, 200), help="at a time, as 1,16,200")
    parser.add_argument(
        "--pauses", type=_listed(float), default=(0.0, SLOW_SECONDS), help="seconds until the connector answers"
    )
    parser.add_argument("--rounds", type=int)
    return parser.parse_args(arguments)


def _rows(text: str) -> tuple[Row, ...]:
    by_name = {row.name: row for row in ROWS}
    return tuple(by_name[name] for name in text.split(","))


def _listed(kind: Callable[[str], float]) -> Callable[[str], tuple[float, ...]]:
    return lambda text: tuple(map(kind, text.split(",")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
