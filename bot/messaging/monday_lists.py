"""Monday lists are the lists of their steps that people get each week, unless they have turned them off."""

from dataclasses import dataclass
from datetime import datetime

from bot.messaging.ledger import Entry, NoMondaysKey
from dialogs.turn_record import OnRecord, writing
from safeguarding.people import Person
from store.interface import Documents

CHOICE = OnRecord("whether the list comes on Mondays", "my steps")


@dataclass(frozen=True)
class MondayLists:
    """The ledger remembers who has turned them off, so that another bot and a later one know it too."""

    ledger: Documents

    def come_to(self, person: Person) -> bool:
        return self.ledger.get(str(NoMondaysKey(person))) is None

    async def turn_off(self, person: Person, at: datetime) -> None:
        """Turns them off for the person. Idempotent."""
        if self.come_to(person):
            with writing() as record:
                await self.ledger.set(str(NoMondaysKey(person)), Entry(at=at).to_json())
                record.besides.append(CHOICE)

    async def turn_on(self, person: Person) -> None:
        """Turns them on again for the person. Idempotent."""
        with writing() as record:
            await self.ledger.delete(str(NoMondaysKey(person)))
            record.besides.append(CHOICE)
