"""The view of the notification criteria says who settled them otherwise than by the rules, and what follows."""

from collections.abc import Iterator

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import CriteriaDecided, CriteriaEscalated
from safeguarding.case.views.review_history import NOT_UNANIMOUS
from safeguarding.dates.working_days import london_date, spoken


def settled_in_words(case: Case) -> Iterator[str]:
    """Says who settled the criteria, and how; nothing where they always were as the rules make them. What was decided
    by escalation is said for ever."""
    settled = case.criteria_settled
    for decided in case.of(CriteriaDecided):
        follows = _follows(case, met=decided.met) if decided is settled else "it holds no more"
        yield f"Decided {escalation_in_words(decided)} {follows[0].upper()}{follows[1:]}."
    if settled and not isinstance(settled, CriteriaDecided):
        on = spoken(london_date(settled.at))
        yield f"Found not met on {on} by the three partners and the DCS together: {_follows(case, met=False)}."


def escalation_in_words(event: CriteriaDecided | CriteriaEscalated) -> str:
    told = event.escalation
    by, procedure, evidence = (text.shown.rstrip(".") for text in (told.decided_by, told.procedure, told.evidence))
    return (
        f"{NOT_UNANIMOUS}: {'met' if event.met else 'not met'}. Decided on {spoken(told.on)} by {by}; "
        f"procedure: {procedure}; evidence: {evidence}."
    )


def _follows(case: Case, *, met: bool) -> str:
    if met:
        return "a SIN is required"
    return f"no {'Rapid Review follows' if case.sin_submitted else 'SIN goes in'}, unless the facts change"
