"""The mover reads a partnership's rows that are moved elsewhere, or writes them from a store that was elsewhere."""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection

from store.encryption import Codec
from store.errors import CommandRefused, StoreDamaged
from store.postgres import statements
from store.postgres.address import Address
from store.postgres.cache import CacheSnapshot
from store.postgres.cache_refresh import read_snapshot, refresh_snapshot
from store.postgres.cases import as_row, count, numbers_in
from store.postgres.connections import connect
from store.postgres.errors import reading, writing
from store.postgres.presence_lock import require_unserved
from store.postgres.row_encryption import RowEncryption
from store.postgres.session import Session
from store.postgres.store import require_there, sealed_for
from store.postgres.tally import RowTally, keep_tally
from store.references import Numbers
from store.transfer import KINDS, Contents, in_order, require_same

LONGEST_SECONDS = 300
AT_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True)
class PostgresMover:
    address: Address
    partnership: str
    codec: Codec

    async def read(self) -> Contents:
        """Reads the rows while no bot serves the partnership. Raises StoreFault."""
        await require_there(self.address, self.partnership)
        encryption = await sealed_for(self.address, self.partnership, self.codec)
        with reading():
            async with await connect(self.address, LONGEST_SECONDS) as connection:
                await require_unserved(connection, encryption)
                async with connection.transaction():
                    await connection.execute(AT_ONE_MOMENT)
                    return await read_contents(Session(connection, self.partnership), encryption)

    async def write(self, contents: Contents) -> None:
        """Writes in one transaction, which reads back before it commits, while no bot serves the partnership. Raises
        StoreFault."""
        encryption = await sealed_for(self.address, self.partnership, self.codec)
        with writing():
            async with await connect(self.address, LONGEST_SECONDS) as connection:
                await require_unserved(connection, encryption)
                await self._write(connection, encryption, contents)

    async def _write(self, connection: AsyncConnection, encryption: RowEncryption, contents: Contents) -> None:
        session = Session(connection, self.partnership)
        async with connection.transaction():
            revision, *_ = await read_snapshot(session, statements.NEXT_REVISION, key_id=encryption.key_id)
            filled = await session.row(statements.IS_FILLED)
            if filled and filled[0]:
                raise CommandRefused(
                    f"The database holds something of {self.partnership} already, and a move overwrites nothing. "
                    "Name an empty database, or another partnership."
                )
            await _fill(session, encryption, contents, revision)
            await keep_tally(session, encryption, None, RowTally(), revision)
            require_same(await read_contents(session, encryption), contents, "the database")


async def read_contents(session: Session, encryption: RowEncryption) -> Contents:
    """Returns what the transaction sees. Raises StoreDamaged for a row that is not in order."""
    known = await refresh_snapshot(
        session, encryption, CacheSnapshot(), *await read_snapshot(session, statements.REVISION)
    )
    rows = await session.rows(statements.CLOSED_CASES)
    closed = await asyncio.to_thread(lambda: {row[0]: encryption.case(*row) for row in rows})
    cases = {**known.cases, **closed}
    numbers = complete(numbers_in(await session.rows(statements.NUMBERS)), {*cases, *known.tombstones})
    exports = [encryption.export(*row) for row in await session.rows(statements.EXPORTS)]
    documents = await session.rows(statements.ALL_DOCUMENTS)
    return Contents(cases, known.tombstones, numbers, _documents(encryption, documents), in_order(exports))


def complete(numbers: Numbers, refs: Set[str]) -> Numbers:
    try:
        return numbers.reconcile(refs)
    except StoreDamaged:
        raise StoreDamaged(
            "The database lacks a case whose number was given. Stop the bot and restore the database from its backup."
        ) from None


def _documents(encryption: RowEncryption, rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Returns the documents by kind and key, those that are laid by among them."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {kind: {} for kind in KINDS}
    for kind, *row in rows:
        key, document = encryption.document(kind, *row)
        if document:
            found[kind][key] = document.value
    return found


async def _fill(session: Session, encryption: RowEncryption, contents: Contents, revision: int) -> None:
    cases, tombstones, documents = await asyncio.to_thread(
        lambda: (
            list(_cases(encryption, contents)),
            list(_tombstones(encryption, contents)),
            list(_rows(encryption, contents)),
        )
    )
    common = {"revision": revision}
    await session.change_many(statements.ADD_CASE, ({**row, **common} for row in cases))
    await session.change_many(statements.ADD_TOMBSTONE, ({**row, **common} for row in tombstones))
    await session.change_many(statements.SET_DOCUMENT, ({**row, **common} for row in documents))
    await session.change_many(statements.ADD_EXPORT, _exports(encryption, contents))
    await count_all(session, contents.numbers)


async def count_all(session: Session, numbers: Numbers) -> None:
    for is_rehearsal, years in ((False, numbers.years), (True, numbers.rehearsals)):
        for year in years:
            await count(session, year, is_rehearsal, numbers)


def _cases(encryption: RowEncryption, contents: Contents) -> Iterator[dict[str, Any]]:
    for case in contents.cases.values():
        yield {**as_row(case), "body": encryption.case_body(case), "triage": encryption.triage(case.opened.triage)}


def _tombstones(encryption: RowEncryption, contents: Contents) -> Iterator[dict[str, Any]]:
    for ref, tombstone in contents.tombstones.items():
        yield {"ref": ref, "body": encryption.tombstone_body(tombstone)}


def _rows(encryption: RowEncryption, contents: Contents) -> Iterator[dict[str, Any]]:
    for kind, documents in contents.documents.items():
        for key, value in documents.items():
            etag = secrets.token_hex(8)
            body = encryption.document_body(kind, key, etag, value)
            yield {"kind": kind, "key": encryption.key(kind, key), "etag": etag, "body": body}


def _exports(encryption: RowEncryption, contents: Contents) -> Iterator[dict[str, Any]]:
    for entry in contents.exports:
        number = secrets.token_hex(16)
        at = datetime.fromisoformat(entry["at"]).astimezone(UTC)
        yield {"id": number, "at": at, "body": encryption.export_body(number, entry)}
