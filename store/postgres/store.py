"""The PostgreSQL store keeps one partnership in a database that several bots, and the stores of other partnerships,
share."""

import secrets
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from store.encryption import Codec
from store.errors import CommandRefused, StoreDamaged, Unfinished
from store.export_entry import entry_of
from store.postgres import statements
from store.postgres.address import Address
from store.postgres.cache import Changes
from store.postgres.cases import PostgresCases
from store.postgres.connections import connect
from store.postgres.conversation_locks import ConversationLocks
from store.postgres.documents import PostgresDocuments
from store.postgres.errors import reading
from store.postgres.migrations import migrate
from store.postgres.pool import MIGRATION_SECONDS, Database
from store.postgres.presence_lock import PresenceLock
from store.postgres.row_encryption import (
    HASH_KEY_BYTES,
    RowEncryption,
    check_name,
    damaged_row,
    earlier_key_id_of,
    key_id_of,
    open_hash_key,
    seal_hash_key,
)
from store.postgres.session import Session
from store.postgres.write_queue import WriteQueue, Writing
from store.transfer import CONVERSATIONS, DRAFTS, FIGURES, KINDS, LEDGER, REFERENCES

ROTATES = ">"
CUT_OFF = (
    "The key of the partnership's rows is being changed, or that was cut off. Run rotate-key again, with the old key "
    "in CSCP_STORE_KEY and the same new one in CSCP_STORE_NEW_KEY: it goes on where it stopped."
)


@dataclass(frozen=True)
class PostgresStore:
    """The store holds ``drafts`` of triages, ``conversations`` with their dialog state, ``references`` to write to them
    proactively, the outbox's ``ledger``, and the ``figures`` of closed cases. ``holder`` is fresh for each store that
    is opened, so that no two bots take leases under one name."""

    cases: PostgresCases
    drafts: PostgresDocuments
    conversations: PostgresDocuments
    references: PostgresDocuments
    ledger: PostgresDocuments
    figures: PostgresDocuments
    holder: str
    _queue: WriteQueue
    _serving: PresenceLock
    _turns: ConversationLocks
    _encryption: RowEncryption
    _own: Database | None

    @classmethod
    async def open(cls, database: Database | Address, partnership: str, codec: Codec) -> Self:
        """Tells a wrong key before anything of the partnership is written. A store that is opened at an address has
        connections of its own, which are closed with it. Raises StoreFault with one sentence that says what to do."""
        check_name(partnership)
        if isinstance(database, Database):
            return await cls._open(database, partnership, codec, own=None)
        own = Database(database)
        try:
            return await cls._open(own, partnership, codec, own)
        except BaseException:
            await own.close()
            raise

    @classmethod
    async def _open(cls, database: Database, partnership: str, codec: Codec, own: Database | None) -> Self:
        await database.begin()
        encryption = await _sealed_in(database, partnership, codec)
        line, readers, serving = (
            WriteQueue(database.writers, encryption),
            database.readers,
            PresenceLock(database.turns, encryption),
        )
        with reading():
            await serving.show()
        documents = {kind: PostgresDocuments(kind, line, encryption) for kind in KINDS}
        store = cls(
            PostgresCases(line, readers, encryption),
            documents[DRAFTS],
            documents[CONVERSATIONS],
            documents[REFERENCES],
            documents[LEDGER],
            documents[FIGURES],
            secrets.token_hex(8),
            line,
            serving,
            ConversationLocks(serving, encryption),
            encryption,
            own,
        )
        await store.refresh()
        return store

    @property
    def partnership(self) -> str:
        return self._encryption.partnership

    @property
    def writes(self) -> int:
        """Returns the revision that is known here."""
        return self._queue.known.revision

    async def refresh(self) -> None:
        await self._queue.refresh()

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        return self._turns.turn(conversation)

    async def check_writable(self) -> None:
        """Writes as a probe: each transaction counts the revision up. Raises NotWritable."""
        await self._queue.write(_nothing)

    async def record_export(self, ref: str, account: str, at: datetime, what: str) -> None:
        """Commits the entry before it returns."""
        number = secrets.token_hex(16)
        body = self._encryption.export_body(number, entry_of(ref, account, at, what))

        async def add(writing: Writing) -> tuple[None, Changes]:
            await writing.session.change(statements.ADD_EXPORT, id=number, at=at.astimezone(UTC), body=body)
            return None, Changes()

        await self._queue.write(add)

    async def close(self) -> None:
        await self._queue.close()
        await self._turns.close()
        await self._serving.end()
        if self._own:
            await self._own.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


async def _nothing(writing: Writing) -> tuple[None, Changes]:
    return None, Changes()


async def require_there(address: Address, partnership: str) -> None:
    """Raises CommandRefused where the database holds nothing of the partnership: commands make none."""
    check_name(partnership)
    with reading():
        async with await connect(address, MIGRATION_SECONDS) as connection:
            await migrate(connection)
            if not await Session(connection, partnership).row(statements.KEYS):
                raise CommandRefused(
                    f"The database holds nothing of {partnership}. Correct the partnership's name in the database, or "
                    "CSCP_STORE_URL."
                )


async def _sealed_in(database: Database, partnership: str, codec: Codec) -> RowEncryption:
    with reading():
        async with database.writers.lent() as lent:
            return await _encryption(Session(await lent.get(), partnership), codec)


async def sealed_for(address: Address, partnership: str, codec: Codec) -> RowEncryption:
    """Raises WrongKey, and StoreFault for a database that can't be used."""
    with reading():
        async with await connect(address, MIGRATION_SECONDS) as connection:
            await migrate(connection)
            return await _encryption(Session(connection, partnership), codec)


async def _encryption(session: Session, codec: Codec) -> RowEncryption:
    if not await session.row(statements.KEYS):
        filled = await session.row(statements.IS_FILLED)
        # Asked again: another bot may have made the partnership meanwhile, and written.
        if filled and filled[0] and not await session.row(statements.KEYS):
            raise damaged_row(f"{session.partnership}/partnerships")
        fresh = seal_hash_key(session.partnership, codec, secrets.token_bytes(HASH_KEY_BYTES))
        await session.change(statements.MAKE_PARTNERSHIP, key_id=key_id_of(codec), hash_key=fresh)
    row = await session.row(statements.KEYS)
    if row is None:
        raise StoreDamaged("The database does not keep what is written to it. Check its rules and triggers.")
    key_id, hash_key = row
    if ROTATES in key_id:
        raise Unfinished(CUT_OFF)
    encryption = RowEncryption(session.partnership, codec, open_hash_key(session.partnership, codec, hash_key))
    if key_id == earlier_key_id_of(codec):
        await session.change(statements.SET_KEYS, key_id=encryption.key_id, hash_key=hash_key)
    elif key_id != encryption.key_id:
        raise damaged_row(f"{session.partnership}/partnerships")
    return encryption
