"""The clock history has every clock that a case has had, and whether it was kept; ``state.clocks`` has the running
ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.corrections import day_of
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, Restricted, SinSubmitted, UpdateSubmitted
from safeguarding.case.events.review_events import (
    ConcernDecided,
    Decided,
    InformationReturned,
    LcsprCompleted,
    LookedAgain,
)
from safeguarding.case.merges import standing_events
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.milestones import milestones
from safeguarding.dates.working_days import WorkingCalendar, london_date, spoken
from safeguarding.framework.due_dates import time_left
from safeguarding.framework.entries import Deadline, Milestone
from safeguarding.framework.framework import Framework

TAKEN_BY: dict[str, type[AnyEvent]] = {
    "returns_asked_for": InformationReturned,
    "look_again_on": LookedAgain,
    "restriction_review": Restricted,
}
"""These deadlines fall on a day that the case itself has set. Each start is listed with the event that was to come by
then."""
ENDS_UNMET: frozenset[Milestone] = frozenset({"found_not_met", "information_requested"})
"""These milestones end a clock without its step having been taken."""


@dataclass(frozen=True)
class ClockRecord:
    """A record says how one clock went. ``done`` is the day on which what was due was done, ``ended`` the day on which
    it stopped being due, undone. Both are none while it runs."""

    clock: Clock
    done: date | None = None
    ended: date | None = None

    @property
    def deadline(self) -> Deadline:
        return self.clock.due.deadline

    @property
    def due(self) -> date:
        return self.clock.due.due

    @property
    def is_running(self) -> bool:
        return self.done is None and self.ended is None

    @property
    def was_kept(self) -> bool:
        return self.done is not None and self.done <= self.due

    def in_words(self, calendar: WorkingCalendar, today: date) -> str:
        if self.ended:
            return f"no longer due since {spoken(self.ended)}"
        if self.done is None:
            return f"running: {time_left(calendar, today, self.due)}"
        if self.was_kept:
            return f"kept: done on {spoken(self.done)}"
        days = calendar.working_days_left(self.due, self.done)
        by = f", {days} working day{'' if days == 1 else 's'} after" if days else ""
        return f"late: done on {spoken(self.done)}{by}"


def clock_history(case: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[ClockRecord, ...]:
    """Returns the records in the order in which the clocks began. A clock that stopped and runs again, after a
    determination that lapsed for instance, stands as it is now; a merge that was undone leaves no trace in them."""
    kept: list[ClockRecord] = []
    events = standing_events(case.events)
    for number in range(1, len(events) + 1):
        kept = list(_after(kept, Case(events[:number]), case, framework, calendar))
    latest = {each.deadline.id: each for each in kept}
    return tuple(_correct(each, case) if latest[each.deadline.id] is each else each for each in kept)


def _after(
    kept: list[ClockRecord], case: Case, whole: Case, framework: Framework, calendar: WorkingCalendar
) -> Iterator[ClockRecord]:
    """Yields what the latest event has made of the clocks. ``whole`` is the case with all that came after it."""
    running = {clock.due.id: clock for clock in clocks(case, framework, calendar)}
    event, done = case.events[-1], milestones(case, framework)
    for each in kept:
        now = running.get(each.deadline.id)
        if not each.is_running:
            if now is None or now.due.due != each.due:
                yield each
        elif now is None:
            yield _stop(each, case, whole, done)
        elif now.due.due != each.due and _takes(event, each.deadline):
            yield replace(each, done=_day_done(each, case, whole))
        else:
            yield replace(each, clock=running.pop(each.deadline.id))
    yield from (ClockRecord(clock) for clock in running.values())


def _stop(each: ClockRecord, case: Case, whole: Case, done: frozenset[Milestone]) -> ClockRecord:
    event, until = case.events[-1], set(each.deadline.until)
    met = bool(until & done - ENDS_UNMET) and "information_requested" not in until
    if each.deadline.starts in TAKEN_BY:
        met = _takes(event, each.deadline)
    if "found_not_met" in until and "found_not_met" in done:
        met = False
    return replace(each, done=_day_done(each, case, whole)) if met else replace(each, ended=london_date(event.at))


def _takes(event: AnyEvent, deadline: Deadline) -> bool:
    kind = TAKEN_BY.get(deadline.starts)
    return kind is not None and isinstance(event, kind)


def _day_done(each: ClockRecord, case: Case, whole: Case) -> date:
    """Returns the day on which what was due was done with the latest event. The returns of one day are complete with
    the last that came, which need not be the last that was recorded."""
    if TAKEN_BY.get(each.deadline.starts) is not InformationReturned:
        return _day(case.events[-1])
    requests = case.information_requests
    latest = (requests.latest_return(agency) for agency in requests.returned if requests.due[agency] == each.due)
    return max(day_of(whole.events, event) for event in latest if event)


def _day(event: AnyEvent) -> date:
    """Returns the day on which the event happened, which may be before it was recorded."""
    if isinstance(event, SinSubmitted | UpdateSubmitted | Decided | LcsprCompleted | ConcernDecided):
        return event.on
    if isinstance(event, MergedFrom) and event.sin_submitted:
        return event.sin_submitted
    return london_date(event.at)


def _correct(each: ClockRecord, case: Case) -> ClockRecord:
    """Takes the day that stands now: a duplicate that was merged later may have been submitted before, and a recorded
    day may have been corrected."""
    completed = case.of(LcsprCompleted)
    days = {
        "sin_submitted": case.sin_submitted,
        "update_submitted": case.notification.updated,
        "decided_anew": case.day_of(case.decisions[-1]) if case.is_decided_since_news else None,
        "lcspr_completed": case.day_of(completed[-1]) if completed else None,
        "first_decision": case.day_of(case.decisions[0]) if case.decisions else None,
    }
    meeting = case.dsp_meeting
    if "dsps_met" in each.deadline.until and meeting and not each.is_running:
        held = meeting.outcome == "held"
        return replace(each, done=meeting.on if held else None, ended=None if held else meeting.on)
    if each.done is None or "determined" in each.deadline.until:
        return each
    known = next((days[name] for name in each.deadline.until if days.get(name)), None)
    return replace(each, done=known or each.done)
