"""The expected record is worked out a second time and the long way, for the tests of any sequence."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.corrections import standing_decisions, takes_back_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import TransferProposed, Transferred
from safeguarding.case.events.case_events import (
    Acknowledged,
    ConflictDeclared,
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    HandedOver,
    MatterReissued,
    MergedFrom,
    MergedFromUndone,
    MergedInto,
    MergeProposed,
    NotMetProposed,
    Opened,
    OpenedInError,
    OpenedInErrorProposed,
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
    LookedAgain,
    Recommendation,
    ReviewAnswered,
)
from safeguarding.case.notification import Update
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    TRANSFER,
)
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat
from tests.support.generators.cases import SEATS_OF

SEATS_BESIDE_THE_BUSINESS_TEAM: Mapping[type, frozenset[Seat]] = {
    Updated: frozenset(Seat),
    UpdateProposed: frozenset(Seat),
    UpdateWithdrawn: frozenset(),
    SinSubmitted: frozenset({Seat.DCS, Seat.LOCAL_AUTHORITY}),
    UpdateSubmitted: frozenset({Seat.DCS, Seat.LOCAL_AUTHORITY}),
    NotMetProposed: frozenset(Seat),
    FoundNotMet: frozenset(Seat),
    CriteriaDecided: frozenset({Seat.DCS}),
    Restricted: frozenset(PARTNERS),
    RestrictionLifted: frozenset(PARTNERS),
    ConflictDeclared: frozenset(Seat),
    DspMeetingRecorded: frozenset(PARTNERS),
    Decided: frozenset(PARTNERS),
    MergedInto: frozenset(Seat),
    OpenedInError: frozenset(PARTNERS),
}


ENDS = ("closed", "lcspr_completed", "opened_in_error", "transferred")
REVIEW_GROUPS_OWN = (ReviewAnswered, Determined, ConcernProposed, ConcernDecided)


def had_authority(event: AnyEvent, by: Actor, opener: Person, case: Case) -> bool:
    if isinstance(event, HandedOver):
        return Role.BUSINESS_TEAM in by.roles if event.part_of else bool(by.seats)
    if isinstance(event, Acknowledged):
        return bool(by.seats or by.roles - {Role.PRACTITIONER}) or by.person in (opener, case.chair)
    if isinstance(event, CorrectionProposed | DayCorrected | StepTakenBack):
        return _may_correct(event, by)
    return _may_record(event, by, opener, case)


def _may_record(event: AnyEvent, by: Actor, opener: Person, case: Case) -> bool:
    if isinstance(event, Signed) and event.outside_teams is None:
        return event.seat in by.seats if event.seat else Role.REVIEW_GROUP in by.roles
    if isinstance(event, DeterminationConfirmed):
        return by.person == case.chair
    if isinstance(event, REVIEW_GROUPS_OWN):
        return Role.REVIEW_GROUP in by.roles
    if isinstance(event, ChairNamed | DecisionProposed):
        return not by.seats.isdisjoint(PARTNERS)
    is_theirs = by.person == case.chair or (isinstance(event, ConflictDeclared) and Role.REVIEW_GROUP in by.roles)
    if isinstance(event, ConflictDeclared | DspMeetingRecorded) and is_theirs:
        return True
    return isinstance(event, ConcernReferred) or _with_the_business_team(event, by, opener, case)


def _may_correct(event: CorrectionProposed | DayCorrected | StepTakenBack, by: Actor) -> bool:
    if not isinstance(event, CorrectionProposed) and event.proposed_by:
        return bool(by.seats) or Role.BUSINESS_TEAM in by.roles
    if event.step == "determined":
        return Role.REVIEW_GROUP in by.roles
    submits = bool(by.seats & {Seat.DCS, Seat.LOCAL_AUTHORITY}) and event.step in ("sin_submitted", "update_submitted")
    return Role.BUSINESS_TEAM in by.roles or submits


def _with_the_business_team(event: AnyEvent, by: Actor, opener: Person, case: Case) -> bool:
    """Says whether a person may take a step of the Business Team that some others may take too."""
    if isinstance(event, MatterReissued):
        if event.matter == CONCERN_DECISION and Role.REVIEW_GROUP in by.roles:
            return True
        seats = frozenset(SEATS_OF[event.matter])
    elif isinstance(event, Decided) and event.escalation:
        seats = frozenset()
    else:
        seats = SEATS_BESIDE_THE_BUSINESS_TEAM.get(type(event), frozenset())
    is_opener = isinstance(event, Updated | UpdateProposed) and by.person == opener
    if isinstance(event, Reopened) and _was_in_error(case):
        return Role.BUSINESS_TEAM in by.roles or bool(by.seats) or by.person == opener
    if isinstance(event, UpdateWithdrawn) and case.of(UpdateProposed)[-1].by == by.person:
        return True
    return Role.BUSINESS_TEAM in by.roles or bool(by.seats & seats) or is_opener


def _was_in_error(reopened: Case) -> bool:
    ends = [event for event in reopened.events if event.type in ENDS]
    return isinstance(ends[-1], OpenedInError | Transferred)


def stood_by(case: Case) -> list[Signed]:
    """Signatures are stood by until their signers change them, and while they have no conflict of interest, declared
    afterwards here or at any time in a case that was merged into this one."""
    kept: list[Signed] = []
    for event in _as_if_never_merged(case.events):
        if isinstance(event, ConflictDeclared):
            kept = [signed for signed in kept if signed.signer != event.by]
        elif isinstance(event, MergedFrom):
            kept = [signed for signed in kept if signed.signer not in event.conflicted]
        elif isinstance(event, Signed):
            kept = [signed for signed in kept if not _changes(event, signed)]
            kept.append(event)
    return kept


def _as_if_never_merged(events: Sequence[AnyEvent]) -> list[AnyEvent]:
    """Leaves out the merges into the case that were undone."""
    kept: list[AnyEvent] = []
    for event in events:
        if isinstance(event, MergedFromUndone):
            merges = [each for each in kept if isinstance(each, MergedFrom) and each.other == event.other]
            kept = [each for each in kept if each is not merges[-1]]
        else:
            kept.append(event)
    return kept


def _changes(signed: Signed, earlier: Signed) -> bool:
    """Says whether somebody has changed what they had answered to the same content."""
    same = (signed.digest, signed.matter) == (earlier.digest, earlier.matter)
    return same and signed.number == earlier.number + 1 and signed.signer == earlier.signer


def was_in_its_time(kind: str, before: list[str]) -> bool:
    if before.count("merged_into") > before.count("merged_into_undone"):
        return kind in ("redacted", "merged_into_undone", "unlinked")
    # Of all changes a closed case takes a death and corrections, and is reopened by a step that is taken back.
    reopens = ("reopened", "updated", "step_taken_back")
    ends = [step for step in before if step in (*ENDS, *reopens)][-1:]
    is_closed = bool(ends) and ends[0] not in reopens
    if not is_closed:
        return kind != "reopened"
    return kind in ("redacted", "day_corrected", "linked", "unlinked", *reopens)


def as_it_was_put(case: Case, matter: str) -> Case:
    """Returns the case as it was when the matter was decided; where it is not, as it is."""
    decided: Decided | ConcernDecided | CriteriaDecided | None = None
    settled = case.criteria_settled
    if isinstance(settled, CriteriaDecided) and (
        matter == NOTIFICATION_CRITERIA or (matter == NOT_MET and not settled.met)
    ):
        decided = settled
    if matter == LCSPR_DECISION:
        decided = decision_that_stands(case)
    if matter == CONCERN_DECISION:
        decided = stands(case, ConcernDecided, ConcernReferred)
    return Case(tuple(takewhile(lambda event: event is not decided, case.events)))


def content(case: Case, matter: str) -> Any:
    """Lists the content that a signature covers, as a person would."""
    case = as_it_was_put(case, matter)
    if matter == LCSPR_DECISION:
        return _decision_content(case)
    if matter == CONCERN_DECISION:
        return _concern_content(case)
    rounds = [event for event in case.events if isinstance(event, MatterReissued) and event.matter == matter]
    if matter == FACTS_CHANGE:
        return len(rounds), len([event for event in case.events if isinstance(event, UpdateProposed)])
    if matter == CORRECTION:
        return len(rounds), len([event for event in case.events if isinstance(event, CorrectionProposed)])
    asked = [event.reason.digest for event in case.events if isinstance(event, NotMetProposed)][-1:]
    if matter == OPENED_IN_ERROR:
        asked = [event.reason.digest for event in case.events if isinstance(event, OpenedInErrorProposed)]
    if matter == MERGE:
        asked = [event.reason.digest for event in case.events if isinstance(event, MergeProposed)]
    changed = [event for event in case.events if isinstance(event, Updated)]  # back and forth is a change too
    about: tuple[object, ...] = (len(rounds),)
    if matter in (NOT_MET, LATER_NOT_MET):
        about = (*about, asked, len(changed))
    if matter == TRANSFER:
        asked = [event.reason.digest for event in case.events if isinstance(event, TransferProposed)]
        about = (*about, asked, len(changed), case.sin_submitted)
    if matter in (OPENED_IN_ERROR, MERGE):
        about = (*about, asked)
    if matter == CRITERIA_ESCALATION:
        about = (*about, len([event for event in case.events if isinstance(event, CriteriaEscalated)]))
    stated = [event for event in case.events if isinstance(event, Opened | Updated)][-1]
    facts, outcome = stated.facts, stated.outcome
    evidence = {name: text.digest for name, text in facts.evidence.items()}
    decided = (outcome.values["sin"], outcome.values["rapid_review"], outcome.rules_version)
    days = (facts.incident_on, facts.became_aware, facts.aware_of_death, case.aware.day)
    authorities = (facts.place, facts.happened_in, facts.lives_in, facts.responsible)
    others = [
        (child.number, child.part, child.answers, {name: text.digest for name, text in child.evidence.items()})
        for child in facts.others
    ]
    days_of_others = [(child.incident_on, child.became_aware, child.aware_of_death) for child in facts.others]
    homes_of_others = [(child.lives_in, child.responsible) for child in facts.others]
    return (facts.answers, evidence, days, authorities, decided, about, others, days_of_others, homes_of_others)


def stands(case: Case, kind: type, *undone_by: type) -> Any:
    """Returns the last event of the kind, unless an event that undoes it came later."""
    of_review = kind in (Determined, DeterminationConfirmed)
    about = [
        event
        for event in case.events
        if isinstance(event, (kind, *undone_by)) or (of_review and takes_back_review(event))
    ]
    return about[-1] if about and isinstance(about[-1], kind) else None


def found_not_met(case: Case) -> FoundNotMet | CriteriaDecided | None:
    """Returns what settles that the criteria are not met: it holds until the facts are changed, a SIN is submitted that
    was not in by then, or it is decided that they are met."""
    found: FoundNotMet | CriteriaDecided | None = None
    submitted = False
    for place, event in enumerate(case.events):
        if isinstance(event, FoundNotMet | CriteriaDecided):
            found = None if isinstance(event, CriteriaDecided) and event.met else event
            submitted = bool(Case(case.events[:place]).sin_submitted)
        elif isinstance(event, Updated):
            found = None
    return found if submitted == bool(case.sin_submitted) else None


def decision_that_stands(case: Case) -> Decided | None:
    """Returns the latest decision that rests on nothing taken back, unless the constraint that put it off has gone, or
    the notification was updated with what came to bear on a review after it: a decision that was put off is to be made
    then, whatever LCSPR a Case of Concern had brought."""
    standing = standing_decisions(case.events)
    if not standing:
        return None
    since = case.events[case.events.index(standing[-1]) :]
    has_gone = any(isinstance(event, LookedAgain) and event.until is None for event in since)
    put_off = standing[-1].decision.look_again_on is not None
    told = [news for each in case.notification.updates if each.on and (news := _bears_since(case, each))]
    commissioned = standing[-1].decision.outcome == "commission"
    overtaken = any(
        news in since and not commissioned and (put_off or not _has_lcspr_by_concern(case, news)) for news in told
    )
    return None if has_gone or overtaken else standing[-1]


def _bears_since(case: Case, update: Update) -> Updated | None:
    """Returns the statement since which the update has borne on a review at each one; none where it does not now."""
    since: Updated | None = None
    for number, event in enumerate(case.events):
        if isinstance(event, Updated) and event.at >= update.first.at:
            then = Case(case.events[: number + 1])
            known = [each for each in then.notification.updates if each.first == update.first]
            bears = any(_bears_on_review(then, each) for each in known)
            since = (since or event) if bears else None
    return since


def _bears_on_review(case: Case, update: Update) -> bool:
    decided = dict(zip(case.facts.by_number, case.outcome.of_each, strict=True))
    return bool(update.died) or any(decided[number]["rapid_review"] != "not_required" for number in update.added)


def _has_lcspr_by_concern(case: Case, news: Updated) -> bool:
    """Says whether the Review Group had commissioned an LCSPR in a Case of Concern before the news: it goes on."""
    before = case.events[: case.events.index(news)]
    return any(isinstance(event, ConcernDecided) and event.outcome == "lcspr" for event in before)


def put_to_the_dsps(case: Case) -> Recommendation | None:
    """Returns the determination while it stands, or the decision that a DSP proposed after the chair confirmed it."""
    put: Recommendation | None = None
    found: Recommendation | None = None
    for event in case.events:
        if isinstance(event, Determined):
            found, put = event.recommendation, None
        elif isinstance(event, ReviewAnswered | Updated) or takes_back_review(event):
            found, put = None, None
        elif isinstance(event, DeterminationConfirmed):
            put = found
        elif isinstance(event, DecisionProposed):
            put = event.proposal
        elif isinstance(event, LookedAgain) and event.until is None:
            put = None
    return put


def _decision_content(case: Case) -> Any:
    put = put_to_the_dsps(case)
    rounds = [e for e in case.events if isinstance(e, DeterminationConfirmed | DecisionProposed)]
    again = [e for e in case.events if isinstance(e, MatterReissued) and e.matter == LCSPR_DECISION]
    reopened = [e for e in case.events if isinstance(e, LookedAgain) and e.until is None]
    answers = [e for e in case.events if isinstance(e, ReviewAnswered)]
    shown = put and (put.outcome, put.national_review, put.rationale.digest, put.reasons, put.look_again_on)
    return (shown, len(rounds), len(again), len(reopened), len(answers))


def _concern_content(case: Case) -> Any:
    proposed = [event for event in case.events if isinstance(event, ConcernProposed)]
    again = [event for event in case.events if isinstance(event, MatterReissued) and event.matter == CONCERN_DECISION]
    return (len(proposed), len(again), case.outcome.rules_version)


def only_blanked(before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return len(before) == len(after) and all(map(only_blanked, before, after))
    if not isinstance(before, dict):
        return bool(before == after)
    if before.keys() == {"text", "salt", "digest"}:
        return after in (before, {"text": None, "salt": None, "digest": before["digest"]})
    return before.keys() == after.keys() and all(only_blanked(before[name], after[name]) for name in before)
