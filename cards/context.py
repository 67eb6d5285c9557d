"""The card context holds what the cards of a case are drawn from besides the case."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.vacancies import Vacancies, vacant_in_words
from safeguarding.case.views.next_steps import Awaited, awaited
from safeguarding.case.views.nudges import acknowledged
from safeguarding.dates.working_days import WorkingCalendar, spoken
from safeguarding.framework.due_dates import time_left
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework
from safeguarding.people import Person, Seat, office_label


@dataclass(frozen=True)
class CardContext:
    """Every card of a case needs this besides the case: the rules, the calendar, the day in London, the seats that are
    vacant, in words those whose holders are ``away``, who holds which seat, deputies apart, the partnership's own words
    of ``support`` for whoever reports, and the bot's application id, empty where it has none. A card that ``stays`` as
    it was sent says of a due date nothing that is wrong a day later."""

    engine: Engine
    calendar: WorkingCalendar
    today: date
    vacant: Vacancies = field(default_factory=dict)
    away: Mapping[Seat, str] = field(default_factory=dict)
    holders: Mapping[Seat, Collection[Person]] = field(default_factory=dict)
    support: str = ""
    app_id: str = ""
    stays: bool = False

    @property
    def framework(self) -> Framework:
        return self.engine.framework

    def for_good(self) -> "CardContext":
        """Returns the context of a card that is sent once, and that nobody brings up to date."""
        return replace(self, stays=True)

    def as_it_stood(self) -> str:
        """Says on which day the days left were counted."""
        return f"As it stood on {spoken(self.today)}."

    def clocks(self, case: Case) -> tuple[Clock, ...]:
        return clocks(case, self.framework, self.calendar)

    def awaited(self, case: Case) -> Awaited:
        return awaited(case, self.framework, self.calendar)

    def unsigned(self, seat: Seat) -> str:
        """Says how it stands with a seat that has not signed."""
        away = f"not yet ({self.away[seat]})" if seat in self.away else "not yet"
        return vacant_in_words(seat, self.vacant) or away

    def nobody_at(self, seat: Seat) -> str | None:
        """Says why nobody who holds the seat takes a step now; none where somebody does."""
        return vacant_in_words(seat, self.vacant) or self.away.get(seat)

    def waited_for(self, office: Office) -> str:
        """Names an office that has a step to take, and why nobody there takes it now."""
        why_not = self.nobody_at(Seat(office)) if office in set(Seat) else None
        return f"{office_label(office)} ({why_not})" if why_not else office_label(office)

    def by_when(self, due: date) -> str:
        """Writes a due date as every deadline is shown: Monday 4 January 2027 (5 working days left)."""
        if self.stays:
            return f"{spoken(due)} (the day has passed)" if due < self.today else spoken(due)
        return f"{spoken(due)} ({time_left(self.calendar, self.today, due)})"

    def acknowledged(self, case: Case, clock: Clock) -> Iterator[str]:
        """Yields who has acknowledged a clock, and until when; why stands in the history alone."""
        for event in acknowledged(case, clock, self.framework, self.calendar, self.today):
            offices = ", ".join(map(office_label, event.offices))
            yield f"Acknowledged by: {offices}, until {spoken(event.quiet_until)}."

    def handed_over(self, case: Case) -> Iterator[str]:
        """Yields the seats whose holders have all handed the case over."""
        for seat, people in self.holders.items():
            if people and case.handed_over.issuperset(people):
                yield f"{seat.label}: handed over, the others who hold the seat act."

    def time_left(self, clock: Clock) -> str:
        if self.stays:
            return f"due on {self.by_when(clock.due.due)}"
        return time_left(self.calendar, self.today, clock.due.due)
