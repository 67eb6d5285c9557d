"""The news of a case is worked out from its events as it stands now: what no longer holds is no news."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.corrections import corrects_return
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import IN_REVIEW
from safeguarding.case.state import matters
from safeguarding.case.state.criteria import escalated_criteria, values_in_force
from safeguarding.case.state.sign_off import SignOff, is_agreed, sign_off_of, sign_offs_of
from safeguarding.case.views.dates_moved import CalendarChanged, DatesMoved, DayMoved, dates_moved, moved_by_calendar
from safeguarding.case.views.endings import CaseEnding, endings
from safeguarding.case.views.lapses import Lapse, latest_lapse, latest_lapses, withdrawn_agreement
from safeguarding.case.views.news.kinds import KINDS, NewsKind

NEWS_FOR = timedelta(days=7)
"""Events of longer ago are no news."""
TAKES_NOTHING_UP = (
    of_case.Acknowledged,
    of_case.ConflictDeclared,
    of_case.HandedOver,
    Linked,
    of_case.Redacted,
    of_case.Restricted,
    Unlinked,
)
"""By these a case is not taken up."""
About = DatesMoved | Lapse | CaseEnding | SignOff | tuple[DayMoved, ...] | None


@dataclass(frozen=True)
class CaseNews:
    """A piece of news is told of a case as it is now. ``parts`` tell it from other news of its kind, ``event`` is what
    brought it, if one of the case did, at the moment ``at``; ``about`` is what was worked out of it."""

    kind: NewsKind
    case: Case
    parts: tuple[str, ...]
    event: AnyEvent | None
    at: datetime
    about: About = None


@dataclass(frozen=True)
class Telling:
    """The telling has what the news depends on beside the case. ``since`` is when the bot began to tell news of the new
    kinds; ``calendar_changes`` are those by which days were closed, or opened again."""

    circumstances: Circumstances
    now: datetime
    since: datetime
    calendar_changes: tuple[CalendarChanged, ...] = ()


Source = Callable[[Case, Telling], Iterator[CaseNews]]


def news(case: Case, telling: Telling) -> Iterator[CaseNews]:
    """Yields the news of a case in the order of their kinds."""
    found = [each for source in (SOURCES if case.is_open else SOURCES_OF_ENDED) for each in source(case, telling)]
    order, told = list(KINDS), [each for each in found if case.is_open or _outlasts(each, telling)]
    yield from sorted(told, key=lambda each: order.index(each.kind.id))


def _outlasts(each: CaseNews, telling: Telling) -> bool:
    return each.kind.outlasts and telling.now - each.at < NEWS_FOR


def _of_event(kind: str, case: Case, event: AnyEvent, *parts: str, about: About = None) -> CaseNews:
    return CaseNews(KINDS[kind], case, parts, event, event.at, about)


def _is_fresh(event: AnyEvent, telling: Telling, *, is_new: bool = False) -> bool:
    return telling.now - event.at < NEWS_FOR and not (is_new and event.at < telling.since)


def _latest(case: Case, telling: Telling, *kinds: type) -> AnyEvent | None:
    """Returns the latest of these events, if it is fresh and of a moment since the bot tells of it."""
    found = next((event for event in reversed(case.events) if isinstance(event, kinds)), None)
    return found if found and _is_fresh(found, telling, is_new=True) else None


def _place(case: Case, event: AnyEvent) -> int:
    return next(place for place, each in enumerate(case.events) if each is event)


def _corrections(case: Case, telling: Telling) -> Iterator[CaseNews]:
    """Nobody is told when an agency returned. Of several corrections of one step the latest holds."""
    corrections = (event for event in case.events if isinstance(event, DayCorrected | StepTakenBack))
    made = [event for event in corrections if not corrects_return(event)]
    for number, event in enumerate(made, 1):
        if _is_fresh(event, telling) and event.step not in {later.step for later in made[number:]}:
            yield _of_event("corrected", case, event, str(number))
    if case.proposals.correction:
        proposed = str(len(case.of(CorrectionProposed)))
        yield _of_event("correction_proposed", case, case.proposals.correction, proposed)


def _dates(case: Case, telling: Telling) -> Iterator[CaseNews]:
    given = telling.circumstances
    if moved := dates_moved(case, given.framework, given.calendar, telling.now - NEWS_FOR):
        yield _of_event("dates_moved", case, moved.after.events[-1], str(moved.number), about=moved)
    for changed in (each for each in telling.calendar_changes if telling.now - each.at < NEWS_FOR):
        if days := moved_by_calendar(case, given.framework, changed, given.calendar):
            yield CaseNews(KINDS["closed_days"], case, (changed.at.isoformat(),), None, changed.at, days)


def _signatures(case: Case, telling: Telling) -> Iterator[CaseNews]:
    if withdrawn := withdrawn_agreement(case):
        version = str(case.before(withdrawn).version)
        yield _of_event("withdrawn", case, withdrawn, withdrawn.digest[:16], version)
    yield from _dissents(case, telling)
    yield from _agreements(case, telling)


def _dissents(case: Case, telling: Telling) -> Iterator[CaseNews]:
    """A dissent is news while it stands and the matter is not decided."""
    for signed in case.of(of_case.Signed):
        if signed.agrees or not _is_fresh(signed, telling, is_new=True):
            continue
        sign_off = sign_off_of(case, signed.matter)
        stands = sign_off is not None and any(given is signed for given in sign_off.dissents)
        if stands and not is_decided(case, signed.matter):
            yield _of_event("dissent", case, signed, signed.matter, str(_place(case, signed)), about=sign_off)


def _agreements(case: Case, telling: Telling) -> Iterator[CaseNews]:
    criteria = sign_off_of(case, matters.NOTIFICATION_CRITERIA)
    if criteria and criteria.is_agreed and case.outcome.values["sin"] == "not_required":
        last = _last_given(case, criteria)
        # What was withdrawn and agreed to once more is told once more.
        again = tuple(str(len(criteria.changed)) for _ in criteria.changed[:1])
        parts = (criteria.matter.digest[:16], *again)
        yield _of_event("agreed", case, last, *parts)
        if _is_fresh(last, telling, is_new=True):
            yield _of_event("agreed_opener", case, last, *parts)
    yield from _all_signed(case, telling, criteria)
    transfer = sign_off_of(case, matters.TRANSFER)
    if transfer and transfer.is_agreed and _is_fresh(_last_given(case, transfer), telling, is_new=True):
        last = _last_given(case, transfer)
        yield _of_event(
            "transfer_agreed", case, last, transfer.matter.digest[:16], str(_place(case, last)), about=transfer
        )


def _all_signed(case: Case, telling: Telling, criteria: SignOff | None) -> Iterator[CaseNews]:
    """All that is signed before the submission is: the criteria, and the SIN's quality by the DCS."""
    quality = sign_off_of(case, matters.SIN_QUALITY)
    if case.sin_submitted or not criteria or not quality or values_in_force(case)["sin"] != "required":
        return
    if criteria.is_agreed and quality.is_agreed:
        last = max((_last_given(case, criteria), _last_given(case, quality)), key=lambda given: _place(case, given))
        if _is_fresh(last, telling, is_new=True):
            yield _of_event("all_signed", case, last, str(_place(case, last)), about=criteria)


def _last_given(case: Case, sign_off: SignOff) -> of_case.Signed:
    return max(sign_off.signatures_given, key=lambda given: _place(case, given))


def _lapses(case: Case, telling: Telling) -> Iterator[CaseNews]:
    """Those asked hear of an ending and of a correction by news of its own."""
    told = [*(ending.event for ending in endings(case)), *case.of(DayCorrected), *case.of(StepTakenBack)]
    for lapse in latest_lapses(case):
        signed = _latest_signed(case, lapse, telling)
        if _is_fresh(lapse.cause, telling) and not any(lapse.cause is event for event in told):
            yield _of_lapse("lapsed", case, lapse)
        if signed and not any(signed.cause is event for event in told):
            yield _of_lapse("lapsed_team", case, signed)


def _of_lapse(kind: str, case: Case, lapse: Lapse) -> CaseNews:
    return _of_event(kind, case, lapse.cause, lapse.matter, str(lapse.number), about=lapse)


def _latest_signed(case: Case, latest: Lapse, telling: Telling) -> Lapse | None:
    """Returns the latest lapse that took signatures away, if it is news: this one, or one before it of what was put
    then. Where the same is put once more, they count again."""
    lapse: Lapse | None = latest
    while lapse and not lapse.sign_off.signatures_given and _is_fresh(lapse.cause, telling):
        lapse = latest_lapse(lapse.before, lapse.matter)
    if lapse is None or not lapse.sign_off.signatures_given or not _is_fresh(lapse.cause, telling, is_new=True):
        return None
    now = sign_off_of(case, lapse.matter)
    return None if now and now.matter.digest == lapse.sign_off.matter.digest else lapse


def _proposals(case: Case, telling: Telling) -> Iterator[CaseNews]:
    if case.proposals.update:
        yield _of_event("proposed", case, case.proposals.update, str(len(case.of(of_case.UpdateProposed))))
    if any(not sign_off.is_agreed for sign_off in sign_offs_of(case, (matters.NOT_MET, matters.LATER_NOT_MET))):
        proposed = case.of(of_case.NotMetProposed)
        if _is_fresh(proposed[-1], telling):
            yield _of_event("not_met_proposed", case, proposed[-1], str(len(proposed)))
    recorded = escalated_criteria(case)
    if recorded and not is_agreed(case, matters.CRITERIA_ESCALATION) and _is_fresh(recorded, telling):
        yield _of_event("criteria_escalated", case, recorded, str(len(case.of(of_case.CriteriaEscalated))))


def _notification(case: Case, telling: Telling) -> Iterator[CaseNews]:
    settled = case.criteria_settled
    if settled and _is_fresh(settled, telling):
        before = case.before(settled)
        number = len([*before.of(of_case.FoundNotMet), *before.of(of_case.CriteriaDecided)]) + 1
        yield _of_event("criteria", case, settled, str(number))
    submitted = _latest(case, telling, of_case.SinSubmitted)
    if submitted and case.sin_submitted:
        yield _of_event("submitted", case, submitted, str(len(case.of(of_case.SinSubmitted))))


def _review(case: Case, telling: Telling) -> Iterator[CaseNews]:
    if case.chair and case.stage in IN_REVIEW:
        named = case.of(of_review.ChairNamed)
        yield _of_event("chair", case, named[-1], str(len(named)))
        if case.determination and not case.is_determined:
            determined = case.of(of_review.Determined)
            yield _of_event("confirm", case, determined[-1], str(len(determined)))
    asked = case.information_requests
    for returned in asked.recorded:
        stands = returned.agency in asked.returned and asked.latest_return(returned.agency) is returned
        if stands and case.stage in IN_REVIEW and _is_fresh(returned, telling, is_new=True):
            yield _of_event("returned", case, returned, str(_place(case, returned)))
    confirmed = _latest(case, telling, of_review.DeterminationConfirmed, of_review.DecisionProposed)
    if confirmed and case.proposal and not case.decision:
        kind = "determined" if isinstance(confirmed, of_review.DeterminationConfirmed) else "other_decision"
        yield _of_event(kind, case, confirmed, str(_place(case, confirmed)))


def _decisions(case: Case, telling: Telling) -> Iterator[CaseNews]:
    decided = case.of(of_review.Decided)
    if case.decision:
        yield _of_event("decided", case, decided[-1], str(len(decided)))
        if case.decision.decision.outcome == "commission" and _is_fresh(decided[-1], telling, is_new=True):
            yield _of_event("commissioned", case, decided[-1], str(len(decided)))
    if case.concern and not case.concern_decision:
        referred = case.of(of_review.ConcernReferred)
        yield _of_event("referred", case, referred[-1], str(len(referred)))
    if case.concern_decision:
        settled = case.of(of_review.ConcernDecided)
        yield _of_event("concern_decided", case, settled[-1], str(len(settled)))


def _endings(case: Case, telling: Telling) -> Iterator[CaseNews]:
    for ending in endings(case):
        if _is_fresh(ending.event, telling):
            yield _of_event("ended", case, ending.event, str(ending.number), about=ending)


def _beginnings(case: Case, telling: Telling) -> Iterator[CaseNews]:
    undone = case.of(of_case.MergedIntoUndone)
    if undone and _is_fresh(undone[-1], telling):
        yield _of_event("merge_undone", case, undone[-1], str(len(undone)))
    if reopened := _latest(case, telling, of_case.Reopened):
        yield _of_event("reopened", case, reopened, str(len(case.of(of_case.Reopened))))
    first = next((event for event in case.events if _takes_up(case, event)), None)
    if first and _is_fresh(first, telling, is_new=True):
        yield _of_event("taken_up", case, first)


def _takes_up(case: Case, event: AnyEvent) -> bool:
    return event.by != case.opener and not isinstance(event, TAKES_NOTHING_UP)


def _handed_over(case: Case, telling: Telling) -> Iterator[CaseNews]:
    latest = {event.whose: event for event in case.of(of_case.HandedOver) if event.whose in case.handed_over}
    for event in latest.values():
        if _is_fresh(event, telling):
            yield _of_event("handed_over", case, event, str(case.events.index(event)))


SOURCES: tuple[Source, ...] = (
    _corrections,
    _dates,
    _signatures,
    _lapses,
    _proposals,
    _notification,
    _review,
    _decisions,
    _endings,
    _beginnings,
    _handed_over,
)
SOURCES_OF_ENDED: tuple[Source, ...] = (_corrections, _agreements, _notification, _decisions, _endings)
