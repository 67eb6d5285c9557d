"""A Case of Concern is learning outside a notification, referred by an agency and decided by the Review Group."""

from collections.abc import Mapping
from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernKind, ConcernOutcome, ConcernProposed, ConcernReferred
from safeguarding.case.steps.guards import require_reason
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor


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
    """Refers the case; any agency may (briefing: the referring agency submits it). ``known`` has the agencies of the
    partnership file."""
    STEPS["refer_concern"].require(case, by)
    if agency not in known:
        raise InvalidInput("Choose the agency that refers it from the list.", "agency")
    require_reason(learning)
    items = {item.id: item.label for item in framework.question("indicators").items}
    if not items.keys() >= indicators.keys():
        raise InvalidInput("This form belongs to another version of the rules. Refer the Case of Concern anew.")
    for name, evidence in indicators.items():
        if not evidence.shown.strip():
            raise InvalidInput(f"{items[name]}: write the evidence, in a sentence or two.", f"evidence_{name}")
    referred = ConcernReferred(
        by=by.person, at=at, kind=kind, agency=agency, learning=learning, indicators=dict(indicators)
    )
    return case.then(referred)


def propose_outcome(
    case: Case, outcome: ConcernOutcome, rationale: FreeText, quorum: int, by: Actor, at: datetime
) -> Case:
    """Puts an outcome by a member of the Review Group to the others: they sign it, or another is proposed. Repeated
    unchanged, the step is idempotent."""
    STEPS["propose_outcome"].require(case, by)
    require_reason(rationale)
    proposed = case.of(ConcernProposed)
    if proposed and (proposed[-1].outcome, proposed[-1].rationale.shown) == (outcome, rationale.shown):
        return case
    return case.then(ConcernProposed(by=by.person, at=at, outcome=outcome, rationale=rationale, quorum=quorum))
