"""The kinds of news say which events are news, who hears of them and when. One table, ``KINDS``, has them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.views.dates_moved import MOVES
from safeguarding.case.views.endings import SENTENCES as ENDINGS


class Hearer(StrEnum):
    """The hearers of news, in the words of the table of news."""

    BUSINESS_TEAM = "the Business Team"
    NEXT_STEP = "whoever has the next step"
    PARTNERS = "the three partners' DSPs"
    DCS = "the DCS"
    DCS_OR_CHAIR = "the DCS; of the decision on the LCSPR and of a Case of Concern the chair"
    OTHER_SEATS = "whoever else is asked to sign, and whose proposal it is"
    EVERYBODY_AT_THE_CRITERIA = "if met, the Business Team, the partners' DSPs, the DCS, whoever opened the case"
    TOLD_OF_STEPS = "the Business Team, the partners' DSPs, the DCS; once the review is written, its group and chair"
    CHAIR = "the chair"
    REVIEW_GROUP = "the Review Group"
    OPENER = "whoever opened the case"
    PRACTITIONER = "whoever opened the case, where they hold no office"
    ASKED = "whoever had signed or was asked to, unless a new card tells them; of a change, its proposer too"
    HAD_A_PART = "everybody who had a part in the case"
    TOLD_OF_MERGE = "everybody who was told of the merge"
    TAKING_OVER = "the others who hold the seat"
    HANDED_OVER = "whose part it was, where somebody else handed it over"
    DUE_ON_MOVED_DAYS = "whoever has a step before the day, or answers for it"


class Urgency(StrEnum):
    """The urgency says when news is sent in person: at any hour, when the offices are open next, or with what comes to
    its reader on the next morning, if that is not too late."""

    NOW = "at once, at any hour"
    IN_HOURS = "in working hours"
    MORNING = "on the next working morning, with the day's nudges"
    WITH_OTHERS = (
        "on the next working morning; to an office-holder, where no step follows, with the next morning's message that "
        "comes anyway, at the latest on the third morning"
    )
    IN_TIME = "on the next working morning; in working hours if what the guidance requires is due by then"


@dataclass(frozen=True)
class NewsKind:
    """A kind of news is brought by these ``events``, or by none that stands in the case. ``in_thread`` says that the
    channel is told too, as an answer below the case's post. ``is_new`` says that it is told only of what happened since
    the bot tells news of this kind; ``asks`` that its hearers have a step by it, also who brought it about;
    ``outlasts`` that they hear of it also where the case has ended meanwhile."""

    id: str
    title: str
    hearers: tuple[Hearer, ...]
    events: tuple[type, ...]
    urgency: Urgency = Urgency.IN_HOURS
    in_thread: bool = False
    is_new: bool = False
    asks: bool = False
    outlasts: bool = False


KINDS: Mapping[str, NewsKind] = {
    kind.id: kind
    for kind in (
        NewsKind(
            "corrected",
            "what was recorded is corrected",
            (Hearer.TOLD_OF_STEPS, Hearer.NEXT_STEP),
            (DayCorrected, StepTakenBack),
            outlasts=True,
        ),
        NewsKind(
            "dates_moved",
            "what is due has changed",
            (Hearer.BUSINESS_TEAM, Hearer.NEXT_STEP),
            MOVES,
            Urgency.NOW,
            in_thread=True,
        ),
        NewsKind(
            "withdrawn",
            "an agreement was withdrawn",
            (Hearer.BUSINESS_TEAM, Hearer.PARTNERS, Hearer.NEXT_STEP),
            (of_case.Signed,),
            Urgency.NOW,
            in_thread=True,
        ),
        NewsKind(
            "dissent",
            "somebody disagreed",
            (Hearer.BUSINESS_TEAM, Hearer.DCS_OR_CHAIR, Hearer.OTHER_SEATS),
            (of_case.Signed,),
            Urgency.NOW,
            is_new=True,
        ),
        NewsKind("agreed", "no SIN is required", (Hearer.BUSINESS_TEAM,), (of_case.Signed,)),
        NewsKind(
            "agreed_opener",
            "no SIN is required",
            (Hearer.OPENER,),
            (of_case.Signed,),
            Urgency.MORNING,
            is_new=True,
            outlasts=True,
        ),
        NewsKind(
            "all_signed",
            "all have signed for the SIN",
            (Hearer.BUSINESS_TEAM, Hearer.NEXT_STEP, Hearer.OPENER),
            (of_case.Signed,),
            Urgency.IN_TIME,
            in_thread=True,
            is_new=True,
        ),
        NewsKind("transfer_agreed", "the transfer is agreed", (Hearer.BUSINESS_TEAM,), (of_case.Signed,), is_new=True),
        NewsKind(
            "submitted",
            "the SIN is submitted",
            (Hearer.BUSINESS_TEAM, Hearer.NEXT_STEP, Hearer.DCS, Hearer.OPENER),
            (of_case.SinSubmitted,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
            outlasts=True,
        ),
        NewsKind("proposed", "a change is proposed", (Hearer.BUSINESS_TEAM,), (of_case.UpdateProposed,)),
        NewsKind(
            "correction_proposed",
            "a correction is proposed",
            (Hearer.BUSINESS_TEAM,),
            (CorrectionProposed,),
            outlasts=True,
        ),
        NewsKind("not_met_proposed", "criteria not met, proposed", (Hearer.BUSINESS_TEAM,), (of_case.NotMetProposed,)),
        NewsKind(
            "criteria_escalated",
            "the criteria are escalated",
            (Hearer.BUSINESS_TEAM, Hearer.PARTNERS),
            (of_case.CriteriaEscalated,),
        ),
        NewsKind(
            "criteria",
            "the criteria are settled",
            (Hearer.EVERYBODY_AT_THE_CRITERIA,),
            (of_case.CriteriaDecided,),
            in_thread=True,
        ),
        NewsKind("chair", "you chair the Rapid Review", (Hearer.CHAIR,), (of_review.ChairNamed,), Urgency.IN_TIME),
        NewsKind(
            "returned",
            "an agency has returned",
            (Hearer.BUSINESS_TEAM, Hearer.CHAIR),
            (of_review.InformationReturned,),
            Urgency.WITH_OTHERS,
            is_new=True,
        ),
        NewsKind("confirm", "confirm the determination", (Hearer.CHAIR,), (of_review.Determined,), asks=True),
        NewsKind(
            "determined",
            "the determination is put to the partners",
            (Hearer.BUSINESS_TEAM, Hearer.NEXT_STEP),
            (of_review.DeterminationConfirmed,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
        ),
        NewsKind(
            "other_decision",
            "a different decision is proposed",
            (Hearer.BUSINESS_TEAM, Hearer.CHAIR),
            (of_review.DecisionProposed,),
            Urgency.MORNING,
            is_new=True,
        ),
        NewsKind(
            "decided",
            "decided",
            (Hearer.BUSINESS_TEAM,),
            (of_review.Decided,),
            Urgency.MORNING,
            in_thread=True,
            outlasts=True,
        ),
        NewsKind(
            "commissioned",
            "an LCSPR is commissioned",
            (Hearer.TOLD_OF_STEPS, Hearer.NEXT_STEP, Hearer.OPENER),
            (of_review.Decided,),
            Urgency.MORNING,
            is_new=True,
        ),
        NewsKind("referred", "a Case of Concern", (Hearer.REVIEW_GROUP,), (of_review.ConcernReferred,)),
        NewsKind(
            "concern_decided",
            "the Case of Concern is decided",
            (Hearer.BUSINESS_TEAM, Hearer.PARTNERS),
            (of_review.ConcernDecided,),
            Urgency.MORNING,
            in_thread=True,
            outlasts=True,
        ),
        NewsKind(
            "ended",
            "it has ended",
            (Hearer.HAD_A_PART,),
            tuple(ENDINGS),
            Urgency.WITH_OTHERS,
            in_thread=True,
            outlasts=True,
        ),
        NewsKind(
            "merge_undone",
            "the merge is undone",
            (Hearer.TOLD_OF_MERGE,),
            (of_case.MergedIntoUndone,),
            Urgency.MORNING,
            in_thread=True,
        ),
        NewsKind(
            "reopened",
            "it is open again",
            (Hearer.BUSINESS_TEAM, Hearer.NEXT_STEP, Hearer.OPENER),
            (of_case.Reopened,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
        ),
        NewsKind("handed_over", "handed over", (Hearer.TAKING_OVER, Hearer.HANDED_OVER), (of_case.HandedOver,)),
        NewsKind("lapsed", "a sign-off has lapsed", (Hearer.ASKED,), ()),
        NewsKind("lapsed_team", "a sign-off has lapsed", (Hearer.BUSINESS_TEAM,), (), Urgency.MORNING, is_new=True),
        NewsKind(
            "closed_days", "a day has moved", (Hearer.BUSINESS_TEAM, Hearer.DUE_ON_MOVED_DAYS), (), in_thread=True
        ),
        NewsKind("taken_up", "it was taken up", (Hearer.PRACTITIONER,), (), Urgency.MORNING, is_new=True),
    )
}
"""Whoever is told of an event by an earlier line is not told of it once more by a later one."""
OF_BEFORE = frozenset({"dates_moved", "withdrawn", "criteria", "closed_days"})
"""The channel was told of these kinds before it was told of the others."""
