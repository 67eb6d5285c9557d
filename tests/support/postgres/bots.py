"""Several stores open on one database, through the address that a test chooses."""

import uuid
from collections.abc import Awaitable, Callable

from store.encryption import Codec, PlainCodec
from store.postgres.address import Address
from store.postgres.store import PostgresStore

OpenBot = Callable[..., Awaitable[PostgresStore]]
CROYDON, SUTTON = "croydon", "sutton"


def fresh_name() -> str:
    """Makes the name of a partnership that nobody else has in the database."""
    return f"test-{uuid.uuid4().hex[:12]}"


async def bot(url: str, partnership: str = CROYDON, codec: Codec | None = None) -> PostgresStore:
    return await PostgresStore.open(Address(url), partnership, codec or PlainCodec())
