"""Sealed cases are those of the store, whose signatures are sealed as they are saved and checked as they are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import structlog

from safeguarding.case.case import Case
from safeguarding.case.events.seals import Seals, faults_of_seals
from safeguarding.case.state.retention import Tombstone
from store.interface import Cases

log = structlog.get_logger()


@dataclass(frozen=True)
class SealedCases:
    """The sealed cases set aside, for whoever reads them, what bears a seal that does not hold. The store keeps it as
    it stands there."""

    cases: Cases
    seals: Seals
    _open: dict[str, tuple[Case, Case]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def open_cases(self) -> tuple[Case, ...]:
        return tuple(self.open_by_ref().values())

    def open_by_ref(self) -> Mapping[str, Case]:
        """Judges the cases that have changed since it was asked for last: the jobs ask after every step."""
        there, known = self.cases.open_by_ref(), self._open
        for ref, case in there.items():
            if (pair := known.get(ref)) is None or pair[0] is not case:
                known[ref] = case, self._judged(case)
        if len(known) > len(there):
            for ref in known.keys() - there.keys():
                del known[ref]
        return {ref: known[ref][1] for ref in there}

    def open_case(self, ref: str) -> Case | None:
        return self._judged_or_none(self.cases.open_case(ref))

    def tombstones(self) -> Mapping[str, Tombstone]:
        return self.cases.tombstones()

    async def get(self, ref: str) -> Case | None:
        return self._judged_or_none(await self.cases.get(ref))

    async def by_triage(self, triage: str) -> Case | None:
        return self._judged_or_none(await self.cases.by_triage(triage))

    async def closed(self) -> dict[str, Case]:
        return {ref: self._judged(case) for ref, case in (await self.cases.closed()).items()}

    async def closed_versions(self) -> Mapping[str, int]:
        return await self.cases.closed_versions()

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        return self._judged(await self.cases.add(triage, prefix, year, lambda ref: self._sealed(make(ref), 0)))

    async def save(self, case: Case, read_version: int) -> None:
        await self.cases.save(self._sealed(case, read_version), read_version)

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        await self.cases.save_all(*((self._sealed(case, version), version) for case, version in changes))

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        await self.cases.delete_closed(tombstones)

    def _sealed(self, case: Case, known: int) -> Case:
        return Case(self.seals.sealed(case.events, known))

    def _judged(self, case: Case) -> Case:
        # None is kept where all seals hold: a case that kept itself would never be freed.
        return case.once("judged", lambda: self._judge(case), self.seals) or case

    def _judge(self, case: Case) -> Case | None:
        if judged := judged_or_none(case, self.seals):
            log.error("seals_broken", ref=case.ref, count=broken_seals([judged])[case.ref])
        return judged

    def _judged_or_none(self, case: Case | None) -> Case | None:
        return self._judged(case) if case else None


def judged_or_none(case: Case, seals: Seals) -> Case | None:
    """Returns the case with what is set aside; none where all its seals hold."""
    events = seals.judged(case.events)
    return Case(events) if events else None


def broken_seals(cases: Iterable[Case]) -> dict[str, int]:
    """Counts the seals that do not hold, by case, of cases that were read through ``SealedCases``."""
    return {case.ref: count for case in cases if (count := _count_broken(case))}


def _count_broken(case: Case) -> int:
    """Counts once for each case as it is: the jobs ask after every step."""
    return case.once("broken_seals", lambda: sum(1 for _ in faults_of_seals(case.events)))
