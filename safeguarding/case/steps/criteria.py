"""The notification criteria are decided by escalation where the three partners do not agree, or can't."""

from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.events.case_events import CriteriaEscalated
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.state.criteria import escalated_criteria
from safeguarding.case.state.escalation import CRITERIA
from safeguarding.case.state.matters import CRITERIA_ESCALATION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.guards import check_escalation
from safeguarding.people import Actor


def escalate_criteria(
    case: Case, escalation: Escalation, circumstances: Circumstances, by: Actor, at: datetime, *, met: bool
) -> Case:
    """Records how the criteria were decided by escalation, by the Business Team. It holds when the DCS has signed; then
    it is for ever shown as not unanimous. Repeated unchanged, the step is idempotent."""
    rule = STEPS["escalate_criteria"]
    rule.require(case, by)
    rule.require_allowed(case, circumstances)
    check_escalation(case, CRITERIA, escalation, at)
    recorded = CriteriaEscalated(by=by.person, at=at, met=met, escalation=escalation)
    sign_off = sign_off_of(case, CRITERIA_ESCALATION)
    if sign_off and sign_off.dissents:
        return case.then(recorded)
    return case.then_unless_said(recorded, escalated_criteria(case))
