"""The layout knows which files are the store's own: what somebody has put beside them is left alone."""

from pathlib import Path

from store.encryption import PlainCodec
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.layout import own_names


async def test_only_the_stores_own_files_are_named(filled: Path) -> None:
    for name in ("notes.txt", "open.json.bak", "archive/notes.json", "archive/CSCP-2026-003.txt"):
        (filled / name).write_text("mine")
    (filled / "private").mkdir()
    (filled / "private" / "open.json").write_text("mine")
    names = own_names(Files(filled, PlainCodec(), Disk()))
    assert names == (
        "archive/CSCP-2026-003.json",
        "conversations.json",
        "drafts.json",
        "figures.json",
        "ledger.json",
        "open.json",
        "references.json",
        "register.json",
    )


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert own_names(Files(tmp_path, PlainCodec(), Disk())) == ()
