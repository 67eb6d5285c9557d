"""Clocks are the open deadlines of a case, derived from its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.case.awareness import Start
from safeguarding.case.case import Case
from safeguarding.case.state.criteria import are_settled, values_in_force
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.milestones import milestones
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.dates.working_days import WorkingCalendar, spoken
from safeguarding.framework.due_dates import DueDate, due_date
from safeguarding.framework.entries import Deadline
from safeguarding.framework.framework import Framework

PROVISIONAL = "Provisional: the day a partner became aware is not known yet, so the earliest date known counts."

LATER = (
    "That day is the one on which abuse or neglect was first known or suspected, as the DCS and another partner have "
    "confirmed. The first partner became aware of the incident on {}."
)


@dataclass(frozen=True)
class Clock:
    """A clock is a deadline that is still to be met. ``conditional`` says that it is not decided whether it must be;
    the clock runs all the same. ``instead_of`` is the awareness of the incident, where it starts with a later first
    suspicion."""

    due: DueDate
    provisional: bool = False
    conditional: bool = False
    instead_of: date | None = None

    @property
    def title(self) -> str:
        """Says what is due; with a proviso while it is not decided that it must be."""
        return f"{self.due.deadline.title}, if one is required" if self.conditional else self.due.deadline.title

    def explanation(self) -> str:
        if self.instead_of:
            return f"{self.due.explanation()} {LATER.format(spoken(self.instead_of))}"
        return f"{self.due.explanation()} {PROVISIONAL}" if self.provisional else self.due.explanation()


def clocks(case: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """Returns the clocks that run: none once the case is closed or merged."""
    return case.once("clocks", lambda: _running(case, framework, calendar), framework, calendar)


def _running(case: Case, framework: Framework, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    if not case.is_open:
        return ()
    done, starts = milestones(case, framework), case.starts
    return tuple(
        _clock(case, deadline, starts[deadline.starts], framework, calendar)
        for deadline in (*framework.deadlines, *framework.local_deadlines)
        if deadline.starts in starts and done.isdisjoint(deadline.until) and _stands(case, deadline, framework)
    )


def _stands(case: Case, deadline: Deadline, framework: Framework) -> bool:
    if framework.holds(deadline.stands_while, values_in_force(case)):
        return True
    return deadline.id == "sin" and lacks_agreement(case)


def _clock(case: Case, deadline: Deadline, start: Start, framework: Framework, calendar: WorkingCalendar) -> Clock:
    duties = {name: framework.decision(name).towards for name in deadline.stands_while}
    undecided = any(
        duty and framework.recorded_value(name, values_in_force(case)) != duty for name, duty in duties.items()
    )
    return Clock(due_date(deadline, start.day, calendar), start.provisional, undecided, start.instead_of)


def nearest_clock(running: Sequence[Clock]) -> Clock | None:
    """Returns the clock whose day comes first; one that law or guidance requires before all others, so that none that
    is late hides behind a local day."""
    required = [clock for clock in running if clock.due.deadline.strength == "must"] or running
    return min(required, key=lambda clock: clock.due.due, default=None)


def lacks_agreement(case: Case) -> bool:
    """Says whether "not required" after a death or serious harm still lacks an agreement of the partners."""
    criteria = sign_off_of(case, NOTIFICATION_CRITERIA)
    return criteria is not None and not criteria.is_agreed and not are_settled(case)
