"""A change of the facts, or an update of the notification, is news where it begins or ends a duty, or moves its day.
So is a change of the days on which the partnership is closed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import takewhile

from safeguarding.case.case import Case
from safeguarding.case.corrections import corrects_return
from safeguarding.case.events.case_events import Updated, UpdateSubmitted
from safeguarding.case.events.correction_events import DayCorrected, StepTakenBack
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.dates.working_days import DAY, WorkingCalendar, spoken
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework

DECIDED = ("sin", "rapid_review")
MOVES = (Updated, UpdateSubmitted, DayCorrected, StepTakenBack)
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class DatesMoved:
    """The case as it was before a change and as it was after it; ``number`` tells one change from another."""

    before: Case
    after: Case
    number: int


@dataclass(frozen=True)
class CalendarChanged:
    """At this moment the partnership's closed days became others than ``before``."""

    at: datetime
    before: WorkingCalendar


@dataclass(frozen=True)
class DayMoved:
    """The day of a clock has moved, by each of the days ``because``: it is closed now, under this name, or is a working
    day again, with none."""

    clock: Clock
    was: date
    because: tuple[tuple[date, str | None], ...]


def dates_moved(
    case: Case, framework: Framework, calendar: WorkingCalendar, since: datetime = EVER
) -> DatesMoved | None:
    """Returns the latest change after the moment by which what is due by the guidance became another than before. One
    that left it as it was hides none of before."""
    made = enumerate(case.events)
    moves = [place for place, event in made if isinstance(event, MOVES) and not corrects_return(event)]
    for number, place in reversed([*enumerate(moves, 1)]):
        if case.events[place].at <= since:
            return None
        before, after = case.as_of(place), case.as_of(place + 1)
        if _what_is_due(before, framework, calendar) != _what_is_due(after, framework, calendar):
            return DatesMoved(before, after, number)
    return None


def moved_by_calendar(
    case: Case, framework: Framework, changed: CalendarChanged, calendar: WorkingCalendar
) -> tuple[DayMoved, ...]:
    """Returns the clocks that ran before the change, run from the same day still, and are due on another."""
    version = sum(1 for _ in takewhile(lambda event: event.at < changed.at, case.events))
    if not version:
        return ()
    then = clocks(case.as_of(version), framework, changed.before)
    were = {(clock.due.id, clock.due.start): clock.due.due for clock in then}
    running = ((clock, were.get((clock.due.id, clock.due.start))) for clock in clocks(case, framework, calendar))
    return tuple(
        DayMoved(clock, was, tuple(_days_changed(clock.due.start, max(was, clock.due.due), changed.before, calendar)))
        for clock, was in running
        if was and was != clock.due.due
    )


def reasons(moved: Iterable[DayMoved]) -> tuple[str, ...]:
    """Says in sentences, each once, which days were closed, or are working days again."""
    days = sorted({because for each in moved for because in each.because})
    return tuple(
        f"{spoken(day)} is closed: {name}." if name else f"{spoken(day)} is a working day again." for day, name in days
    )


def offices_next(case: Case, framework: Framework) -> tuple[Office, ...]:
    """Returns the offices whose step the deadlines of the guidance wait for."""
    found = (office for each in framework.deadlines for office in waiting_for(case, framework, each.id).offices)
    return tuple(dict.fromkeys(found))


def _what_is_due(case: Case, framework: Framework, calendar: WorkingCalendar) -> object:
    statutory = {deadline.id for deadline in framework.deadlines}
    running = {clock.due.id: (clock.due.due, clock.conditional) for clock in clocks(case, framework, calendar)}
    return (
        [case.outcome.values[name] for name in DECIDED],
        {name: due for name, due in running.items() if name in statutory},
    )


def _days_changed(
    start: date, end: date, before: WorkingCalendar, now: WorkingCalendar
) -> Iterator[tuple[date, str | None]]:
    """Yields the days after the start, up to the end, that are a working day in one of the two alone."""
    for number in range(1, (end - start).days + 1):
        day = start + number * DAY
        if before.is_working_day(day) != now.is_working_day(day):
            yield day, now.holiday(day)
