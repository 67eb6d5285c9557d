"""The beginning of the news is when the bot first told news in person: what happened before is no news after an
upgrade."""

from contextlib import suppress
from datetime import datetime

from bot.messaging.ledger import NEWS_SINCE, Entry
from store.errors import Conflict
from store.interface import Documents


async def news_since(ledger: Documents, now: datetime) -> datetime:
    """Returns the moment since when news is told; the first bot that asks notes it (idempotent)."""
    known = ledger.get(NEWS_SINCE)
    if known is None:
        with suppress(Conflict):
            await ledger.put(NEWS_SINCE, Entry(at=now).to_json(), None)
        known = ledger.get(NEWS_SINCE)
    noted = Entry.parse(known.value).at if known else None
    return noted or now
