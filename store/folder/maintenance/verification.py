"""Verification goes through every file, every case and every signature, and names all that is wrong. It changes
nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

from safeguarding.case.case import Case
from safeguarding.case.views.integrity import faults_of
from store.case_rows import case_of
from store.encryption import Codec, damaged_file
from store.errors import StoreFault
from store.folder.archive import Archive
from store.folder.cases import FolderCases
from store.folder.documents import FolderDocuments
from store.folder.files import CHANGES, Files
from store.folder.layout import DOCUMENT_FILES, LEDGER
from store.folder.maintenance.snapshot import FrozenDisk, Snapshot
from store.folder.open_file import OPEN_FILE, OpenFile
from store.folder.register import REGISTER, Register
from store.folder.store import check_complete, put_back
from store.folder.table_file import TableFile
from store.folder.write_order import EXPORTS
from store.folder.writer_thread import Writer
from store.verification_result import Verified


def verify(folder: Path, snapshot: Snapshot, codec: Codec) -> Verified:
    """Verifies a snapshot; the faults call it ``folder``."""
    files = Files(folder, codec, FrozenDisk(folder, snapshot))
    cases: dict[str, Case] = {}
    faults = list(_file_faults(files, snapshot, cases))
    if not faults:
        faults += _start_faults(files)
    altered = tuple(fault for case in cases.values() for fault in faults_of(case))
    return Verified(len(snapshot), tuple(cases.values()), tuple(faults), altered, files.order.last, files.order.life)


def _file_faults(files: Files, snapshot: Snapshot, cases: dict[str, Case]) -> Iterator[str]:
    """Puts the readable cases into ``cases``, the longer history of one that is in two places."""
    if OPEN_FILE not in snapshot:
        yield f"{OPEN_FILE} is missing from {files.folder}. Restore it from the backup."
    found = dict[str, None]()
    for name in snapshot:
        try:
            for case in _cases_in(files, name):
                cases[case.ref] = max(case, cases.get(case.ref, case), key=lambda case: case.version)
        except StoreFault as fault:
            found[str(fault)] = None
    yield from found


def _cases_in(files: Files, name: str) -> Iterator[Case]:
    """Raises StoreFault for a file that is not in order, of whatever kind it is."""
    if name == OPEN_FILE:
        yield from (case_of(events, name) for events in OpenFile(files).histories())
    elif name == REGISTER:
        Register(files)
    elif name in DOCUMENT_FILES:
        FolderDocuments(files, name, Writer())
    elif name in CHANGES.values():
        TableFile(files, name).read()
    elif name.startswith(f"{EXPORTS}/"):
        _check_json(files, name)
    elif case := Archive(files).read(Path(name).stem):
        yield case


def _check_json(files: Files, name: str) -> None:
    try:
        json.loads(files.read(name) or b"")
    except ValueError:
        raise damaged_file(name) from None


def _start_faults(files: Files) -> list[str]:
    """Finds what a start would refuse beyond single files: one that is missing or was put back, a number without its
    case."""
    try:
        open_file, register = OpenFile(files), Register(files)
        cases = FolderCases(open_file, Archive(files), register, Writer())
        documents = {name: FolderDocuments(files, name, Writer()) for name in DOCUMENT_FILES}
        check_complete(files, open_file, documents)
        return list(put_back(files, cases, documents[LEDGER]))
    except StoreFault as fault:
        return [str(fault)]
