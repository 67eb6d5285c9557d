"""Corrections say which recorded step stands, and on which day it happened, when something was recorded wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeGuard

from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, SinSubmitted, UpdateSubmitted
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, RecordedStep, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.merges import undone_merges
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person

Recording = (
    SinSubmitted
    | MergedFrom
    | UpdateSubmitted
    | of_review.InformationReturned
    | of_review.Determined
    | of_review.Decided
    | of_review.LcsprStarted
    | of_review.LcsprCompleted
)
RECORDED_BY: Mapping[RecordedStep, tuple[type[Recording], ...]] = {
    "sin_submitted": (SinSubmitted, MergedFrom),
    "update_submitted": (UpdateSubmitted,),
    "returned": (of_review.InformationReturned,),
    "determined": (of_review.Determined,),
    "decided": (of_review.Decided,),
    "lcspr_started": (of_review.LcsprStarted,),
    "lcspr_completed": (of_review.LcsprCompleted,),
}
"""These events record each step; a merge brings the submission of the duplicate."""
RESTED_ON: tuple[RecordedStep, ...] = ("sin_submitted", "update_submitted", "determined")
"""A determination and a decision rest on these steps, and count no more when one of them is taken back."""


@dataclass(frozen=True)
class Recorded:
    """A recorded step stands: on this day, by the event of this number, which tells one recording from another.
    ``agency`` is the one whose return it is, where it is a return."""

    day: date
    number: int
    agency: str | None = None


def recorded(events: Sequence[AnyEvent], step: RecordedStep, agency: str | None = None) -> Recorded | None:
    """Returns the step as it was recorded or corrected last; none where it never was, or was taken back. Of two
    submissions, after a merge, the earlier counts. ``agency`` is the one whose return is meant."""
    found: Recorded | None = None
    # Most events have nothing to do with the step, and a case is asked for its steps again and again.
    about = (*RECORDED_BY[step], DayCorrected, StepTakenBack, of_review.ReturnTakenBack)
    if set(about).isdisjoint(map(type, events)):
        return None
    undone, links = undone_merges(events), 0
    for place, event in enumerate(events):
        if not isinstance(event, about) or place in undone:
            links += isinstance(event, Linked | Unlinked)
            continue
        # Links are left out of the number: whoever may not know of one has the same number on their card.
        number = place + 1 - links
        if _takes_back(event, step, agency):
            found = None
        elif _corrects(event, step, agency):
            found = Recorded(event.on, number, agency)
        elif _records(event, step, agency) and (day := _day(event)):
            found = Recorded(min(found.day, day) if found and step == "sin_submitted" else day, number, agency)
    return found


def day_of(
    events: Sequence[AnyEvent],
    event: of_review.InformationReturned | of_review.Decided | of_review.LcsprStarted | of_review.LcsprCompleted,
) -> date:
    """Returns the day on which the recorded event happened, as it was corrected last."""
    step = next(step for step, kinds in RECORDED_BY.items() if isinstance(event, kinds))
    agency = event.agency if isinstance(event, of_review.InformationReturned) else None
    day = event.day if isinstance(event, of_review.InformationReturned) else event.on
    for later in events[events.index(event) + 1 :]:
        if _records(later, step, agency):
            return day
        if _corrects(later, step, agency):
            day = later.on
    return day


def made_of(proposed: CorrectionProposed, by: Person, at: datetime) -> DayCorrected | StepTakenBack:
    """Makes the correction that was proposed, by whoever gave the last agreement."""
    step, was, reason = proposed.step, proposed.was, proposed.reason
    if proposed.on is None:
        return StepTakenBack(by=by, at=at, step=step, was=was, reason=reason, proposed_by=proposed.by)
    return DayCorrected(by=by, at=at, step=step, on=proposed.on, was=was, reason=reason, proposed_by=proposed.by)


def corrects_return(event: AnyEvent) -> bool:
    """Says whether the event corrects the day of an agency's return: no duty hangs on it, and nobody was told of it."""
    return isinstance(event, DayCorrected) and event.step == "returned"


def takes_back_review(event: AnyEvent) -> bool:
    """Says whether a determination made before the event counts no more by it."""
    return isinstance(event, StepTakenBack) and event.step in RESTED_ON


def standing_decisions(events: Sequence[AnyEvent]) -> tuple[of_review.Decided, ...]:
    """Returns the decisions that rest on nothing that was taken back. An LCSPR that was commissioned goes on all the
    same."""
    standing: list[tuple[int, of_review.Decided]] = []
    for place, event in enumerate(events):
        if isinstance(event, of_review.Decided):
            standing.append((place, event))
        elif isinstance(event, StepTakenBack) and event.step in RESTED_ON:
            since = _place_of(events[:place], event.step)
            standing = [each for each in standing if each[0] < since or each[1].decision.outcome == "commission"]
    return tuple(decided for _, decided in standing)


def _place_of(events: Sequence[AnyEvent], step: RecordedStep) -> int:
    """Returns the place at which the step was recorded: the latest, of several submissions the first that stood."""
    merges = undone_merges(events)
    recordings = (place for place, event in enumerate(events) if _records(event, step) and _day(event))
    places = [place for place in recordings if place not in merges]
    if step != "sin_submitted":
        return places[-1]
    undone = [place for place, event in enumerate(events) if isinstance(event, StepTakenBack) and event.step == step]
    return min(place for place in places if not undone or place > undone[-1])


def _records(event: AnyEvent, step: RecordedStep, agency: str | None = None) -> TypeGuard[Recording]:
    if isinstance(event, of_review.InformationReturned) and event.agency != agency:
        return False
    return isinstance(event, RECORDED_BY[step])


def _corrects(event: AnyEvent, step: RecordedStep, agency: str | None) -> TypeGuard[DayCorrected]:
    return isinstance(event, DayCorrected) and (event.step, event.agency) == (step, agency)


def _takes_back(event: AnyEvent, step: RecordedStep, agency: str | None) -> bool:
    if isinstance(event, of_review.ReturnTakenBack):
        return step == "returned" and event.agency == agency
    return isinstance(event, StepTakenBack) and event.step == step


def _day(event: Recording) -> date | None:
    if isinstance(event, MergedFrom):
        return event.sin_submitted
    if isinstance(event, of_review.InformationReturned):
        return event.day
    return london_date(event.at) if isinstance(event, of_review.Determined) else event.on
