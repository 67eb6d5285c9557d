"""A change of the facts, or an update of the notification, is news where it begins or ends a duty, or moves its day."""

from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.corrections import corrects_return
from safeguarding.case.events.case_events import Updated, UpdateSubmitted
from safeguarding.case.events.correction_events import DayCorrected, StepTakenBack
from safeguarding.case.state.clocks import clocks
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.entries import Office
from safeguarding.framework.framework import Framework

DECIDED = ("sin", "rapid_review")
MOVES = (Updated, UpdateSubmitted, DayCorrected, StepTakenBack)


@dataclass(frozen=True)
class DatesMoved:
    """The case as it was before its latest change and as it was after it; ``number`` tells one change from another."""

    before: Case
    after: Case
    number: int


def dates_moved(case: Case, framework: Framework, calendar: WorkingCalendar) -> DatesMoved | None:
    """Returns the latest change, if what is due by the guidance is another than before it."""
    moves = [event for event in case.events if isinstance(event, MOVES) and not corrects_return(event)]
    if not moves:
        return None
    place = case.events.index(moves[-1])
    before, after = Case(case.events[:place]), Case(case.events[: place + 1])
    if _what_is_due(before, framework, calendar) == _what_is_due(after, framework, calendar):
        return None
    return DatesMoved(before, after, len(moves))


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
