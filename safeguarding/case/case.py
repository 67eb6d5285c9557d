"""A case is an append-only list of events, and everything that is derived from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import takewhile
from typing import Any

from safeguarding.case.access import Access
from safeguarding.case.awareness import Start, earliest, of_incident, of_update
from safeguarding.case.corrections import day_of, standing_decisions, takes_back_review
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent, event_from_json, event_to_json
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.base import EventT
from safeguarding.case.events.correction_events import StepTakenBack
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.case.events.log import EventLog
from safeguarding.case.information_requests import InformationRequests
from safeguarding.case.merges import taken_in
from safeguarding.case.notification import Notification, Update
from safeguarding.case.other_partnerships import OtherPartnerships
from safeguarding.case.proposals import Proposals
from safeguarding.case.stage import ENDED, ENDED_WITHOUT_LCSPR, LANE_ENDED, Stage
from safeguarding.dates.working_days import london_date
from safeguarding.framework.framework import Framework
from safeguarding.people import Person

ENDS_AS = {of_case.OpenedInError: Stage.OPENED_IN_ERROR, Transferred: Stage.TRANSFERRED}
PARTNERS_AGREE, NOT_REQUIRED = "partners_agree", "not_required"


@dataclass(frozen=True)
class Case(EventLog):
    """The case derives its stage, clocks and decisions from its events alone; each step returns a new case (event
    sourcing)."""

    @property
    def opened(self) -> of_case.Opened:
        first = self.events[0]
        if not isinstance(first, of_case.Opened):
            raise ValueError(f"a case begins with its opening, not with {first.type}")
        return first

    @property
    def ref(self) -> str:
        return self.opened.ref

    @property
    def is_rehearsal(self) -> bool:
        return self.opened.rehearsal

    @property
    def opener(self) -> Person:
        return self.opened.by

    @property
    def facts(self) -> Facts:
        return self._latest_statement.facts

    @property
    def highest_child(self) -> int:
        """Returns the highest number that a child of the incident has had: a child who was taken out keeps its own."""
        stated = (event.facts for event in self.events if isinstance(event, of_case.Opened | of_case.Updated))
        return max(child.number for facts in stated for child in facts.children)

    @cached_property
    def outcome(self) -> Outcome:
        return self._latest_statement.outcome

    @cached_property
    def notification(self) -> Notification:
        return Notification.of(self.events)

    @cached_property
    def sin_submitted(self) -> date | None:
        return self.notification.submitted

    @cached_property
    def aware(self) -> Start:
        """Returns the start of the notification's clock; after a merge the earlier of the two, as certain as it was."""
        own = of_incident(self.facts, london_date(self.opened.at))
        merged = (Start(event.aware_from, event.provisional) for event in taken_in(self.events))
        return earliest(iter((own, *merged)))

    @cached_property
    def starts(self) -> Mapping[str, Start]:
        """Returns the known days from which deadlines are counted, by the names that the rules give them."""
        known: dict[str, date | None] = {
            "stated": london_date(self._latest_statement.at),
            "sin_submitted": self._review_counted_from,
            "update_submitted": self._new_determination_from,
            "commissioned": self.commissioned_on,
            "returns_asked_for": self.information_requests.next_due,
            "authority_named": self.other_partnerships.to_tell_since,
            "authority_told": self.other_partnerships.to_answer_since,
            "look_again_on": self.deferred_until,
            "open_again": self._open_again_since,
            "concern_referred": london_date(self.concern.at) if self.concern else None,
            "restriction_review": self.access.restriction.review_on if self.access.restriction else None,
        }
        certain = {name: Start(day, provisional=False) for name, day in known.items() if day}
        news = {"aware_of_death": self.aware_of_news} if self.aware_of_news else {}
        return {"became_aware": self.aware, **news, **certain}

    @property
    def aware_of_news(self) -> Start | None:
        """Returns the start of the clock for the notification's update: the day on which a partner became aware of the
        death or of the further child, or provisionally that on which it was recorded. None where no update is called
        for."""
        update = self.notification.update
        return of_update(update, self.facts) if update else None

    @property
    def merged_into(self) -> str | None:
        merged = self._latest(of_case.MergedInto, of_case.MergedIntoUndone)
        return merged.other if merged else None

    @property
    def is_open(self) -> bool:
        return self.stage not in ENDED

    @cached_property
    def stage(self) -> Stage:
        return stage_of(self)

    @cached_property
    def needs_partners(self) -> bool:
        """Says whether any statement of the facts left it to the three partners that no SIN is required. One changed
        answer does not take it from them."""
        return any(
            _needs_partners(event) for event in self.events if isinstance(event, of_case.Opened | of_case.Updated)
        )

    @cached_property
    def standing(self) -> Mapping[str, str]:
        """Returns the decisions by which the case goes on: those of the latest statement of the facts, but what has
        needed the three partners once needs them still."""
        return {**self.outcome.values, PARTNERS_AGREE: "required" if self.needs_partners else NOT_REQUIRED}

    def facts_under(self, framework: Framework) -> Facts:
        """Returns the facts with the answers that hold under these rules, which may be later ones than those of the
        case."""
        version = self.outcome.rules_version
        children = self.facts.children
        return self.facts.with_children(
            child.answering(framework.still_answered(child.answers, version)) for child in children
        )

    @cached_property
    def criteria_settled(self) -> of_case.FoundNotMet | of_case.CriteriaDecided | None:
        """Returns what settles the notification criteria in the rules' stead. "Not met" holds until the facts change
        or a SIN is submitted all the same; "met" until the criteria are settled otherwise."""
        is_changed = False
        for event in reversed(self.events):
            if isinstance(event, of_case.Updated):
                is_changed = True
            if not isinstance(event, of_case.FoundNotMet | of_case.CriteriaDecided):
                continue
            if event.met or (not is_changed and self.is_submitted_as_at(event)):
                return event
        return None

    @property
    def found_not_met(self) -> bool:
        return self.criteria_settled is not None and not self.criteria_settled.met

    def is_submitted_as_at(self, event: AnyEvent) -> bool:
        """Says whether a SIN is submitted now, or is not, just as when the event happened."""
        then = self.before(event)
        return (then.sin_submitted is None) == (self.sin_submitted is None)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.events)

    @property
    def chair(self) -> Person | None:
        """Returns the chair of the Rapid Review; none while a conflict of interest keeps them out of it."""
        named = self.of(of_review.ChairNamed)
        return named[-1].chair if named and named[-1].chair not in self.access.conflicted else None

    @property
    def dsp_meeting(self) -> of_review.DspMeetingRecorded | None:
        """Returns what is recorded of the DSPs' meeting; none while it is still to come."""
        recorded = self._latest(of_review.DspMeetingRecorded)
        return None if recorded is None or recorded.outcome == "to_come" else recorded

    @property
    def determination(self) -> of_review.Determined | None:
        """Returns the Review Group's determination, confirmed or not. It lapses when the facts or the record of the
        review change, or when it or the submission before it is taken back."""
        return self._resting(self._latest(of_review.Determined, of_review.ReviewAnswered, of_case.Updated))

    @property
    def is_determined(self) -> bool:
        """Says whether a determination is recorded for the meeting and confirmed by the chair."""
        confirmed = self._latest(
            of_review.DeterminationConfirmed, of_review.Determined, of_review.ReviewAnswered, of_case.Updated
        )
        return self._resting(confirmed) is not None

    @property
    def proposal(self) -> of_review.Recommendation | None:
        """Returns what is put to the DSPs: the Review Group's recommendation, or what one of them proposed since.
        Nothing is put to them once the criteria were found not met: the lane of the Rapid Review has ended. When a
        legal constraint has gone, what was recommended while it stood is no answer any more: one of them proposes."""
        if not self.is_determined or self.found_not_met:
            return None
        kinds = (of_review.DecisionProposed, of_review.DeterminationConfirmed, of_review.LookedAgain)
        put = next((event for event in reversed(self.events) if isinstance(event, kinds) and not _stands(event)), None)
        if isinstance(put, of_review.DecisionProposed):
            return put.proposal
        return (
            self.determination.recommendation
            if self.determination and not isinstance(put, of_review.LookedAgain)
            else None
        )

    @cached_property
    def decision(self) -> of_review.Decided | None:
        """Returns the decision on an LCSPR, final unless it is open anew: a legal constraint was looked at again, the
        notification was updated with what came after it, or a step that it rests on was taken back."""
        decided = self.decisions
        if not decided:
            return None
        later = self._since(decided[-1])
        reopened = any(isinstance(event, of_review.LookedAgain) and event.until is None for event in later)
        overtaken = any(update.on and self._came_to_bear(update) in later for update in self.updates_after_end)
        return None if reopened or overtaken else decided[-1]

    @cached_property
    def decisions(self) -> tuple[of_review.Decided, ...]:
        """Returns the decisions that rest on nothing that was taken back, whether open anew or not."""
        return standing_decisions(self.events)

    @property
    def earlier_decision(self) -> of_review.Decided | None:
        """Returns the latest decision that does not stand any more, while no other has taken its place."""
        return self.of(of_review.Decided)[-1] if self.of(of_review.Decided) and self.decision is None else None

    @cached_property
    def updates_after_end(self) -> tuple[Update, ...]:
        """Returns the updates of the notification that were called for when the lane had ended without an LCSPR, by a
        death or by a child whose facts bear on a review: fifteen working days from each one's submission run then for a
        new determination and decision."""
        return tuple(each for each in self.notification.updates if self._came_after_end(each))

    def _came_after_end(self, update: Update) -> bool:
        """Says whether the lane had ended when the update came to bear on a review: one that ran by then keeps its day.
        The lane has ended, too, where it waited at the notification then for other news that has been taken back
        since."""
        stated = self._came_to_bear(update)
        if stated is None:
            return False
        before = self.before(stated)
        waited = before.notification.update_is_due and before.had_ended_at_news
        return waited or _lane(before) in ENDED_WITHOUT_LCSPR

    def _came_to_bear(self, update: Update) -> of_case.Updated | None:
        """Returns the statement since which what the update is to tell bears on a review; none where it does not."""
        stated = [each for each in self._since(update.first) if isinstance(each, of_case.Updated)]
        up_to = (stated[:number] for number in range(len(stated), 0, -1))
        bearing = [said[-1] for said in takewhile(partial(_bears_on_review, update), up_to)]
        return bearing[-1] if bearing else None

    @property
    def had_ended_at_news(self) -> bool:
        """Says whether the update that was called for last brings a new determination and decision."""
        return bool(self.updates_after_end) and self.updates_after_end[-1] is self.notification.update

    @property
    def fifteen_days_from(self) -> date | None:
        """Returns the day from which the fifteen working days of the determination and decision are counted."""
        return self.updates_after_end[-1].on if self.updates_after_end else self.sin_submitted

    @property
    def is_decided_since_news(self) -> bool:
        """Says whether the DSPs have decided since the news was stated that brings a new determination; where none
        does, since the news that was stated last."""
        update = next(reversed(self.updates_after_end), self.notification.update)
        news = (self._came_to_bear(update) or update.first) if update else None
        return news is not None and any(each in self._since(news) for each in self.decisions)

    @property
    def deferred_until(self) -> date | None:
        """Returns the day to look again at the legal constraint that keeps an LCSPR from being commissioned."""
        if self.decision is None:
            return None
        looked = self._latest(of_review.LookedAgain, of_review.Decided)
        return looked.until if looked else self.decision.decision.look_again_on

    @property
    def _open_again_since(self) -> date | None:
        """Returns the day on which the legal constraint was found to be gone, and the DSPs had to decide again. They
        have to still where what they decided since has fallen with a step that was taken back."""
        looked = self._latest(of_review.LookedAgain)
        if looked is None or looked.until:
            return None
        since = self._since(looked)
        return None if any(each in since for each in self.decisions) else london_date(looked.at)

    @property
    def concern(self) -> of_review.ConcernReferred | None:
        referred = self.of(of_review.ConcernReferred)
        return referred[-1] if referred else None

    @property
    def concern_decision(self) -> of_review.ConcernDecided | None:
        return self._latest(of_review.ConcernDecided, of_review.ConcernReferred)

    @property
    def commissioned_on(self) -> date | None:
        """Returns the day on which an LCSPR was commissioned, by the DSPs or by the Review Group in a Case of
        Concern."""
        if self.concern_decision and self.concern_decision.outcome == "lcspr":
            return self.concern_decision.on
        if self.decision and self.decision.decision.outcome == "commission":
            return self.day_of(self.decision)
        return None

    @property
    def lcspr_is_completed(self) -> bool:
        """Says whether the LCSPR is completed; a case that is reopened after it has its LCSPR to complete anew."""
        completed = self.of(of_review.LcsprCompleted)
        return bool(completed) and not any(map(reopens, self._since(completed[-1])))

    @cached_property
    def access(self) -> Access:
        return Access.of(self.events)

    @cached_property
    def handed_over(self) -> frozenset[Person]:
        """Returns the people who have handed over their part in the case, and not taken it back."""
        latest = {event.whose: event for event in self.of(of_case.HandedOver)}
        return frozenset(person for person, event in latest.items() if not event.taken_back)

    @cached_property
    def information_requests(self) -> InformationRequests:
        return InformationRequests.of(self.events)

    @cached_property
    def other_partnerships(self) -> OtherPartnerships:
        return OtherPartnerships.of(self.events)

    def day_of(self, event: of_review.Decided | of_review.LcsprStarted | of_review.LcsprCompleted) -> date:
        """Returns the day on which the recorded event happened, as it was corrected last."""
        return day_of(self.events, event)

    def _resting(self, found: EventT | None) -> EventT | None:
        """Keeps what was found of the review, unless what it rests on was taken back since."""
        return None if found is None or any(map(takes_back_review, self._since(found))) else found

    @cached_property
    def _review_counted_from(self) -> date | None:
        """Returns the day that starts the Rapid Review. One that had ended undecided before the news is counted from
        the update's submission alone."""
        if not self.updates_after_end:
            return self.sin_submitted
        first = self.updates_after_end[0]
        since = self._since(self._came_to_bear(first) or first.first)
        return self.sin_submitted if any(each not in since for each in self.decisions) else None

    @property
    def _new_determination_from(self) -> date | None:
        is_needed = self.outcome.values["rapid_review"] != NOT_REQUIRED
        return self.updates_after_end[-1].on if self.updates_after_end and is_needed else None

    @cached_property
    def _latest_statement(self) -> of_case.Opened | of_case.Updated:
        return next(event for event in reversed(self.events) if isinstance(event, of_case.Opened | of_case.Updated))


def _bears_on_review(update: Update, stated: Sequence[of_case.Updated]) -> bool:
    """Says whether what an update is to tell bore on a review when the facts had been stated so far."""
    if any(news.died and any(news.stated is each for each in stated) for news in update.news):
        return True
    decided = dict(zip(stated[-1].facts.by_number, stated[-1].outcome.of_each, strict=True))
    return any(decided[number]["rapid_review"] != NOT_REQUIRED for number in update.added & decided.keys())


def _stands(event: AnyEvent) -> bool:
    """Says whether a legal constraint was looked at again and stands: that changes nothing of what is put."""
    return isinstance(event, of_review.LookedAgain) and event.until is not None


def to_json(case: Case) -> list[dict[str, Any]]:
    return [event_to_json(event) for event in case.events]


def read_case(raw: Iterable[Mapping[str, Any]]) -> Case:
    """Replays the events. Raises ValueError for what is no case."""
    case = Case(tuple(event_from_json(event) for event in raw))
    if not case.events:
        raise ValueError("a case has at least its opening")
    case.opened  # noqa: B018 - raises for a case that does not begin with its opening
    return case


def _needs_partners(stated: of_case.Opened | of_case.Updated) -> bool:
    """Rules of before 2026.2 had no such decision: under them whatever left room for a death or a serious harm was for
    the partners."""
    decided = stated.outcome.values.get(PARTNERS_AGREE)
    unhurt = all(child.answers.get("harm") == "neither" for child in stated.facts.children)
    return decided != NOT_REQUIRED if decided else not unhurt


def stage_of(case: Case) -> Stage:
    if case.merged_into:
        return Stage.MERGED
    kinds = of_case.Closed | of_review.LcsprCompleted | of_case.OpenedInError | Transferred
    ends = [event for event in case.events if isinstance(event, kinds) or reopens(event)]
    if ends and type(ends[-1]) in ENDS_AS:
        return ENDS_AS[type(ends[-1])]
    if ends and not reopens(ends[-1]):
        return Stage.CLOSED
    return _concern(case) if case.concern and no_duty_is_open(case) else lane_of(case)


def no_duty_is_open(case: Case) -> bool:
    """Says whether a Case of Concern may go on: a notification and a Rapid Review come first."""
    if case.notification.update_is_due:
        return False
    lane = lane_of(case)
    asks_for_none = case.outcome.values["sin"] == "not_required" and case.criteria_settled is None
    return lane in LANE_ENDED or (lane is Stage.NOTIFICATION and asks_for_none)


def lane_of(case: Case) -> Stage:
    """Returns the stage on the way from the notification to the decision. A lane that has ended, or had at the news, is
    at the notification again while that is to be updated with it."""
    return case.once("lane", lambda: _lane_at_news(case))


def _lane_at_news(case: Case) -> Stage:
    lane = _lane(case)
    has_ended = lane in LANE_ENDED or (case.had_ended_at_news and lane is not Stage.DEFERRED)
    return Stage.NOTIFICATION if case.notification.update_is_due and has_ended else lane


def reopens(event: AnyEvent) -> bool:
    """Says whether the event reopens a case that had ended: a death that is stated does, a child who is added, a step
    that is taken back, and a merge that is undone."""
    if isinstance(event, of_case.Updated):
        return event.states_death or bool(event.added)
    return isinstance(event, of_case.Reopened | StepTakenBack | of_case.MergedIntoUndone)


def _lane(case: Case) -> Stage:
    if case.sin_submitted is None:
        return _stage_unsubmitted(case)
    if case.decision:
        return _stage_after_decision(case)
    if case.found_not_met:
        return Stage.FOUND_NOT_MET
    if case.outcome.values["rapid_review"] == "not_required":
        return Stage.SIN_ONLY
    return Stage.DECISION if case.is_determined else Stage.RAPID_REVIEW


def _stage_unsubmitted(case: Case) -> Stage:
    """Returns the stage before a submission. An LCSPR that was commissioned on one which was taken back is completed
    all the same where the criteria were found not met."""
    if not case.found_not_met:
        return Stage.NOTIFICATION
    return Stage.LCSPR if case.commissioned_on else Stage.NOT_MET


def _stage_after_decision(case: Case) -> Stage:
    if case.deferred_until:
        return Stage.DEFERRED
    return Stage.LCSPR if case.commissioned_on else Stage.DECIDED


def _concern(case: Case) -> Stage:
    if case.concern_decision is None:
        return Stage.CONCERN
    return Stage.LCSPR if case.concern_decision.outcome == "lcspr" else Stage.CONCERN_DECIDED
