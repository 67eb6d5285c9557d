"""An address opens a store: a folder's path opens a folder, and nothing of a database is loaded for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import StoreFault
from store.folder.maintenance.transfer import FolderMover
from store.folder.store import FolderStore
from store.open import mover, open_store, stores_at
from tests.support.stores.steps import add

ROOT = Path(__file__).parents[2]
WORD = "hunter"
DATABASE = f"postgresql://ada:{WORD}@/nowhere?host=/nonexistent"


async def test_a_path_is_a_folder_each_partnership_with_its_own(tmp_path: Path) -> None:
    async with stores_at(str(tmp_path)) as stores:
        one = await stores.open(str(tmp_path / "croydon"), "croydon", PlainCodec())
        other = await stores.open(str(tmp_path / "sutton"), "sutton", PlainCodec())
        await add(one, "a")
        assert isinstance(one, FolderStore) and other.cases.open_cases() == ()
        await one.close()
        await other.close()
    async with await open_store(str(tmp_path / "croydon"), "croydon", PlainCodec()) as again:
        assert [case.ref for case in again.cases.open_cases()] == ["CSCP-2026-001"]


async def test_a_database_that_is_not_there_is_said_without_its_password() -> None:
    with pytest.raises(StoreFault, match="can't be reached") as caught:
        await open_store(DATABASE, "croydon", PlainCodec())
    assert WORD not in str(caught.value)
    async with stores_at(DATABASE) as stores:
        with pytest.raises(StoreFault, match="can't be reached"):
            await stores.open(DATABASE, "croydon", PlainCodec())


def test_what_is_moved_is_told_by_its_address(tmp_path: Path) -> None:
    assert isinstance(mover(str(tmp_path), "croydon", PlainCodec()), FolderMover)
    assert not isinstance(mover(DATABASE, "croydon", PlainCodec()), FolderMover)


def test_a_folder_loads_nothing_of_a_database() -> None:
    asked = "import store.open, sys; print('psycopg' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
