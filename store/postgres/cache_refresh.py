"""A refresh brings the cache up to the database: it reads only what has changed since, unless a mark of a deletion may
be gone."""

import asyncio
from collections.abc import Iterable
from typing import Any, LiteralString

from store.errors import PutBack, Unfinished
from store.interface import Document
from store.postgres import statements
from store.postgres.cache import CacheSnapshot, Changes
from store.postgres.row_encryption import RowEncryption
from store.postgres.session import Session
from store.postgres.tally import CLOSED, Tallies, put_back

Row = tuple[Any, ...]
MANY_ROWS = 50

OTHER_KEY = (
    "The key of the partnership's rows was changed or is being changed, or the rows are gone. Stop the bot, and start "
    "it with the key that they have now."
)


async def read_snapshot(session: Session, statement: LiteralString, **values: Any) -> tuple[int, int, bytes | None]:
    """Returns the revision, up to which revision the marks of deleted documents are gone, and the sealed tally. Raises
    Unfinished."""
    row = await session.row(statement, **values)
    if row is None:
        raise Unfinished(OTHER_KEY)
    return row[0], row[1], row[2]


async def refresh_snapshot(
    session: Session,
    encryption: RowEncryption,
    known: CacheSnapshot,
    revision: int,
    cleaned: int,
    tally: bytes | None,
) -> CacheSnapshot:
    """Returns the cache as of ``revision``, which nothing changes meanwhile. What is read from the beginning has to add
    up to the tally. Raises StoreFault and psycopg.Error."""
    if known.revision == revision:
        return known
    since = known if cleaned <= known.revision < revision else CacheSnapshot()
    cases, documents = await (_in_use(session) if not since.revision else _since(session, since.revision))
    tombstones = await session.rows(statements.TOMBSTONES_SINCE, since=since.revision)
    if len(cases) + len(documents) < MANY_ROWS:
        changes = _changes(encryption, cases, tombstones, documents)
    else:
        changes = await asyncio.to_thread(_changes, encryption, cases, tombstones, documents)
    if not since.revision and tally:
        await _check_in_use(session, encryption, tally, revision, cases, tombstones)
    return since.after(changes, revision)


async def _check_in_use(
    session: Session, encryption: RowEncryption, sealed: bytes, revision: int, cases: list[Row], tombstones: list[Row]
) -> None:
    """Raises PutBack for open cases, tombstones or counters that are not those that were recorded last; ``verify``
    looks at the closed cases too, however many there are."""
    tallies = Tallies(encryption)
    there = tallies.all_of(
        ((ref, version, is_open) for ref, is_open, version, *_ in cases),
        (ref for ref, _ in tombstones),
        await session.rows(statements.NUMBERS),
    )
    if parts := set(there.differs_in(tallies.read(sealed, revision))) - {CLOSED}:
        raise PutBack(put_back(encryption.partnership, parts))


async def _in_use(session: Session) -> tuple[list[Row], list[Row]]:
    """Reads open cases and documents in use alone, however many cases are closed."""
    return await session.rows(statements.OPEN_CASES), await session.rows(statements.DOCUMENTS_IN_USE)


async def _since(session: Session, revision: int) -> tuple[list[Row], list[Row]]:
    cases = await session.rows(statements.CASES_SINCE, since=revision)
    return cases, await session.rows(statements.DOCUMENTS_SINCE, since=revision)


def documents_in(encryption: RowEncryption, rows: Iterable[Row]) -> dict[tuple[str, str], Document | None]:
    """Decrypts document rows, by kind and key; None for a document that is deleted or laid by."""
    opened = {(kind, key_hash): _decrypt(encryption, kind, key_hash, *row) for kind, key_hash, *row in rows}
    return {(kind, key): document for (kind, _), (key, document) in opened.items()}


def _decrypt(
    encryption: RowEncryption, kind: str, key_hash: bytes, etag: str, is_deleted: bool, is_laid_by: bool, body: bytes
) -> tuple[str, Document | None]:
    key, document = encryption.document(kind, key_hash, etag, is_deleted, body)
    return key, None if is_laid_by else document


def _changes(encryption: RowEncryption, cases: list[Row], tombstones: list[Row], documents: list[Row]) -> Changes:
    return Changes(
        {ref: encryption.case(ref, *row) if is_open else None for ref, is_open, *row in cases},
        {ref: encryption.tombstone(ref, body) for ref, body in tombstones},
        documents_in(encryption, documents),
    )
