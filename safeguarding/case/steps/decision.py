"""The decision on an LCSPR follows the determination; a legal constraint defers it until it is looked at again."""

from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.base import as_read
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Decided, DecisionProposed, Escalation, LookedAgain, Recommendation
from safeguarding.case.state.escalation import LCSPR
from safeguarding.case.steps.guards import check_escalation, require_reason
from safeguarding.case.steps.review import check_recommendation
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor


def propose_decision(case: Case, proposal: Recommendation, by: Actor, at: datetime) -> Case:
    """Puts a DSP's own proposal, with its rationale: the three seats sign anew. A proposal that is put to them already
    is no other. It may differ from the determination in both directions (question for CSCP 15)."""
    STEPS["propose_decision"].require(case, by)
    check_recommendation(proposal, london_date(at))
    if as_read(case.proposal) == as_read(proposal):
        return case
    return case.then(DecisionProposed(by=by.person, at=at, proposal=proposal))


def decide_by_escalation(
    case: Case,
    decision: Recommendation,
    escalation: Escalation,
    circumstances: Circumstances,
    by: Actor,
    at: datetime,
) -> Case:
    """Records a decision that the three did not agree on, by the Business Team, for ever shown as not unanimous
    (question for CSCP 5)."""
    rule = STEPS["decide_by_escalation"]
    rule.require(case, by)
    rule.require_allowed(case, circumstances)
    check_escalation(case, LCSPR, escalation, at)
    check_recommendation(decision, escalation.on)
    return case.then(Decided(by=by.person, at=at, decision=decision, on=escalation.on, escalation=escalation))


def look_again(case: Case, until: date | None, note: FreeText, by: Actor, at: datetime) -> Case:
    """Looks again at a legal constraint: it stands until another day, or, without a day, the decision is open again."""
    STEPS["look_again"].require(case, by)
    require_reason(note)
    if until and until <= london_date(at):
        raise InvalidInput(
            f"{spoken(until)} has passed. Give a day to come, or none where the constraint has gone.", "until"
        )
    looked = case.of(LookedAgain)
    if looked and case.deferred_until == until and looked[-1].note.shown == note.shown:
        return case
    return case.then(LookedAgain(by=by.person, at=at, until=until, note=note))
