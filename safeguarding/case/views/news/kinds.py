"""The kinds of news say which events are news, who hears of them and when. One table, ``KINDS``, has them all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from safeguarding.case.events.case_events import (
    CriteriaDecided,
    CriteriaEscalated,
    HandedOver,
    MergedIntoUndone,
    NotMetProposed,
    Reopened,
    Signed,
    SinSubmitted,
    UpdateProposed,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.review_events import (
    ChairNamed,
    ConcernDecided,
    ConcernReferred,
    Decided,
    DecisionProposed,
    DeterminationConfirmed,
    Determined,
    InformationReturned,
)
from safeguarding.case.views.dates_moved import MOVES
from safeguarding.case.views.endings import SENTENCES as ENDINGS

Hearer = Literal[
    "business_team",
    "next_step",
    "partners",
    "dcs",
    "dcs_or_chair",
    "other_seats",
    "everybody_at_the_criteria",
    "told_of_steps",
    "chair",
    "review_group",
    "opener",
    "practitioner",
    "asked",
    "had_a_part",
    "told_of_merge",
    "taking_over",
    "handed_over",
    "due_on_moved_days",
]
HEARERS: Mapping[Hearer, str] = {
    "business_team": "the Business Team",
    "next_step": "whoever has the next step",
    "partners": "the three partners' DSPs",
    "dcs": "the DCS",
    "dcs_or_chair": "the DCS; of the decision on the LCSPR and of a Case of Concern the chair",
    "other_seats": "whoever else is asked to sign, and whose proposal it is",
    "everybody_at_the_criteria": "if met, the Business Team, the partners' DSPs, the DCS, whoever opened the case",
    "told_of_steps": "the Business Team, the partners' DSPs, the DCS; once the review is written, its group and chair",
    "chair": "the chair",
    "review_group": "the Review Group",
    "opener": "whoever opened the case",
    "practitioner": "whoever opened the case, where they hold no office",
    "asked": "whoever had signed or was asked to, unless a new card tells them; of a change, its proposer too",
    "had_a_part": "everybody who had a part in the case",
    "told_of_merge": "everybody who was told of the merge",
    "taking_over": "the others who hold the seat",
    "handed_over": "whose part it was, where somebody else handed it over",
    "due_on_moved_days": "whoever has a step before the day, or answers for it",
}
"""The hearers in words, as the table of news names them."""


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
    the bot tells news of this kind; ``asks`` that its hearers have a step by it, also who brought it about."""

    id: str
    title: str
    hearers: tuple[Hearer, ...]
    events: tuple[type, ...]
    urgency: Urgency = Urgency.IN_HOURS
    in_thread: bool = False
    is_new: bool = False
    asks: bool = False


KINDS: Mapping[str, NewsKind] = {
    kind.id: kind
    for kind in (
        NewsKind(
            "corrected", "what was recorded is corrected", ("told_of_steps", "next_step"), (DayCorrected, StepTakenBack)
        ),
        NewsKind(
            "dates_moved", "what is due has changed", ("business_team", "next_step"), MOVES, Urgency.NOW, in_thread=True
        ),
        NewsKind(
            "withdrawn",
            "an agreement was withdrawn",
            ("business_team", "partners", "next_step"),
            (Signed,),
            Urgency.NOW,
            in_thread=True,
        ),
        NewsKind(
            "dissent",
            "somebody disagreed",
            ("business_team", "dcs_or_chair", "other_seats"),
            (Signed,),
            Urgency.NOW,
            is_new=True,
        ),
        NewsKind("agreed", "no SIN is required", ("business_team",), (Signed,)),
        NewsKind("agreed_opener", "no SIN is required", ("opener",), (Signed,), Urgency.MORNING, is_new=True),
        NewsKind(
            "all_signed",
            "all have signed for the SIN",
            ("business_team", "next_step", "opener"),
            (Signed,),
            Urgency.IN_TIME,
            in_thread=True,
            is_new=True,
        ),
        NewsKind("transfer_agreed", "the transfer is agreed", ("business_team",), (Signed,), is_new=True),
        NewsKind(
            "submitted",
            "the SIN is submitted",
            ("business_team", "next_step", "dcs", "opener"),
            (SinSubmitted,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
        ),
        NewsKind("proposed", "a change is proposed", ("business_team",), (UpdateProposed,)),
        NewsKind("correction_proposed", "a correction is proposed", ("business_team",), (CorrectionProposed,)),
        NewsKind("not_met_proposed", "criteria not met, proposed", ("business_team",), (NotMetProposed,)),
        NewsKind(
            "criteria_escalated", "the criteria are escalated", ("business_team", "partners"), (CriteriaEscalated,)
        ),
        NewsKind(
            "criteria",
            "the criteria are settled",
            ("everybody_at_the_criteria",),
            (CriteriaDecided,),
            in_thread=True,
        ),
        NewsKind("chair", "you chair the Rapid Review", ("chair",), (ChairNamed,), Urgency.IN_TIME),
        NewsKind(
            "returned",
            "an agency has returned",
            ("business_team", "chair"),
            (InformationReturned,),
            Urgency.WITH_OTHERS,
            is_new=True,
        ),
        NewsKind("confirm", "confirm the determination", ("chair",), (Determined,), asks=True),
        NewsKind(
            "determined",
            "the determination is put to the partners",
            ("business_team", "next_step"),
            (DeterminationConfirmed,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
        ),
        NewsKind(
            "other_decision",
            "a different decision is proposed",
            ("business_team", "chair"),
            (DecisionProposed,),
            Urgency.MORNING,
            is_new=True,
        ),
        NewsKind("decided", "decided", ("business_team",), (Decided,), Urgency.MORNING, in_thread=True),
        NewsKind(
            "commissioned",
            "an LCSPR is commissioned",
            ("told_of_steps", "next_step", "opener"),
            (Decided,),
            Urgency.MORNING,
            is_new=True,
        ),
        NewsKind("referred", "a Case of Concern", ("review_group",), (ConcernReferred,)),
        NewsKind(
            "concern_decided",
            "the Case of Concern is decided",
            ("business_team", "partners"),
            (ConcernDecided,),
            Urgency.MORNING,
            in_thread=True,
        ),
        NewsKind("ended", "it has ended", ("had_a_part",), tuple(ENDINGS), Urgency.WITH_OTHERS, in_thread=True),
        NewsKind(
            "merge_undone",
            "the merge is undone",
            ("told_of_merge",),
            (MergedIntoUndone,),
            Urgency.MORNING,
            in_thread=True,
        ),
        NewsKind(
            "reopened",
            "it is open again",
            ("business_team", "next_step", "opener"),
            (Reopened,),
            Urgency.MORNING,
            in_thread=True,
            is_new=True,
        ),
        NewsKind("handed_over", "handed over", ("taking_over", "handed_over"), (HandedOver,)),
        NewsKind("lapsed", "a sign-off has lapsed", ("asked",), ()),
        NewsKind("lapsed_team", "a sign-off has lapsed", ("business_team",), (), Urgency.MORNING, is_new=True),
        NewsKind("closed_days", "a day has moved", ("business_team", "due_on_moved_days"), (), in_thread=True),
        NewsKind("taken_up", "it was taken up", ("practitioner",), (), Urgency.MORNING, is_new=True),
    )
}
"""Whoever is told of an event by an earlier line is not told of it once more by a later one."""
OF_BEFORE = frozenset({"dates_moved", "withdrawn", "criteria", "closed_days"})
"""The channel was told of these kinds before it was told of the others."""
