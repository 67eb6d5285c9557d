"""Asked reminders are kept in one document for each case, which every bot of the partnership reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.turn_record import OnRecord, writing
from safeguarding.case.reminders import Asked, Reminder
from store.errors import Conflict
from store.interface import Documents

ASKED = "asked|"
"""The names of the documents in the ledger begin so; the case's reference follows."""
TRIES = 5


@dataclass(frozen=True)
class AskedReminders:
    ledger: Documents

    def of(self, ref: str) -> tuple[Reminder, ...]:
        document = self.ledger.get(f"{ASKED}{ref}")
        return _read(document.value) if document else ()

    def by_ref(self) -> Iterator[tuple[str, tuple[Reminder, ...]]]:
        return ((name.removeprefix(ASKED), _read(value)) for name, value in self.ledger.all(ASKED).items())

    async def ask(self, ref: str, ask: Callable[[tuple[Reminder, ...]], Asked]) -> Asked:
        """Records what ``ask`` asks for, knowing what was asked before; of each person and deadline the latest is kept.
        Raises Conflict."""
        tries = TRIES
        while True:
            document = self.ledger.get(f"{ASKED}{ref}")
            known = _read(document.value) if document else ()
            asked = ask(known)
            if not asked.new:
                return asked
            latest = {(each.deadline, each.person): each for each in (*known, *asked.new)}
            value = {"reminders": [each.model_dump(mode="json") for each in latest.values()]}
            try:
                with writing() as record:
                    await self.ledger.put(f"{ASKED}{ref}", value, document.etag if document else None)
                    record.besides.append(OnRecord(f"the reminder in {ref}", f"case {ref}"))
            except Conflict:
                # Another bot has recorded one in between: it is known the next time.
                tries -= 1
                if not tries:
                    raise
            else:
                return asked


def _read(value: Mapping[str, Any]) -> tuple[Reminder, ...]:
    return tuple(map(Reminder.model_validate, value["reminders"]))
