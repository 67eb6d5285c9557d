"""``open.json`` holds the open cases and the numbers given. Every change to a case is acknowledged by a write of it,
or of the file of its changes."""

from collections.abc import Iterable
from typing import Any

from tinydb.table import Table

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store import references as case_numbers
from store import tombstones
from store.case_rows import Row, case_of
from store.encryption import damaged_file
from store.folder.files import Files
from store.folder.tinydb_storage import open_tables, replace_rows
from store.references import Numbers

OPEN_FILE = "open.json"


class OpenFile:
    def __init__(self, files: Files) -> None:
        database, self._storage = open_tables(files, OPEN_FILE)
        self._cases: Table = database.table("cases")
        self._numbers: Table = database.table("numbers")
        self._rehearsal_numbers: Table = database.table("rehearsal_numbers")
        self._files: Table = database.table("files")
        self._tombstones: Table = database.table("tombstones")

    @property
    def is_new(self) -> bool:
        return self._storage.is_new

    def created_files(self) -> set[str]:
        """Returns the names of the other files that were made with this one: if one of them is missing, it was lost."""
        return {row["name"] for row in self._files}

    def record_created(self, names: Iterable[str]) -> None:
        if new := set(names) - self.created_files():
            with self._storage.transaction():
                replace_rows(self._files, "name", [{"name": name} for name in sorted(new)])

    def renew(self, numbers: Numbers, names: Iterable[str], moved: Iterable[str]) -> None:
        """Writes the file under a new stamp, with these numbers and the names of the files that are made with it,
        without the cases that are ``moved``."""
        with self._storage.transaction():
            self._storage.renew()
            self._count(numbers)
            replace_rows(self._cases, "ref", (), gone=list(moved))
            new = sorted(set(names) - self.created_files())
            replace_rows(self._files, "name", [{"name": name} for name in new])

    def cases(self) -> dict[str, Case]:
        """Returns the cases by reference. Raises StoreDamaged for one that this version can't read."""
        cases = [case_of(events, OPEN_FILE) for events in self.histories()]
        return {case.ref: case for case in cases}

    def histories(self) -> tuple[Any, ...]:
        """Returns the events of each case as they were written."""
        return tuple(row.get("events") for row in self._cases)

    def numbers(self) -> Numbers:
        try:
            return case_numbers.from_plain(self._numbers, self._rehearsal_numbers)
        except (KeyError, TypeError):
            raise damaged_file(OPEN_FILE) from None

    def tombstones(self) -> dict[str, Tombstone]:
        """Returns, by reference, the tombstones of the cases that were deleted when their time had passed. Raises
        StoreDamaged."""
        try:
            return {tombstone.ref: tombstone for tombstone in map(tombstones.from_plain, self._tombstones)}
        except (KeyError, TypeError, ValueError):
            raise damaged_file(OPEN_FILE) from None

    def delete_closed(self, deleted: Iterable[Tombstone]) -> None:
        """Puts tombstones in the place of cases in one write: a case is here, or its tombstone is."""
        with self._storage.transaction():
            rows = [tombstones.as_plain(tombstone) for tombstone in deleted]
            replace_rows(self._cases, "ref", (), gone=[row["ref"] for row in rows])
            replace_rows(self._tombstones, "ref", rows)

    def save(
        self,
        changed: Iterable[Row] = (),
        moved: Iterable[str] = (),
        numbers: Numbers | None = None,
        *,
        without_trace: bool = False,
    ) -> None:
        """Saves in one write: all of it is on disk, or nothing. ``without_trace``: what the cases were before is
        nowhere in the file any more."""
        with self._storage.transaction(whole=without_trace):
            replace_rows(self._cases, "ref", list(changed), gone=list(moved))
            if numbers:
                self._count(numbers)

    def _count(self, numbers: Numbers) -> None:
        for table, years in ((self._numbers, numbers.years), (self._rehearsal_numbers, numbers.rehearsals)):
            rows = [case_numbers.as_plain(year, given) for year, given in years.items()]
            replace_rows(table, "year", rows)
