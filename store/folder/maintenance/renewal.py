"""A renewal takes a folder as it is for the whole store, and begins a new life of it: after a restore, or where files
were lost for good. References go on above the highest that was given, so that none is given twice."""

from collections.abc import Iterable

from store.case_versions import is_newer
from store.folder.archive import Archive
from store.folder.export_log import settle_exports
from store.folder.files import Files
from store.folder.layout import DOCUMENT_FILES, LEDGER
from store.folder.lock import FolderLock
from store.folder.open_file import OpenFile
from store.folder.register import REGISTER, Register
from store.folder.tinydb_storage import open_tables
from store.folder.unfinished_marks import refuse_unfinished
from store.references import references_in


def accept(files: Files, highest: Iterable[str]) -> None:
    """Renews a folder that no bot has. Cut off, the same call begins anew: until it is done no bot starts. Raises
    StoreFault."""
    with FolderLock(files.folder):
        refuse_unfinished(files.folder, files.names())
        renew(files, highest)


def renew(files: Files, highest: Iterable[str]) -> None:
    """Writes every file but the archive's and the exports' under a stamp of the new life, the register last. Numbers
    without their cases are lost from then on; of a case that is in two places the longer history stays. Raises
    StoreFault."""
    open_file, register, archive = OpenFile(files), Register(files), Archive(files)
    here, filed, tombstones = open_file.cases(), archive.cases(), open_file.tombstones()
    in_both = {ref: archive.read(ref) for ref in here.keys() & filed.keys()}
    newer = {ref for ref, case in in_both.items() if case and is_newer(case, here[ref])}
    archived = filed.keys() - (here.keys() - newer) - tombstones.keys()
    documents = {name: open_tables(files, name) for name in DOCUMENT_FILES}
    told = (ref for row in documents[LEDGER][0].table("documents") for ref in references_in(row["key"]))
    numbers = open_file.numbers().without({*here, *filed, *tombstones}, {*highest, *told})
    files.order.begin_anew()
    settle_exports(files)
    for _, storage in documents.values():
        storage.renew()
    open_file.renew(numbers, {*DOCUMENT_FILES, REGISTER}, moved=newer)
    register.adopt({ref: filed[ref].digest for ref in archived})
    register.renew()
