"""A folder is moved whole: read without a change, written into an empty place alone."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import CommandRefused
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.transfer import FolderMover
from store.folder.store import FolderStore

pytestmark = pytest.mark.usefixtures("no_power_cut")


def place(folder: Path) -> FolderMover:
    return FolderMover(Files(folder, PlainCodec(), Disk()))


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


async def test_what_was_moved_is_all_there_and_the_source_stays(filled: Path, tmp_path: Path) -> None:
    contents = await place(filled).read()
    assert str(contents) == "4 cases, 0 tombstones, 1 documents and 0 recorded exports"
    await place(tmp_path / "new").write(contents)
    assert await place(tmp_path / "new").read() == contents == await place(filled).read()
    async with FolderStore.open(tmp_path / "new", PlainCodec()) as store:
        assert len(store.cases.open_cases()) == 3 and store.drafts.all() == {"ada": {"step": 1}}


async def test_nothing_is_moved_over_anything(filled: Path, tmp_path: Path) -> None:
    contents = await place(filled).read()
    with pytest.raises(CommandRefused, match="overwrites nothing"):
        await place(filled).write(contents)
    assert await place(filled).read() == contents


async def test_a_folder_that_is_not_there_is_said_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(CommandRefused):
        await place(tmp_path / "none").read()
    assert is_empty(tmp_path)
