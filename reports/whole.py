"""The decision record with its pictures, as it is taken."""

from reports.decision_record import decision_record
from reports.flowchart_picture import flowchart_of
from reports.timeline_picture import timeline_of
from reports.view import View
from safeguarding.case.case import Case


def whole_record(case: Case, view: View, *, with_review: bool = True) -> bytes:
    pictures = (timeline_of(case, view), flowchart_of(case, view))
    return decision_record(case, view, pictures, with_review=with_review)
