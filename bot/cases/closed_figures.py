"""The figures of the closed cases are kept beside them, so that the dashboard reads no closed case. What is missing, or
was kept of another version of the case, by other rules or on another calendar, is reckoned anew from the case."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot.cases.rules_in_force import RulesInForce
from bot.security.sealed_cases import broken_seals
from safeguarding.case.case import Case
from safeguarding.case.permissions import Readership
from safeguarding.case.views.statistics import ReckonedCase, reckon
from safeguarding.dates.working_days import london_date
from safeguarding.people import Actor
from store.interface import Cases, Documents
from store.references import order

RECKONED_AS = 1
"""It counts up with every change of what is reckoned of a case: what was kept before is then reckoned anew."""
KEPT_TOGETHER = 100

log = structlog.get_logger()
_RECKONED: TypeAdapter[ReckonedCase] = TypeAdapter(ReckonedCase)


@dataclass(frozen=True)
class _KeptFigures:
    """``mark`` says of which version of the case, and by what, it was reckoned. ``reckoned`` is none where an error is
    in the record of the case."""

    mark: str
    readers: Readership
    reckoned: ReckonedCase | None


@dataclass(frozen=True)
class SeenClosed:
    """These are the closed cases that a person may see, by reference and in its order; ``unread`` are those with an
    error in their record."""

    found: Mapping[str, ReckonedCase]
    unread: tuple[str, ...]


@dataclass(eq=False)
class ClosedFigures:
    """The figures stand in memory as they are kept in ``documents``, by reference. ``is_behind`` says that a case may
    have been closed since they were looked through. ``broken_seals`` counts, of the closed cases that were read, the
    seals that do not hold: one of them may have been closed by a forged signature, and no job looks at it."""

    cases: Cases
    documents: Documents
    rules: RulesInForce
    is_behind: bool = True
    broken_seals: dict[str, int] = field(default_factory=dict)
    _known: dict[str, _KeptFigures] = field(default_factory=dict)
    _catching_up: asyncio.Lock = field(default_factory=asyncio.Lock)

    def look_at(self, ref: str) -> None:
        """Notes that a case has changed."""
        self.is_behind = self.is_behind or self.cases.open_case(ref) is None

    async def run(self) -> None:
        """Keeps the figures of the cases that have been closed here. The dashboard asks for those that others have
        closed."""
        if self.is_behind:
            self.is_behind = False
            await self._catch_up()

    async def seen_by(self, actor: Actor) -> SeenClosed:
        """Returns the closed cases as they are now. Raises StoreFault."""
        await self._catch_up()
        partnership = self.rules.partnership
        seen = {ref: kept for ref, kept in self._known.items() if kept.readers.include(actor, partnership)}
        found = {ref: seen[ref].reckoned for ref in sorted(seen, key=order)}
        return SeenClosed(
            {ref: each for ref, each in found.items() if each}, tuple(ref for ref, each in found.items() if not each)
        )

    async def _catch_up(self) -> None:
        """Brings what is kept up to the cases that are closed now. Raises StoreFault."""
        async with self._catching_up:
            closed, by = await self.cases.closed_versions(), self._by
            marks = {ref: f"{version}|{by}" for ref, version in closed.items()}
            self._known = {ref: kept for ref, kept in self._known.items() if ref in marks}
            self.broken_seals = {ref: count for ref, count in self.broken_seals.items() if ref in marks}
            wanted = [ref for ref, mark in marks.items() if not self._is_known(ref, mark)]
            for first in range(0, len(wanted), KEPT_TOGETHER):
                refs = wanted[first : first + KEPT_TOGETHER]
                self._known.update(await asyncio.to_thread(self._read, {ref: marks[ref] for ref in refs}))
                await self._reckon_all([ref for ref in refs if not self._is_known(ref, marks[ref])])

    @property
    def _by(self) -> str:
        days = self.rules.calendar.extra_closed
        return "|".join((str(RECKONED_AS), self.rules.framework.version, *(day.isoformat() for day in sorted(days))))

    def _is_known(self, ref: str, mark: str) -> bool:
        return ref in self._known and self._known[ref].mark == mark

    def _read(self, marks: Mapping[str, str]) -> dict[str, _KeptFigures]:
        """Reads what is kept with these marks."""
        read = {ref: document.value for ref in marks if (document := self.documents.get(ref))}
        found = {ref: read_back(value.get("reckoned")) for ref, value in read.items() if value.get("of") == marks[ref]}
        return {ref: _KeptFigures(marks[ref], each.readers, each) for ref, each in found.items() if each}

    async def _reckon_all(self, refs: Sequence[str]) -> None:
        """Reckons what is not kept. A case with a broken seal is read again at each start, so that it goes on being
        named."""
        read = [case for ref in refs if (case := await self.cases.get(ref))]
        broken = broken_seals(read)
        self.broken_seals |= broken
        cases = [case for case in read if case.ref in broken or not case.is_open]
        new = await asyncio.to_thread(lambda: {case.ref: self._reckon(case) for case in cases})
        self._known.update(new)
        plain = {
            ref: {"of": kept.mark, "reckoned": to_plain(kept.reckoned)}
            for ref, kept in new.items()
            if kept.reckoned and ref not in broken
        }
        if plain:
            await self.documents.set_all(plain)

    def _reckon(self, case: Case) -> _KeptFigures:
        rules, mark = self.rules, f"{case.version}|{self._by}"
        if case.is_open:
            # Only what is set aside has closed it: nothing can be counted of it as it stands.
            return _KeptFigures(mark, Readership.of(case), None)
        try:
            found = reckon(case, rules.framework, rules.calendar, london_date(rules.now()))
        except Exception as error:
            log.error("case_not_read", ref=case.ref, error=type(error).__name__)
            return _KeptFigures(mark, Readership.of(case), None)
        return _KeptFigures(mark, found.readers, found)


def to_plain(found: ReckonedCase) -> dict[str, Any]:
    plain: dict[str, Any] = _RECKONED.dump_python(found, mode="json")
    return plain


def read_back(plain: object) -> ReckonedCase | None:
    """Returns none for what another version of the bot has kept in another form."""
    try:
        return _RECKONED.validate_python(plain)
    except ValueError:
        return None
