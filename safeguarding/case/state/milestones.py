"""Milestones say how far a case has got, in the words of the rules' next steps and deadlines."""

from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.review_events import InformationRequested, LiaisonRecorded
from safeguarding.case.stage import LANE_ENDED, Stage
from safeguarding.case.state.criteria import are_settled
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY, TRANSFER
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.state.sign_off import is_agreed, sign_off_of
from safeguarding.framework.entries import Milestone
from safeguarding.framework.framework import Framework

NOTHING_LEFT = LANE_ENDED | {Stage.CONCERN_DECIDED}


def milestones(case: Case, framework: Framework) -> frozenset[Milestone]:
    """Returns what the case has reached."""
    return case.once("milestones", lambda: _reached(case, framework), framework)


def _reached(case: Case, framework: Framework) -> frozenset[Milestone]:
    review_is_over = case.decision is not None or case.found_not_met
    found: dict[Milestone, bool] = {
        "criteria_agreed": is_agreed(case, NOTIFICATION_CRITERIA) or are_settled(case),
        "quality_signed": is_agreed(case, SIN_QUALITY),
        "sin_submitted": case.sin_submitted is not None,
        "died_later": case.notification.update is not None,
        "update_submitted": case.notification.updated is not None,
        "found_not_met": case.found_not_met,
        "chair_named": _has_chair_who_sees_it(case) or review_is_over,
        "liaison_recorded": bool(case.of(LiaisonRecorded)) or review_is_over,
        "information_requested": bool(case.of(InformationRequested)) or review_is_over,
        "returns_complete": (bool(case.of(InformationRequested)) and not case.information_requests.outstanding)
        or review_is_over,
        "dsps_met": case.dsp_meeting is not None or review_is_over,
        "draft_complete": not missing_parts(case, framework) or review_is_over,
        "determination_recorded": case.determination is not None or review_is_over,
        "determined": case.is_determined or review_is_over,
        "decided": review_is_over,
        "first_decision": bool(case.decisions),
        "decided_anew": case.is_decided_since_news,
        "commissioned": case.commissioned_on is not None,
        "lcspr_started": recorded(case.events, "lcspr_started") is not None,
        "lcspr_completed": case.lcspr_is_completed,
        "deferred": case.deferred_until is not None,
        "concern_referred": case.concern is not None,
        "concern_decided": case.concern_decision is not None,
        "authority_named": bool(case.other_partnerships.named_since),
        "authorities_told": case.other_partnerships.are_told,
        "authorities_answered": case.other_partnerships.have_answered,
        "transfer_proposed": sign_off_of(case, TRANSFER) is not None,
        "transfer_agreed": is_agreed(case, TRANSFER),
        "restricted": case.access.is_restricted,
        "nothing_left": case.stage in NOTHING_LEFT,
    }
    return frozenset(name for name, is_reached in found.items() if is_reached)


def _has_chair_who_sees_it(case: Case) -> bool:
    return case.chair is not None and not case.access.bars(case.chair)
