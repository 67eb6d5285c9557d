"""The layout says which files of the folder are the store's own: what else somebody has put there is left alone."""

from collections.abc import Iterator

from store.folder.archive import FOLDER as ARCHIVE
from store.folder.archive import SUFFIX
from store.folder.files import CHANGES, Files
from store.folder.open_file import OPEN_FILE
from store.folder.register import REGISTER
from store.folder.write_order import EXPORTS
from store.references import is_reference

DRAFTS, CONVERSATIONS, REFERENCES, LEDGER, FIGURES = DOCUMENT_FILES = (
    *("drafts.json", "conversations.json", "references.json", "ledger.json"),
    "figures.json",
)
FOLDERS = (ARCHIVE, EXPORTS)
ROOT_FILES = (OPEN_FILE, *DOCUMENT_FILES, *CHANGES.values(), REGISTER)


def own_names(files: Files) -> tuple[str, ...]:
    """Returns the store's files by name in the folder, as ``archive/CSCP-2026-001.json``."""
    return tuple(sorted(_names(files)))


def _names(files: Files) -> Iterator[str]:
    yield from (name for name in files.names() if name in ROOT_FILES)
    for folder in FOLDERS:
        for name in files.names(folder) if files.has_folder(folder) else ():
            if name.endswith(SUFFIX) and (folder == EXPORTS or is_reference(name.removesuffix(SUFFIX))):
                yield f"{folder}/{name}"
