"""Nudges say what of a case must be said now: of each clock what is true today, and once that a "must" was not kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Acknowledged
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.steps.acknowledging import is_told_to_all
from safeguarding.case.views.next_steps import Waiting, waiting_for
from safeguarding.dates.thresholds import DUE, WEEK, WEEKLY, Before, Threshold, last_working_day, threshold_now
from safeguarding.dates.working_days import LONDON, WorkingCalendar, london_date
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Chain, WorkingHours

DUE_AGAIN, BREACH, NOW = "due_again", "breach", "now"
Hearer = Literal["step", "last_step", "owners", "deputies", "business_team", "partners", "dcs"]
"""A hearer of a nudge is whoever's step it is, or can still do it in the last hours, an owner of the deadline, a
deputy, or a group of people."""
STEP: frozenset[Hearer] = frozenset({"step"})
LAST_STEP: frozenset[Hearer] = frozenset({"last_step"})
OWNERS: frozenset[Hearer] = STEP | {"owners"}
ESCALATED: frozenset[Hearer] = STEP | {"deputies", "business_team"}
BROKEN_TO: frozenset[Hearer] = frozenset({"partners", "dcs"})


@dataclass(frozen=True)
class Nudge:
    """A nudge is a clock at a threshold, with what it waits for. ``hearers`` are to be told beside the channel, but for
    those who have acknowledged it (``quiet``). With ``elsewhere`` it is told to nobody who hears as one of these, nor
    in the channel: they are told of the clock by another nudge."""

    case: Case
    clock: Clock
    threshold: Threshold
    waiting: Waiting
    hearers: frozenset[Hearer] = STEP
    quiet: tuple[Acknowledged, ...] = ()
    elsewhere: frozenset[Hearer] = frozenset()

    @property
    def key(self) -> tuple[str, str, str]:
        """The key is the same whenever the same is to be said of the case, so that sending is idempotent: deadline, due
        date and threshold."""
        due = self.clock.due
        return due.id, due.due.isoformat(), self.threshold.id

    @property
    def is_overdue(self) -> bool:
        return self.threshold.day > self.clock.due.due

    @property
    def is_breach(self) -> bool:
        """Says whether it is told, once, to those who had not heard of the deadline before it passed."""
        return self.threshold.id == BREACH


Became = Literal["over", "moved", "taken", "not_theirs"]
"""A nudge of before became so: its clock runs no more, runs to another day, or the reader's own step is taken, or is
theirs no more."""


@dataclass(frozen=True)
class Settled:
    """A settled nudge says nothing any more that its reader has to act on."""

    ref: str
    deadline: str
    became: Became


@dataclass(frozen=True)
class Moment:
    """The moment is when nudges are asked for, as far as they depend on it: whether it is one of the last hours before
    the offices close (``is_late``), and when they opened that day. Without an ``opening`` nothing waits for the next
    one."""

    today: date
    is_late: bool = False
    opening: datetime | None = None


def moment_of(at: datetime, hours: WorkingHours, chain: Chain) -> Moment:
    today = london_date(at)
    closing = datetime.combine(today, hours.close, LONDON)
    return Moment(today, at >= closing - timedelta(hours=chain.last_hours), hours.opening(today))


def nudges(
    case: Case,
    framework: Framework,
    calendar: WorkingCalendar,
    thresholds: Mapping[str, tuple[Before, ...]],
    chain: Chain,
    moment: Moment,
) -> Iterator[Nudge]:
    """Yields the nudges of a case. ``thresholds`` are by deadline: one without any is said on the day and while it is
    overdue. A nudge that was told when the case opened is not said again; of a rehearsal none is said once it has
    faded."""
    if has_faded(case, moment.today):
        return
    told, new = _told_at_opening(case, framework, calendar), _since_opening(case, moment, framework, calendar)
    for clock in clocks(case, framework, calendar):
        due = clock.due
        if clock in new and not due.deadline.is_statutory and moment.today < due.due:
            # Local practice that came up in the course of the day is told with the next morning.
            continue
        known_on = told.get((due.id, due.due), date.min)
        pace = WEEKLY if due.deadline.months is not None else replace(chain.pace, since=known_on)
        threshold = threshold_now(due.due, thresholds.get(due.id, ()), calendar, moment.today, pace)
        is_said_again = threshold is not None and _is_said_again(clock, threshold, moment, calendar)
        if threshold is None or (threshold.day <= known_on and not is_said_again):
            continue
        waiting = waiting_for(case, framework, due.id)
        hearers = _hearers(clock, calendar.working_days_left(moment.today, due.due), chain)
        if is_said_again:
            again = Threshold(DUE_AGAIN, threshold.day)
            if threshold.day <= known_on:
                yield Nudge(case, clock, again, waiting, hearers)
            else:
                yield Nudge(case, clock, again, waiting, LAST_STEP)
                yield Nudge(case, clock, threshold, waiting, hearers, elsewhere=LAST_STEP)
            continue
        is_for_all = is_told_to_all(due.due, moment.today, calendar)
        quiet = () if is_for_all else acknowledged(case, clock, framework, calendar, moment.today)
        yield Nudge(case, clock, threshold, waiting, hearers, quiet)
        if threshold.day > due.due and due.deadline.is_statutory:
            first = Threshold(BREACH, calendar.add(max(due.due, known_on), 1))
            yield Nudge(case, clock, first, waiting, BROKEN_TO, elsewhere=OWNERS | ESCALATED)


def nudges_now(case: Case, framework: Framework, calendar: WorkingCalendar, today: date) -> Mapping[str, Nudge]:
    """Returns what could be said of each clock now, whatever its thresholds, by deadline."""
    said = Threshold(NOW, today)
    running = ((clock, waiting_for(case, framework, clock.due.id)) for clock in clocks(case, framework, calendar))
    return {clock.due.id: Nudge(case, clock, said, waiting) for clock, waiting in running}


def acknowledged(
    case: Case, clock: Clock, framework: Framework, calendar: WorkingCalendar, today: date
) -> tuple[Acknowledged, ...]:
    """Returns what was acknowledged of a clock that runs, as far as it lasts on the day. It falls away for good once a
    step is taken that the clock waited for, or the due day moves to an earlier one."""
    lasting = [e for e in case.of(Acknowledged) if e.deadline == clock.due.id and today < e.quiet_until]
    return tuple(event for event in lasting if _holds_still(case, event, framework, calendar))


def _holds_still(case: Case, event: Acknowledged, framework: Framework, calendar: WorkingCalendar) -> bool:
    before = case.before(event)
    owed = set(event.offices) & set(waiting_for(before, framework, event.deadline).offices)

    def held(then: Case) -> bool:
        due = [clock.due.due for clock in clocks(then, framework, calendar) if clock.due.id == event.deadline]
        return bool(due) and due[0] >= event.due and owed <= set(waiting_for(then, framework, event.deadline).offices)

    return all(held(Case(case.events[:number])) for number in range(before.version + 1, case.version + 1))


def has_faded(case: Case, today: date) -> bool:
    """Says whether the case is a rehearsal of so long ago that nobody is reminded of it."""
    return case.is_rehearsal and today > london_date(case.opened.at) + WEEK


def _is_said_again(clock: Clock, threshold: Threshold, moment: Moment, calendar: WorkingCalendar) -> bool:
    """Says whether the due day is told once more: in its last hours, of what the guidance requires."""
    due = clock.due
    is_last_day = threshold.id == DUE and moment.today == last_working_day(due.due, calendar)
    return is_last_day and moment.is_late and due.deadline.is_statutory


def _hearers(clock: Clock, days_left: int, chain: Chain) -> frozenset[Hearer]:
    if not clock.due.deadline.is_statutory:
        return ESCALATED if days_left < 0 else STEP
    return (OWNERS if days_left <= chain.owners else STEP) | (ESCALATED if days_left <= chain.deputies else STEP)


def _since_opening(case: Case, moment: Moment, framework: Framework, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """Returns the clocks that run since a moment of the day itself, or to another due date than in its morning."""
    before = tuple(event for event in case.events if moment.opening is None or event.at < moment.opening)
    if len(before) == case.version:
        return ()
    ran = {(clock.due.id, clock.due.due) for clock in clocks(Case(before), framework, calendar)} if before else set()
    return tuple(clock for clock in clocks(case, framework, calendar) if (clock.due.id, clock.due.due) not in ran)


def _told_at_opening(case: Case, framework: Framework, calendar: WorkingCalendar) -> dict[tuple[str, date], date]:
    """Returns the clocks that ran from the start with the due dates of then, and the day on which they were told."""
    opening = case.as_of(1)
    day = london_date(case.opened.at)
    return {(clock.due.id, clock.due.due): day for clock in clocks(opening, framework, calendar)}


DAILY_WITHIN = 5
"""A clock that falls due within so many working days is a line of each day's digest."""


def is_in_digest(clock: Clock, calendar: WorkingCalendar, today: date) -> bool:
    """Says whether the digest of the day has a line of the clock: on the first working day of the week of each, on the
    others of what is due soon or overdue. What is counted in months is no daily line."""
    if calendar.is_first_of_week(today):
        return True
    is_near = calendar.working_days_left(today, clock.due.due) <= DAILY_WITHIN
    return is_near and clock.due.deadline.months is None
