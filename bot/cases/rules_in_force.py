"""The rules in force are what every case is read by at this moment: the rules file, the calendar, the partnership."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from cards.absence import meanwhile_in_words
from cards.context import CardContext
from dialogs.forms import person_value
from reports.context import ReportContext
from safeguarding.case.absences import stand_ins
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.state.vacancies import away_in_words
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Partnership, ReviewChannel
from safeguarding.people import Person, office_label

T = TypeVar("T")


@dataclass(frozen=True)
class RulesInForce:
    """Rules in force are read through these three. ``now`` is the clock with its time zone; ``current_partnership``
    gives the partnership with whoever holds which office at the moment, and its closed days; ``app_id`` is the bot's
    application id, empty where it has none."""

    engine: Engine
    now: Callable[[], datetime]
    current_partnership: Callable[[], Partnership]
    app_id: str = ""
    _kept: dict[type, tuple[Partnership, date, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def partnership(self) -> Partnership:
        return self.current_partnership()

    @property
    def framework(self) -> Framework:
        return self.engine.framework

    @property
    def calendar(self) -> WorkingCalendar:
        return self._calendar_of(self.partnership)

    def card_context(self) -> CardContext:
        return self._once(CardContext, self._card_context)

    def circumstances(self) -> Circumstances:
        return self._once(Circumstances, self._circumstances)

    def _once(self, kind: type[T], make: Callable[[Partnership, date], T]) -> T:
        """Makes a value once for as long as the day and who holds what are the same: each card asks for it."""
        partnership, today = self.partnership, london_date(self.now())
        kept = self._kept.get(kind)
        if kept is None or kept[0] is not partnership or kept[1] != today:
            kept = self._kept[kind] = partnership, today, make(partnership, today)
        value: T = kept[2]
        return value

    def _card_context(self, partnership: Partnership, today: date) -> CardContext:
        return CardContext(
            self.engine,
            self._calendar_of(partnership),
            today,
            partnership.vacant_since,
            away_in_words(partnership),
            partnership.seat_holders,
            partnership.support,
            self.app_id,
        )

    def report_context(self, nudged: Sequence[tuple[date, str]] = ()) -> ReportContext:
        """Returns what a report of a case needs besides it."""
        partnership = self.partnership
        return ReportContext(
            self.engine,
            self.calendar,
            self.office,
            self.now(),
            partnership.vacant_since,
            partnership.marking,
            partnership.template_content,
            nudged,
            self.app_id,
        )

    def _circumstances(self, partnership: Partnership, today: date) -> Circumstances:
        return Circumstances(today, self._calendar_of(partnership), self.framework, partnership)

    def _calendar_of(self, partnership: Partnership) -> WorkingCalendar:
        return partnership.calendar(self.framework.calendar.published_until)

    def office(self, person: Person) -> str:
        """The record names a person by the office held now."""
        held = (holder.title for holder in self.partnership.holders_in_order() if holder.person == person)
        return next(held, "A practitioner")

    def name_of(self, to: Person | ReviewChannel) -> str:
        """Returns the name by which a notice calls a destination."""
        return self.office(to) if isinstance(to, Person) else "The review channel"

    def acting_meanwhile(self, person: Person) -> str:
        """Says who acts while the person is away, as far as anybody does."""
        others, alone = stand_ins(person, self.partnership)
        return meanwhile_in_words(list(map(self.office, others)), list(map(office_label, alone)))

    def offices(self) -> dict[str, str]:
        """Returns the titles of all who hold an office, by their values in a choice."""
        return {person_value(who): self.office(who) for who in self.partnership.office_holders()}
