"""Absences say who is away from their office, from which day they are back, and who recorded it. Whoever is away keeps
every right; the deputies act, and hear what the person would hear."""

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime, timedelta

from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.entries import Office
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor, Person, Role, Seat
from safeguarding.values import Value

LONGEST = timedelta(days=366)
REVIEW_GROUP: tuple[Office, ...] = ("review_group",)


class Absence(Value):
    """An absence was recorded by somebody at a moment: by the person, or for them. On the day ``back`` the person is
    there again."""

    person: Person
    back: date
    by: Person
    at: datetime

    def is_over(self, today: date) -> bool:
        return self.back <= today


def away_on(absences: Iterable[Absence], today: date) -> Mapping[Person, date]:
    """Returns who is away on the day, with the day on which they are back."""
    return {absence.person: absence.back for absence in absences if not absence.is_over(today)}


def stand_ins(
    person: Person, partnership: Partnership, without: Set[Person] = frozenset()
) -> tuple[tuple[Person, ...], tuple[Office, ...]]:
    """Returns who acts in the offices of somebody who is away, or is among those ``without`` whom a case goes on; and
    the offices in which nobody else does. The Review Group counts for whoever is nothing else: it acts as a group."""
    actor = partnership.actor(person)
    held: list[Office] = [seat.value for seat in Seat if seat in actor.seats]
    if Role.BUSINESS_TEAM in actor.roles:
        held.append("business_team")
    out = {person, *without, *partnership.away}
    acting = {
        office: [each for each in partnership.acting(office, without=without) if each not in out]
        for office in held or REVIEW_GROUP
    }
    others = dict.fromkeys(each for people in acting.values() for each in people)
    return tuple(others), tuple(office for office, people in acting.items() if not people)


def record_absence(person: Person, back: date, by: Actor, at: datetime, partnership: Partnership) -> Absence:
    """Raises NotAllowed where it is not theirs to record, InvalidInput where the day can't be right."""
    _require_authority(person, by, partnership)
    today = london_date(at)
    if back <= today:
        raise InvalidInput(f"{spoken(back)} is not ahead. Give the day from which you are back.", "back_on")
    if back > today + LONGEST:
        raise InvalidInput(
            "That is more than a year ahead. Whoever keeps the partnership file enters who holds the office then.",
            "back_on",
        )
    return Absence(person=person, back=back, by=by.person, at=at)


def end_absence(absence: Absence, by: Actor, at: datetime, partnership: Partnership) -> Absence:
    """Ends an absence today; one that is over stays as it is. Raises NotAllowed where it is not theirs to end."""
    _require_authority(absence.person, by, partnership)
    today = london_date(at)
    return absence if absence.is_over(today) else absence.model_copy(update={"back": today})


def may_record_for_others(by: Actor) -> bool:
    return Role.BUSINESS_TEAM in by.roles


def _require_authority(person: Person, by: Actor, partnership: Partnership) -> None:
    if person != by.person and not may_record_for_others(by):
        raise NotAllowed("Only the Business Team can record that somebody else is away, or is back.")
    if not partnership.names(person):
        raise NotAllowed("Only somebody who holds an office in the partnership can be away from it.")
