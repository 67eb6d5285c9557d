"""All rows of one partnership are verified, and encrypted with another key, for whoever keeps the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safeguarding.case.state.retention import Tombstone
from store.encryption import AesGcmCodec, Codec
from store.postgres.address import Address
from store.postgres.connections import connect
from store.postgres.errors import reading, writing
from store.postgres.maintenance.acceptance import accept_rows
from store.postgres.maintenance.key_rotation import rotate_rows
from store.postgres.maintenance.transfer import AT_ONE_MOMENT, LONGEST_SECONDS
from store.postgres.maintenance.verification import verify_rows
from store.postgres.session import Session
from store.postgres.store import require_there, sealed_for
from store.verification_result import Verified


@dataclass(frozen=True)
class Rows:
    address: Address
    partnership: str
    codec: Codec

    async def require_there(self) -> None:
        """Raises CommandRefused where the database holds nothing of the partnership."""
        await require_there(self.address, self.partnership)

    async def verify(self) -> tuple[Verified, Mapping[str, Tombstone]]:
        """Verifies the rows as of one instant, also while bots run; returns what is kept of the deleted cases as well.
        Raises StoreFault."""
        await self.require_there()
        encryption = await sealed_for(self.address, self.partnership, self.codec)
        with reading():
            async with await connect(self.address, LONGEST_SECONDS) as connection, connection.transaction():
                await connection.execute(AT_ONE_MOMENT)
                return await verify_rows(Session(connection, self.partnership), encryption)

    async def accept(self, highest: Iterable[str]) -> None:
        """Takes the rows as they are for all that was recorded. Numbers without their cases are lost, and new ones go
        on above the ``highest`` and above those of which the ledger tells. Bots read everything anew. Raises
        StoreFault."""
        await self.require_there()
        encryption = await sealed_for(self.address, self.partnership, self.codec)
        with writing():
            async with await connect(self.address, LONGEST_SECONDS) as connection, connection.transaction():
                await accept_rows(Session(connection, self.partnership), encryption, highest)

    async def rotate(self, new: AesGcmCodec) -> int:
        """Returns how many rows were encrypted anew. From its beginning on, bots with the old key write nothing."""
        await self.require_there()
        with writing():
            async with await connect(self.address, LONGEST_SECONDS) as connection:
                return await rotate_rows(connection, self.partnership, self.codec, new)
