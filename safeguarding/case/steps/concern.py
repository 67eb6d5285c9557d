"""A Case of Concern is learning outside a notification, referred by an agency and decided by the Review Group."""

from collections.abc import Mapping
from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernOutcome, ConcernProposed, ConcernReferred, FurtherAnswer
from safeguarding.case.steps.guards import require_reason
from safeguarding.framework.framework import Framework
from safeguarding.framework.referral_questions import further_questions
from safeguarding.people import Actor

NOTHING_FURTHER: Mapping[str, FurtherAnswer] = {}
OTHER_RULES = "This form belongs to another version of the rules. Refer the Case of Concern anew."


def refer_concern(
    case: Case,
    kind: str,
    agency: str,
    learning: FreeText,
    indicators: Mapping[str, FreeText],
    known: frozenset[str],
    framework: Framework,
    by: Actor,
    at: datetime,
    further: Mapping[str, FurtherAnswer] = NOTHING_FURTHER,
) -> Case:
    """Refers the case; any agency may (briefing: the referring agency submits it). ``known`` has the agencies of the
    partnership file, ``further`` the answers to what the rules ask besides."""
    STEPS["refer_concern"].require(case, by)
    if kind not in framework.referral_question("kind").options(()):
        raise InvalidInput("Choose the kind of concern from the list.", "kind")
    if agency not in known:
        raise InvalidInput("Choose the agency that refers it from the list.", "agency")
    require_reason(learning)
    items = {item.id: item.label for item in framework.question("indicators").items}
    if not items.keys() >= indicators.keys():
        raise InvalidInput(OTHER_RULES)
    for name, evidence in indicators.items():
        if not evidence.shown.strip():
            raise InvalidInput(f"{items[name]}: write the evidence, in a sentence or two.", f"evidence_{name}")
    _require_further(further, framework)
    referred = ConcernReferred(
        by=by.person,
        at=at,
        kind=kind,
        agency=agency,
        learning=learning,
        indicators=dict(indicators),
        further=dict(further),
    )
    return case.then(referred)


def _require_further(further: Mapping[str, FurtherAnswer], framework: Framework) -> None:
    """Raises InvalidInput where something that the rules ask besides is not answered, or is not theirs."""
    questions = {question.id: question for question in further_questions(framework.referral_questions)}
    if not questions.keys() >= further.keys():
        raise InvalidInput(OTHER_RULES)
    for name, question in questions.items():
        said = further.get(name, FurtherAnswer())
        if question.kind == "choice" and said.choice not in question.options(()):
            raise InvalidInput(f"{question.title}: choose one of the answers.", question.box)
        if question.kind == "text" and not (said.text and said.text.shown.strip()):
            raise InvalidInput(f"{question.title}: write it in a sentence or two.", question.box)


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
