"""Where an incident stands. Derived from what happened, never stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from safeguarding.case.events import Closed, Reopened
from safeguarding.case.review_events import LcsprCompleted

if TYPE_CHECKING:
    from safeguarding.case.record import Case


class Stage(StrEnum):
    NOTIFICATION = "notification"
    RAPID_REVIEW = "rapid_review"
    SIN_ONLY = "sin_only"
    FOUND_NOT_MET = "found_not_met"
    DECISION = "decision"
    DEFERRED = "deferred"
    DECIDED = "decided"
    LCSPR = "lcspr"
    CONCERN = "concern"
    CONCERN_DECIDED = "concern_decided"
    CLOSED = "closed"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Stage.NOTIFICATION: "Notification",
    Stage.RAPID_REVIEW: "Rapid Review",
    Stage.SIN_ONLY: "SIN submitted, no Rapid Review",
    Stage.FOUND_NOT_MET: "SIN submitted, criteria found not met",
    Stage.DECISION: "Decision of the DSPs",
    Stage.DEFERRED: "Decided, LCSPR deferred by a legal constraint",
    Stage.DECIDED: "Decided, no LCSPR",
    Stage.LCSPR: "LCSPR",
    Stage.CONCERN: "Case of Concern",
    Stage.CONCERN_DECIDED: "Case of Concern, decided",
    Stage.CLOSED: "Closed",
    Stage.MERGED: "Merged into another case",
}

LANE_ENDED = frozenset({Stage.SIN_ONLY, Stage.FOUND_NOT_MET, Stage.DECIDED})
"""No duty of a notification or a Rapid Review is open: from here, an agency may refer a Case of Concern."""


def stage_of(case: Case) -> Stage:
    if case.merged_into:
        return Stage.MERGED
    ends = [event for event in case.events if isinstance(event, Closed | LcsprCompleted | Reopened)]
    if ends and not isinstance(ends[-1], Reopened):
        return Stage.CLOSED
    return _concern(case) if case.concern and no_duty_is_open(case) else _lane(case)


def no_duty_is_open(case: Case) -> bool:
    """Whether a Case of Concern may go on: a notification and a Rapid Review come first."""
    lane = _lane(case)
    return lane in LANE_ENDED or (lane is Stage.NOTIFICATION and case.outcome.values["sin"] == "not_required")


def _lane(case: Case) -> Stage:
    """The way from the notification to the decision."""
    if case.decision:
        return _decided(case)
    if case.sin_submitted is None:
        return Stage.NOTIFICATION
    if case.found_not_met:
        return Stage.FOUND_NOT_MET
    if case.outcome.values["rapid_review"] == "not_required":
        return Stage.SIN_ONLY
    return Stage.DECISION if case.is_determined else Stage.RAPID_REVIEW


def _decided(case: Case) -> Stage:
    if case.deferred_until:
        return Stage.DEFERRED
    return Stage.LCSPR if case.commissioned_on else Stage.DECIDED


def _concern(case: Case) -> Stage:
    if case.concern_decision is None:
        return Stage.CONCERN
    return Stage.LCSPR if case.concern_decision.outcome == "lcspr" else Stage.CONCERN_DECIDED
