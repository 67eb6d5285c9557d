"""Any event of a case can be written as JSON, and read again whatever schema it has."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from safeguarding.case.events.answer_events import AnswersChanged
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed, Transferred
from safeguarding.case.events.base import SCHEMA, Event
from safeguarding.case.events.case_events import (
    Acknowledged,
    Closed,
    ConflictDeclared,
    ConflictWithdrawn,
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    HandedOver,
    MatterReissued,
    MergedFrom,
    MergedFromUndone,
    MergedInto,
    MergedIntoUndone,
    MergeProposed,
    NotMetProposed,
    Opened,
    OpenedInError,
    OpenedInErrorProposed,
    Redacted,
    Reopened,
    Restricted,
    RestrictionLifted,
    Signed,
    SinSubmitted,
    Updated,
    UpdateProposed,
    UpdateSubmitted,
    UpdateWithdrawn,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked
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
    InformationRequested,
    InformationReturned,
    LcsprCompleted,
    LcsprStarted,
    LiaisonRecorded,
    LookedAgain,
    ProgressNoted,
    ReturnTakenBack,
    ReviewAnswered,
)

RecordedEvent = Annotated[
    Opened
    | AnswersChanged
    | Updated
    | UpdateProposed
    | UpdateWithdrawn
    | Signed
    | SinSubmitted
    | UpdateSubmitted
    | CorrectionProposed
    | DayCorrected
    | StepTakenBack
    | MatterReissued
    | NotMetProposed
    | FoundNotMet
    | CriteriaEscalated
    | CriteriaDecided
    | Closed
    | OpenedInErrorProposed
    | OpenedInError
    | Reopened
    | MergeProposed
    | MergedInto
    | MergedFrom
    | MergedIntoUndone
    | MergedFromUndone
    | Linked
    | Unlinked
    | PartnershipRecorded
    | TransferProposed
    | Transferred
    | Restricted
    | RestrictionLifted
    | ConflictDeclared
    | ConflictWithdrawn
    | HandedOver
    | Acknowledged
    | Redacted
    | ChairNamed
    | LiaisonRecorded
    | InformationRequested
    | InformationReturned
    | ReturnTakenBack
    | DspMeetingRecorded
    | ReviewAnswered
    | Determined
    | DeterminationConfirmed
    | DecisionProposed
    | Decided
    | LookedAgain
    | LcsprStarted
    | ProgressNoted
    | LcsprCompleted
    | ConcernReferred
    | ConcernProposed
    | ConcernDecided,
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
