"""A place is where a store can be kept, for tests that are the same for both."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from store.encryption import Codec, PlainCodec
from store.interface import Store
from store.open import open_store

Open = Callable[..., Awaitable[Store]]


class Place(Protocol):
    async def open(self, codec: Codec | None = None) -> Store:
        """Opens the store that is kept here, as the last one left it."""


@dataclass(frozen=True)
class Folder:
    folder: Path

    async def open(self, codec: Codec | None = None) -> Store:
        return await open_store(str(self.folder), "croydon", codec or PlainCodec())


@dataclass(frozen=True)
class Database:
    url: str
    partnership: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:12]}")

    async def open(self, codec: Codec | None = None) -> Store:
        return await open_store(self.url, self.partnership, codec or PlainCodec())
