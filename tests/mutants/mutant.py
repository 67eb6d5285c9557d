"""A mutant is the source of one module with one small fault put in: a limit moved, a condition turned, a guard left
out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from enum import Enum
from random import Random


@dataclass(frozen=True, order=True)
class Mutant:
    """``kind`` names the fault, and ``occurrence`` counts the faults of this kind from the top of the module."""

    module: str
    line: int
    column: int
    kind: str
    occurrence: int

    @property
    def place(self) -> tuple[int, int, str]:
        """Faults of one sort at one place are variants of one question, of which a sample asks one."""
        return self.line, self.column, self.kind.partition("_")[0]


class Verdict(Enum):
    """The verdict says whether the tests saw the fault. One that made them hang is seen too."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Change:
    """A change is a fault as a reader sees it: the lines that went and the lines that came."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @classmethod
    def between(cls, source: str, mutated: str) -> "Change":
        lines = list(unified_diff(source.splitlines(), mutated.splitlines(), n=0, lineterm=""))[2:]
        return cls(*(tuple(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"))

    def __str__(self) -> str:
        return "\n".join([f"    - {line}" for line in self.before] + [f"    + {line}" for line in self.after])


@dataclass(frozen=True)
class Result:
    mutant: Mutant
    change: Change
    verdict: Verdict


def sample_of(mutants: Sequence[Mutant], size: int, weights: Mapping[str, int], seed: int) -> list[Mutant]:
    """Draws at most ``size`` mutants, at most one a place. Each module gets one at least, as long as there are enough,
    and of the rest as many as it has places times its weight; a module that is not named weighs 1."""
    random = Random(seed)
    dealt = {module: iter(_drawn(found, random)) for module, found in _by_module(mutants).items()}
    tickets: list[tuple[float, str, Mutant]] = []
    for module, drawn in dealt.items():
        listed = list(drawn)
        share = len(listed) * weights.get(module, 1)
        tickets += [((rank + random.random()) / share if rank else 0, module, each) for rank, each in enumerate(listed)]
    return sorted(mutant for _, _, mutant in sorted(tickets)[:size])


def _by_module(mutants: Sequence[Mutant]) -> dict[str, list[Mutant]]:
    found: dict[str, list[Mutant]] = {}
    for mutant in sorted(mutants):
        found.setdefault(mutant.module, []).append(mutant)
    return found


def _drawn(mutants: Sequence[Mutant], random: Random) -> list[Mutant]:
    """Chooses one variant of each place, and shuffles the places."""
    places: dict[tuple[int, int, str], list[Mutant]] = {}
    for mutant in mutants:
        places.setdefault(mutant.place, []).append(mutant)
    chosen = [random.choice(variants) for variants in places.values()]
    random.shuffle(chosen)
    return chosen
