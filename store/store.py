"""The store of one bot: its cases and its documents, in one folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from store.archive import FOLDER, Archive
from store.cases import Cases
from store.codec import Codec
from store.disk import Disk
from store.documents import Documents
from store.faults import StoreDamaged
from store.files import Files
from store.lock import FolderLock
from store.open_cases import OPEN_FILE, OpenFile
from store.unfinished import refuse_unfinished
from store.writer import Writer

DRAFTS, CONVERSATIONS, REFERENCES, LEDGER = "drafts.json", "conversations.json", "references.json", "ledger.json"
DOCUMENT_FILES = (DRAFTS, CONVERSATIONS, REFERENCES, LEDGER)


@dataclass(frozen=True)
class Store:
    """``drafts`` of triages, ``conversations`` with their dialog state, ``references`` to write to them, ``ledger``
    of nudges."""

    cases: Cases
    drafts: Documents
    conversations: Documents
    references: Documents
    ledger: Documents
    _files: Files
    _writer: Writer
    _lock: FolderLock

    @classmethod
    def open(cls, folder: Path, codec: Codec, disk: Disk | None = None) -> "Store":
        """Checks everything before anything is served. Raises StoreFault with one sentence that says what to do."""
        files = Files(folder, codec, disk or Disk())
        files.make_folder()
        lock = FolderLock(folder)
        try:
            return cls._opened(files, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened(cls, files: Files, lock: FolderLock) -> "Store":
        refuse_unfinished(files.folder, files.names())
        files.make_folder(FOLDER)
        for subfolder in ("", FOLDER):
            files.remove_leftovers(subfolder)
        writer, open_file = Writer(), OpenFile(files)
        documents = {name: Documents(files, name, writer) for name in DOCUMENT_FILES}
        cases = Cases(open_file, Archive(files), writer)
        check_complete(files, open_file, documents)
        _make_missing(open_file, documents)
        cases.tidy()
        return cls(
            cases,
            documents[DRAFTS],
            documents[CONVERSATIONS],
            documents[REFERENCES],
            documents[LEDGER],
            files,
            writer,
            lock,
        )

    async def check_writable(self) -> None:
        """Really writes, in its turn. Raises NotWritable."""
        await self._writer.run(self._files.probe)

    async def write(self, work: Callable[[Files], None]) -> None:
        """A file beside the cases, in its turn. Raises StoreFault."""
        await self._writer.run(lambda: work(self._files))

    async def close(self) -> None:
        """What was given before is written; what comes after is refused. Closing twice is harmless."""
        await self._writer.close()
        self._lock.release()

    async def __aenter__(self) -> "Store":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def check_complete(files: Files, open_file: OpenFile, documents: dict[str, Documents]) -> None:
    """A file that was there once and is missing is damage, not a fresh start."""
    there = files.names()
    lost = [name for name in sorted(open_file.made()) if name not in there]
    if open_file.is_new and (files.names(FOLDER) or any(file.all() for file in documents.values())):
        lost = [OPEN_FILE, *lost]
    if lost:
        raise StoreDamaged(f"{lost[0]} is missing from {files.folder}. Stop the bot and restore it from the backup.")


def _make_missing(open_file: OpenFile, documents: dict[str, Documents]) -> None:
    """``open.json`` last: it says which others there are."""
    for file in documents.values():
        file.make()
    open_file.record_made(documents)
