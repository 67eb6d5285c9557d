"""Verification goes through every row of a partnership, every case and every signature, and names all that is wrong."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from safeguarding.case.views.integrity import faults_of
from store.errors import StoreDamaged, StoreFault
from store.postgres import statements
from store.postgres.cases import numbers_in
from store.postgres.maintenance.transfer import complete
from store.postgres.row_encryption import RowEncryption, damaged_row, row_name
from store.postgres.session import Session
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
    return await asyncio.to_thread(_verified, encryption, rows, numbers)


def _verified(
    encryption: RowEncryption, rows: Mapping[str, list[Row]], numbers: list[Row]
) -> tuple[Verified, Mapping[str, Tombstone]]:
    faults: list[str] = []
    cases = list(_read(rows["cases"], lambda *row: _case(encryption, *row), faults))
    tombstones = {tombstone.ref: tombstone for tombstone in _read(rows["tombstones"], encryption.tombstone, faults)}
    list(_read(rows["documents"], encryption.document, faults))
    list(_read(rows["exports"], encryption.export, faults))
    if not faults:
        faults += _missing(numbers, {*tombstones, *(case.ref for case in cases)})
    altered = tuple(fault for case in cases for fault in faults_of(case))
    return Verified(sum(map(len, rows.values())), tuple(cases), tuple(faults), altered), tombstones


def _read(rows: Iterable[Row], read: Callable[..., T], faults: list[str]) -> Iterator[T]:
    for row in rows:
        try:
            yield read(*row)
        except StoreFault as fault:
            faults.append(str(fault))


def _case(encryption: RowEncryption, ref: str, version: int, body: bytes, is_open: bool) -> Case:
    case = encryption.case(ref, version, body)
    if case.is_open != is_open:
        raise damaged_row(f"{encryption.partnership}/{row_name('cases', ref)}")
    return case


def _missing(numbers: list[Row], refs: set[str]) -> list[str]:
    try:
        complete(numbers_in(numbers), refs)
    except StoreDamaged as fault:
        return [str(fault)]
    return []
