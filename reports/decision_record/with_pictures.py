"""The whole record is the decision record with its pictures, as people take it away."""

from reports.context import ReportContext
from reports.decision_record.document import decision_record
from reports.pictures.flowchart import flowchart_of
from reports.pictures.route import route_of
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case


def whole_record(case: Case, context: ReportContext, *, with_review: bool = True) -> bytes:
    pictures = (timeline_of(case, context), route_of(case, context), flowchart_of(case, context))
    return decision_record(case, context, pictures, with_review=with_review)
