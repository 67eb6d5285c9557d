"""The invariants hold after every step of a review, a decision, an LCSPR and a Case of Concern, whoever took it."""

from datetime import date
from itertools import pairwise

from safeguarding.case.case import Case
from safeguarding.case.corrections import standing_decisions
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MatterReissued, Reopened, Signed, Updated
from safeguarding.case.events.correction_events import StepTakenBack
from safeguarding.case.events.review_events import (
    ChairNamed,
    ConcernDecided,
    ConcernProposed,
    ConcernReferred,
    Decided,
    DecisionProposed,
    DeterminationConfirmed,
    Determined,
    LcsprCompleted,
    LookedAgain,
    ReviewAnswered,
)
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION
from safeguarding.case.state.review_record import gaps, missing_parts, needed_parts
from safeguarding.case.views.review_history import determined_otherwise
from safeguarding.dates.working_days import london_date
from safeguarding.people import PARTNERS
from tests.support.expected_record import decision_that_stands, found_not_met, put_to_the_dsps, stands, stood_by
from tests.support.generators.cases import ENGINE, QUORUM
from tests.support.generators.review_cases import PEOPLE_OF_THE_GROUP
from tests.support.generators.review_steps import AnyReviewSteps
from tests.support.generators.steps import CALENDAR, REACHED, after_each_change


class WhatHoldsOfAReview(AnyReviewSteps):
    @after_each_change
    def each_stage_is_counted(self) -> None:
        REACHED[f"stage {self.case.stage}"] += 1

    @after_each_change
    def the_dsps_decide_only_on_a_confirmed_determination_of_a_quorum(self) -> None:
        for found in self.case.of(Determined):
            assert len(set(found.present)) >= found.quorum == QUORUM
            assert PEOPLE_OF_THE_GROUP.issuperset(found.present)
        for before, _ in decisions(self.case):
            confirmed = stands(before, DeterminationConfirmed, Determined, ReviewAnswered, Updated)
            until_then = Case(before.events[: before.events.index(confirmed)])
            assert confirmed.by == until_then.of(ChairNamed)[-1].chair

    @after_each_change
    def nothing_is_determined_before_what_it_needs_is_filled_in_and_the_rest_is_named_for_ever(self) -> None:
        for before, determined in with_what_came_before(self.case, Determined):
            assert isinstance(determined, Determined)
            assert not needed_parts(before, ENGINE.framework)
            assert determined.missing == tuple(part.id for part in missing_parts(before, ENGINE.framework))
        for before, decided in decisions(self.case):
            assert gaps(self.case, decided).blank == stands(before, Determined, ReviewAnswered, Updated).missing

    @after_each_change
    def a_decision_is_that_of_three_partners_on_one_digest_or_an_escalation_after_a_dissent_or_too_late(self) -> None:
        for before, decided in decisions(self.case):
            REACHED["unanimous" if decided.escalation is None else "by escalation"] += 1
            if decided.escalation:
                disagreed = any(not given.agrees for given in signed_since_it_was_put(before, LCSPR_DECISION))
                assert disagreed or day_had_passed(before, decided)
                continue
            last = before.events[-1]
            assert isinstance(last, Signed)
            given = [each for each in stood_by(before) if each.digest == last.digest]
            assert all(each.agrees and each.matter == LCSPR_DECISION for each in given)
            assert {each.seat for each in given} == set(PARTNERS)
            assert len(given) == len({each.signer for each in given}) == 3
            assert decided.decision == put_to_the_dsps(before)

    @after_each_change
    def a_decision_is_final_stands_on_a_determination_and_shows_where_it_differs(self) -> None:
        for before, decided in decisions(self.case):
            assert decision_that_stands(before) is None
            assert found_not_met(before) is None
            determined = stands(before, Determined, ReviewAnswered, Updated)
            differs = determined.recommendation.outcome != decided.decision.outcome
            assert (determined_otherwise(self.case, decided) is not None) == differs
        assert self.case.decision == decision_that_stands(self.case)

    @after_each_change
    def a_determination_lapses_exactly_when_an_answer_or_the_facts_change(self) -> None:
        assert self.case.determination == stands(self.case, Determined, ReviewAnswered, Updated)
        steps = (Determined, ReviewAnswered, Updated)
        assert self.case.is_determined == bool(stands(self.case, DeterminationConfirmed, *steps))

    @after_each_change
    def every_answer_of_the_review_stays_with_its_author(self) -> None:
        for earlier, later in pairwise(self.case.of(ReviewAnswered)):
            assert earlier.at < later.at
        assert all(answer.by for answer in self.case.of(ReviewAnswered))

    @after_each_change
    def a_concern_is_referred_only_where_no_duty_is_open(self) -> None:
        for before, _ in with_what_came_before(self.case, ConcernReferred):
            not_required = before.sin_submitted is None and before.outcome.values["sin"] == "not_required"
            assert not_required or before.stage in (Stage.SIN_ONLY, Stage.NOT_MET, Stage.FOUND_NOT_MET, Stage.DECIDED)

    @after_each_change
    def a_concern_is_decided_by_as_many_different_members_as_the_quorum_and_against_nobody(self) -> None:
        for before, decided in with_what_came_before(self.case, ConcernDecided):
            assert isinstance(decided, ConcernDecided)
            given = signed_since_it_was_put(before, CONCERN_DECISION)
            assert all(each.agrees and each.seat is None for each in given)
            people = {each.signer for each in given}
            assert len(people) == len(given) >= QUORUM
            assert people <= PEOPLE_OF_THE_GROUP
            assert decided.outcome == before.of(ConcernProposed)[-1].outcome
            assert before.stage is Stage.CONCERN
            assert not stands(before, ConcernDecided, ConcernReferred)

    @after_each_change
    def each_clock_of_a_review_runs_from_its_day_until_what_it_waits_for(self) -> None:
        running = {clock.due.id: clock for clock in clocks(self.case, ENGINE.framework, CALENDAR)}
        due = expected_starts(self.case) if self.case.is_open else {}
        assert {name: clock.due.start for name, clock in running.items() if name in WATCHED} == due
        if "lcspr" in running:
            assert six_months_after(running["lcspr"])
        if "look_again" in running:
            assert running["look_again"].due.due == due["look_again"]


def with_what_came_before(case: Case, kind: type) -> list[tuple[Case, AnyEvent]]:
    return [(Case(case.events[:place]), event) for place, event in enumerate(case.events) if isinstance(event, kind)]


def decisions(case: Case) -> list[tuple[Case, Decided]]:
    return [(before, event) for before, event in with_what_came_before(case, Decided) if isinstance(event, Decided)]


def day_had_passed(before: Case, decided: Decided) -> bool:
    due = {clock.due.id: clock.due.due for clock in clocks(before, ENGINE.framework, CALENDAR)}
    days = [due[name] for name in ("dsp_sign_off", "decide_again") if name in due]
    return any(day < london_date(decided.at) for day in days)


NEW_ROUND = (DeterminationConfirmed, DecisionProposed, LookedAgain, ConcernProposed)


def signed_since_it_was_put(case: Case, matter: str) -> list[Signed]:
    given: list[Signed] = []
    counted = stood_by(case)
    for event in case.events:
        if isinstance(event, NEW_ROUND) or (isinstance(event, MatterReissued) and event.matter == matter):
            given = []
        elif isinstance(event, Signed) and event.matter == matter and any(event is each for each in counted):
            given.append(event)
    return given


WATCHED = ("rapid_review", "dsp_sign_off", "lcspr", "look_again", "concern")


def expected_starts(case: Case) -> dict[str, date]:
    """Works out the clocks that run, each with the day from which it counts."""
    decided, concern = decision_that_stands(case), stands(case, ConcernDecided, ConcernReferred)
    days: dict[str, date | None] = {}
    review_runs = case.outcome.values["rapid_review"] != "not_required" and not found_not_met(case)
    # What had ended undecided before a death or a further child is counted from the update of the notification.
    if review_runs and not standing_decisions(case.events) and not case.updates_after_end:
        days["dsp_sign_off"] = case.sin_submitted
        if put_to_the_dsps(case) is None:
            days["rapid_review"] = case.sin_submitted
    completed = stands(case, LcsprCompleted, Reopened)
    since = case.events[case.events.index(completed) :] if completed else ()
    reopened = (isinstance(e, StepTakenBack) or (isinstance(e, Updated) and (e.states_death or e.added)) for e in since)
    if not completed or any(reopened):
        if concern and concern.outcome == "lcspr":
            days["lcspr"] = concern.on
        elif decided and decided.decision.outcome == "commission":
            days["lcspr"] = case.day_of(decided)
    if decided and decided.decision.look_again_on:
        looked = stands(case, LookedAgain, Decided)
        days["look_again"] = looked.until if looked else decided.decision.look_again_on
    if case.of(ConcernReferred) and not concern:
        days["concern"] = london_date(case.of(ConcernReferred)[-1].at)
    return {name: day for name, day in days.items() if day}


def six_months_after(clock: Clock) -> bool:
    start, due = clock.due.start, clock.due.due
    return (due.year - start.year) * 12 + due.month - start.month == 6 and due.day == min(start.day, due.day)
