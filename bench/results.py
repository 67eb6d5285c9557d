"""The results are what a run has measured."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.load import Taken
from bench.rows import Cell


@dataclass
class Results:
    """The results hold what each row did in each cell, round by round; and of our own bot the seconds until it was
    ready, and its memory in MB by the most conversations at once until then: none after the start."""

    taken: dict[tuple[str, Cell], list[Taken]] = field(default_factory=lambda: defaultdict(list))
    started: list[float] = field(default_factory=list)
    memory: list[Mapping[int, float]] = field(default_factory=list)
