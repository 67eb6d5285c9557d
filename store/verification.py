"""Every file, every case and every signature gone through, and all that is wrong named. Nothing is changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safeguarding.case.case import Case
from safeguarding.case.views.integrity import faults_of
from store.archive import Archive
from store.cases import FolderCases
from store.codec import Codec, damaged
from store.documents import FolderDocuments
from store.faults import StoreFault
from store.files import Files
from store.folder import check_complete
from store.open_cases import OPEN_FILE, OpenFile, case_of
from store.own import DOCUMENT_FILES, EXPORTS
from store.snapshot import FrozenDisk, Snapshot
from store.writer import Writer


@dataclass(frozen=True)
class Verified:
    """A sentence for each thing that is wrong, the file or the case first. ``faults``: what keeps the bot from starting
    or a case from being read. ``altered``: signatures and texts that do not fit, in a case that can be read."""

    files: int
    cases: tuple[Case, ...]
    faults: tuple[str, ...]
    altered: tuple[str, ...]


def verify(folder: Path, snapshot: Snapshot, codec: Codec) -> Verified:
    """``folder``: what the snapshot is called in the faults."""
    files = Files(folder, codec, FrozenDisk(folder, snapshot))
    cases: dict[str, Case] = {}
    faults = list(_file_faults(files, snapshot, cases))
    if not faults:
        faults += _start_faults(files)
    altered = tuple(fault for case in cases.values() for fault in faults_of(case))
    return Verified(len(snapshot), tuple(cases.values()), tuple(faults), altered)


def _file_faults(files: Files, snapshot: Snapshot, cases: dict[str, Case]) -> Iterator[str]:
    """Puts what can be read into ``cases``, the longer history of one that is in two places."""
    if OPEN_FILE not in snapshot:
        yield f"{OPEN_FILE} is missing from {files.folder}. Restore it from the backup."
    for name in snapshot:
        try:
            for case in _cases_in(files, name):
                cases[case.ref] = max(case, cases.get(case.ref, case), key=lambda case: case.version)
        except StoreFault as fault:
            yield str(fault)


def _cases_in(files: Files, name: str) -> Iterator[Case]:
    """Raises StoreFault for a file that is not in order, of whatever kind it is."""
    if name == OPEN_FILE:
        yield from (case_of(events, name) for events in OpenFile(files).histories())
    elif name in DOCUMENT_FILES:
        FolderDocuments(files, name, Writer())
    elif name.startswith(f"{EXPORTS}/"):
        _check_json(files, name)
    elif case := Archive(files).read(Path(name).stem):
        yield case


def _check_json(files: Files, name: str) -> None:
    try:
        json.loads(files.read(name) or b"")
    except ValueError:
        raise damaged(name) from None


def _start_faults(files: Files) -> list[str]:
    """What a start would refuse beyond single files: one that is missing, a number without its case."""
    try:
        open_file = OpenFile(files)
        FolderCases(open_file, Archive(files), Writer())
        check_complete(files, open_file, {name: FolderDocuments(files, name, Writer()) for name in DOCUMENT_FILES})
    except StoreFault as fault:
        return [str(fault)]
    return []


def case_in(verified: Verified, ref: str) -> Case | None:
    return next((case for case in verified.cases if case.ref == ref), None)
