"""A clerk's own reckoning tells whom the news of a step must reach, and whom it may. The bot's own table of news is not
asked: what a step is to whom is written here once more, by what the partnership was promised."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import (
    Acknowledged,
    Closed,
    ConflictDeclared,
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    HandedOver,
    MergedInto,
    MergedIntoUndone,
    NotMetProposed,
    OpenedInError,
    Redacted,
    Reopened,
    Restricted,
    Signed,
    SinSubmitted,
    Updated,
    UpdateProposed,
    UpdateSubmitted,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.events.review_events import (
    ChairNamed,
    ConcernDecided,
    ConcernReferred,
    Decided,
    DecisionProposed,
    DeterminationConfirmed,
    Determined,
    InformationReturned,
    LcsprCompleted,
)
from safeguarding.case.stage import IN_REVIEW
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.people import Person
from tests.support.generators.cases import SEATS_OF

PARTNERS, ALL_SEATS = ("local_authority", "icb", "police"), ("local_authority", "icb", "police", "dcs")
OF_THE_CHAIR = (LCSPR_DECISION, CONCERN_DECISION)
"""Of these the chair hears that somebody disagreed; of the others the DCS."""
MOVES_WHAT_IS_NEXT = (
    *(Updated, UpdateSubmitted, DayCorrected, StepTakenBack),
    *(SinSubmitted, DeterminationConfirmed, Reopened, Signed, MergedIntoUndone, HandedOver),
)
"""By these somebody may have another step, who hears of it too."""
ENDINGS = (Closed, FoundNotMet, OpenedInError, MergedInto, Transferred, LcsprCompleted)
DECISIONS = (Decided, ConcernDecided, CriteriaDecided)
"""By these, whoever had a part may hear."""
NOT_TAKEN_UP = (Acknowledged, ConflictDeclared, HandedOver, Linked, Redacted, Restricted, Unlinked)
Staff = Mapping[str, Set[Person]]


@dataclass(frozen=True)
class Step:
    """The step is what one person did: the case before and after it, and what it added."""

    before: Case
    after: Case
    staff: Staff

    @cached_property
    def added(self) -> Sequence[AnyEvent]:
        return self.after.events[self.before.version :]

    def heard_by(self, *offices: str) -> set[Person]:
        return {person for office in offices for person in self._holders(office)}

    def _holders(self, office: str) -> Set[Person]:
        of_case = {"opener": self.after.opener, "chair": self.after.chair}
        return {person for person in (of_case[office],) if person} if office in of_case else self.staff[office]

    @property
    def know(self) -> set[Person]:
        """Returns who brought it about."""
        signers = {event.signer for event in self.added if isinstance(event, Signed)}
        return signers | {event.by for event in self.added}

    def is_shut_out(self, person: Person) -> bool:
        """Says whether a conflict, a restriction, or that they hold no office in it keeps somebody from the case."""
        knows = person == self.after.opener or any(person in people for people in self.staff.values())
        return not knows or self.after.access.bars(person)

    @property
    def is_taking_up(self) -> bool:
        """Says whether it is the first step in the case by another than its opener."""
        took_up = [event for event in self.after.events if event.by != self.after.opener]
        first = next((event for event in took_up if not isinstance(event, NOT_TAKEN_UP)), None)
        return first is not None and first in self.added

    @cached_property
    def asked_anew(self) -> set[Person]:
        """Returns who gets a card to sign of what the step has put: the card is their news."""
        put = {matter: (sign_off_of(self.before, matter), sign_off_of(self.after, matter)) for matter in SEATS_OF}
        anew = [
            matter for matter, (was, now) in put.items() if now and not (was and was.matter.digest == now.matter.digest)
        ]
        people = self.heard_by(*(seat.value for matter in anew for seat in SEATS_OF[matter]))
        return people | (self.heard_by("review_group") if CONCERN_DECISION in anew else set())

    @property
    def must_hear(self) -> set[Person]:
        found = {person for event in self.added for person in self._of(event)}
        return {person for person in found - self.know - self.asked_anew if not self.is_shut_out(person)}

    @property
    def may_hear(self) -> set[Person]:
        """Returns whom the news may reach besides: whoever has the next step, whoever asked, the Business Team of a
        signature that counts no more."""
        found = {person for event in self.added for person in self._of(event)}
        if any(isinstance(event, (*MOVES_WHAT_IS_NEXT, *ENDINGS, *DECISIONS)) for event in self.added):
            found |= self.heard_by("business_team", *ALL_SEATS, "review_group", "chair", "opener")
        if self.is_taking_up:
            found.add(self.after.opener)
        if any(was and was.signatures_given for was in (sign_off_of(self.before, matter) for matter in SEATS_OF)):
            found |= self.heard_by("business_team")
        return found

    def _of(self, event: Any) -> Iterable[Person]:
        return MUST[type(event)](self, event) if type(event) in MUST else ()


def _signed(step: Step, event: Any) -> set[Person]:
    was, now = sign_off_of(step.before, event.matter), sign_off_of(step.after, event.matter)
    last: Any = step.added[-1]
    if last is not event or was is None or now is None:
        return set()
    if not event.agrees:
        others = step.heard_by("business_team", *(seat.value for seat in SEATS_OF[event.matter]))
        return others | step.heard_by("chair" if event.matter in OF_THE_CHAIR else "dcs")
    if is_all_signed(step.after) and not is_all_signed(step.before):
        return step.heard_by("business_team", "local_authority", "opener")
    is_agreed = event.matter == NOTIFICATION_CRITERIA and now.is_agreed and not was.is_agreed
    if is_agreed and step.after.outcome.values["sin"] == "not_required":
        return step.heard_by("business_team", "opener")
    return set()


def times_all_signed(case: Case) -> int:
    """Counts how often the last signature for the SIN was given: again after each change that asked for them anew."""
    stands = [is_all_signed(case.as_of(version)) for version in range(1, case.version + 1)]
    return sum(now and not before for before, now in pairwise([False, *stands]))


def times_lapsed(case: Case) -> int:
    """Counts how often signatures for the SIN were lost by a change that put something else in their place."""
    matters = (NOTIFICATION_CRITERIA, SIN_QUALITY)
    put = [[sign_off_of(case.as_of(version), matter) for matter in matters] for version in range(1, case.version + 1)]
    pairs = [pair for before, after in pairwise(put) for pair in zip(before, after, strict=True)]
    return sum(
        was is not None and was.signatures_given != () and (now is None or now.matter.digest != was.matter.digest)
        for was, now in pairs
    )


def is_all_signed(case: Case) -> bool:
    put = [sign_off_of(case, matter) for matter in (NOTIFICATION_CRITERIA, SIN_QUALITY)]
    is_required = not case.sin_submitted and case.outcome.values["sin"] == "required"
    return is_required and all(each and each.is_agreed for each in put)


def _ended(step: Step, event: Any) -> set[Person]:
    took_part = {each.signer if isinstance(each, Signed) else each.by for each in step.before.events}
    return took_part | step.heard_by("business_team", "chair")


def _decided(step: Step, event: Any) -> set[Person]:
    if event.decision.outcome != "commission":
        return _ended(step, event)
    return step.heard_by("business_team", *ALL_SEATS, "opener")


def _in_review(*offices: str) -> Callable[[Step, Any], set[Person]]:
    return lambda step, event: step.heard_by(*offices) if step.after.stage in IN_REVIEW else set()


def _always(*offices: str) -> Callable[[Step, Any], set[Person]]:
    return lambda step, event: step.heard_by(*offices)


MUST: Mapping[type, Callable[[Step, Any], set[Person]]] = {
    Signed: _signed,
    SinSubmitted: _always("business_team", "dcs", "opener"),
    UpdateProposed: _always("business_team"),
    CorrectionProposed: _always("business_team"),
    NotMetProposed: _always("business_team"),
    CriteriaEscalated: _always("business_team", *PARTNERS),
    CriteriaDecided: lambda step, event: (
        step.heard_by("business_team", *ALL_SEATS, "opener") if event.met else _ended(step, event)
    ),
    **dict.fromkeys(ENDINGS, _ended),
    Decided: _decided,
    ConcernDecided: lambda step, event: (
        step.heard_by("business_team", *PARTNERS) if event.outcome == "lcspr" else _ended(step, event)
    ),
    ChairNamed: _in_review("chair"),
    InformationReturned: _in_review("business_team", "chair"),
    Determined: _in_review("chair"),
    DeterminationConfirmed: _always("business_team"),
    DecisionProposed: _always("business_team", "chair"),
    ConcernReferred: _always("review_group"),
    Reopened: _always("business_team", "opener"),
    MergedIntoUndone: _always("business_team"),
    HandedOver: lambda step, event: {event.whose} if event.whose in step.after.handed_over else set(),
}
"""Of these events somebody must hear; of all others nobody need."""
