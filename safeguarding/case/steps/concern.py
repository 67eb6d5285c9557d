"""The Case of Concern: learning outside a notification, referred by an agency and decided by the Review Group."""

from collections.abc import Mapping
from datetime import datetime

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernKind, ConcernOutcome, ConcernProposed, ConcernReferred
from safeguarding.case.people import Actor
from safeguarding.case.stage import LANE_ENDED, Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.steps.guards import (
    require_no_conflict,
    require_open,
    require_reason,
    require_review_group,
    require_stage,
)
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework


def may_refer(case: Case) -> bool:
    """No duty of a notification or a Rapid Review may be open: a concern never takes a notification's place."""
    if case.stage in LANE_ENDED:
        return True
    no_sin = case.stage is Stage.NOTIFICATION and case.outcome.values["sin"] == "not_required"
    return no_sin and not lacks_agreement(case)


def refer_concern(
    case: Case,
    kind: ConcernKind,
    agency: str,
    learning: FreeText,
    indicators: Mapping[str, FreeText],
    known: frozenset[str],
    framework: Framework,
    by: Actor,
    at: datetime,
) -> Case:
    """Any agency may (briefing: the referring agency submits it). ``known``: the agencies of the partnership file."""
    require_open(case)
    if case.stage is Stage.CONCERN:
        raise WrongStage("A Case of Concern is referred here already. The Review Group decides on it.")
    if case.stage is Stage.CONCERN_DECIDED and case.concern_decision:
        raise WrongStage(
            f"The Review Group decided on this Case of Concern on {spoken(case.concern_decision.on)}. If something "
            "is new, ask the Business Team to close this case. Then refer it again."
        )
    if not may_refer(case):
        raise WrongStage(
            "A notification or a review is open here, and it comes first. A Case of Concern can be referred when the "
            "notification criteria are found not met, or when no LCSPR follows."
        )
    if agency not in known:
        raise InvalidInput("Choose the agency that refers it from the list.")
    require_reason(learning)
    items = {item.id: item.label for item in framework.question("indicators").items}
    if not items.keys() >= indicators.keys():
        raise InvalidInput("This form belongs to another version of the rules. Type concern to begin again.")
    for name, evidence in indicators.items():
        if not evidence.shown.strip():
            raise InvalidInput(f"{items[name]}: write the evidence, in a sentence or two.")
    referred = ConcernReferred(
        by=by.person, at=at, kind=kind, agency=agency, learning=learning, indicators=dict(indicators)
    )
    return case.then(referred)


def propose_outcome(
    case: Case, outcome: ConcernOutcome, rationale: FreeText, quorum: int, by: Actor, at: datetime
) -> Case:
    """A member of the Review Group puts an outcome to the others: they sign it, or another is proposed."""
    require_review_group(by, "propose an outcome")
    require_no_conflict(case, by.person)
    require_stage(case, Stage.CONCERN)
    require_reason(rationale)
    proposed = case.of(ConcernProposed)
    if proposed and (proposed[-1].outcome, proposed[-1].rationale.shown) == (outcome, rationale.shown):
        return case
    return case.then(ConcernProposed(by=by.person, at=at, outcome=outcome, rationale=rationale, quorum=quorum))
