"""The database keeps every case that was ever opened: open ones are cached in memory, the others read when they are
asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from safeguarding.rehearsal import REHEARSAL
from store.case_versions import CHANGED, is_change, made_for, require_each_once
from store.errors import Conflict
from store.interface import Document
from store.postgres import statements
from store.postgres.cache import Changes
from store.postgres.cache_refresh import documents_in
from store.postgres.connections import Readers
from store.postgres.errors import reading
from store.postgres.row_encryption import RowEncryption
from store.postgres.session import Session
from store.postgres.tally import RowTally, Tallies
from store.postgres.write_queue import WriteQueue, Writing
from store.references import Numbers, Year, is_reference, order


@dataclass(frozen=True)
class _CaseRowChange:
    """The change waits to be written. ``body`` of the case is encrypted before the transaction, so that nobody waits
    for that."""

    case: Case
    read_version: int
    body: bytes


class PostgresCases:
    def __init__(self, line: WriteQueue, readers: Readers, encryption: RowEncryption) -> None:
        self._queue = line
        self._readers = readers
        self._encryption = encryption
        self._tallies = Tallies(encryption)

    def open_cases(self) -> tuple[Case, ...]:
        return tuple(self._queue.known.cases.values())

    def open_by_ref(self) -> Mapping[str, Case]:
        return self._queue.known.cases

    def open_case(self, ref: str) -> Case | None:
        return self._queue.known.cases.get(ref)

    def tombstones(self) -> Mapping[str, Tombstone]:
        return self._queue.known.tombstones

    async def get(self, ref: str) -> Case | None:
        """Returns a case, open, or archived and then read from the database. Raises StoreFault."""
        if (case := self.open_case(ref)) or not is_reference(ref):
            return case
        async with self._reader() as session:
            return await self._read(session, ref)

    async def by_triage(self, triage: str) -> Case | None:
        if case := _of_triage(self._queue.known.cases, triage):
            return case
        async with self._reader() as session:
            return await self._read_of_triage(session, triage)

    async def closed(self) -> dict[str, Case]:
        """Returns the cases that are closed or merged, by reference. Reads the row of each."""
        async with self._reader() as session:
            rows = await session.rows(statements.CLOSED_CASES)
        cases = await asyncio.to_thread(lambda: [self._encryption.case(*row) for row in rows])
        return {case.ref: case for case in sorted(cases, key=lambda case: order(case.ref))}

    async def closed_versions(self) -> Mapping[str, int]:
        async with self._reader() as session:
            return dict(await session.rows(statements.CLOSED_VERSIONS))

    async def add(self, triage: str, prefix: str, year: int, make: Callable[[str], Case]) -> Case:
        return await self._queue.write(partial(self._add, triage, prefix, year, make))

    async def save(self, case: Case, read_version: int) -> None:
        await self.save_all((case, read_version))

    async def save_all(self, *changes: tuple[Case, int]) -> None:
        """Saves all cases in one transaction, or none. Raises Conflict, and ValueError for a case given twice."""
        require_each_once(changes)
        sealed = await asyncio.to_thread(self._encrypt, changes)
        await self._queue.write(partial(self._save, sealed))

    async def delete_closed(self, tombstones: Iterable[Tombstone]) -> None:
        await self._queue.write(partial(self._delete_closed, {tombstone.ref: tombstone for tombstone in tombstones}))

    def _encrypt(self, changes: Iterable[tuple[Case, int]]) -> tuple[_CaseRowChange, ...]:
        return tuple(_CaseRowChange(case, version, self._encryption.case_body(case)) for case, version in changes)

    async def _add(
        self, triage: str, prefix: str, year: int, make: Callable[[str], Case], writing: Writing
    ) -> tuple[Case, Changes]:
        session = writing.session
        there = _of_triage(writing.known.cases, triage) or await self._read_of_triage(session, triage)
        if there:
            return there, Changes()
        before = await _numbers(session, year)
        ref, numbers = before.next_reference(prefix, year)
        case = await asyncio.to_thread(made_for, triage, ref, make)
        await count(session, year, prefix == REHEARSAL, numbers)
        body = await asyncio.to_thread(self._encryption.case_body, case)
        row = {**as_row(case), "revision": writing.revision, "body": body, "triage": self._encryption.triage(triage)}
        await session.change(statements.ADD_CASE, **row)
        counted = self._counted(year, prefix == REHEARSAL, numbers) - self._counted(year, prefix == REHEARSAL, before)
        return case, replace(_known_changes(case), tally=self._tallies.case(ref, case.version, case.is_open) + counted)

    async def _save(self, changes: tuple[_CaseRowChange, ...], writing: Writing) -> tuple[None, Changes]:
        """Looks at all cases before it writes the first."""
        changed = [change for change in changes if await self._is_change(change, writing)]
        for change in changed:
            row = {**as_row(change.case), "revision": writing.revision, "body": change.body}
            if not await writing.session.change(statements.SAVE_CASE, **row, read_version=change.read_version):
                raise Conflict(CHANGED.format(ref=change.case.ref))
        opened = [change.case.ref for change in changed if _opens(change.case, writing)]
        return None, replace(
            _known_changes(*(change.case for change in changed)),
            documents=await self._brought_back(opened, writing),
            tally=sum((self._difference(change, writing) for change in changed), RowTally()),
        )

    def _difference(self, change: _CaseRowChange, writing: Writing) -> RowTally:
        case, was_open = change.case, change.case.ref in writing.known.cases
        before = self._tallies.case(case.ref, change.read_version, was_open)
        return self._tallies.case(case.ref, case.version, case.is_open) - before

    def _counted(self, year: int, is_rehearsal: bool, numbers: Numbers) -> RowTally:
        given = (numbers.rehearsals if is_rehearsal else numbers.years).get(year)
        return self._tallies.numbers(is_rehearsal, year, given.last, given.lost) if given else RowTally()

    async def _is_change(self, change: _CaseRowChange, writing: Writing) -> bool:
        case = change.case
        stored = writing.known.cases.get(case.ref) or await self._read(writing.session, case.ref)
        if writing.again and stored == case:
            return False
        return is_change(case, stored, change.read_version)

    async def _delete_closed(self, tombstones: Mapping[str, Tombstone], writing: Writing) -> tuple[None, Changes]:
        left = {ref: tombstone for ref, tombstone in tombstones.items() if not _has_tombstone(tombstone, writing)}
        tally = RowTally()
        for ref, tombstone in left.items():
            if not (deleted := await writing.session.row(statements.DELETE_CASE, ref=ref)):
                raise ValueError(f"{ref} is not a closed case, and nothing else is deleted")
            body = self._encryption.tombstone_body(tombstone)
            await writing.session.change(statements.ADD_TOMBSTONE, ref=ref, revision=writing.revision, body=body)
            tally = tally - self._tallies.case(ref, deleted[0], False) + self._tallies.tombstone(ref)
        return None, Changes(tombstones=left, documents=await self._brought_back(left, writing), tally=tally)

    async def _brought_back(self, refs: Iterable[str], writing: Writing) -> Mapping[tuple[str, str], Document | None]:
        """Brings the documents about cases that were closed until now back to use, and returns them."""
        found: dict[tuple[str, str], Document | None] = {}
        for ref in refs:
            bound = {"laid_by": self._encryption.laid_by(ref), "revision": writing.revision}
            rows = await writing.session.rows(statements.BRING_BACK_DOCUMENTS, **bound)
            found |= await asyncio.to_thread(documents_in, self._encryption, rows)
        return found

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[Session]:
        """Lends a session for what is not in memory. Raises NotReadable or Busy."""
        with reading():
            async with self._readers.connection() as connection:
                yield Session(connection, self._encryption.partnership)

    async def _read(self, session: Session, ref: str) -> Case | None:
        row = await session.row(statements.CASE, ref=ref)
        return self._encryption.case(*row) if row else None

    async def _read_of_triage(self, session: Session, triage: str) -> Case | None:
        row = await session.row(statements.CASE_OF_TRIAGE, triage=self._encryption.triage(triage))
        return self._encryption.case(*row) if row else None


def _of_triage(cases: Mapping[str, Case], triage: str) -> Case | None:
    return next((case for case in cases.values() if case.opened.triage == triage), None)


def as_row(case: Case) -> dict[str, Any]:
    return {"ref": case.ref, "version": case.version, "is_open": case.is_open}


def _known_changes(*cases: Case) -> Changes:
    return Changes({case.ref: case if case.is_open else None for case in cases})


def _opens(case: Case, writing: Writing) -> bool:
    return case.is_open and case.ref not in writing.known.cases


def _has_tombstone(tombstone: Tombstone, writing: Writing) -> bool:
    """Says whether an earlier try, whose answer was lost, has put the tombstone there."""
    return writing.again and writing.known.tombstones.get(tombstone.ref) == tombstone


async def _numbers(session: Session, year: int) -> Numbers:
    rows = await session.rows(statements.NUMBERS_OF_YEAR, year=year)
    return numbers_in(rows)


def numbers_in(rows: Iterable[tuple[Any, ...]]) -> Numbers:
    counted = [(is_rehearsal, year, Year(last, frozenset(lost))) for is_rehearsal, year, last, lost in rows]
    return Numbers(
        {year: given for is_rehearsal, year, given in counted if not is_rehearsal},
        {year: given for is_rehearsal, year, given in counted if is_rehearsal},
    )


async def count(session: Session, year: int, is_rehearsal: bool, numbers: Numbers) -> None:
    given = (numbers.rehearsals if is_rehearsal else numbers.years)[year]
    row = {"is_rehearsal": is_rehearsal, "year": year, "last": given.last, "lost": sorted(given.lost)}
    await session.change(statements.SET_NUMBERS, **row)
