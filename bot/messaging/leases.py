"""What a bot sets out to say it claims first, so that of several bots on one store only one says it.

A claim ends by itself: what a bot that died had claimed is then said by another.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.connector.transport import TOTAL_SECONDS
from store.errors import Conflict
from store.interface import Document, Documents

CLAIMED, SENT = "claimed", "sent"
TRIES = 5
# A token, the tries of a request and the note of how it ended are over long before, so nobody takes over what is being
# said.
LEASE_DURATION = timedelta(seconds=15 * TOTAL_SECONDS)


@dataclass(frozen=True)
class Leases:
    """``holder``: under which name this bot claims. ``refresh`` brings in what the other bots have kept."""

    ledger: Documents
    holder: str
    now: Callable[[], datetime]
    refresh: Callable[[], Awaitable[None]]

    def is_held_elsewhere(self, value: Mapping[str, Any]) -> bool:
        """Whether another bot is saying it at this moment."""
        if value.get("state") != CLAIMED or value.get("by", self.holder) == self.holder:
            return False
        # Made by a clock that was far ahead, it would keep everyone waiting.
        return self.now() < datetime.fromisoformat(value["until"]) <= self.now() + 2 * LEASE_DURATION

    async def acquire(self, known: Mapping[str, Document | None]) -> bool:
        """Whether all of them are claimed for this bot now: by name, each with what was read of it. What was read of
        the cases is as of now, then."""
        at = self.now()
        claim = {"state": CLAIMED, "at": at.isoformat(), "by": self.holder, "until": (at + LEASE_DURATION).isoformat()}
        values = {name: {**(document.value if document else {}), **claim} for name, document in known.items()}
        etags = {name: document.etag if document else None for name, document in known.items()}
        if not await self.ledger.claim(values, etags):
            return False
        await self.refresh()
        return True

    async def update(self, name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """What stands there then: a change of what stands there at that moment, so that nothing that was noted
        meanwhile is lost. Raises Conflict when others are faster again and again."""
        for _ in range(TRIES):
            document = self.ledger.get(name)
            after = change(document.value if document else {})
            try:
                await self.ledger.put(name, after, document.etag if document else None)
            except Conflict:
                await self.refresh()
            else:
                return after
        raise Conflict("Others are changing this at the same moment: try again.")
