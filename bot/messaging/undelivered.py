"""Undelivered cards are the sign-off cards that could not be delivered, as the ledger has them."""

from dataclasses import dataclass

from bot.messaging.ledger import CardKey, Entry, State
from safeguarding.people import Person
from store.interface import Documents


@dataclass(frozen=True)
class UndeliveredCards:
    ledger: Documents

    def people(self, ref: str) -> tuple[Person, ...]:
        """Returns the people whose card of the case could not be delivered; the review channel is nobody."""
        found = self.ledger.all(CardKey.prefix(ref)).items()
        gone = (CardKey.parse(name).person for name, value in found if Entry.parse(value).state is State.GONE)
        return tuple(person for person in gone if person)
