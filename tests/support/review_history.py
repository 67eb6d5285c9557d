"""The history's lines are expected here, from the Rapid Review to the end of an LCSPR, and of a Case of Concern."""

from datetime import UTC, date, datetime
from typing import Any

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    ChairNamed,
    ConcernDecided,
    ConcernProposed,
    ConcernReferred,
    Decided,
    DecisionProposed,
    DeterminationConfirmed,
    Determined,
    DspMeetingRecorded,
    Escalation,
    InformationRequested,
    InformationReturned,
    LcsprCompleted,
    LcsprStarted,
    LiaisonRecorded,
    LookedAgain,
    ProgressNoted,
    Recommendation,
    ReturnTakenBack,
    ReviewAnswer,
    ReviewAnswered,
)
from safeguarding.people import Person

SAID: dict[str, Any] = {
    "by": Person(tenant="t", id="practitioner"),
    "at": datetime(2026, 11, 23, 12, tzinfo=UTC),
}
FRIDAY = date(2026, 11, 20)
NEXT_YEAR = date(2027, 3, 1)
CHAIR, MEMBER = Person(tenant="t", id="delegate"), Person(tenant="t", id="health member")


def text(words: str) -> FreeText:
    return FreeText.of(words, "0" * 32)


NOTED: dict[str, Any] = {**SAID, "note": text("as the minutes say.")}
COMMISSION = Recommendation(outcome="commission", national_review=True, rationale=text("much to learn"))
NOT_MET = Recommendation(outcome="not_met", national_review=False, rationale=text("nothing points to it"))
DEFERRED = Recommendation(
    outcome="not_commission",
    national_review=False,
    rationale=text("a trial is open"),
    reasons=("legal_constraints",),
    look_again_on=NEXT_YEAR,
)
CRITERIA_MET_COMMISSION = "LCSPR criteria met, commission an LCSPR; a national review is recommended."
MEETING: dict[str, Any] = {**SAID, "present": (MEMBER, CHAIR), "quorum": 2, "indicated": {}}
ESCALATION = Escalation(
    procedure=text("step 3"), decided_by=text("the chief officers"), on=FRIDAY, evidence=text("minute 4")
)

REVIEW_LINES: list[tuple[AnyEvent, str]] = [
    (ChairNamed(**SAID, chair=CHAIR), "named the chair of the Rapid Review: the delegate."),
    (
        LiaisonRecorded(**NOTED, boards=("csab", "ph"), vehicle="joint_review"),
        "talked to CSAB, PH about which kind of review: a joint review. as the minutes say.",
    ),
    (
        InformationRequested(**SAID, agencies=("A school", "Health Services"), due=FRIDAY),
        "asked for information by Friday 20 November 2026: A school, Health Services.",
    ),
    (InformationReturned(**SAID, agency="A school"), "recorded the return of A school."),
    (
        InformationReturned(**SAID, agency="A school", on=date(2026, 11, 20)),
        "recorded the return of A school, which came on Friday 20 November 2026.",
    ),
    (
        ReturnTakenBack(**SAID, agency="A school", reason=text("it was another school's")),
        "took back the return of A school, recorded by mistake. It is outstanding again. "
        "Reason: it was another school's",
    ),
    (
        DspMeetingRecorded(**NOTED, outcome="held", on=FRIDAY),
        "recorded the DSPs' meeting: held on Friday 20 November 2026. as the minutes say.",
    ),
    (
        DspMeetingRecorded(**SAID, outcome="not_needed", on=FRIDAY),
        "recorded the DSPs' meeting: not needed, found on Friday 20 November 2026.",
    ),
    (
        DspMeetingRecorded(**SAID, outcome="to_come", on=FRIDAY),
        "recorded the DSPs' meeting: still to come, recorded by mistake before.",
    ),
    (
        ReviewAnswered(**SAID, part="childs_voice", answer=ReviewAnswer(text=text("she drew it"))),
        "answered a part of the Rapid Review: The child's voice.",
    ),
    (
        ReviewAnswered(**SAID, part="of an older version", answer=ReviewAnswer(text=text("it said so"))),
        "answered a part of the Rapid Review: of an older version (a part of earlier rules).",
    ),
    (
        Determined(**MEETING, recommendation=COMMISSION),
        f"recorded the Review Group's determination: {CRITERIA_MET_COMMISSION} "
        "Present (2, quorum 2): the health member; the delegate.",
    ),
    (
        Determined(**MEETING, recommendation=NOT_MET, differs=text("weighed otherwise.")),
        "recorded the Review Group's determination: LCSPR criteria not met. Present (2, quorum 2): the health member; "
        "the delegate. It differs from what the answers indicate: weighed otherwise.",
    ),
    (DeterminationConfirmed(**SAID), "confirmed the determination as chair. It is put to the DSPs."),
    (
        DecisionProposed(**SAID, proposal=DEFERRED),
        "proposed a different decision: LCSPR criteria met, do not commission an LCSPR; look again at the legal "
        "constraint on Monday 1 March 2027.",
    ),
    (Decided(**SAID, decision=COMMISSION, on=FRIDAY), f"gave the last agreement. Decided: {CRITERIA_MET_COMMISSION}"),
    (
        Decided(**SAID, decision=NOT_MET, on=FRIDAY, escalation=ESCALATION),
        "recorded a decision by escalation, not unanimous: LCSPR criteria not met. Decided on Friday 20 November 2026 "
        "by the chief officers; procedure: step 3; evidence: minute 4",
    ),
    (
        LookedAgain(**NOTED, until=NEXT_YEAR),
        "looked again at the legal constraint: it stands, next on Monday 1 March 2027. as the minutes say.",
    ),
    (
        LookedAgain(**NOTED, until=None),
        "looked again at the legal constraint: it has gone, the decision is open again. as the minutes say.",
    ),
    (
        LcsprStarted(**SAID, reviewer=text("an independent firm"), on=FRIDAY),
        "recorded the start of the LCSPR on Friday 20 November 2026: an independent firm",
    ),
    (ProgressNoted(**NOTED), "noted progress: as the minutes say."),
    (
        LcsprCompleted(**NOTED, on=FRIDAY),
        "recorded the completion of the LCSPR on Friday 20 November 2026. as the minutes say.",
    ),
    (
        ConcernReferred(**SAID, kind="near_miss", agency="A school", learning=text("three agencies"), indicators={}),
        "referred a Case of Concern for A school: a near miss.",
    ),
    (
        ConcernProposed(**SAID, outcome="local_learning", rationale=text("worth it"), quorum=3),
        "proposed for the Case of Concern: a local learning review.",
    ),
    (
        ConcernDecided(**SAID, outcome="lcspr", rationale=text("worth it"), on=FRIDAY),
        "gave the agreement that decided it: an LCSPR is commissioned.",
    ),
]
