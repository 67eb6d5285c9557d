"""A bot takes a lease on what it sets out to say, so that of several bots on one store only one says it.

The lease expires by itself, so that another bot takes over from one that died.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.connector.transport import TOTAL_SECONDS
from bot.messaging.ledger import CardEntry, CardKey, Entry, State
from store.errors import Conflict
from store.interface import Document, Documents

TRIES = 5
# A token, the tries of a request and the note of how it ended are over long before the lease expires, so nobody takes
# over what is being said.
LEASE_DURATION = timedelta(seconds=15 * TOTAL_SECONDS)


@dataclass(frozen=True)
class Leases:
    """Leases are taken by this bot under the name ``holder``. ``refresh`` brings in what the other bots have kept."""

    ledger: Documents
    holder: str
    now: Callable[[], datetime]
    refresh: Callable[[], Awaitable[None]]

    def is_held_elsewhere(self, entry: Entry) -> bool:
        """Says whether another bot holds the lease, and is saying it at this moment."""
        if entry.state is not State.CLAIMED or entry.holder in (None, self.holder) or entry.until is None:
            return False
        # A lease made by a clock that was far ahead would keep everyone waiting.
        return self.now() < entry.until <= self.now() + 2 * LEASE_DURATION

    async def acquire(self, known: Mapping[str, Document | None]) -> bool:
        """Says whether this bot now holds a lease on every name in ``known``, which gives for each what was read of it.
        The cases are brought up to date then."""
        at = self.now()
        entries = {name: Entry.parse(document.value) if document else Entry() for name, document in known.items()}
        claims = {name: entry.claimed(self.holder, at, at + LEASE_DURATION) for name, entry in entries.items()}
        values = {name: claim.to_json() for name, claim in claims.items()}
        if not await self.ledger.claim(values, _etags(known)):
            return False
        await self.refresh()
        return True

    async def update(self, key: CardKey, change: Callable[[CardEntry], CardEntry]) -> None:
        await self.update_all({key: change})

    async def update_all(self, changes: Mapping[CardKey, Callable[[CardEntry], CardEntry]]) -> None:
        """Notes all in one write. Each change is applied to what stands there at that moment, so that nothing that was
        noted meanwhile is lost. Raises Conflict when others are faster again and again."""
        for _ in range(TRIES):
            known = {str(key): self.ledger.get(str(key)) for key in changes}
            read = {
                name: CardEntry.parse(document.value) if document else CardEntry() for name, document in known.items()
            }
            values = {str(key): change(read[str(key)]).to_json() for key, change in changes.items()}
            if await self.ledger.claim(values, _etags(known)):
                return
            await self.refresh()
        raise Conflict("Others are changing this at the same moment: try again.")


def _etags(known: Mapping[str, Document | None]) -> Mapping[str, str | None]:
    return {name: document.etag if document else None for name, document in known.items()}
