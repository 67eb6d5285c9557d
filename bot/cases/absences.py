"""Absences are kept in one document of the store, which every bot of the partnership reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dialogs.turn_record import OnRecord, writing
from safeguarding.case.absences import Absence, away_on
from safeguarding.dates.working_days import london_date
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person
from store.errors import Conflict
from store.interface import Documents

AWAY = "away"
"""The document has this name in the ledger."""
TRIES = 5
WHO_IS_AWAY = OnRecord("who is away", "away")


@dataclass(frozen=True)
class Absences:
    ledger: Documents

    def all(self) -> tuple[Absence, ...]:
        document = self.ledger.get(AWAY)
        return _read(document.value) if document else ()

    @property
    def version(self) -> str | None:
        """Returns what differs for another content of the document; none where there is no document."""
        document = self.ledger.get(AWAY)
        return document.etag if document else None

    def of(self, person: Person) -> Absence | None:
        return next((absence for absence in self.all() if absence.person == person), None)

    async def record(self, absence: Absence) -> None:
        """Records an absence in place of the person's earlier one; until the same day, that one stands. Raises
        Conflict."""
        known = self.of(absence.person)
        if known and known.back == absence.back:
            return
        await self._change(lambda known: (*_without(known, absence.person), absence))

    async def forget(self, absence: Absence) -> None:
        """Forgets an absence that is over; another one that was recorded meanwhile stays. Raises Conflict."""
        await self._change(lambda known: tuple(each for each in known if each != absence))

    async def _change(self, change: Callable[[tuple[Absence, ...]], tuple[Absence, ...]]) -> None:
        for left in reversed(range(TRIES)):
            document = self.ledger.get(AWAY)
            changed = change(_read(document.value) if document else ())
            value = {"absences": [absence.model_dump(mode="json") for absence in changed]}
            try:
                with writing() as record:
                    await self.ledger.put(AWAY, value, document.etag if document else None)
                    record.besides.append(WHO_IS_AWAY)
            except Conflict:
                # Another bot has recorded one in between: it is kept.
                if not left:
                    raise
            else:
                return


class PartnershipInForce:
    """The partnership in force is the file's, with those who are away at the moment. It is the same object for as long
    as nothing of it has changed: jobs go by that."""

    def __init__(self, of_file: Callable[[], Partnership], absences: Absences, now: Callable[[], datetime]) -> None:
        self._of_file = of_file
        self._absences = absences
        self._now = now
        self._known: tuple[str | None, date, Mapping[Person, date]] | None = None
        self._made: tuple[Partnership, Mapping[Person, date], Partnership] | None = None

    def __call__(self) -> Partnership:
        read, away = self._of_file(), self._away()
        if not away:
            return read
        if self._made is None or self._made[0] is not read or self._made[1] != away:
            self._made = read, away, read.model_copy(update={"away": away})
        return self._made[2]

    def _away(self) -> Mapping[Person, date]:
        """Reads the document again only when it was written again: it is asked for hundreds of times in a round."""
        version, today = self._absences.version, london_date(self._now())
        if self._known is None or self._known[:2] != (version, today):
            self._known = version, today, away_on(self._absences.all(), today)
        return self._known[2]


def _read(value: Mapping[str, Any]) -> tuple[Absence, ...]:
    return tuple(Absence.model_validate(each) for each in value["absences"])


def _without(absences: tuple[Absence, ...], person: Person) -> tuple[Absence, ...]:
    return tuple(absence for absence in absences if absence.person != person)
