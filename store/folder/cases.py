"""The folder keeps every case that was ever opened. A change is acknowledged when it is on disk in ``open.json``,
or beside it once that is large (``table_file.py``).

A disk takes as long for one change as for ten, so a write is a group commit: all changes that wait when it begins go
with it.

A case that closes goes through ``open.json`` as well, and only then to a file of its own; one that is reopened is taken
back the same way. So one write decides each change, a merge of two cases among them, and a crash at any moment leaves a
case in one place or in both, never in neither.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store.case_rows import Row, row_of
from store.case_versions import is_change, is_newer, made_for, only_adds, require_each_once
from store.errors import PutBack, StoreDamaged, StoreFault
from store.folder.archive import Archive, ArchivedCase
from store.folder.group_commit import GroupCommit
from store.folder.open_file import OpenFile
from store.folder.register import Register
from store.folder.write_order import WHAT_TO_DO
from store.folder.writer_thread import Writer
from store.references import Numbers, in_order, order

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    """The snapshot is what is on disk, replaced whole: a reader never meets half a change. ``here``: in ``open.json``;
    ``open`` of them, in order, are not closed. ``archived`` are closed, each in a file of its own."""

    here: Mapping[str, Case]
    open: Mapping[str, Case]
    archived: Mapping[str, ArchivedCase]
    numbers: Numbers
    tombstones: Mapping[str, Tombstone]

    def after(self, changed: "_Changed") -> "_Known":
        cases = {case.ref: case for case in changed.cases}
        open_now = {ref: case if case.is_open else None for ref, case in cases.items()}
        known = replace(
            self,
            here={**self.here, **cases},
            open=in_order(self.open, open_now),
            numbers=changed.numbers or self.numbers,
        )
        # Usually none of them was archived, and the many that are cost nothing.
        if not (reopened := self.archived.keys() & cases.keys()):
            return known
        return replace(known, archived={ref: case for ref, case in self.archived.items() if ref not in reopened})


@dataclass(frozen=True)
class _Changed:
    """The result holds the changed cases, and in ``answer`` the case that the caller asked for."""

    cases: tuple[Case, ...] = ()
    numbers: Numbers | None = None
    answer: Case | None = None


@dataclass
class _CaseChange:
    """The change waits to be written. ``on`` works it out from what is known by then; ``fault`` says why it was not
    written."""

    on: Callable[[_Known], _Changed]
    answer: Case | None = None
    fault: BaseException | None = None


class FolderCases:
    def __init__(self, open_file: OpenFile, archive: Archive, register: Register, writer: Writer) -> None:
        """Reads every case. Raises StoreDamaged or WrongKey with the file and what to do."""
        self._open = open_file
        self._archive = archive
        self._register = register
        self._writer = writer
        here, filed, tombstones = open_file.cases(), archive.cases(), open_file.tombstones()
        numbers = open_file.numbers().reconcile({*here, *filed, *tombstones})
        # A file that is there beside its tombstone was to be removed, and a crash came first.
        archived = {ref: case for ref, case in filed.items() if ref not in tombstones}
        self._known = _Known(here, _open(here), archived, numbers, tombstones)
        self._filed = {ref: each.digest for ref, each in filed.items()}
        self._changes = GroupCommit(writer, self._write_what_waits)

    def has_given(self, ref: str) -> bool:
        """Says whether the reference was given: the case is there, or was deleted, or lost with what was restored."""
        known = self._known
        places = (known.here, known.archived, known.tombstones)
        return any(ref in place for place in places) or known.numbers.has_lost(ref)

    def put_back(self) -> Iterator[str]:
        """Names each archived case that is not the one that was filed last. Of a case that is in ``open.json`` too a
        crash may have left an older file, and no newer one."""
        expected, known = self._register.digests, self._known
        if self._register.is_new:
            return
        for ref in sorted(expected.keys() | known.archived.keys(), key=order):
            if ref in known.here:
                filed = self._archive.read(ref)
                if filed and is_newer(filed, known.here[ref]):
                    yield f"{ref} is older in open.json than in the archive: an old file was put back. {WHAT_TO_DO}"
            elif ref not in known.tombstones and self._filed.get(ref) != expected.get(ref):
                yield _not_as_filed(ref)

    def tidy(self) -> None:
        """Moves, at start, what a crash left in two places to the one where it belongs."""
        known = self._known
        in_both = {ref: self._archive.read(ref) for ref in known.here.keys() & known.archived.keys()}
        newer = {ref for ref, case in in_both.items() if case and is_newer(case, known.here[ref])}
        if newer:
            self._open.save(moved=newer)
        here = {ref: case for ref, case in known.here.items() if ref not in newer}
        archived = {ref: case for ref, case in known.archived.items() if ref not in here}
        self._known = replace(known, here=here, open=_open(here), archived=archived)
        self._register.adopt({ref: digest for ref, digest in self._filed.items() if ref in archived})
        self._spread()

    async def get(self, ref: str) -> Case | None:
        """Returns a case, open, or archived and then read from its file. Raises StoreFault."""
        known = self._known
        if ref in known.here or ref not in known.archived:
            return known.here.get(ref)
        return await asyncio.to_thread(self._get, ref, known)

    def open_case(self, ref: str) -> Case | None:
        return self._known.open.get(ref)

    def open_cases(self) -> tuple[Case, ...]:
        return tuple(self._known.open.values())

    def open_by_ref(self) -> Mapping[str, Case]:
        return self._known.open

    async def closed(self) -> dict[str, Case]:
        """Returns the cases that are closed or merged, by reference. Reads the file of each."""
        return await asyncio.to_thread(self._read_closed)

    async def closed_versions(self) -> Mapping[str, int]:
        known = self._known
        closed = {ref: case.version for ref, case in known.here.items() if not case.is_open}
        return {ref: case.version for ref, case in known.archived.items()} | closed

    def tombstones(self) -> Mapping[str, Tombstone]:
        return self._known.tombstones

    async def by_triage(self, triage: str) -> Case | None:
        ref = self._ref_of(triage, self._known)
        return await self.get(ref) if ref else None

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        """Makes the triage's case with the next reference, or returns the one that is there.

        ``make`` is called on the writer's thread, so it must be pure; what it raises is raised here, and uses no
        number.
        """
        case = await self._submit(lambda known: self._add(triage, prefix, year, make, known))
        assert case is not None
        return case

    async def save(self, case: Case, read_version: int) -> None:
        await self.save_all((case, read_version))

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        """Saves all cases in one write, or none. Raises Conflict, and ValueError for a case given twice."""
        require_each_once(changes)
        await self._submit(lambda known: self._save(changes, known))

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        """Deletes closed cases for good. Raises NotWritable when a file is still there: it goes with the next start."""
        await self._writer.run(lambda: self._bury({tombstone.ref: tombstone for tombstone in tombstones}))

    def _get(self, ref: str, known: _Known) -> Case | None:
        if ref in known.here or ref not in known.archived:
            return known.here.get(ref)
        # It may be reopened or deleted by the writer while its file is read.
        case = self._read_filed(ref) or self._known.here.get(ref)
        if case or ref in self._known.tombstones:
            return case
        raise StoreDamaged(f"archive/{ref}.json is missing. Stop the bot and restore the file from the backup.")

    def _read_filed(self, ref: str) -> Case | None:
        """Reads a second time what is not as it was filed: it may have been filed anew meanwhile."""
        for _ in range(2):
            filed = self._archive.find(ref)
            if filed is None or filed.digest == self._register.digests.get(ref, filed.digest):
                return filed.case if filed else None
        if here := self._known.here.get(ref):
            return here
        raise PutBack(_not_as_filed(ref))

    def _read_closed(self) -> dict[str, Case]:
        known = self._known
        found = {ref: self._get(ref, known) for ref in sorted({*known.here, *known.archived}, key=order)}
        return {ref: case for ref, case in found.items() if case and not case.is_open}

    def _ref_of(self, triage: str, known: _Known) -> str | None:
        here = (ref for ref, case in known.here.items() if case.opened.triage == triage)
        return next(here, None) or next((ref for ref, case in known.archived.items() if case.triage == triage), None)

    def _bury(self, tombstones: Mapping[str, Tombstone]) -> None:
        for ref in tombstones:
            if (case := self._get(ref, self._known)) is None or case.is_open:
                raise ValueError(f"{ref} is not a closed case, and nothing else is deleted")
        self._open.delete_closed(tombstones.values())
        known = self._known
        here = {ref: case for ref, case in known.here.items() if ref not in tombstones}
        archived = {ref: case for ref, case in known.archived.items() if ref not in tombstones}
        self._known = replace(known, here=here, archived=archived, tombstones={**known.tombstones, **tombstones})
        self._remove_files()

    def _add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case], known: _Known) -> _Changed:
        if (opened := self._ref_of(triage, known)) and (case := self._get(opened, known)):
            return _Changed(answer=case)
        ref, numbers = known.numbers.next_reference(prefix, year)
        case = made_for(triage, ref, make)
        return _Changed((case,), numbers, case)

    def _save(self, changes: tuple[tuple[Case, int], ...], known: _Known) -> _Changed:
        return _Changed(tuple(case for case, read in changes if is_change(case, self._get(case.ref, known), read)))

    async def _submit(self, on: Callable[[_Known], _Changed]) -> Case | None:
        change = _CaseChange(on)
        await self._changes.submit(change)
        if change.fault:
            raise change.fault
        return change.answer

    def _write_what_waits(self, waiting: Iterator[_CaseChange]) -> None:
        """Writes the waiting changes on the writer's thread, as one group commit. A change that is refused leaves the
        others; a disk that fails, fails all of them."""
        known, rows, taken = self._known, dict[str, Row](), list[_CaseChange]()
        for change in waiting:
            try:
                changed = change.on(known)
                rows |= {case.ref: row_of(case) for case in changed.cases}
            except Exception as refusal:
                change.fault = refusal
                continue
            known, change.answer = known.after(changed), changed.answer
            taken.append(change)
        try:
            self._commit(rows, known)
        except BaseException as fault:
            for change in taken:
                change.fault = fault

    def _commit(self, rows: Mapping[str, Row], known: _Known) -> None:
        if not rows:
            return
        before = self._known
        redacted = any(ref in before.here and not only_adds(known.here[ref], before.here[ref]) for ref in rows)
        numbers = known.numbers if known.numbers is not before.numbers else None
        self._open.save(rows.values(), numbers=numbers, without_trace=redacted)
        self._known = known
        self._spread()

    def _spread(self) -> None:
        """Moves closed cases to their own files, and removes the files of reopened ones.

        What is to be acknowledged is on disk already, so a fault here is no failure: the next change tries again.
        """
        try:
            self._move_closed()
            self._remove_files()
        except StoreFault as fault:
            log.warning("the archive is behind and will be brought up with the next change: %s", fault)

    def _remove_files(self) -> None:
        known = self._known
        for ref in self._filed.keys() & (known.here.keys() | known.tombstones.keys()):
            self._archive.remove(ref)
            self._register.forget(ref)
            del self._filed[ref]

    def _move_closed(self) -> None:
        known = self._known
        closed = {ref: case for ref, case in known.here.items() if not case.is_open}
        if not closed:
            return
        for ref, case in closed.items():
            self._filed[ref] = ""
            self._filed[ref] = self._archive.write(case)
        self._register.add({ref: self._filed[ref] for ref in closed})
        self._open.save(moved=closed)
        here = {ref: case for ref, case in known.here.items() if ref not in closed}
        archived = {ref: ArchivedCase.of(case, self._filed[ref]) for ref, case in closed.items()}
        self._known = replace(known, here=here, archived={**known.archived, **archived})


def _not_as_filed(ref: str) -> str:
    return f"archive/{ref}.json is not the file that was filed last: another was put back. {WHAT_TO_DO}"


def _open(here: Mapping[str, Case]) -> Mapping[str, Case]:
    return in_order({}, {ref: case for ref, case in here.items() if case.is_open})
