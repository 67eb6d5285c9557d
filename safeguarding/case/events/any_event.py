"""Any event of a case can be written as JSON, and read again whatever schema it has."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from safeguarding.case.events import case_events, review_events
from safeguarding.case.events.answer_events import AnswersChanged
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed, Transferred
from safeguarding.case.events.base import SCHEMA, Event
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked

RecordedEvent = Annotated[
    case_events.Opened
    | AnswersChanged
    | case_events.Updated
    | case_events.UpdateProposed
    | case_events.UpdateWithdrawn
    | case_events.Signed
    | case_events.SinSubmitted
    | case_events.UpdateSubmitted
    | CorrectionProposed
    | DayCorrected
    | StepTakenBack
    | case_events.MatterReissued
    | case_events.NotMetProposed
    | case_events.FoundNotMet
    | case_events.CriteriaEscalated
    | case_events.CriteriaDecided
    | case_events.Closed
    | case_events.OpenedInErrorProposed
    | case_events.OpenedInError
    | case_events.Reopened
    | case_events.MergeProposed
    | case_events.MergedInto
    | case_events.MergedFrom
    | case_events.MergedIntoUndone
    | case_events.MergedFromUndone
    | Linked
    | Unlinked
    | PartnershipRecorded
    | TransferProposed
    | Transferred
    | case_events.Restricted
    | case_events.RestrictionLifted
    | case_events.ConflictDeclared
    | case_events.ConflictWithdrawn
    | case_events.HandedOver
    | case_events.Acknowledged
    | case_events.Redacted
    | review_events.ChairNamed
    | review_events.LiaisonRecorded
    | review_events.InformationRequested
    | review_events.InformationReturned
    | review_events.ReturnTakenBack
    | review_events.DspMeetingRecorded
    | review_events.ReviewAnswered
    | review_events.Determined
    | review_events.DeterminationConfirmed
    | review_events.DecisionProposed
    | review_events.Decided
    | review_events.LookedAgain
    | review_events.LcsprStarted
    | review_events.ProgressNoted
    | review_events.LcsprCompleted
    | review_events.ConcernReferred
    | review_events.ConcernProposed
    | review_events.ConcernDecided,
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
