"""Finding lists every mutant of a module, and makes the source of one."""

from collections.abc import Iterable, Mapping

from tests.mutants.mutant import Mutant
from tests.mutants.omissions import leave_out, omissions_in, takers_of_any_number
from tests.mutants.replacements import replace, replacements_in

OMISSION = "LeaveOut"


class Sources:
    """The sources are the modules in scope as they were when the run began."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._takers = {name for source in sources.values() for name in takers_of_any_number(source)}

    def mutants(self) -> Iterable[Mutant]:
        for module, source in self._sources.items():
            for number, omission in enumerate(omissions_in(source, self._takers)):
                node = omission.replaced
                yield Mutant(module, node.lineno, node.col_offset, omission.kind, number)
            for kind, occurrence, (line, column) in replacements_in(source):
                yield Mutant(module, line, column, kind, occurrence)

    def original(self, module: str) -> str:
        return self._sources[module]

    def mutated(self, mutant: Mutant) -> str:
        source = self._sources[mutant.module]
        if mutant.kind.startswith(OMISSION):
            return leave_out(source, omissions_in(source, self._takers)[mutant.occurrence])
        return replace(source, mutant.kind, mutant.occurrence)
