"""JSON documents by key, each with an etag: dialog state, conversation references, the ledger of nudges."""

import copy
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tinydb import where
from tinydb.table import Table

from store.codec import damaged
from store.faults import Conflict
from store.files import Files
from store.tinydb_storage import open_tables
from store.writer import Writer


@dataclass(frozen=True)
class Document:
    """``value`` is the reader's own copy; ``etag`` changes with every write."""

    value: dict[str, Any]
    etag: str


class Documents:
    """One file of documents. Reads come from memory, which changes only after a write is on disk."""

    def __init__(self, files: Files, name: str, writer: Writer) -> None:
        database, self._storage = open_tables(files, name)
        self._table = database.table("documents")
        self._writer = writer
        self._known: Mapping[str, Document] = _read(self._table, name)

    def make(self) -> None:
        """The empty file, where there is none: if it is missing later, it was lost."""
        self._storage.make()

    def get(self, key: str) -> Document | None:
        return copy.deepcopy(self._known.get(key))

    def all(self) -> dict[str, dict[str, Any]]:
        return {key: copy.deepcopy(document.value) for key, document in self._known.items()}

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        """``etag`` is the one that was read; None for a document that must not be there yet. Raises Conflict."""
        text = _text(value)
        return await self._writer.run(lambda: self._put(key, text, lambda found: found == etag))

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        """Whatever was there before."""
        text = _text(value)
        return await self._writer.run(lambda: self._put(key, text, lambda _: True))

    async def delete(self, key: str) -> None:
        """Harmless where there is none."""
        await self._writer.run(lambda: self._delete(key))

    def _put(self, key: str, text: str, may_replace: Callable[[str | None], bool]) -> str:
        found = self._known.get(key)
        if not may_replace(found.etag if found else None):
            raise Conflict("This was changed since it was read. Read it again.")
        document = Document(json.loads(text), secrets.token_hex(8))
        with self._storage.transaction():
            row = {"key": key, "etag": document.etag, "value": document.value}
            self._table.upsert(row, where("key") == key)
        self._known = {**self._known, key: document}
        return document.etag

    def _delete(self, key: str) -> None:
        with self._storage.transaction():
            self._table.remove(where("key") == key)
        self._known = {known: document for known, document in self._known.items() if known != key}


def _text(value: Mapping[str, Any]) -> str:
    """At once, on the caller's side: what the caller changes afterwards is not stored. Raises for what is no JSON."""
    return json.dumps(dict(value), allow_nan=False)


def _read(table: Table, name: str) -> dict[str, Document]:
    try:
        return {row["key"]: Document(row["value"], row["etag"]) for row in table}
    except (KeyError, TypeError):
        raise damaged(name) from None
