"""Memory brought up to the database: only what has changed since, unless a mark of a deletion may be gone."""

import asyncio
from typing import Any, LiteralString

from store.faults import Unfinished
from store.postgres import statements
from store.postgres.memory import Changes, Known
from store.postgres.seal import Seal
from store.postgres.session import Session

MANY_ROWS = 50


OTHER_KEY = (
    "The key of the partnership's rows was changed or is being changed, or the rows are gone. Stop the bot, and start "
    "it with the key that they have now."
)


async def counted(session: Session, statement: LiteralString, **values: Any) -> tuple[int, int]:
    """The revision, and up to which the marks of deleted documents are gone. Raises Unfinished."""
    row = await session.row(statement, **values)
    if row is None:
        raise Unfinished(OTHER_KEY)
    return row[0], row[1]


async def caught_up(session: Session, seal: Seal, known: Known, revision: int, cleaned: int) -> Known:
    """As of ``revision``, which nothing changes meanwhile. Raises StoreFault and psycopg.Error."""
    if known.revision == revision:
        return known
    since = known if cleaned <= known.revision < revision else Known()
    cases = await session.rows(statements.CASES_SINCE, since=since.revision)
    buried = await session.rows(statements.TOMBSTONES_SINCE, since=since.revision)
    documents = await session.rows(statements.DOCUMENTS_SINCE, since=since.revision)
    if len(cases) + len(documents) < MANY_ROWS:
        return since.after(_changes(seal, cases, buried, documents), revision)
    changes = await asyncio.to_thread(_changes, seal, cases, buried, documents)
    return since.after(changes, revision)


def _changes(
    seal: Seal, cases: list[tuple[Any, ...]], buried: list[tuple[Any, ...]], documents: list[tuple[Any, ...]]
) -> Changes:
    opened = {(row[0], row[1]): seal.document(*row) for row in documents}
    return Changes(
        {ref: seal.case(ref, version, body) if is_open else None for ref, is_open, version, body in cases},
        {ref: seal.tombstone(ref, body) for ref, body in buried},
        {(kind, key): document for (kind, _), (key, document) in opened.items()},
    )
