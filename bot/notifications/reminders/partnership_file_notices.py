"""Partnership file notices tell the Business Team what is wrong in the partnership file while the bot runs, and what
was changed in it and waits for a start: nobody else would know that somebody has to act."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.config.partnership_file import LivePartnership
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from cards.notices import file_at_fault_card, file_waits_card
from dialogs.messages import CardMessage
from safeguarding.dates.working_days import london_date

DIGEST_LETTERS = 16


class PartnershipFileNotices:
    def __init__(self, queries: CaseQueries, outbox: Outbox, partnership: LivePartnership) -> None:
        self._queries = queries
        self._outbox = outbox
        self._partnership = partnership
        self._seen: tuple[Sequence[str], Sequence[str]] = ((), ())
        self._standing: dict[str, tuple[Sequence[str], date]] = {}

    async def run(self) -> None:
        """The job tells each member of the Business Team once, when the file was the same in two runs: while somebody
        is writing in it, it may be anything. What comes back on another day, after it was mended, is told anew."""
        found = (self._partnership.faults, self._partnership.waits)
        if found == self._seen:
            await self._tell("faults", found[0], file_at_fault_card)
            await self._tell("waits", found[1], file_waits_card)
        self._seen = found

    async def _tell(self, kind: str, said: Sequence[str], card: Callable[[Sequence[str]], AdaptiveCard]) -> None:
        since = self._since(kind, said)
        if not said:
            return
        digest = sha256("\n".join(said).encode()).hexdigest()[:DIGEST_LETTERS]
        topics = (Topic("partnership_file", parts=(kind, digest, since.isoformat())),)
        for person in self._queries.rules.partnership.acting("business_team"):
            if self._outbox.is_open(person, *topics):
                await self._outbox.send(Message(person, topics, lambda: CardMessage(card(said), "Partnership file")))

    def _since(self, kind: str, said: Sequence[str]) -> date:
        """Returns the day since when this is so: a bot begins with a file that is in order, and all of it in force."""
        today = london_date(self._queries.rules.now())
        known, since = self._standing.get(kind, (said, today))
        self._standing[kind] = said, since if known == said else today
        return self._standing[kind][1]
