"""Events record that something was recorded wrongly: on another day than it happened, or although it never did."""

from datetime import date
from typing import Literal

from safeguarding.case.events.base import ContentEvent, Event
from safeguarding.case.events.free_text import FreeText
from safeguarding.people import Person, Seat

RecordedStep = Literal[
    "sin_submitted", "update_submitted", "returned", "determined", "decided", "lcspr_started", "lcspr_completed"
]


class CorrectionProposed(ContentEvent):
    """A correction was proposed that would end a duty (``ends``), or move its day later. ``on`` is the right day; none
    where the step never happened. ``seats`` are those of whoever proposed it. Nothing of it holds until it is agreed.
    """

    type: Literal["correction_proposed"] = "correction_proposed"
    step: RecordedStep
    on: date | None
    was: date
    reason: FreeText
    ends: bool
    seats: tuple[Seat, ...] = ()


class DayCorrected(Event):
    """The day of a recorded step was corrected. ``agency`` is the one whose return it was, where it was a return.
    ``proposed_by`` is who had proposed it, where it took effect by agreement."""

    type: Literal["day_corrected"] = "day_corrected"
    step: RecordedStep
    agency: str | None = None
    on: date
    was: date
    reason: FreeText
    proposed_by: Person | None = None


class StepTakenBack(Event):
    """A recorded step never happened. What rests on it counts no more, and stays on the record."""

    type: Literal["step_taken_back"] = "step_taken_back"
    step: RecordedStep
    was: date
    reason: FreeText
    proposed_by: Person | None = None
