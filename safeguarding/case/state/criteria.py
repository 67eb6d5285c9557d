"""The notification criteria are what the rules make of the facts, until those who may have settled them otherwise."""

from collections.abc import Mapping

from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.events.base import latest_of
from safeguarding.case.events.case_events import CriteriaEscalated, Updated
from safeguarding.case.merges import is_merged_since

NO_SIN = {
    "sin": NOT_REQUIRED,
    "rapid_review": NOT_REQUIRED,
    "route": "case_of_concern",
    PARTNERS_AGREE: NOT_REQUIRED,
}


def no_sin_goes_in(case: Case) -> bool:
    """Says whether it is settled that no SIN goes in, whatever the rules make of the facts."""
    return case.found_not_met and case.sin_submitted is None


def are_settled(case: Case) -> bool:
    """Says whether the criteria are settled, met or not, so that nobody signs for them any more. "Not met after all",
    which was found after the submission, leaves open what is signed of the SIN."""
    return no_sin_goes_in(case) or _are_met(case)


def may_ask_for_sin(case: Case) -> bool:
    """Says whether the rules ask for a SIN, or may, or an escalation does: only the three partners and the DCS find
    otherwise."""
    return case.outcome.values["sin"] != NOT_REQUIRED or _are_met(case)


def values_in_force(case: Case) -> Mapping[str, str]:
    """Returns the decisions that clocks, duties and next steps follow; ``outcome`` stays as the rules gave it."""
    return case.once("values in force", lambda: _values_in_force(case))


def _values_in_force(case: Case) -> Mapping[str, str]:
    values = case.standing
    if no_sin_goes_in(case):
        return {**values, **NO_SIN}
    if not _are_met(case):
        return values
    route = "sin_only" if values["sin"] == NOT_REQUIRED else values["route"]
    return {**values, "sin": "required", "route": route}


def escalated_criteria(case: Case) -> CriteriaEscalated | None:
    """Returns what is recorded as decided by escalation, in force or not. It lapses when the facts change, and when a
    SIN is submitted; while it waits for the DCS also when another case is taken in."""
    escalated = latest_of(case.events, CriteriaEscalated, Updated)
    if escalated is None or case.sin_submitted:
        return None
    return escalated if are_settled(case) or not is_merged_since(case.events, escalated) else None


def _are_met(case: Case) -> bool:
    return case.criteria_settled is not None and case.criteria_settled.met
