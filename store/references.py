"""Case references are numbered by one counter a year, so that no number is ever given twice; another counter numbers
rehearsals, so that practice leaves no gap among the real ones."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from safeguarding.rehearsal import REHEARSAL, names_rehearsal
from store.errors import StoreDamaged

T = TypeVar("T")

_REFERENCE = re.compile(r"(?P<prefix>[A-Z][A-Z0-9]*)-(?P<year>[0-9]{4})-(?P<number>[0-9]{3,})")
_BETWEEN_BARS = re.compile(rf"(?<![^|]){_REFERENCE.pattern}(?![^|])")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,15}")


def is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None


def references_in(text: str) -> Iterator[str]:
    """The references that stand between bars, as the ledger names what it holds."""
    return (found.group() for found in _BETWEEN_BARS.finditer(text))


def order(ref: str) -> tuple[bool, int, int, str]:
    """Sorts references by year and number: as text, 1000 would stand before 999. Rehearsals come last."""
    prefix, year, number = ref.split("-")
    return names_rehearsal(ref), int(year), int(number), prefix


def in_order(before: Mapping[str, T], changes: Mapping[str, T | None]) -> Mapping[str, T]:
    """Applies the changes and keeps the order of the references. ``before`` is in order; None in ``changes`` deletes.
    The result is sorted only when a reference comes in: there are many, and few come."""
    after = {ref: value for ref, value in {**before, **changes}.items() if value is not None}
    if after.keys() <= before.keys():
        return after
    return dict(sorted(after.items(), key=lambda item: order(item[0])))


@dataclass(frozen=True)
class Year:
    """The counter of one year: ``last`` was given last; ``lost`` were given after the backup that ``open.json`` was
    restored from."""

    last: int = 0
    lost: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Numbers:
    """The counters stand by year: ``years`` of real cases, whatever their prefix, and of ``rehearsals``."""

    years: Mapping[int, Year] = field(default_factory=dict)
    rehearsals: Mapping[int, Year] = field(default_factory=dict)

    def next_reference(self, prefix: str, year: int) -> tuple[str, "Numbers"]:
        """Returns the next reference, and the counters as they are once it is given. Raises ValueError for a prefix
        that can't stand in a reference."""
        if not _PREFIX.fullmatch(prefix):
            raise ValueError("a prefix is up to 16 capital letters and digits, a letter first")
        counted = self.rehearsals if prefix == REHEARSAL else self.years
        before = counted.get(year, Year())
        number = before.last + 1
        after = {**counted, year: Year(number, before.lost)}
        changed = replace(self, rehearsals=after) if prefix == REHEARSAL else replace(self, years=after)
        return f"{prefix}-{year:04}-{number:03}", changed

    def without(self, refs: Iterable[str], highest: Iterable[str]) -> "Numbers":
        """Returns the counters that go on above the ``highest`` references, whichever cases are there: numbers without
        one are lost."""
        there, given = list(refs), list(highest)
        return Numbers(
            _with_lost(self.years, *_by_kind(there, given, rehearsals=False)),
            _with_lost(self.rehearsals, *_by_kind(there, given, rehearsals=True)),
        )

    def has_lost(self, ref: str) -> bool:
        """Says whether the number was given and its case lost."""
        _, year, number = ref.split("-")
        counted = self.rehearsals if names_rehearsal(ref) else self.years
        return int(number) in counted.get(int(year), Year()).lost

    def reconcile(self, refs: Iterable[str]) -> "Numbers":
        """Compares the counters with the cases that are there. Raises StoreDamaged for a number that was given and has
        no case."""
        there = list(refs)
        return Numbers(
            _reconciled(self.years, "*", (ref for ref in there if not names_rehearsal(ref))),
            _reconciled(self.rehearsals, REHEARSAL, filter(names_rehearsal, there)),
        )


def _reconciled(years: Mapping[int, Year], prefix: str, refs: Iterable[str]) -> dict[int, Year]:
    given = _by_year(refs)
    return {
        year: _year(f"{prefix}-{year:04}", years.get(year, Year()), given.get(year, set()))
        for year in sorted({*years, *given})
    }


def _by_kind(there: list[str], given: list[str], *, rehearsals: bool) -> tuple[dict[int, set[int]], ...]:
    return tuple(_by_year(ref for ref in refs if names_rehearsal(ref) is rehearsals) for refs in (there, given))


def _with_lost(
    years: Mapping[int, Year], there: Mapping[int, set[int]], given: Mapping[int, set[int]]
) -> dict[int, Year]:
    last = {
        year: max(years.get(year, Year()).last, *there.get(year, ()), *given.get(year, ()), 0)
        for year in sorted({*years, *there, *given})
    }
    return {
        year: Year(number, frozenset(range(1, number + 1)) - there.get(year, set())) for year, number in last.items()
    }


def _year(name: str, before: Year, given: set[int]) -> Year:
    if missing := {*range(1, before.last + 1)} - given - before.lost:
        names = ", ".join(f"{name}-{number:03}.json" for number in sorted(missing))
        raise StoreDamaged(
            f"The archive lacks a case that was recorded: archive/{names}. Stop the bot and restore the file "
            "from the backup."
        )
    last = max(before.last, *given, 0)
    return Year(last, (before.lost | {*range(before.last + 1, last)}) - given)


def as_plain(year: int, numbers: Year) -> dict[str, Any]:
    return {"year": year, "last": numbers.last, "lost": sorted(numbers.lost)}


def from_plain(rows: Iterable[Mapping[str, Any]], rehearsals: Iterable[Mapping[str, Any]] = ()) -> Numbers:
    return Numbers(_years(rows), _years(rehearsals))


def _years(rows: Iterable[Mapping[str, Any]]) -> dict[int, Year]:
    return {row["year"]: Year(row["last"], frozenset(row["lost"])) for row in rows}


def _by_year(refs: Iterable[str]) -> dict[int, set[int]]:
    given: dict[int, set[int]] = {}
    for ref in refs:
        if parts := _REFERENCE.fullmatch(ref):
            given.setdefault(int(parts["year"]), set()).add(int(parts["number"]))
    return given
