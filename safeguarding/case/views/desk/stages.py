"""The stages of a case stand in a row: what is done, where the case is now, what is to come, and what is not needed."""

from dataclasses import dataclass
from typing import Literal

from safeguarding.case.case import NOT_REQUIRED, Case, no_duty_is_open
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.criteria import values_in_force
from safeguarding.framework.entries import NOT_YET_KNOWN

Standing = Literal["done", "now", "to update", "to come", "not known", "put off", "not needed", "left open"]


@dataclass(frozen=True)
class StageStanding:
    """One of the stages, and how it stands with it."""

    title: str
    standing: Standing


def stages(case: Case) -> tuple[StageStanding, ...]:
    """Returns the stages in their order; none of a case that ended otherwise than by being closed."""
    if case.stage in ENDED - {Stage.CLOSED}:
        return ()
    decides = "Case of Concern" if _is_concern(case) else "Decision"
    return (
        StageStanding("Notification", _notification(case)),
        StageStanding("Rapid Review", _review(case)),
        StageStanding(decides, _decision(case)),
        StageStanding("LCSPR", _lcspr(case)),
    )


def _is_concern(case: Case) -> bool:
    return case.concern is not None and no_duty_is_open(case)


def _notification(case: Case) -> Standing:
    if case.stage is not Stage.NOTIFICATION and case.notification.update_is_due:
        return "to update"
    if case.sin_submitted:
        return "now" if case.stage is Stage.NOTIFICATION else "done"
    if case.found_not_met or (values_in_force(case)["sin"] == NOT_REQUIRED and not lacks_agreement(case)):
        return "not needed"
    return "now" if case.is_open else "left open"


def _review(case: Case) -> Standing:
    if case.stage is Stage.RAPID_REVIEW:
        return "now"
    return "done" if case.is_determined or case.decisions else _to_review(case)


def _decision(case: Case) -> Standing:
    if case.stage in (Stage.DECISION, Stage.CONCERN):
        return "now"
    decided = case.concern_decision if _is_concern(case) else case.decision
    return "done" if decided else _to_review(case)


def _to_review(case: Case) -> Standing:
    """Says how it stands with a Rapid Review, and the decision after it, that has not been held."""
    needed = values_in_force(case)["rapid_review"]
    if case.found_not_met or needed == NOT_REQUIRED:
        return "not needed"
    if not case.is_open:
        return "left open"
    return "not known" if needed == NOT_YET_KNOWN else "to come"


def _lcspr(case: Case) -> Standing:
    if case.stage is Stage.LCSPR:
        return "now"
    if case.stage is Stage.DEFERRED:
        return "put off"
    if case.commissioned_on:
        return "done" if case.lcspr_is_completed else "left open"
    if case.decision or case.concern_decision:
        return "not needed"
    return "not known" if case.stage is Stage.CONCERN or _to_review(case) == "to come" else _to_review(case)
