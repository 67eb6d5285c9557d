"""What a run has measured."""

from collections import defaultdict
from dataclasses import dataclass, field

from bench.load import Taken
from bench.rows import Cell


@dataclass
class Results:
    """What each row did in each cell, round by round; and of our own bot the seconds until it was ready, and its memory
    in MB, then and after the load."""

    taken: dict[tuple[str, Cell], list[Taken]] = field(default_factory=lambda: defaultdict(list))
    started: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
