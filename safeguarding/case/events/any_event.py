"""Any event of a case can be written as JSON, and read again whatever schema it has."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.answer_events import AnswersChanged
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed, Transferred
from safeguarding.case.events.base import SCHEMA, Event
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked

RecordedEvent = Annotated[
    of_case.Opened
    | AnswersChanged
    | of_case.Updated
    | of_case.UpdateProposed
    | of_case.UpdateWithdrawn
    | of_case.Signed
    | of_case.SinSubmitted
    | of_case.UpdateSubmitted
    | CorrectionProposed
    | DayCorrected
    | StepTakenBack
    | of_case.MatterReissued
    | of_case.NotMetProposed
    | of_case.FoundNotMet
    | of_case.CriteriaEscalated
    | of_case.CriteriaDecided
    | of_case.Closed
    | of_case.OpenedInErrorProposed
    | of_case.OpenedInError
    | of_case.Reopened
    | of_case.MergeProposed
    | of_case.MergedInto
    | of_case.MergedFrom
    | of_case.MergedIntoUndone
    | of_case.MergedFromUndone
    | Linked
    | Unlinked
    | PartnershipRecorded
    | TransferProposed
    | Transferred
    | of_case.Restricted
    | of_case.RestrictionLifted
    | of_case.ConflictDeclared
    | of_case.ConflictWithdrawn
    | of_case.HandedOver
    | of_case.Acknowledged
    | of_case.Redacted
    | of_review.ChairNamed
    | of_review.LiaisonRecorded
    | of_review.InformationRequested
    | of_review.InformationReturned
    | of_review.ReturnTakenBack
    | of_review.DspMeetingRecorded
    | of_review.ReviewAnswered
    | of_review.Determined
    | of_review.DeterminationConfirmed
    | of_review.DecisionProposed
    | of_review.Decided
    | of_review.LookedAgain
    | of_review.LcsprStarted
    | of_review.ProgressNoted
    | of_review.LcsprCompleted
    | of_review.ConcernReferred
    | of_review.ConcernProposed
    | of_review.ConcernDecided,
    Field(discriminator="type"),
]
_READER: TypeAdapter[RecordedEvent] = TypeAdapter(RecordedEvent)


class SetAside(Event):
    """The event ``recorded`` here is set aside: its seal does not hold, so it counts for nothing, and keeps its place.
    This kind of event is in memory alone; what is on disk stays as it is."""

    type: Literal["set_aside"] = "set_aside"
    recorded: RecordedEvent


AnyEvent = RecordedEvent | SetAside


def event_to_json(event: AnyEvent) -> dict[str, Any]:
    """Turns the event, or the one that is set aside in it, into values that JSON can hold."""
    return (event.recorded if isinstance(event, SetAside) else event).model_dump(mode="json")


def event_from_json(raw: Mapping[str, Any]) -> RecordedEvent:
    """Reads an event. Raises ValueError for what is no event of this or an earlier schema."""
    return _READER.validate_python(upcast(raw), strict=False)


def upcast(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Brings an event of an earlier schema into the shape of today's. There is only one schema so far. Raises
    ValueError for a newer one."""
    if raw.get("schema_number") != SCHEMA:
        raise ValueError(f"event schema {raw.get('schema_number')!r} is newer than this program: update it")
    return raw
