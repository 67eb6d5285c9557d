"""The folder keeps JSON documents by key, each with an etag: dialog state, conversation references, the outbox's ledger
with its leases."""

import itertools
import json
import secrets
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tinydb.table import Table

from store.encryption import damaged_file
from store.errors import Conflict
from store.folder.files import Files
from store.folder.group_commit import GroupCommit
from store.folder.tinydb_storage import open_tables, replace_rows
from store.folder.writer_thread import Writer
from store.interface import Document
from store.json_codec import decode_json
from store.shared_json import shared

# Not by orjson, which would write null for what is no number.
WRITTEN = json.JSONEncoder(allow_nan=False).encode


@dataclass(frozen=True)
class _Kept:
    """A document is kept as its text, which goes to disk, and as what its readers share: it is decoded once, when it is
    first read."""

    text: str
    etag: str

    @cached_property
    def document(self) -> Document:
        return Document(shared(decode_json(self.text)), self.etag)


_Known = Mapping[str, _Kept]
_Changed = Mapping[str, _Kept | None]
"""The changes are by key; None stands for a document that goes."""


@dataclass
class _DocumentChange:
    """The change waits to be written. ``on`` works it out from what is there by then; ``fault`` says why it was not
    written."""

    on: Callable[[_Known], _Changed]
    fault: BaseException | None = None


class FolderDocuments:
    """One file keeps the documents of one kind. Reads come from memory, which changes only after a write is on disk.

    A write is a group commit: all changes that wait when it begins go with it.
    """

    def __init__(self, files: Files, name: str, writer: Writer) -> None:
        database, self._storage = open_tables(files, name)
        self._table = database.table("documents")
        self._changes = GroupCommit(writer, self._write_what_waits)
        self._noted: dict[str, _Kept] = {}
        self._known: _Known = _read(self._table, name)
        self._sorted: Sequence[str] = sorted(self._known)
        life = secrets.token_hex(8)
        self._etags = (f"{life}-{number}" for number in itertools.count())

    def make(self) -> None:
        """Makes the empty file, where there is none: if it is missing later, it was lost."""
        self._storage.make()

    def get(self, key: str) -> Document | None:
        kept = self._now(key)
        return kept.document if kept else None

    def all(self, prefix: str = "") -> Mapping[str, Mapping[str, Any]]:
        return {key: kept.document.value for key in self._beginning_with(prefix) if (kept := self._now(key))}

    def all_keys(self) -> Sequence[str]:
        """Returns the keys of all documents, in order."""
        return self._sorted

    def _beginning_with(self, prefix: str) -> Sequence[str]:
        """Finds the keys by bisection, without a look at the others: there are many. The writer replaces the list that
        this reads, and ``_known`` before it."""
        keys = self._sorted
        first = bisect_left(keys, prefix)
        return keys[first : bisect_left(keys, True, first, key=lambda key: not key.startswith(prefix))]

    async def put(self, key: str, value: Mapping[str, Any], etag: str | None) -> str:
        new = self._new(value)
        await self._change(lambda known: _if_as_read(known, {key: etag}, {key: new}))
        return new.etag

    async def note(self, key: str, value: Mapping[str, Any], etag: str) -> None:
        """Notes the value like ``put``, in memory alone until the document is written again. Raises Conflict."""
        _if_as_read(self._known, {key: etag}, {})
        self._noted[key] = replace(self._new(value), etag=etag)

    async def set(self, key: str, value: Mapping[str, Any]) -> str:
        new = self._new(value)
        await self._change(lambda known: {key: new})
        return new.etag

    async def set_all(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        new = {key: self._new(value) for key, value in values.items()}
        await self._change(lambda known: new)

    async def claim(self, values: Mapping[str, Mapping[str, Any]], etags: Mapping[str, str | None]) -> bool:
        new = {key: self._new(value) for key, value in values.items()}
        read = {key: etags[key] for key in new}
        try:
            await self._change(lambda known: _if_as_read(known, read, new))
        except Conflict:
            return False
        return True

    async def delete(self, *keys: str) -> None:
        await self._change(lambda known: dict.fromkeys(keys))

    async def archive(self, about: Mapping[str, str]) -> None:
        """Does nothing: one file of one partnership has no place out of memory."""

    def _now(self, key: str) -> _Kept | None:
        """Returns the document with what was noted since it was written."""
        kept, noted = self._known.get(key), self._noted.get(key)
        if noted is None or (kept and noted.etag == kept.etag):
            return noted or kept
        del self._noted[key]
        return kept

    def _new(self, value: Mapping[str, Any]) -> _Kept:
        """Copies the value at once, on the caller's side: what the caller changes afterwards is not stored. Raises
        TypeError or ValueError for what is no JSON."""
        return _Kept(WRITTEN(dict(value)), next(self._etags))

    async def _change(self, on: Callable[[_Known], _Changed]) -> None:
        change = _DocumentChange(on)
        await self._changes.submit(change)
        if change.fault:
            raise change.fault

    def _write_what_waits(self, waiting: Iterator[_DocumentChange]) -> None:
        """Writes the waiting changes on the writer's thread, as one group commit. A change that is refused leaves the
        others; a disk that fails, fails all of them."""
        known, changed, written = dict(self._known), dict[str, _Kept | None](), list[_DocumentChange]()
        for change in waiting:
            try:
                new = change.on(known)
            except Exception as refusal:
                change.fault = refusal
                continue
            changed.update(new)
            _apply(new, known)
            written.append(change)
        try:
            self._put_on_disk(changed)
        except BaseException as fault:
            for change in written:
                change.fault = fault
        else:
            come_or_gone = any(new is None or key not in self._known for key, new in changed.items())
            self._known = known
            if come_or_gone:
                self._sorted = sorted(known)

    def _put_on_disk(self, changed: _Changed) -> None:
        if not changed:
            return
        rows = [{"key": key, "etag": new.etag, "value": new.text} for key, new in changed.items() if new]
        with self._storage.transaction():
            replace_rows(self._table, "key", rows, gone=[key for key, new in changed.items() if not new])


def _apply(new: _Changed, known: dict[str, _Kept]) -> None:
    for key, kept in new.items():
        if kept:
            known[key] = kept
        else:
            known.pop(key, None)


def _if_as_read(known: _Known, etags: Mapping[str, str | None], new: _Changed) -> _Changed:
    if any((known[key].etag if key in known else None) != etag for key, etag in etags.items()):
        raise Conflict("This was changed since it was read. Read it again.")
    return new


def _read(table: Table, name: str) -> dict[str, _Kept]:
    try:
        kept = {row["key"]: _Kept(row["value"], row["etag"]) for row in table}
        # Most of them are not read for a long time, and not kept decoded until then.
        if not all(isinstance(decode_json(each.text), dict) for each in kept.values()):
            raise damaged_file(name)
        return kept
    except (KeyError, TypeError, ValueError):
        raise damaged_file(name) from None
