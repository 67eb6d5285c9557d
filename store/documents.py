"""JSON documents by key, each with an etag: dialog state, conversation references, the ledger of nudges."""

import copy
import json
import secrets
from collections.abc import Callable, Mapping, Set
from typing import Any

from tinydb import where
from tinydb.table import Table

from store.codec import damaged
from store.faults import Conflict
from store.files import Files
from store.interface import Document
from store.tinydb_storage import open_tables
from store.writer import Writer


class FolderDocuments:
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

    def all(self, prefix: str = "") -> dict[str, dict[str, Any]]:
        """Those whose keys start so."""
        found = ((key, document) for key, document in self._known.items() if key.startswith(prefix))
        return {key: copy.deepcopy(document.value) for key, document in found}

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        """``etag`` is the one that was read; None for a document that must not be there yet. Raises Conflict."""
        text = _text(value)
        return await self._writer.run(lambda: self._put(key, text, lambda found: found == etag))

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        """Whatever was there before."""
        text = _text(value)
        return await self._writer.run(lambda: self._put(key, text, lambda _: True))

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """All of them in one write, whatever was there before."""
        texts = {key: _text(value) for key, value in values.items()}
        await self._writer.run(lambda: self._set_all(texts))

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        """All of them in one write if each is still as its etag says (None: not there), else none of them."""
        texts = {key: _text(value) for key, value in values.items()}
        return await self._writer.run(lambda: self._claim(texts, {key: etags[key] for key in texts}))

    async def delete(self, *keys: str) -> None:
        """In one write; harmless for those that are not there."""
        await self._writer.run(lambda: self._delete(frozenset(keys)))

    def _put(self, key: str, text: str, may_replace: Callable[[str | None], bool]) -> str:
        if not may_replace(self._etag(key)):
            raise Conflict("This was changed since it was read. Read it again.")
        self._set_all({key: text})
        return self._known[key].etag

    def _claim(self, texts: Mapping[str, str], etags: Mapping[str, str | None]) -> bool:
        if any(self._etag(key) != etag for key, etag in etags.items()):
            return False
        self._set_all(texts)
        return True

    def _etag(self, key: str) -> str | None:
        found = self._known.get(key)
        return found.etag if found else None

    def _set_all(self, texts: Mapping[str, str]) -> None:
        documents = {key: Document(json.loads(text), secrets.token_hex(8)) for key, text in texts.items()}
        rows = [{"key": key, "etag": document.etag, "value": document.value} for key, document in documents.items()]
        # Few steps however many there are: each reads and writes the whole table. The old rows go last: TinyDB counts
        # on from the rows that it sees, also when the write fails, and would give a number a second time.
        with self._storage.transaction():
            old = [row.doc_id for row in self._table.search(where("key").one_of(list(documents)))]
            self._table.insert_multiple(rows)
            self._table.remove(doc_ids=old)
        self._known = {**self._known, **documents}

    def _delete(self, keys: Set[str]) -> None:
        with self._storage.transaction():
            self._table.remove(where("key").one_of(list(keys)))
        self._known = {known: document for known, document in self._known.items() if known not in keys}


def _text(value: Mapping[str, Any]) -> str:
    """At once, on the caller's side: what the caller changes afterwards is not stored. Raises for what is no JSON."""
    return json.dumps(dict(value), allow_nan=False)


def _read(table: Table, name: str) -> dict[str, Document]:
    try:
        return {row["key"]: Document(row["value"], row["etag"]) for row in table}
    except (KeyError, TypeError):
        raise damaged(name) from None
