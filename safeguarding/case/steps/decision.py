"""The decision on an LCSPR follows the determination; a legal constraint defers it until it is looked at again."""

from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Decided, DecisionProposed, Escalation, LookedAgain, Recommendation
from safeguarding.case.state.sign_off import LCSPR_DECISION, sign_off_of
from safeguarding.case.steps.guards import require_reason
from safeguarding.case.steps.review import check_recommendation
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor


def propose_decision(case: Case, proposal: Recommendation, by: Actor, at: datetime) -> Case:
    """Puts a DSP's own proposal, with its rationale: the three seats sign anew. A proposal that is put to them already
    is no other. It may differ from the determination in both directions (question for CSCP 15)."""
    STEPS["propose_decision"].require(case, by)
    check_recommendation(proposal, london_date(at))
    if case.proposal and case.proposal.in_words == proposal.in_words:
        return case
    return case.then(DecisionProposed(by=by.person, at=at, proposal=proposal))


def decide_by_escalation(case: Case, decision: Recommendation, escalation: Escalation, by: Actor, at: datetime) -> Case:
    """Records a decision after a disagreement, by the Business Team, for ever shown as not unanimous (question for CSCP
    5)."""
    STEPS["decide_by_escalation"].require(case, by)
    for text in (escalation.procedure, escalation.decided_by, escalation.evidence):
        require_reason(text)
    if escalation.on > london_date(at):
        raise InvalidInput(f"{spoken(escalation.on)} is in the future. Give the day on which it was decided.")
    sign_off = sign_off_of(case, LCSPR_DECISION)
    if sign_off and escalation.on < london_date(sign_off.dissents[0].at):
        raise InvalidInput(f"{spoken(escalation.on)} is before the disagreement. Give the day on which it was decided.")
    check_recommendation(decision, escalation.on)
    return case.then(Decided(by=by.person, at=at, decision=decision, on=escalation.on, escalation=escalation))


def look_again(case: Case, until: date | None, note: FreeText, by: Actor, at: datetime) -> Case:
    """Looks again at a legal constraint: it stands until another day, or, without a day, the decision is open again."""
    STEPS["look_again"].require(case, by)
    require_reason(note)
    if until and until <= london_date(at):
        raise InvalidInput(f"{spoken(until)} has passed. Give a day to come, or none where the constraint has gone.")
    looked = case.of(LookedAgain)
    if looked and case.deferred_until == until and looked[-1].note.shown == note.shown:
        return case
    return case.then(LookedAgain(by=by.person, at=at, until=until, note=note))
