"""The folder mover reads a folder store that is moved elsewhere, or writes one from a store that was elsewhere."""

from dataclasses import dataclass

from store.case_rows import row_of
from store.errors import CommandRefused, StoreDamaged
from store.folder.archive import Archive
from store.folder.cases import FolderCases
from store.folder.documents import FolderDocuments
from store.folder.export_log import exports_in, write_export
from store.folder.files import Files
from store.folder.layout import DOCUMENT_FILES, FOLDERS, own_names
from store.folder.lock import LOCK, FolderLock
from store.folder.maintenance.snapshot import FrozenDisk
from store.folder.maintenance.verification import verify
from store.folder.open_file import OpenFile
from store.folder.register import REGISTER, Register
from store.folder.unfinished_marks import MOVING, refuse_unfinished
from store.folder.writer_thread import Writer
from store.transfer import KINDS, Contents, in_order, require_same

FILES = dict(zip(KINDS, DOCUMENT_FILES, strict=True))


@dataclass(frozen=True)
class FolderMover:
    files: Files

    async def read(self) -> Contents:
        """Reads the folder while no bot has it. Raises StoreLocked, and StoreDamaged for a folder that is not in
        order."""
        if not self.files.folder.is_dir():
            raise CommandRefused(f"{self.files.folder} is not there. Name the store's folder.")
        with FolderLock(self.files.folder):
            refuse_unfinished(self.files.folder, self.files.names())
            return await _read(self.files)

    async def write(self, contents: Contents) -> None:
        """Writes the folder under a mark, which stands until everything is on disk and read back. Raises StoreFault."""
        self.files.make_folder()
        with FolderLock(self.files.folder):
            _refuse_filled(self.files)
            self.files.write_encoded(MOVING, b"migrate-store\n")
            await _fill(self.files, contents)
            require_same(await _read(self.files), contents, str(self.files.folder))
            self.files.remove(MOVING)


async def _read(files: Files) -> Contents:
    snapshot = {name: data for name in own_names(files) if (data := files.read_encoded(name)) is not None}
    if faults := verify(files.folder, snapshot, files.codec).faults:
        raise StoreDamaged(f"Nothing was moved: {faults[0]}")
    frozen = Files(files.folder, files.codec, FrozenDisk(files.folder, snapshot))
    open_file = OpenFile(frozen)
    known = FolderCases(open_file, Archive(frozen), Register(frozen), Writer())
    cases = {case.ref: case for case in known.open_cases()} | await known.closed()
    return Contents(
        cases,
        known.tombstones(),
        open_file.numbers().reconcile({*cases, *known.tombstones()}),
        {kind: FolderDocuments(frozen, name, Writer()).all() for kind, name in FILES.items()},
        in_order(exports_in(frozen)),
    )


def _refuse_filled(files: Files) -> None:
    """Refuses a folder that holds something, unless an earlier move was cut off there: the move begins anew. Raises
    CommandRefused."""
    there = set(files.names())
    if MOVING not in there and (there - {LOCK} or files.disk.list_folders(files.folder)):
        raise CommandRefused(
            f"{files.folder} is not empty, and a move overwrites nothing. Move what is there away, or name another."
        )


async def _fill(files: Files, contents: Contents) -> None:
    for folder in ("", *FOLDERS):
        files.make_folder(folder)
        files.remove_leftovers(folder)
    for name in own_names(files):
        files.remove(name)
    open_file, archive = OpenFile(files), Archive(files)
    open_file.save((row_of(case) for case in contents.cases.values() if case.is_open), numbers=contents.numbers)
    open_file.delete_closed(contents.tombstones.values())
    filed = {ref: archive.write(case) for ref, case in contents.cases.items() if not case.is_open}
    for entry in contents.exports:
        write_export(files, entry)
    await _fill_documents(files, contents)
    open_file.record_created([*DOCUMENT_FILES, REGISTER])
    files.order.exports = len(contents.exports)
    Register(files).add(filed)


async def _fill_documents(files: Files, contents: Contents) -> None:
    writer = Writer()
    for kind, name in FILES.items():
        documents = FolderDocuments(files, name, writer)
        documents.make()
        await documents.set_all(contents.documents[kind])
    await writer.close()
