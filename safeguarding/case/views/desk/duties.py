"""The duties of a case in brief: how many are done, how many are to come, and how many are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock
from safeguarding.case.state.milestones import milestones
from safeguarding.framework.entries import Deadline
from safeguarding.framework.framework import Framework


@dataclass(frozen=True)
class DutiesInBrief:
    """A duty of law or guidance counts as ``done``; local days are counted while they run."""

    done: int
    to_come: int
    late: int


def duties_in_brief(case: Case, running: Sequence[Clock], framework: Framework, today: date) -> DutiesInBrief:
    late = sum(clock.due.due < today for clock in running)
    done = sum(_is_done(case, deadline, framework) for deadline in framework.deadlines)
    return DutiesInBrief(done, len(running) - late, late)


def _is_done(case: Case, deadline: Deadline, framework: Framework) -> bool:
    """Says whether what was due was done, and did not stop being due."""
    if case.found_not_met and "found_not_met" in deadline.until:
        return False
    return deadline.starts in case.starts and not milestones(case, framework).isdisjoint(deadline.until)
