"""The tally is what the rows of one partnership add up to, so that a row that was put back, taken out or added by
somebody else is noticed. Each transaction that changes rows changes the tally by as much, under the same lock.

A row adds a keyed hash of what it is: who has no key can't find rows that add up to the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.postgres import statements
from store.postgres.row_encryption import RowEncryption, damaged_row
from store.postgres.session import Session

OPEN, CLOSED, TOMBSTONES, NUMBERS = PARTS = ("open cases", "closed cases", "deleted cases", "numbers given")
WHAT_TO_DO = (
    "Stop the bots and restore the database. Where what was there is lost, take it as it is with accept-store; "
    "docs/runbook.md says what that loses."
)
_MODULUS = 2**256


@dataclass(frozen=True)
class RowTally:
    """The sums are by part; a part that is missing adds up to nothing."""

    sums: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "RowTally") -> "RowTally":
        return RowTally({part: (self._of(part) + other._of(part)) % _MODULUS for part in PARTS})

    def __sub__(self, other: "RowTally") -> "RowTally":
        return RowTally({part: (self._of(part) - other._of(part)) % _MODULUS for part in PARTS})

    def __bool__(self) -> bool:
        return any(self.sums.values())

    def _of(self, part: str) -> int:
        return self.sums.get(part, 0)

    def differs_in(self, other: "RowTally") -> tuple[str, ...]:
        return tuple(part for part in PARTS if self._of(part) != other._of(part))


@dataclass(frozen=True)
class Tallies:
    """The rows of one partnership are tallied under its key."""

    encryption: RowEncryption

    def case(self, ref: str, version: int, is_open: bool) -> RowTally:
        """A history only grows, so its version says which one it is."""
        return self._of(OPEN if is_open else CLOSED, ref, str(version))

    def tombstone(self, ref: str) -> RowTally:
        return self._of(TOMBSTONES, ref)

    def numbers(self, is_rehearsal: bool, year: int, last: int, lost: Iterable[int]) -> RowTally:
        return self._of(NUMBERS, str(is_rehearsal), str(year), str(last), *map(str, sorted(lost)))

    def _of(self, part: str, *words: str) -> RowTally:
        return RowTally({part: int.from_bytes(self.encryption.hash("tally", part, *words))})

    def all_of(
        self, cases: Iterable[tuple[str, int, bool]], refs: Iterable[str], numbers: Iterable[tuple[Any, ...]]
    ) -> RowTally:
        """Adds up cases by reference, version and whether they are open, tombstones by reference, and the counters."""
        parts = [self.case(*row) for row in cases]
        parts += [self.tombstone(ref) for ref in refs]
        parts += [self.numbers(*row) for row in numbers]
        return sum(parts, RowTally())

    def body(self, tally: RowTally, revision: int) -> bytes:
        sums = {part: f"{total:x}" for part, total in tally.sums.items()}
        return self.encryption.tally_body({"revision": revision, "sums": sums})

    def read(self, body: bytes, revision: int) -> RowTally:
        """Raises StoreDamaged, for a body too that is of a later revision than the partnership."""
        plain = self.encryption.tally(body)
        try:
            is_later, sums = plain["revision"] > revision, plain["sums"]
            tally = RowTally({part: int(total, 16) for part, total in sums.items()})
        except (AttributeError, KeyError, TypeError, ValueError):
            is_later = True
        if is_later:
            raise damaged_row(f"{self.encryption.partnership}/tally")
        return tally


def put_back(partnership: str, parts: Iterable[str]) -> str:
    names = " and ".join(sorted(parts))
    return f"{partnership}: rows of its {names} were put back, taken out or added by somebody. {WHAT_TO_DO}"


async def tally_of_rows(session: Session, encryption: RowEncryption) -> RowTally:
    """Adds up what is there, in a transaction that nobody writes beside."""
    cases = await session.rows(statements.CASES_TALLIED)
    tombstones = await session.rows(statements.TOMBSTONES_TALLIED)
    numbers = await session.rows(statements.NUMBERS)
    return Tallies(encryption).all_of(
        ((ref, version, is_open) for ref, version, is_open in cases), (ref for (ref,) in tombstones), numbers
    )


async def keep_tally(
    session: Session, encryption: RowEncryption, sealed: bytes | None, difference: RowTally, revision: int
) -> None:
    """Keeps the tally as it is after a transaction's changes. Where an older version kept none, it begins with what is
    there."""
    tallies = Tallies(encryption)
    if sealed is None:
        after = await tally_of_rows(session, encryption)
    elif difference:
        after = tallies.read(sealed, revision) + difference
    else:
        return
    await session.change(statements.SET_TALLY, tally=tallies.body(after, revision))
