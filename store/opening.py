"""The store at an address: a folder's path, or a PostgreSQL database's ``postgresql://...``."""

from pathlib import Path

from store.codec import Codec
from store.folder import FolderStore
from store.interface import Store
from store.postgres.address import Address, is_database
from store.postgres.store import PostgresStore


async def open_store(url: str, partnership: str, codec: Codec) -> Store:
    """``partnership``: under which name it stands in the database. Raises StoreFault."""
    if is_database(url):
        return await PostgresStore.open(Address(url), partnership, codec)
    return FolderStore.open(Path(url), codec)
