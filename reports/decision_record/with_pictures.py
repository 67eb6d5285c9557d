"""The decision record with its pictures, as it is taken."""

from reports.context import View
from reports.decision_record.document import decision_record
from reports.pictures.flowchart import flowchart_of
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case


def whole_record(case: Case, view: View, *, with_review: bool = True) -> bytes:
    pictures = (timeline_of(case, view), flowchart_of(case, view))
    return decision_record(case, view, pictures, with_review=with_review)
