"""The stage says where an incident stands. It is derived from what happened, and never stored."""

from enum import StrEnum


class Stage(StrEnum):
    NOTIFICATION = "notification"
    RAPID_REVIEW = "rapid_review"
    SIN_ONLY = "sin_only"
    NOT_MET = "not_met"
    FOUND_NOT_MET = "found_not_met"
    DECISION = "decision"
    DEFERRED = "deferred"
    DECIDED = "decided"
    LCSPR = "lcspr"
    CONCERN = "concern"
    CONCERN_DECIDED = "concern_decided"
    CLOSED = "closed"
    MERGED = "merged"
    OPENED_IN_ERROR = "opened_in_error"
    TRANSFERRED = "transferred"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Stage.NOTIFICATION: "Notification",
    Stage.RAPID_REVIEW: "Rapid Review",
    Stage.SIN_ONLY: "SIN submitted, no Rapid Review",
    Stage.NOT_MET: "No SIN, criteria found not met",
    Stage.FOUND_NOT_MET: "SIN submitted, criteria found not met",
    Stage.DECISION: "Decision of the DSPs",
    Stage.DEFERRED: "Decided, LCSPR deferred by a legal constraint",
    Stage.DECIDED: "Decided, no LCSPR",
    Stage.LCSPR: "LCSPR",
    Stage.CONCERN: "Case of Concern",
    Stage.CONCERN_DECIDED: "Case of Concern, decided",
    Stage.CLOSED: "Closed",
    Stage.MERGED: "Merged into another case",
    Stage.OPENED_IN_ERROR: "Closed, opened in error",
    Stage.TRANSFERRED: "Closed, transferred to another authority",
}
ENDED = frozenset({Stage.CLOSED, Stage.MERGED, Stage.OPENED_IN_ERROR, Stage.TRANSFERRED})
"""The case has ended at these stages: nothing is due in it."""

LANE_ENDED = frozenset({Stage.SIN_ONLY, Stage.NOT_MET, Stage.FOUND_NOT_MET, Stage.DECIDED})
"""The lane has ended at these stages: no duty of a notification or a Rapid Review is open, and an agency may refer a
Case of Concern."""

ENDED_WITHOUT_LCSPR = LANE_ENDED | {Stage.DEFERRED}
"""At these stages the question of an LCSPR was answered, and none was commissioned."""

IN_REVIEW = (Stage.RAPID_REVIEW, Stage.DECISION)
"""The record of the Rapid Review is worked on at these stages."""
