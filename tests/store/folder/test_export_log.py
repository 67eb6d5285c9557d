"""The export log says who took a case out of the store: a file for each, kept in the order in which it happened."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import PutBack, Unfinished
from store.export_entry import entry_of
from store.folder.disk import Disk
from store.folder.export_log import exports_in, record_export, write_export
from store.folder.files import Files
from store.folder.store import FolderStore
from store.folder.unfinished_marks import RESTORING
from store.folder.write_order import EXPORTS
from tests.support.stores.steps import AT

pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
def files(folder: Path) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), Disk())


def test_a_folder_without_exports_has_none(files: Files) -> None:
    assert exports_in(files) == ()


def test_the_oldest_stands_first(files: Files) -> None:
    record_export(files, "CSCP-2026-001", "ben", AT + timedelta(days=1), "report")
    record_export(files, "CSCP-2026-002", "ada", AT, "calendar")
    assert [(entry["account"], entry["ref"]) for entry in exports_in(files)] == [
        ("ada", "CSCP-2026-002"),
        ("ben", "CSCP-2026-001"),
    ]


def test_nothing_is_taken_out_of_a_folder_that_is_not_whole(files: Files) -> None:
    files.write_encoded(RESTORING, b"")
    with pytest.raises(Unfinished, match="Run the same restore again"):
        record_export(files, "CSCP-2026-001", "ada", AT, "report")
    assert exports_in(files) == ()


class _PowerCut(Disk):
    """The disk knows which records of exports a power cut would leave: those that were there at a flush of them."""

    def __init__(self) -> None:
        self.flushed: set[str] = set()

    def flush_folder(self, folder: Path) -> None:
        super().flush_folder(folder)
        if folder.name == EXPORTS:
            self.flushed = {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("while_it_runs", [True, False])
async def test_no_stamp_tells_of_a_record_that_a_command_has_not_flushed_and_a_power_cut_undoes(
    folder: Path, while_it_runs: bool
) -> None:
    async with FolderStore.open(folder, PlainCodec()):
        pass
    if not while_it_runs:
        _recorded_beside(folder)
    disk = _PowerCut()
    async with FolderStore.open(folder, PlainCodec(), disk) as store:
        if while_it_runs:
            _recorded_beside(folder)
        await store.drafts.set("ada", {"step": 1})
        await _opens_after_a_power_cut(folder, disk, "at once")
    await _opens_after_a_power_cut(folder, disk, "at the end")


def _recorded_beside(folder: Path) -> None:
    write_export(Files(folder, PlainCodec(), Disk()), entry_of("CSCP-2026-001", "ada", AT, "report"))


async def test_a_record_that_a_command_left_beside_the_bot_is_missed_once_the_bot_has_written(folder: Path) -> None:
    async with FolderStore.open(folder, PlainCodec()) as store:
        _recorded_beside(folder)
        await store.drafts.set("ada", {"step": 1})
    for path in (folder / EXPORTS).iterdir():
        path.unlink()
    with pytest.raises(PutBack, match="exports/ lacks 1 of the records"):
        FolderStore.open(folder, PlainCodec())


async def _opens_after_a_power_cut(folder: Path, disk: _PowerCut, when: str) -> None:
    left = shutil.copytree(folder, folder.with_name(when))
    for path in (left / EXPORTS).iterdir():
        if path.name not in disk.flushed:
            path.unlink()
    await FolderStore.open(left, PlainCodec()).close()
