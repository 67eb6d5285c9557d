"""Events record what can happen to a case. An added event needs one type here or in ``review_events``, one transition,
and its tests."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from safeguarding.case.events.base import SCHEMA, Event, Value
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
from safeguarding.people import Person, Seat


class Facts(Value):
    """Facts are what is known of the incident. ``answers`` are by question id; ``evidence`` is what was written with an
    answer."""

    answers: dict[str, str]
    evidence: dict[str, FreeText] = {}
    incident_on: date | None = None
    became_aware: date | None = None
    place: str = "not_known"
    agency: FreeText | None = None
    record_number: FreeText | None = None

    def same_content_as(self, other: "Facts") -> bool:
        """Compares facts as a reader sees them: the salts of unchanged texts may differ."""
        return self._content() == other._content()

    def keeping_texts_of(self, before: "Facts") -> "Facts":
        """Returns the facts with each text that reads as before being that very one: a text nobody changed lapses no
        signature."""
        evidence = {name: _keep_text(text, before.evidence.get(name)) for name, text in self.evidence.items()}
        return self.model_copy(
            update={
                "evidence": evidence,
                "agency": _keep_text(self.agency, before.agency),
                "record_number": _keep_text(self.record_number, before.record_number),
            }
        )

    def changes_from(self, before: "Facts") -> Iterator[Callable[["Facts"], "Facts"]]:
        """Yields what was changed, one thing after the other: each an answer with its evidence, or a detail."""
        for question in {**before.answers, **self.answers}:
            if _of(question, self) != _of(question, before):
                yield partial(_with_answer_of, self, question)
        for detail in ("incident_on", "became_aware", "place", "agency", "record_number"):
            if getattr(self, detail) != getattr(before, detail):
                yield partial(_with_detail_of, self, detail)

    def _content(self) -> tuple[object, ...]:
        texts = {**self.evidence, "agency": self.agency, "record_number": self.record_number}
        shown = {name: text.shown for name, text in texts.items() if text}
        return (self.answers, shown, self.incident_on, self.became_aware, self.place)


def _keep_text(text: FreeText | None, before: FreeText | None) -> FreeText | None:
    return before if text and before and text.shown == before.shown else text


def _of(question: str, facts: Facts) -> tuple[str | None, FreeText | None]:
    return facts.answers.get(question), facts.evidence.get(question)


def _with_answer_of(source: Facts, question: str, facts: Facts) -> Facts:
    answer, evidence = _of(question, source)
    answers = {name: value for name, value in facts.answers.items() if name != question}
    texts = {name: text for name, text in facts.evidence.items() if name != question}
    return facts.model_copy(
        update={
            "answers": {**answers, question: answer} if answer else answers,
            "evidence": {**texts, question: evidence} if evidence else texts,
        }
    )


def _with_detail_of(source: Facts, detail: str, facts: Facts) -> Facts:
    return facts.model_copy(update={detail: getattr(source, detail)})


class Outcome(Value):
    """An outcome has the decisions as reached, under the version of the rules that was in force."""

    rules_version: str
    values: dict[str, str]


class OutsideTeams(Value):
    """The signature was given outside Teams, and recorded by the Business Team."""

    signed_by: Person
    on: date
    how: FreeText
    confirmation: FreeText


class Opened(Event):
    """A case was opened. ``triage`` is the id of the conversation that led here: one triage opens one case, so opening
    is idempotent. ``rehearsal`` marks practice; a case from before there were any is a real one."""

    type: Literal["opened"] = "opened"
    ref: str
    triage: str
    rehearsal: bool = False
    facts: Facts
    outcome: Outcome


class Updated(Event):
    """The facts were stated anew. ``proposed_by`` is who had proposed them, where they took effect by agreement."""

    type: Literal["updated"] = "updated"
    facts: Facts
    outcome: Outcome
    proposed_by: Person | None = None


class UpdateProposed(Event):
    """A change of the facts was proposed that would end a duty (``ends``), or move its day later. ``seats`` are those
    of whoever proposed it. Nothing of it holds until it is agreed."""

    type: Literal["update_proposed"] = "update_proposed"
    facts: Facts
    outcome: Outcome
    ends: bool
    seats: tuple[Seat, ...] = ()


class Signed(Event):
    """A seat or a member signed one digest of one matter. ``agrees`` is false for a dissent. ``seat`` is none where a
    member of the Review Group signs as such."""

    type: Literal["signed"] = "signed"
    matter: str
    digest: str
    seat: Seat | None
    agrees: bool
    reason: FreeText | None = None
    outside_teams: OutsideTeams | None = None

    @property
    def place(self) -> str:
        return f"for the seat {self.seat.label}" if self.seat else "as a member of the Review Group"

    @property
    def signer(self) -> Person:
        return self.outside_teams.signed_by if self.outside_teams else self.by


class SinSubmitted(Event):
    """The SIN was submitted. ``dcs_had_signed`` says whether the quality and accuracy signature was there."""

    type: Literal["sin_submitted"] = "sin_submitted"
    on: date
    dcs_had_signed: bool


class MatterReissued(Event):
    """A matter is put to its seats once more: what was signed before lapses."""

    type: Literal["put_again"] = "put_again"
    matter: str
    reason: FreeText


class NotMetProposed(Event):
    """A seat or the Business Team proposed, after the submission, that the criteria were not met after all."""

    type: Literal["not_met_proposed"] = "not_met_proposed"
    reason: FreeText


class FoundNotMet(Event):
    """The partners and the DCS have all agreed that the criteria were not met. This ends the Rapid Review lane."""

    type: Literal["found_not_met"] = "found_not_met"


class Closed(Event):
    """The case was closed. ``abuse_ruled_out`` ("yes", "no", "not_known") is asked where a SIN brought no Rapid
    Review."""

    type: Literal["closed"] = "closed"
    reason: FreeText
    abuse_ruled_out: Literal["yes", "no", "not_known"] | None = None


class Reopened(Event):
    type: Literal["reopened"] = "reopened"
    reason: FreeText


class MergedInto(Event):
    """The duplicate bears this event, and ends here."""

    type: Literal["merged_into"] = "merged_into"
    other: str
    reason: FreeText


class MergedFrom(Event):
    """The case that goes on bears this event. ``aware_from`` is the duplicate's start, ``provisional`` or known: the
    earlier clock is kept, as certain as it was. ``conflicted`` names whoever had a conflict of interest in the
    duplicate, and so has one here."""

    type: Literal["merged_from"] = "merged_from"
    other: str
    aware_from: date
    provisional: bool
    sin_submitted: date | None
    conflicted: tuple[Person, ...] = ()
    reason: FreeText


class Restricted(Event):
    """The case was restricted: the channel sees nothing of it any more, and only the people named see it. A later
    restriction replaces this one."""

    type: Literal["restricted"] = "restricted"
    visible_to: tuple[Person, ...]
    review_on: date
    reason: FreeText


class RestrictionLifted(Event):
    type: Literal["restriction_lifted"] = "restriction_lifted"
    reason: FreeText


class ConflictDeclared(Event):
    """The person declared a conflict of interest, and takes no part in the case any more."""

    type: Literal["conflict_declared"] = "conflict_declared"
    reason: FreeText


class ConflictWithdrawn(Event):
    type: Literal["conflict_withdrawn"] = "conflict_withdrawn"
    person: Person
    reason: FreeText


class Redacted(Event):
    """The text ``digest`` was removed from the history; that it was there stays."""

    type: Literal["redacted"] = "redacted"
    digest: str
    reason: FreeText


AnyEvent = Annotated[
    Opened
    | Updated
    | UpdateProposed
    | Signed
    | SinSubmitted
    | MatterReissued
    | NotMetProposed
    | FoundNotMet
    | Closed
    | Reopened
    | MergedInto
    | MergedFrom
    | Restricted
    | RestrictionLifted
    | ConflictDeclared
    | ConflictWithdrawn
    | Redacted
    | ChairNamed
    | LiaisonRecorded
    | InformationRequested
    | InformationReturned
    | ReturnTakenBack
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
_READER: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


def event_to_json(event: AnyEvent) -> dict[str, Any]:
    """Turns the event into values that JSON can hold."""
    return event.model_dump(mode="json")


def event_from_json(raw: Mapping[str, Any]) -> AnyEvent:
    """Reads an event. Raises ValueError for what is no event of this or an earlier schema."""
    return _READER.validate_python(upcast(raw), strict=False)


def upcast(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Brings an event of an earlier schema into the shape of today's. There is only one schema so far. Raises
    ValueError for a newer one."""
    if raw.get("schema_number") != SCHEMA:
        raise ValueError(f"event schema {raw.get('schema_number')!r} is newer than this program: update it")
    return raw
