"""Verification goes through every row of a partnership, every case and every signature, and names all that is wrong."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from safeguarding.case.views.integrity import faults_of
from store.errors import StoreDamaged, StoreFault
from store.postgres import statements
from store.postgres.cache_refresh import read_snapshot
from store.postgres.cases import numbers_in
from store.postgres.maintenance.transfer import complete
from store.postgres.row_encryption import RowEncryption, damaged_row, row_name
from store.postgres.session import Session
from store.postgres.tally import WHAT_TO_DO, Tallies, put_back
from store.references import order, references_in
from store.transfer import LEDGER
from store.verification_result import Verified

T = TypeVar("T")
Row = tuple[Any, ...]


async def verify_rows(session: Session, encryption: RowEncryption) -> tuple[Verified, Mapping[str, Tombstone]]:
    """Verifies in a transaction that sees one instant. The result holds what is kept of the deleted cases as well."""
    rows = {
        "cases": await session.rows(statements.ALL_CASES),
        "tombstones": await session.rows(statements.TOMBSTONES_SINCE, since=0),
        "documents": await session.rows(statements.ALL_DOCUMENTS),
        "exports": await session.rows(statements.EXPORTS),
    }
    numbers = await session.rows(statements.NUMBERS)
    kept = await read_snapshot(session, statements.REVISION)
    return await asyncio.to_thread(_verified, encryption, rows, numbers, kept)


def _verified(
    encryption: RowEncryption, rows: Mapping[str, list[Row]], numbers: list[Row], kept: tuple[int, int, bytes | None]
) -> tuple[Verified, Mapping[str, Tombstone]]:
    faults: list[str] = []
    cases = list(_read(rows["cases"], lambda *row: _case(encryption, *row), faults))
    tombstones = {tombstone.ref: tombstone for tombstone in _read(rows["tombstones"], encryption.tombstone, faults)}
    documents = list(_read(rows["documents"], lambda kind, *row: (kind, encryption.document(kind, *row)[0]), faults))
    list(_read(rows["exports"], encryption.export, faults))
    refs = {*tombstones, *(case.ref for case in cases)}
    if not faults:
        faults += _missing(numbers, refs)
    if not faults:
        told = {ref for kind, key in documents if kind == LEDGER for ref in references_in(key)}
        lost = {ref for ref in told - refs if numbers_in(numbers).has_lost(ref)}
        faults += [*_put_back(encryption, rows, numbers, kept), *map(_told, sorted(told - refs - lost, key=order))]
    altered = tuple(fault for case in cases for fault in faults_of(case))
    found = Verified(sum(map(len, rows.values())), tuple(cases), tuple(faults), altered, writes=kept[0])
    return found, tombstones


def _put_back(
    encryption: RowEncryption, rows: Mapping[str, list[Row]], numbers: list[Row], kept: tuple[int, int, bytes | None]
) -> list[str]:
    revision, _, sealed = kept
    if sealed is None:
        return []
    tallies = Tallies(encryption)
    there = tallies.all_of(
        ((ref, version, is_open) for ref, version, is_open, *_ in rows["cases"]),
        (ref for ref, _ in rows["tombstones"]),
        numbers,
    )
    try:
        parts = there.differs_in(tallies.read(sealed, revision))
    except StoreFault as fault:
        return [str(fault)]
    return [put_back(encryption.partnership, parts)] if parts else []


def _told(ref: str) -> str:
    return f"The ledger tells of {ref}, which the database does not have: old rows were put back. {WHAT_TO_DO}"


def _read(rows: Iterable[Row], read: Callable[..., T], faults: list[str]) -> Iterator[T]:
    for row in rows:
        try:
            yield read(*row)
        except StoreFault as fault:
            faults.append(str(fault))


def _case(encryption: RowEncryption, ref: str, version: int, is_open: bool, triage: bytes, body: bytes) -> Case:
    case = encryption.case(ref, version, triage, body)
    if case.is_open != is_open:
        raise damaged_row(f"{encryption.partnership}/{row_name('cases', ref)}")
    return case


def _missing(numbers: list[Row], refs: set[str]) -> list[str]:
    try:
        complete(numbers_in(numbers), refs)
    except StoreDamaged as fault:
        return [str(fault)]
    return []
