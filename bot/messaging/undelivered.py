"""Undelivered cards are the sign-off cards that could not be delivered, as the ledger has them, with the destinations
at which nothing arrives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.messaging.destinations import Destination
from bot.messaging.ledger import CARDS, POST, CardEntry, CardKey, State, UnreachableEntry, state_in
from bot.messaging.reach import Marks
from store.interface import Documents

GONE = State.GONE


@dataclass(frozen=True)
class UndeliveredCards:
    """``knows`` says whether there is a chat to write to."""

    ledger: Documents
    knows: Callable[[Destination], bool] = lambda to: False

    def cards(self, ref: str | None = None) -> Mapping[CardKey, CardEntry]:
        """Returns the cards to sign of a case, or of all, that could not be delivered as yet."""
        found = self.ledger.all(CardKey.prefix(ref) if ref else CARDS).items()
        # Most cards are delivered: they are not read further.
        some = ((name, CardEntry.parse(value)) for name, value in found if "since" in value or state_in(value) is GONE)
        found_keys = ((CardKey.parse(name), entry) for name, entry in some if entry.is_undelivered)
        return {key: entry for key, entry in found_keys if key.matter != POST}

    def marks(self) -> Mapping[Destination, UnreachableEntry]:
        return Marks(self.ledger, self.knows).all()
