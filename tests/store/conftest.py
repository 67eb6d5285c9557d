"""Stores of these tests are closed when a test ends, and show what is on disk."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from store.encryption import Codec, PlainCodec
from store.folder import files
from store.folder.disk import Disk
from store.folder.store import FolderStore
from tests.support.stores.changes import REFS, first_events
from tests.support.stores.steps import add, closed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def contents(folder: Path) -> Callable[[], dict[str, bytes]]:
    """Reads every file of the folder as it is on disk."""
    return lambda: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
async def open_store(folder: Path) -> AsyncIterator[Callable[..., FolderStore]]:
    """Opens the store of the test's folder, again and again if asked; only one at a time can be open."""
    stores = []

    def open_store(codec: Codec | None = None, disk: Disk | None = None) -> FolderStore:
        stores.append(FolderStore.open(folder, codec or PlainCodec(), disk))
        return stores[-1]

    yield open_store
    for store in stores:
        await store.close()


@pytest.fixture
def no_power_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulates the end of the process alone, so that nothing waits for the disk; the waiting is tested elsewhere."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes every file for a large one: what changes after the first write goes to the file beside it."""
    monkeypatch.setattr(files, "LARGE_BYTES", 0)


@pytest.fixture(params=["small files", "large files"])
def either_size(request: pytest.FixtureRequest) -> None:
    if request.param == "large files":
        request.getfixturevalue("large_files")


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    """The folder has three open cases, a closed one (the third) and a draft."""
    async with FolderStore.open(tmp_path / "filled", PlainCodec()) as store:
        for triage in "abcd":
            await add(store, triage)
        await store.cases.save(closed(await first_events(store, REFS[2], 1)), 1)
        await store.drafts.put("ada", {"step": 1}, None)
    return tmp_path / "filled"
