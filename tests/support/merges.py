"""Two cases that were merged are taken apart; the other one is made up where it is not at hand."""

from datetime import datetime

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import MergedFrom, MergedInto
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.merges import latest_merge
from safeguarding.case.steps.unmerging import undo_merge
from safeguarding.dates.working_days import london_date
from safeguarding.people import Actor
from tests.support.case_stages import BUSINESS_TEAM, THE_SAME, circumstances, like
from tests.support.people.everybody import OPENED_AT


def apart(
    duplicate: Case, into: Case, by: Actor = BUSINESS_TEAM, at: datetime = OPENED_AT, why: FreeText = THE_SAME
) -> tuple[Case, Case]:
    return undo_merge(duplicate, into, why, circumstances(london_date(at)), by, at)


def taken_apart(case: Case, other: Case, by: Actor, at: datetime, why: FreeText = THE_SAME) -> Case:
    """Undoes the latest merge of the case. The other case has the facts of ``other``."""
    merge = latest_merge(case.events)
    if isinstance(merge, MergedFrom):
        end = MergedInto(by=merge.by, at=merge.at, other=case.ref, reason=merge.reason)
        return apart(like(other, merge.other).then(end), case, by, at, why)[1]
    into = like(other, merge.other if merge else "CSCP-2")
    if merge:
        into = into.then(_taken_from(case, merge))
    return apart(case, into, by, at, why)[0]


def _taken_from(case: Case, merge: MergedInto) -> MergedFrom:
    aware = case.aware
    return MergedFrom(
        by=merge.by,
        at=merge.at,
        other=case.ref,
        aware_from=aware.day,
        provisional=aware.provisional,
        sin_submitted=case.sin_submitted,
        reason=merge.reason,
    )
