"""The report says how many mutants the tests saw, a module a line, and shows each that they did not see."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Change, Result, Verdict

EXPLANATIONS = Path(__file__).with_name("explained.toml")
FLOOR = 0.85
"""``make mutants`` fails where a smaller share is seen, of those that are not explained."""


@dataclass(frozen=True)
class Explanation:
    """An explanation says why no test can see a fault, or none needs to. It holds as long as the lines stay the
    same."""

    module: str
    change: Change
    why: str


def read_explanations(path: Path) -> list[Explanation]:
    rows = tomllib.loads(path.read_text("utf-8")).get("explained", [])
    return [
        Explanation(row["module"], Change(tuple(row["before"]), tuple(row["after"])), row["why"].strip())
        for row in rows
    ]


@dataclass(frozen=True)
class Report:
    results: Sequence[Result]
    explanations: Sequence[Explanation] = ()

    @property
    def survivors(self) -> list[Result]:
        known = {(each.module, each.change) for each in self.explanations}
        return [each for each in self._unseen if (each.mutant.module, each.change) not in known]

    @property
    def explained(self) -> list[Result]:
        survivors = self.survivors
        return [each for each in self._unseen if each not in survivors]

    @property
    def share(self) -> float:
        """The share that was seen, of those that could be: 1 where none could."""
        countable = len(self.results) - len(self.explained)
        return 1 - len(self.survivors) / countable if countable else 1.0

    @property
    def is_enough(self) -> bool:
        return self.share >= FLOOR

    @property
    def _unseen(self) -> list[Result]:
        return [each for each in self.results if each.verdict is Verdict.SURVIVED]

    def __str__(self) -> str:
        return "\n".join([*self._survivors_shown(), *self._table(), "", self._sum()])

    def _survivors_shown(self) -> Iterable[str]:
        for each in self.survivors:
            yield f"{each.mutant.module}:{each.mutant.line}: survived ({each.mutant.kind})\n{each.change}\n"

    def _table(self) -> Iterable[str]:
        yield f"{'module':<52}{'mutants':>9}{'killed':>9}{'explained':>11}{'survived':>10}"
        explained, survivors = _counted(self.explained), _counted(self.survivors)
        for module, all_of_it in sorted(_counted(self.results).items()):
            known, left = explained.get(module, 0), survivors.get(module, 0)
            yield f"{module:<52}{all_of_it:>9}{all_of_it - known - left:>9}{known:>11}{left:>10}"

    def _sum(self) -> str:
        hung = sum(1 for each in self.results if each.verdict is Verdict.TIMED_OUT)
        killed = len(self.results) - len(self._unseen)
        return (
            f"{killed} of {len(self.results)} mutants killed ({hung} of them by the time-out), {len(self.explained)} "
            f"explained, {len(self.survivors)} survived: {self.share:.1%} of those that a test could see; the floor is "
            f"{FLOOR:.0%}."
        )


def _counted(results: Iterable[Result]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for each in results:
        counts[each.mutant.module] = counts.get(each.mutant.module, 0) + 1
    return counts
