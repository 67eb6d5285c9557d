"""The folder store is the store of one bot: its cases and its documents, in one folder."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self
from weakref import WeakValueDictionary

from store.encryption import Codec
from store.errors import PutBack, StoreDamaged
from store.folder.archive import FOLDER, Archive
from store.folder.cases import FolderCases
from store.folder.disk import Disk
from store.folder.documents import FolderDocuments
from store.folder.export_log import count_exports, record_export, settle_exports
from store.folder.files import Files
from store.folder.layout import CONVERSATIONS, DOCUMENT_FILES, DRAFTS, FIGURES, LEDGER, REFERENCES
from store.folder.lock import FolderLock
from store.folder.open_file import OPEN_FILE, OpenFile
from store.folder.permissions import tighten
from store.folder.register import REGISTER, Register
from store.folder.unfinished_marks import refuse_unfinished
from store.folder.write_order import WHAT_TO_DO
from store.folder.writer_thread import Writer
from store.references import order, references_in


@dataclass(frozen=True)
class FolderStore:
    """The store holds ``drafts`` of triages, ``conversations`` with their dialog state, ``references`` to write to them
    proactively, the outbox's ``ledger``, and the ``figures`` of closed cases."""

    cases: FolderCases
    drafts: FolderDocuments
    conversations: FolderDocuments
    references: FolderDocuments
    ledger: FolderDocuments
    figures: FolderDocuments
    _files: Files
    _writer: Writer
    _lock: FolderLock
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @classmethod
    def open(cls, folder: Path, codec: Codec, disk: Disk | None = None) -> Self:
        """Checks everything before anything is served. Raises StoreFault with one sentence that says what to do."""
        files = Files(folder, codec, disk or Disk())
        files.make_folder()
        lock = FolderLock(folder)
        try:
            return cls._open(files, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open(cls, files: Files, lock: FolderLock) -> Self:
        tighten(files.folder, files.disk)
        refuse_unfinished(files.folder, files.names())
        files.make_folder(FOLDER)
        for subfolder in ("", FOLDER):
            files.remove_leftovers(subfolder)
        open_file, register = OpenFile(files), Register(files)
        writer = Writer(register.follow)
        documents = {name: FolderDocuments(files, name, writer) for name in DOCUMENT_FILES}
        cases = FolderCases(open_file, Archive(files), register, writer)
        check_complete(files, open_file, documents)
        for fault in put_back(files, cases, documents[LEDGER]):
            raise PutBack(fault)
        settle_exports(files)
        _make_missing(open_file, documents, register)
        cases.tidy()
        return cls(
            cases,
            documents[DRAFTS],
            documents[CONVERSATIONS],
            documents[REFERENCES],
            documents[LEDGER],
            documents[FIGURES],
            files,
            writer,
            lock,
        )

    async def check_writable(self) -> None:
        """Writes a probe file when its turn comes on the writer's thread. Raises NotWritable."""
        await self._writer.run(self._files.probe)

    @property
    def holder(self) -> str:
        """The holder of leases is the folder: one process has it, so the leases of an earlier process are its own."""
        return "folder"

    async def refresh(self) -> None:
        """Does nothing: nobody else writes to the folder, so what is in memory is what is kept."""

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        return self._turns.setdefault(conversation, asyncio.Lock())

    async def record_export(self, ref: str, account: str, at: datetime, what: str) -> None:
        """Writes the entry to disk before it returns."""
        await self._writer.run(lambda: record_export(self._files, ref, account, at, what))

    @property
    def writes(self) -> int:
        """Returns the place of the write that came last, in the order of all."""
        return self._files.order.last

    async def close(self) -> None:
        await self._writer.close()
        self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


def check_complete(files: Files, open_file: OpenFile, documents: Mapping[str, FolderDocuments]) -> None:
    """Raises StoreDamaged for a file that was there once and is missing: that is damage, not a fresh start."""
    there = files.names()
    lost = [name for name in sorted(open_file.created_files()) if name not in there]
    if open_file.is_new and (files.names(FOLDER) or any(file.all() for file in documents.values())):
        lost = [OPEN_FILE, *lost]
    if lost:
        raise StoreDamaged(f"{lost[0]} is missing from {files.folder}. Stop the bot and restore it from the backup.")


def put_back(files: Files, cases: FolderCases, ledger: FolderDocuments) -> Iterator[str]:
    """Names what is older than the rest of the folder says, or tells of what is not there. A crash leaves nothing that
    is named."""
    files.order.exports = count_exports(files)
    yield from files.order.faults()
    yield from cases.put_back()
    for ref in sorted({ref for key in ledger.all_keys() for ref in references_in(key)}, key=order):
        if not cases.has_given(ref):
            yield f"{LEDGER} tells of {ref}, which is not in the store: an old {OPEN_FILE} was put back. {WHAT_TO_DO}"


def _make_missing(open_file: OpenFile, documents: Mapping[str, FolderDocuments], register: Register) -> None:
    """Makes the missing files, ``open.json`` last: it says which others there are. A store of an older version gets its
    register with its first write."""
    for file in documents.values():
        file.make()
    made = [*documents]
    if open_file.is_new:
        register.renew()
        made.append(REGISTER)
    open_file.record_created(made)
