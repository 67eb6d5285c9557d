"""The options of ``make mutants``: how many, by which seed, and of which modules."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

SAMPLE = 400
"""They take some twenty-five minutes on two cores, and are a tenth of all there are."""


def read_options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that the tests run in")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many mutants")
    parser.add_argument("--seed", type=int, default=int(f"{datetime.now(UTC):%Y%m%d}"), help="today's date by itself")
    parser.add_argument("--only", default="", help="modules whose path begins so")
    return parser.parse_args(words)
