"""A store folder that others may read is closed to them before anything is served from it, or not served."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotWritable
from store.folder.disk import Disk
from store.folder.permissions import tighten
from store.folder.store import FolderStore


def modes(folder: Path) -> set[str]:
    return {oct(path.stat().st_mode & 0o777) for path in (folder, *folder.rglob("*"))}


async def test_a_folder_that_somebody_made_for_all_is_closed_to_them_with_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    async with FolderStore.open(folder, PlainCodec(), Disk()):
        pass
    assert modes(folder) == {"0o700", "0o600"}
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o664)
    async with FolderStore.open(folder, PlainCodec(), Disk()):
        assert modes(folder) == {"0o700", "0o600"}


class DiskOfSomebodyElse(Disk):
    """The disk has files that belong to another account."""

    def change_mode(self, path: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")


class DiskWithoutPermissions(Disk):
    """The disk takes a change of permissions and keeps none, as a share of Windows does."""

    def change_mode(self, path: Path, mode: int) -> None:
        """Changes nothing."""


def test_a_folder_whose_permissions_cannot_be_changed_is_not_served_and_the_mend_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for disk in (DiskOfSomebodyElse(), DiskWithoutPermissions()):
        with pytest.raises(NotWritable, match=f"chmod -R go= {tmp_path}"):
            FolderStore.open(tmp_path, PlainCodec(), disk)
    tighten(tmp_path, Disk())
    assert modes(tmp_path) == {"0o700", "0o600"}
