"""Calendar entries are the deadlines of a case as the calendar of a reader may hold them. Nobody knows who took a file
of the case, or when: whatever has run since the case was opened may stand in one."""

from dataclasses import dataclass, replace
from datetime import datetime

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework


@dataclass(frozen=True)
class CalendarEntry:
    """An entry has the clock as it runs, or as it ran last. ``revision`` is the number of the event that made it what
    it is, and so grows with each change; ``changed`` is the moment of that event."""

    clock: Clock
    is_running: bool
    revision: int
    changed: datetime


def calendar_entries(case: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[CalendarEntry, ...]:
    """Returns one entry for each deadline that has ever run, in the order in which they began. What came with a merge
    counts though the merge was undone: a file may have been taken in between."""
    entries: dict[str, CalendarEntry] = {}
    for number, event in enumerate(case.events, 1):
        running = {clock.due.id: clock for clock in clocks(Case(case.events[:number]), framework, calendar)}
        for id, clock in running.items():
            if id not in entries or not entries[id].is_running or entries[id].clock != clock:
                entries[id] = CalendarEntry(clock, True, number, event.at)
        for id, entry in entries.items():
            if entry.is_running and id not in running:
                entries[id] = replace(entry, is_running=False, revision=number, changed=event.at)
    return tuple(entries.values())
