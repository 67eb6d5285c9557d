"""The database keeps JSON documents of one kind by key, each with an etag: dialog state, conversation references, the
outbox's ledger with its leases.

Reads come from memory, which changes only after a write is committed. An etag is made before the write, so that one
whose answer was lost is known again: the retry is idempotent.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from store.errors import Conflict
from store.interface import Document
from store.postgres import statements
from store.postgres.cache import Changes
from store.postgres.row_encryption import RowEncryption
from store.postgres.write_queue import WriteQueue, Writing
from store.shared_json import shared

CHANGED = "This was changed since it was read. Read it again."


@dataclass(frozen=True)
class _Write:
    """A write waits for its transaction. The body is encrypted on the caller's side: what the caller changes afterwards
    is not stored."""

    key: str
    document: Document | None
    etag: str
    row: Mapping[str, Any]


class PostgresDocuments:
    def __init__(self, kind: str, line: WriteQueue, encryption: RowEncryption) -> None:
        self._kind = kind
        self._queue = line
        self._encryption = encryption

    def get(self, key: str) -> Document | None:
        return self._queue.known.of_kind(self._kind).get(key)

    def all(self, prefix: str = "") -> Mapping[str, Mapping[str, Any]]:
        found = self._queue.known.of_kind(self._kind).items()
        return {key: document.value for key, document in found if key.startswith(prefix)}

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        write = self._encrypt(key, value)
        if not await self._queue.write(partial(self._replace, (write,), {key: etag})):
            raise Conflict(CHANGED)
        return write.etag

    async def note(self, key: str, value: Mapping[str, Any], etag: str) -> None:
        """Writes the note like all else: the next turn may be another bot's. Raises Conflict."""
        await self.put(key, value, etag)

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        write = self._encrypt(key, value)
        await self._queue.write(partial(self._set, (write,)))
        return write.etag

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        writes = tuple(self._encrypt(key, value) for key, value in values.items())
        await self._queue.write(partial(self._set, writes))

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        writes = tuple(self._encrypt(key, value) for key, value in values.items())
        return await self._queue.write(partial(self._replace, writes, {key: etags[key] for key in values}))

    async def delete(self, *keys: str) -> None:
        await self._queue.write(partial(self._delete, tuple(self._encrypt(key, None) for key in dict.fromkeys(keys))))

    async def archive(self, about: Mapping[str, str]) -> None:
        """Lays the documents by in one transaction. Idempotent: missing keys are harmless."""
        await self._queue.write(partial(self._archive, dict(about)))

    async def _replace(
        self, writes: tuple[_Write, ...], etags: Mapping[str, str | None], writing: Writing
    ) -> tuple[bool, Changes]:
        """Says whether all were as their etags say. The transaction holds the partnership's revision, so nobody else is
        changing them; that each statement asks again is for whoever writes past the bots."""
        known = {write.key: writing.known.etag(self._kind, write.key) for write in writes}
        if writing.again and all(known[write.key] == write.etag for write in writes):
            return True, Changes()
        if known != dict(etags):
            return False, Changes()
        for write in writes:
            read = etags[write.key]
            statement = statements.MAKE_DOCUMENT if read is None else statements.REPLACE_DOCUMENT
            if not await writing.session.change(statement, **write.row, revision=writing.revision, read_etag=read):
                raise Conflict(CHANGED)
        return True, self._known_changes(writes)

    async def _set(self, writes: tuple[_Write, ...], writing: Writing) -> tuple[None, Changes]:
        await writing.session.change_many(statements.SET_DOCUMENT, _rows(writes, writing))
        return None, self._known_changes(writes)

    async def _delete(self, writes: tuple[_Write, ...], writing: Writing) -> tuple[None, Changes]:
        there = tuple(write for write in writes if self._is_there(write.key, writing))
        await writing.session.change_many(statements.DELETE_DOCUMENT, _rows(there, writing))
        return None, self._known_changes(there)

    async def _archive(self, about: Mapping[str, str], writing: Writing) -> tuple[None, Changes]:
        """Lays the documents by, but leaves those of a case that another bot has opened again or deleted meanwhile."""
        in_use = writing.known.cases.keys() | writing.known.tombstones.keys()
        resting = {key: ref for key, ref in about.items() if ref not in in_use and self._is_there(key, writing)}
        rows = [{**self._laid_by(key, ref), "revision": writing.revision} for key, ref in resting.items()]
        await writing.session.change_many(statements.LAY_BY_DOCUMENT, rows)
        return None, Changes(documents={(self._kind, key): None for key in resting})

    def _is_there(self, key: str, writing: Writing) -> bool:
        return writing.known.etag(self._kind, key) is not None

    def _laid_by(self, key: str, ref: str) -> dict[str, Any]:
        return {
            "kind": self._kind,
            "key": self._encryption.key(self._kind, key),
            "laid_by": self._encryption.laid_by(ref),
        }

    def _encrypt(self, key: str, value: Mapping[str, Any] | None) -> _Write:
        """Encrypts the document. Raises TypeError or ValueError for what is no JSON."""
        etag = secrets.token_hex(8)
        copied = None if value is None else json.loads(json.dumps(dict(value), allow_nan=False))
        body = self._encryption.document_body(self._kind, key, etag, copied)
        row = {"kind": self._kind, "key": self._encryption.key(self._kind, key), "etag": etag, "body": body}
        return _Write(key, None if copied is None else Document(shared(copied), etag), etag, row)

    def _known_changes(self, writes: Iterable[_Write]) -> Changes:
        return Changes(documents={(self._kind, write.key): write.document for write in writes})


def _rows(writes: Iterable[_Write], writing: Writing) -> list[dict[str, Any]]:
    return [{**write.row, "revision": writing.revision} for write in writes]
