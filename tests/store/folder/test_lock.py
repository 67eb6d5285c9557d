"""The lock of a folder lets a single process have it."""

from pathlib import Path

import pytest

from store.errors import NotWritable, StoreLocked
from store.folder.lock import FolderLock


def test_a_folder_that_is_in_use_is_refused_until_it_is_let_go(tmp_path: Path) -> None:
    held = FolderLock(tmp_path)
    with pytest.raises(StoreLocked, match="Stop it first"):
        FolderLock(tmp_path)
    held.release()
    FolderLock(tmp_path).release()


def test_letting_go_twice_lets_go_of_nobody_elses(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    first.release()
    second = FolderLock(tmp_path)
    first.release()
    with pytest.raises(StoreLocked):
        FolderLock(tmp_path)
    second.release()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="can't be written"):
        FolderLock(tmp_path / "none")


def test_a_lock_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotWritable):
        FolderLock(tmp_path)
