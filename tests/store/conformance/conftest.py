"""Each test here runs once over a folder and once over a database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.encryption import Codec
from store.interface import Store
from tests.store.conformance.places import Database, Folder, Open, Place
from tests.support.postgres.fixtures import shared_database

__all__ = ["shared_database"]


@pytest.fixture(params=["folder", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Folder(tmp_path / "store")
    return Database(request.getfixturevalue("shared_database"))


@pytest.fixture
async def open_store(place: Place) -> AsyncIterator[Open]:
    """Opens the store of the test's place; one is closed before the next is opened."""
    stores: list[Store] = []

    async def open_store(codec: Codec | None = None) -> Store:
        for store in stores:
            await store.close()
        stores.append(await place.open(codec))
        return stores[-1]

    yield open_store
    for store in stores:
        await store.close()


@pytest.fixture
async def store(open_store: Open) -> Store:
    return await open_store()
