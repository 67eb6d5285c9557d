"""``make mutants`` puts small faults into copies of the policy, one at a time, and asks whether the tests see them.

It draws a sample by a seed, so that each night asks other questions and a night can be repeated. It runs in an
environment of its own, with cosmic-ray, and runs the tests in the project's.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.finding import Sources
from tests.mutants.mutant import Change, Mutant, Result, Verdict, sample_of
from tests.mutants.options import read_options
from tests.mutants.report import EXPLANATIONS, Report, read_explanations
from tests.mutants.scope import POLICY, modules_in_scope, nearest_tests
from tests.mutants.working_copy import TestRun, WorkingCopy
from tests.quick import ROOT, read_imports

WORKERS, WEIGHT_OF_POLICY = 2, 2
NEAREST, NEAR = 4, 30
"""So many modules of tests are asked first; where they see nothing, so many in all."""
SECONDS, HUNG_AFTER = 30.0, 120.0
TESTS_FAIL = 2


@dataclass(frozen=True)
class MutationRun:
    """``tests`` are those of each module, the nearest first."""

    sources: Sources
    tests: Mapping[str, Sequence[str]]
    copies: SimpleQueue[WorkingCopy]

    def results(self, sample: Sequence[Mutant]) -> Iterator[Result]:
        with ThreadPoolExecutor(WORKERS) as pool:
            for number, result in enumerate(pool.map(self.result, sample), 1):
                mutant = result.mutant
                say(f"{number}/{len(sample)} {mutant.module}:{mutant.line} {mutant.kind}: {result.verdict.value}")
                yield result

    def result(self, mutant: Mutant) -> Result:
        text = self.sources.mutated(mutant)
        change = Change.between(self.sources.original(mutant.module), text)
        with self._copy() as copy, copy.holding(mutant.module, text):
            return Result(mutant, change, self._verdict(copy, self.tests[mutant.module]))

    def _verdict(self, copy: WorkingCopy, tests: Sequence[str]) -> Verdict:
        """Asks the nearest tests, which see most faults in a second or two, then the rest as well."""
        for asked in (tests[:NEAREST], tests[NEAREST:NEAR]):
            verdict = copy.verdict(TestRun(asked, SECONDS, HUNG_AFTER)) if asked else Verdict.SURVIVED
            if verdict is not Verdict.SURVIVED:
                return verdict
        return Verdict.SURVIVED

    @contextmanager
    def _copy(self) -> Iterator[WorkingCopy]:
        copy = self.copies.get()
        try:
            yield copy
        finally:
            self.copies.put(copy)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    asked, began = read_options(), time.monotonic()
    modules = [name for name in modules_in_scope(ROOT) if name.startswith(asked.only)]
    sources = Sources({name: (ROOT / name).read_text("utf-8") for name in modules})
    every = list(sources.mutants())
    sample = sample_of(every, asked.sample, dict.fromkeys(POLICY, WEIGHT_OF_POLICY), asked.seed)
    imports = read_imports()
    tests = {name: nearest_tests(name, imports)[:NEAR] for name in {each.module for each in sample}}
    say(f"{len(sample)} of {len(every)} mutants of {len(modules)} modules, seed {asked.seed}")
    with tempfile.TemporaryDirectory() as folder:
        first = WorkingCopy.of(ROOT, Path(folder) / "copy-1", asked.python, asked.seed)
        if said := first.failures(sorted({test for each in tests.values() for test in each}), WORKERS):
            say(f"{said}\nThe tests fail by themselves, so they say nothing about mutants. Mend them first: make test.")
            return TESTS_FAIL
        copies = SimpleQueue[WorkingCopy]()
        for copy in (first, *(first.again(Path(folder) / f"copy-{number}") for number in range(2, WORKERS + 1))):
            copies.put(copy)
        report = Report(list(MutationRun(sources, tests, copies).results(sample)), read_explanations(EXPLANATIONS))
    say(f"\n{report}\nSeed {asked.seed}, {(time.monotonic() - began) / 60:.0f} minutes.")
    return 0 if report.is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
