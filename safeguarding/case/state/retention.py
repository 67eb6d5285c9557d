"""Retention says which cases are deleted when their time has passed, and what stays of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from safeguarding.case.case import Case
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import Closed, MergedInto, OpenedInError
from safeguarding.case.events.review_events import LcsprCompleted
from safeguarding.dates.working_days import london_date


@dataclass(frozen=True)
class Tombstone:
    """A tombstone is all that is kept of a deleted case: nobody and no text. It keeps the number from being given
    again."""

    ref: str
    opened: date
    closed: date
    deleted: date
    outcome: Mapping[str, str]


def closed_on(case: Case) -> date | None:
    """Returns London's day on which the case ended, by being closed or merged; none while it is open."""
    if case.is_open:
        return None
    kinds = Closed | LcsprCompleted | MergedInto | OpenedInError | Transferred
    ends = [event for event in case.events if isinstance(event, kinds)]
    return london_date(ends[-1].at)


def due_for_deletion(cases: Mapping[str, Case], years: int, today: date) -> tuple[Case, ...]:
    """Returns the cases that ended more than so many years ago. A merged case stays as long as the one that it went
    into: the later record may not make sense without it."""
    return tuple(case for case in cases.values() if _is_due(case, cases, years, today))


def _is_due(case: Case, cases: Mapping[str, Case], years: int, today: date) -> bool:
    closed = closed_on(case)
    if closed is None or today <= closed + relativedelta(years=years):
        return False
    into = cases.get(case.merged_into or "")
    return into is None or _is_due(into, cases, years, today)


def tombstone_of(case: Case, deleted: date) -> Tombstone:
    closed = closed_on(case)
    if closed is None:
        raise ValueError(f"{case.ref} is open, and an open case is never deleted")
    decided = {
        "ended_as": case.stage.value,
        "dsp_decision": case.decision.decision.outcome if case.decision else None,
        "concern_decision": case.concern_decision.outcome if case.concern_decision else None,
    }
    outcome = {**case.outcome.values, **{name: value for name, value in decided.items() if value}}
    return Tombstone(case.ref, london_date(case.opened.at), closed, deleted, outcome)
