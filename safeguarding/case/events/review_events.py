"""Events record what can happen to a case from the Rapid Review to the end of an LCSPR, and in a Case of Concern."""

from datetime import date
from typing import Literal

from safeguarding.case.events.base import ContentEvent, Event, SealedEvent
from safeguarding.case.events.free_text import FreeText
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person
from safeguarding.values import Value

Board = Literal["csab", "ph", "csp"]
Vehicle = Literal["rapid_review", "joint_review"]
LcsprOutcome = Literal["commission", "not_commission", "not_met"]
MeetingOutcome = Literal["held", "not_needed", "to_come"]
ConcernOutcome = Literal["lcspr", "local_learning", "no_further_action"]


class ChairNamed(Event):
    """A DSP named the chair: themselves or a delegate."""

    type: Literal["chair_named"] = "chair_named"
    chair: Person


class LiaisonRecorded(Event):
    """The liaison says with whom the Business Team talked about the right vehicle, and what came of it."""

    type: Literal["liaison_recorded"] = "liaison_recorded"
    boards: tuple[Board, ...]
    vehicle: Vehicle
    note: FreeText


class InformationRequested(Event):
    """Information was requested of agencies, by the names of the partnership file."""

    type: Literal["information_requested"] = "information_requested"
    agencies: tuple[str, ...]
    due: date


class InformationReturned(Event):
    """An agency's return came, on the day ``on``; none where it came on the day of its recording."""

    type: Literal["information_returned"] = "information_returned"
    agency: str
    on: date | None = None

    @property
    def day(self) -> date:
        return self.on or london_date(self.at)


class ReturnTakenBack(Event):
    """The return was recorded by mistake: the agency is outstanding again, by the day that it was given."""

    type: Literal["return_taken_back"] = "return_taken_back"
    agency: str
    reason: FreeText


class Tick(Value):
    """A tick says that one item holds, with its evidence. ``look_again_on`` is for a legal constraint,
    ``kind_of_review`` for another review that is the better vehicle."""

    evidence: FreeText
    look_again_on: date | None = None
    kind_of_review: FreeText | None = None


class ReviewAnswer(Value):
    """An answer is what one part of the Rapid Review says: a text, a choice with its text, or ticks by item. Where the
    choice is that it is not known, or that none of a list holds, the text says why. ``children`` are the numbers of
    those whom it is about, where the incident has several; none where that was not said."""

    text: FreeText | None = None
    choice: str | None = None
    ticks: dict[str, Tick] = {}
    children: tuple[int, ...] = ()

    @property
    def says_none(self) -> bool:
        """Says whether nothing holds of what could be ticked."""
        return not self.text and not self.choice and not self.ticks


class DspMeetingRecorded(Event):
    """The DSPs met on the day ``on``, or it was found on that day that they need not. "to_come" takes back what was
    recorded before."""

    type: Literal["dsp_meeting_recorded"] = "dsp_meeting_recorded"
    outcome: MeetingOutcome
    on: date
    note: FreeText | None = None


class ReviewAnswered(Event):
    type: Literal["review_answered"] = "review_answered"
    part: str
    answer: ReviewAnswer


class Recommendation(Value):
    """A recommendation says what is to be done, and why. ``reasons`` are the ids of those not to commission; with a
    legal constraint among them ``look_again_on`` says when. "not_met" means that the LCSPR criteria are not met."""

    outcome: LcsprOutcome
    national_review: bool
    rationale: FreeText
    reasons: tuple[str, ...] = ()
    look_again_on: date | None = None


class Determined(Event):
    """The Review Group determined, and one member recorded it for the meeting. ``indicated`` is what the answers
    pointed to then; ``differs`` says why the determination is another. ``missing`` names the parts that were still
    open."""

    type: Literal["determined"] = "determined"
    recommendation: Recommendation
    present: tuple[Person, ...]
    quorum: int
    indicated: dict[str, str]
    differs: FreeText | None = None
    missing: tuple[str, ...] = ()


class DeterminationConfirmed(SealedEvent, ContentEvent):
    """The chair confirmed the determination."""

    type: Literal["determination_confirmed"] = "determination_confirmed"


class DecisionProposed(ContentEvent):
    """A DSP proposed a different decision, which opens a new round of signatures for the three seats."""

    type: Literal["decision_proposed"] = "decision_proposed"
    proposal: Recommendation


class Escalation(Value):
    """The escalation says how a decision was reached that the three did not agree on."""

    procedure: FreeText
    decided_by: FreeText
    on: date
    evidence: FreeText


class Decided(SealedEvent):
    """The decision is final. Without an escalation all three partners have agreed on it."""

    type: Literal["decided"] = "decided"
    decision: Recommendation
    on: date
    escalation: Escalation | None = None


class LookedAgain(ContentEvent):
    """The legal constraint that put a decision off was looked at again: the decision is put off until another date, or
    open to decide again."""

    type: Literal["looked_again"] = "looked_again"
    until: date | None
    note: FreeText


class LcsprStarted(Event):
    type: Literal["lcspr_started"] = "lcspr_started"
    reviewer: FreeText
    on: date


class ProgressNoted(Event):
    type: Literal["progress_noted"] = "progress_noted"
    note: FreeText


class LcsprCompleted(Event):
    """The LCSPR was completed, which closes the case."""

    type: Literal["lcspr_completed"] = "lcspr_completed"
    on: date
    note: FreeText


class FurtherAnswer(Value):
    """A further answer is a choice, or a text."""

    choice: str | None = None
    text: FreeText | None = None


class ConcernReferred(Event):
    """An agency referred a Case of Concern. ``kind`` is one of the rules'; ``agency`` refers; ``learning`` says why
    there is multi-agency learning; ``indicators`` are by id with evidence, and ``further`` what the rules ask besides,
    by the id of the question."""

    type: Literal["concern_referred"] = "concern_referred"
    kind: str
    agency: str
    learning: FreeText
    indicators: dict[str, FreeText]
    further: dict[str, FurtherAnswer] = {}


class ConcernProposed(ContentEvent):
    """A member of the Review Group put an outcome to the others. ``quorum`` is how many have to agree."""

    type: Literal["concern_proposed"] = "concern_proposed"
    outcome: ConcernOutcome
    rationale: FreeText
    quorum: int


class ConcernDecided(SealedEvent):
    """The quorum has agreed, and no member disagrees."""

    type: Literal["concern_decided"] = "concern_decided"
    outcome: ConcernOutcome
    rationale: FreeText
    on: date
