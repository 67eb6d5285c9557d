"""``SECURITY.md`` says in tables what is noticed when somebody meddles with a file or a row. Tests try each, and hold
what they found against the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import takewhile
from pathlib import Path

START, VERIFY, UNNOTICED = OUTCOMES = ("start", "verify", "**not noticed**")
"""A start refuses it, and ``verify`` names it; ``verify`` alone names it; neither does."""
NEVER_TRIED = "-"
Table = Mapping[str, Mapping[str, str]]


def security_table(heading: str) -> Table:
    """Returns the cells by the first of their row and by their column, of the table whose first column is so headed."""
    lines = (Path(__file__).parents[3] / "SECURITY.md").read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    columns, _, *rows = (_cells(line) for line in takewhile(lambda line: line.startswith("|"), lines[first:]))
    return {row[0]: dict(zip(columns[1:], row[1:], strict=True)) for row in rows}


def table_of(found: Iterable[tuple[str, str, str]], columns: Iterable[str]) -> Table:
    """Makes the table of rows, columns and what was found there, outcomes or names, each told once."""
    outcomes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row, column, outcome in found:
        outcomes[row][column].add(outcome)
    named = list(columns)
    return {row: {column: _told(cells[column]) for column in named} for row, cells in outcomes.items()}


def _told(outcomes: set[str]) -> str:
    if outcomes <= {*OUTCOMES}:
        return " or ".join(sorted(outcomes, key=OUTCOMES.index)) or NEVER_TRIED
    return ", ".join(sorted(outcomes))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
