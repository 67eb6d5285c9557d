"""How far a case has got, in the words of the rules' next steps and deadlines."""

from safeguarding.case.record import Case
from safeguarding.case.review import missing
from safeguarding.case.review_events import (
    Decided,
    InformationRequested,
    LcsprCompleted,
    LcsprStarted,
    LiaisonRecorded,
)
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, SIN_QUALITY, is_agreed
from safeguarding.case.stage import Stage
from safeguarding.entries import Milestone
from safeguarding.framework import Framework


def reached(case: Case, framework: Framework) -> frozenset[Milestone]:
    milestones: dict[Milestone, bool] = {
        "criteria_agreed": is_agreed(case, NOTIFICATION_CRITERIA),
        "quality_signed": is_agreed(case, SIN_QUALITY),
        "sin_submitted": case.sin_submitted is not None,
        "found_not_met": case.found_not_met,
        "chair_named": case.chair is not None,
        "liaison_recorded": bool(case.of(LiaisonRecorded)),
        "information_requested": bool(case.of(InformationRequested)),
        "returns_complete": bool(case.of(InformationRequested)) and not case.outstanding,
        "draft_complete": not missing(case, framework),
        "determination_recorded": case.determination is not None or case.decision is not None,
        "determined": case.is_determined or case.decision is not None,
        "decided": case.decision is not None,
        "first_decision": bool(case.of(Decided)),
        "commissioned": case.commissioned_on is not None,
        "lcspr_started": bool(case.of(LcsprStarted)),
        "lcspr_completed": bool(case.of(LcsprCompleted)),
        "deferred": case.deferred_until is not None,
        "concern_referred": case.concern is not None,
        "concern_decided": case.concern_decision is not None,
        "restricted": case.is_restricted,
        "nothing_left": case.stage in (Stage.DECIDED, Stage.CONCERN_DECIDED),
    }
    return frozenset(name for name, is_reached in milestones.items() if is_reached)
