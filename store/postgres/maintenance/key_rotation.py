"""Key rotation goes from one key to another, some rows at a time.

First the partnership is marked with both keys: from then on no bot writes and none starts. Each body is readable with
one of the two at any moment, and the same command goes on where it stopped. The mark goes when all were read back under
the new key.
"""

from psycopg import AsyncConnection

from store.encryption import AesGcmCodec, Codec, EitherCodec, is_under
from store.errors import BadKey, StoreDamaged, WrongKey
from store.postgres import statements
from store.postgres.maintenance.verification import verify_rows
from store.postgres.row_encryption import (
    RowEncryption,
    earlier_key_id_of,
    key_id_of,
    open_hash_key,
    row_name,
    seal_hash_key,
)
from store.postgres.session import Session
from store.postgres.statements import SEALED, Sealed
from store.postgres.store import ROTATES

TOGETHER = 200


async def rotate_rows(connection: AsyncConnection, partnership: str, old: Codec, new: AesGcmCodec) -> int:
    """Returns how many rows were encrypted anew. Raises StoreFault; what it refuses, it refuses before anything is
    written."""
    if new == old:
        raise BadKey("The new key is the old one. Put a fresh one into CSCP_STORE_NEW_KEY.")
    session = Session(connection, partnership)
    async with connection.transaction():
        hash_key = await _mark(session, old, new)
    written = 0
    for sealed in SEALED:
        written += await _renewed_all(session, sealed, old, new)
    async with connection.transaction():
        await _reseal_tally(session, old, new)
        await _check(session, RowEncryption(partnership, new, hash_key))
        fresh = seal_hash_key(partnership, new, hash_key)
        await session.change(statements.SET_KEYS, key_id=key_id_of(new), hash_key=fresh)
    return written


async def _mark(session: Session, old: Codec, new: AesGcmCodec) -> bytes:
    """Marks the partnership with both keys, and returns the key of the hashes, which stays. Raises WrongKey or
    StoreDamaged."""
    mark = ROTATES.join((key_id_of(old), key_id_of(new)))
    earlier = earlier_key_id_of(old), ROTATES.join((earlier_key_id_of(old), earlier_key_id_of(new)))
    row = await session.row(statements.LOCK_KEYS)
    if row is None or row[0] not in (key_id_of(old), mark, *earlier):
        raise WrongKey(
            f"The rows of {session.partnership} are not under the key in CSCP_STORE_KEY. Set it to the one that they "
            "were written with; where a change of the key was cut off, set both keys as they were then."
        )
    either = EitherCodec(old, new)
    hash_key = open_hash_key(session.partnership, either, row[1])
    await _check(session, RowEncryption(session.partnership, either, hash_key))
    await session.change(statements.SET_KEYS, key_id=mark, hash_key=row[1])
    return hash_key


async def _reseal_tally(session: Session, old: Codec, new: AesGcmCodec) -> None:
    row, name = await session.row(statements.REVISION), f"{session.partnership}/tally"
    if row and row[2]:
        plain = EitherCodec(old, new).decode(name, row[2])
        await session.change(statements.SET_TALLY, tally=new.encode(name, plain))


async def _renewed_all(session: Session, sealed: Sealed, old: Codec, new: AesGcmCodec) -> int:
    names, written = await session.rows(sealed.names), 0
    for first in range(0, len(names), TOGETHER):
        async with session.connection.transaction():
            for keys in names[first : first + TOGETHER]:
                written += await _rewrite_row(session, sealed, keys, old, new)
    return written


async def _rewrite_row(
    session: Session, sealed: Sealed, keys: tuple[str | bytes, ...], old: Codec, new: AesGcmCodec
) -> int:
    by_name = dict(zip(sealed.keys, keys, strict=True))
    name = f"{session.partnership}/{row_name(sealed.table, *keys)}"
    row = await session.row(sealed.body, **by_name)
    if row is None or is_under(new, name, row[0]):
        return 0
    return await session.change(sealed.set_body, **by_name, body=new.encode(name, old.decode(name, row[0])))


async def _check(session: Session, encryption: RowEncryption) -> None:
    found, _ = await verify_rows(session, encryption)
    if found.faults:
        raise StoreDamaged(f"The key was not changed: {found.faults[0]}")
