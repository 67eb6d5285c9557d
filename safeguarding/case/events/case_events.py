"""Events record what can happen to a case until it ends, but for the Rapid Review and what follows it
(``review_events``). An added event needs its type, its place in ``any_event``, one transition, and its tests."""

from datetime import date
from typing import Literal

from pydantic import Field

from safeguarding.case.events.base import ContentEvent, Event, SealedEvent, is_absent, is_empty
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Escalation
from safeguarding.dates.working_days import london_date
from safeguarding.framework.entries import Office
from safeguarding.people import Person, Seat
from safeguarding.values import Value

OpeningError = Literal["no_child", "test"]


class OutsideTeams(Value):
    """The signature was given outside Teams, and recorded by the Business Team."""

    signed_by: Person
    on: date
    how: FreeText
    confirmation: FreeText


class Opened(ContentEvent):
    """A case was opened. ``triage`` is the id of the conversation that led here: one triage opens one case, so opening
    is idempotent. ``rehearsal`` marks practice; a case from before there were any is a real one. ``unconfirmed`` means
    that Teams could not say then who it was: the person is who the message said that it was from."""

    type: Literal["opened"] = "opened"
    ref: str
    triage: str
    rehearsal: bool = False
    unconfirmed: bool = False
    facts: Facts
    outcome: Outcome


class Updated(ContentEvent):
    """The facts were stated anew. ``proposed_by`` is who had proposed them, where they took effect by agreement.
    ``states_death`` says that a death is stated that was not stated before, ``added`` which children are told of, by
    their numbers, who were not told of before."""

    type: Literal["updated"] = "updated"
    facts: Facts
    outcome: Outcome
    proposed_by: Person | None = None
    states_death: bool = False
    added: tuple[int, ...] = Field(default=(), exclude_if=is_empty)


class UpdateProposed(ContentEvent):
    """A change of the facts was proposed that would end a duty (``ends``), or move its day later. ``seats`` are those
    of whoever proposed it. Nothing of it holds until it is agreed."""

    type: Literal["update_proposed"] = "update_proposed"
    facts: Facts
    outcome: Outcome
    ends: bool
    seats: tuple[Seat, ...] = ()


class UpdateWithdrawn(ContentEvent):
    """The change of the facts that was proposed last was withdrawn: nothing of it holds, and nobody is asked any
    more."""

    type: Literal["update_withdrawn"] = "update_withdrawn"
    reason: FreeText


class Signed(SealedEvent):
    """A seat or a member signed one digest of one matter. ``agrees`` is false for a dissent. ``seat`` is none where a
    member of the Review Group signs as such. ``number`` counts the signer's answers to that digest: from 2 on they
    changed the one before."""

    type: Literal["signed"] = "signed"
    matter: str
    digest: str
    seat: Seat | None
    agrees: bool
    reason: FreeText | None = None
    outside_teams: OutsideTeams | None = None
    number: int = 1

    @property
    def place(self) -> str:
        return f"for the seat {self.seat.label}" if self.seat else "as a member of the Review Group"

    @property
    def signer(self) -> Person:
        return self.outside_teams.signed_by if self.outside_teams else self.by

    @property
    def day(self) -> date:
        """Returns London's day on which it was signed, which outside Teams is not that of its recording."""
        return self.outside_teams.on if self.outside_teams else london_date(self.at)


class SinSubmitted(Event):
    """The SIN was submitted. ``dcs_had_signed`` says whether the quality and accuracy signature was there.
    ``authority`` is the one that submitted it, where it was another than the partnership's own."""

    type: Literal["sin_submitted"] = "sin_submitted"
    on: date
    dcs_had_signed: bool
    authority: str | None = Field(default=None, exclude_if=is_absent)


class UpdateSubmitted(Event):
    """The notification was updated with a death that was stated after the SIN had gone in."""

    type: Literal["update_submitted"] = "update_submitted"
    on: date


class MatterReissued(ContentEvent):
    """A matter is put to its seats once more: what was signed before lapses."""

    type: Literal["put_again"] = "put_again"
    matter: str
    reason: FreeText


class NotMetProposed(ContentEvent):
    """A seat or the Business Team proposed that the criteria are not met; after the submission, that they were not met
    after all."""

    type: Literal["not_met_proposed"] = "not_met_proposed"
    reason: FreeText


class FoundNotMet(SealedEvent):
    """The partners and the DCS have all agreed that the criteria are not met. Before the submission this ends the
    notification, after it the Rapid Review lane."""

    type: Literal["found_not_met"] = "found_not_met"

    @property
    def met(self) -> bool:
        return False


class CriteriaEscalated(ContentEvent):
    """The Business Team recorded how the notification criteria were decided by escalation: met, or not. Nothing of it
    holds until the DCS has signed."""

    type: Literal["criteria_escalated"] = "criteria_escalated"
    met: bool
    escalation: Escalation


class CriteriaDecided(SealedEvent):
    """The DCS signed what was decided by escalation: it holds, and is for ever shown as not unanimous."""

    type: Literal["criteria_decided"] = "criteria_decided"
    met: bool
    escalation: Escalation


class Closed(Event):
    """The case was closed. ``abuse_ruled_out`` ("yes", "no", "not_known") is asked where a SIN brought no Rapid
    Review."""

    type: Literal["closed"] = "closed"
    reason: FreeText
    abuse_ruled_out: Literal["yes", "no", "not_known"] | None = None


class OpenedInErrorProposed(ContentEvent):
    """The Business Team proposed that the case was opened in error: there is no child, or it was a test."""

    type: Literal["opened_in_error_proposed"] = "opened_in_error_proposed"
    kind: OpeningError
    reason: FreeText


class OpenedInError(SealedEvent):
    """The DSPs of two partners have agreed that the case was opened in error, which closes it."""

    type: Literal["opened_in_error"] = "opened_in_error"


class Reopened(Event):
    type: Literal["reopened"] = "reopened"
    reason: FreeText


class MergeProposed(ContentEvent):
    """A merge was proposed that needs agreement, and the case that would end bears it: ``counted_as_done`` has the
    deadlines, by their ids, that are open in one of the two cases and would count as done by a step of the other.
    ``other_content`` is the digest of what the other case said then. ``as_children`` says that the two are about other
    children of one incident."""

    type: Literal["merge_proposed"] = "merge_proposed"
    other: str
    counted_as_done: tuple[str, ...]
    other_content: str
    reason: FreeText
    as_children: bool = Field(default=False, exclude_if=is_empty)


class MergedInto(Event):
    """The duplicate bears this event, and ends here. ``proposed_by`` is who had proposed it, where it was agreed.
    ``as_children`` says that it was no duplicate, but about other children of the same incident."""

    type: Literal["merged_into"] = "merged_into"
    other: str
    reason: FreeText
    proposed_by: Person | None = None
    as_children: bool = Field(default=False, exclude_if=is_empty)


class MergedFrom(ContentEvent):
    """The case that goes on bears this event. ``aware_from`` is the duplicate's start, ``provisional`` or known: the
    earlier clock is kept, as certain as it was. ``conflicted`` names whoever had a conflict of interest in the
    duplicate, and so has one here. ``proposed_by`` is who had proposed it, where it was agreed. ``children`` are the
    numbers that its children got here, where it was about other children of the same incident. ``authority`` submitted
    the duplicate's SIN, where it was another than the partnership's own."""

    type: Literal["merged_from"] = "merged_from"
    other: str
    aware_from: date
    provisional: bool
    sin_submitted: date | None
    conflicted: tuple[Person, ...] = ()
    reason: FreeText
    proposed_by: Person | None = None
    children: tuple[int, ...] = Field(default=(), exclude_if=is_empty)
    authority: str | None = Field(default=None, exclude_if=is_absent)


class MergedIntoUndone(Event):
    """The merge was undone, and the case that had been taken in goes on as before: it bears this event."""

    type: Literal["merged_into_undone"] = "merged_into_undone"
    other: str
    reason: FreeText


class MergedFromUndone(ContentEvent):
    """The merge was undone, and the case that had taken the other in goes on without it: it bears this event. Nothing
    of what the merge had brought counts any more."""

    type: Literal["merged_from_undone"] = "merged_from_undone"
    other: str
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


class HandedOver(Event):
    """The person handed their part in this case over to the others who hold the seat, or has taken it back;
    ``part_of`` is whose part it is, where the Business Team did it for them."""

    type: Literal["handed_over"] = "handed_over"
    taken_back: bool = False
    part_of: Person | None = None

    @property
    def whose(self) -> Person:
        return self.part_of or self.by


class Acknowledged(Event):
    """Somebody acknowledged a deadline for their ``offices``, which was due on the day ``due`` then: no nudge of it
    comes to their holders before the day ``quiet_until``. It ends nothing, and moves no day."""

    type: Literal["acknowledged"] = "acknowledged"
    deadline: str
    due: date
    offices: tuple[Office, ...]
    quiet_until: date
    reason: FreeText


class Redacted(Event):
    """The text ``digest`` was removed from the history; that it was there stays."""

    type: Literal["redacted"] = "redacted"
    digest: str
    reason: FreeText
