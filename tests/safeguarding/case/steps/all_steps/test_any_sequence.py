"""Anyone does anything, in any order, at any time: the same holds of the record after every step.

Most steps are refused; ``REACHED`` makes sure that some of every kind are taken.
"""

import json
from collections import Counter
from typing import get_args

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.any_event import RecordedEvent
from safeguarding.case.events.authority_events import TransferProposed, Transferred
from safeguarding.case.events.case_events import (
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    MatterReissued,
    OpenedInError,
    OpenedInErrorProposed,
    Signed,
)
from safeguarding.case.other_partnerships import named_in
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import (
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    NOT_MET,
    OPENED_IN_ERROR,
    TRANSFER,
)
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.people import Seat
from tests.support.expected_record import as_it_was_put, content, decision_that_stands, found_not_met, stood_by
from tests.support.generators.cases import ENGINE, SEATS_OF
from tests.support.generators.review_invariants import WhatHoldsOfAReview
from tests.support.generators.review_steps import STARTS
from tests.support.generators.steps import CALENDAR, REACHED, after_each_change

CI = settings(max_examples=4, stateful_step_count=35, derandomize=True, deadline=None, database=None)
LONG = settings(CI, max_examples=100, stateful_step_count=60, derandomize=False)
"""These hold for each of the starts."""

BY_SOME = (FACTS_CHANGE, OPENED_IN_ERROR, TRANSFER, CORRECTION)
"""On these matters it may be enough that some of the seats agree."""


class AnySequence(WhatHoldsOfAReview):
    @after_each_change
    def a_signature_counts_exactly_while_its_content_stands(self) -> None:
        for index, signed_content in self.signed_content.items():
            signature = self.case.events[index]
            assert isinstance(signature, Signed)
            if sign_off := sign_off_of(self.case, signature.matter):
                counts = any(signature is counted for counted in sign_off.signatures_given)
                put = as_it_was_put(self.case, signature.matter)
                stands_by_it = any(signature is each for each in stood_by(put))
                assert counts == (stands_by_it and signed_content == content(self.case, signature.matter))
                changed = any(signature is each for each in sign_off.changed)
                assert counts + changed + any(signature is lapsed for lapsed in sign_off.lapsed) == 1
                REACHED["an answer changed"] += changed

    @after_each_change
    def a_seat_signs_once_and_a_person_fills_one_seat_of_what_was_signed(self) -> None:
        signatures = stood_by(self.case)
        seats = Counter((given.matter, given.digest, given.seat) for given in signatures if given.seat)
        people = Counter((given.matter, given.digest, given.signer) for given in signatures)
        assert all(count == 1 for count in (*seats.values(), *people.values()))

    @after_each_change
    def it_is_agreed_exactly_when_a_different_person_in_each_seat_agrees_to_what_stands(self) -> None:
        for matter, seats in SEATS_OF.items():
            now = content(self.case, matter)
            given = [self.case.events[place] for place, was in self.signed_content.items() if was == now]
            put = as_it_was_put(self.case, matter)
            agreeing = [each for each in stood_by(put) if each.agrees and any(each is one for one in given)]
            signers = {each.seat: each.signer for each in agreeing if each.matter == matter}
            everyone = signers.keys() == set(seats) and len(set(signers.values())) == len(seats)
            if seats and matter not in BY_SOME and (sign_off := sign_off_of(self.case, matter)):
                assert sign_off.is_agreed == everyone
                REACHED[f"{matter} agreed"] += everyone

    @after_each_change
    def it_is_found_not_met_only_where_four_people_in_the_four_seats_agreed_on_one_digest(self) -> None:
        for place, found in enumerate(self.case.events):
            if isinstance(found, FoundNotMet):
                last = self.case.events[place - 1]
                assert isinstance(last, Signed)
                matter = LATER_NOT_MET if Case(self.case.events[:place]).sin_submitted else NOT_MET
                assert (last.matter, last.by, last.at) == (matter, found.by, found.at)
                given = [each for each in stood_by(Case(self.case.events[:place])) if each.digest == last.digest]
                assert all(each.agrees and each.matter == matter for each in given)
                assert len(given) == len({each.signer for each in given}) == 4
                assert {each.seat for each in given} == set(Seat)

    @after_each_change
    def it_was_opened_in_error_only_where_two_partners_agreed_that_did_not_propose_it_and_nothing_was_submitted(
        self,
    ) -> None:
        for place, ended in enumerate(self.case.events):
            if isinstance(ended, OpenedInError):
                before = Case(self.case.events[:place])
                last = before.events[-1]
                assert isinstance(last, Signed)
                given = [each for each in stood_by(before) if each.digest == last.digest]
                assert all(each.agrees and each.matter == OPENED_IN_ERROR for each in given)
                assert len(given) == len({each.signer for each in given}) == len({each.seat for each in given}) == 2
                assert {each.seat for each in given} - {Seat.LOCAL_AUTHORITY} <= {Seat.ICB, Seat.POLICE}
                assert before.of(OpenedInErrorProposed)[-1].by not in {each.signer for each in given}
                assert before.sin_submitted is None

    @after_each_change
    def it_was_transferred_only_where_the_dcs_and_another_partner_agreed_who_did_not_propose_it(self) -> None:
        for place, ended in enumerate(self.case.events):
            if isinstance(ended, Transferred):
                before = Case(self.case.events[:place])
                sign_off = sign_off_of(before, TRANSFER)
                assert sign_off
                given = [each for each in stood_by(before) if each.digest == sign_off.matter.digest]
                assert all(each.agrees and each.matter == TRANSFER for each in given)
                assert len(given) == len({each.signer for each in given}) == 2
                assert Seat.DCS in {each.seat for each in given} < {Seat.DCS, Seat.ICB, Seat.POLICE}
                proposed = before.of(TransferProposed)[-1]
                assert proposed.by not in {each.signer for each in given}
                assert ended.authority == proposed.authority in named_in(before.facts)
                REACHED["transferred"] += 1

    @after_each_change
    def the_criteria_are_escalated_only_where_the_business_team_recorded_it_and_the_dcs_signed(
        self,
    ) -> None:
        for place, decided in enumerate(self.case.events):
            if isinstance(decided, CriteriaDecided):
                before, last = Case(self.case.events[:place]), self.case.events[place - 1]
                recorded = before.of(CriteriaEscalated)[-1]
                assert (recorded.met, recorded.escalation) == (decided.met, decided.escalation)
                assert isinstance(last, Signed) and last.agrees
                assert (last.matter, last.seat) == (CRITERIA_ESCALATION, Seat.DCS)
                assert last.signer != recorded.by and before.sin_submitted is None

    @after_each_change
    def the_lane_has_ended_exactly_when_nothing_was_changed_since_it_was_found(self) -> None:
        found = found_not_met(self.case) is not None
        if self.case.is_open and not self.case.concern:
            is_updated_first = self.case.notification.update_is_due
            ended = Stage.FOUND_NOT_MET if self.case.sin_submitted else Stage.NOT_MET
            decided = decision_that_stands(self.case)
            goes_on = decided is not None and decided.decision.outcome == "commission"
            assert (self.case.stage is ended) == (found and not is_updated_first and not goes_on)
        for matter in (NOT_MET, LATER_NOT_MET):
            if (sign_off := sign_off_of(self.case, matter)) and sign_off.is_agreed:
                assert found

    @after_each_change
    def after_a_matter_was_put_again_nothing_signed_before_counts(self) -> None:
        for matter in {each.matter for each in self.case.of(MatterReissued)}:
            # Of a decision that stands, what was put again since is no part.
            put, sign_off = as_it_was_put(self.case, matter).events, sign_off_of(self.case, matter)
            reissues = (isinstance(each, MatterReissued) and each.matter == matter for each in put)
            before = put[: max((place for place, reissued in enumerate(reissues) if reissued), default=0)]
            given = sign_off.signatures_given if sign_off else ()
            assert not any(counted is each for counted in given for each in before)

    @after_each_change
    def the_stored_form_replays_to_the_same_case(self) -> None:
        again = read_case(json.loads(json.dumps(to_json(self.case))))
        assert (again, derived(again)) == (self.case, derived(self.case))

    @after_each_change
    def a_notification_that_may_be_due_has_its_clock(self) -> None:
        all_running = clocks(self.case, ENGINE.framework, CALENDAR)
        running = {clock.due.id for clock in all_running if not clock.due.deadline.local_practice}
        assert self.case.sin_submitted is None or "sin" not in running
        if self.case.stage is Stage.NOTIFICATION and self.case.outcome.values["sin"] != "not_required":
            assert running - {"lcspr"} == ({"sin"} if self.case.sin_submitted is None else {"sin_update"})
        if self.case.stage in ENDED | {Stage.SIN_ONLY, Stage.NOT_MET, Stage.FOUND_NOT_MET}:
            assert not running
        if self.case.stage in ENDED | {Stage.NOT_MET, Stage.FOUND_NOT_MET}:
            assert {clock.due.id for clock in all_running} <= {"restriction"}

    @after_each_change
    def a_case_left_at_not_yet_known_has_the_clock_of_local_practice_that_asks_for_the_rest(self) -> None:
        running = {clock.due.id for clock in clocks(self.case, ENGINE.framework, CALENDAR)}
        left = self.case.is_open and self.case.outcome.values["route"] == "not_yet_known"
        assert ("settle" in running) == (left and not self.case.found_not_met and not self.is_sin_only_by_escalation())

    def is_sin_only_by_escalation(self) -> bool:
        """Says whether it was decided by escalation that a SIN goes in, where the rules ask for none."""
        settled = self.case.criteria_settled
        return settled is not None and settled.met and self.case.outcome.values["sin"] == "not_required"


def derived(case: Case) -> list[object]:
    sign_off = [sign_off_of(case, matter) for matter in SEATS_OF]
    return [case.stage, case.aware, case.notification, clocks(case, ENGINE.framework, CALENDAR), sign_off]


def everything() -> set[str]:
    events = {kind.model_fields["type"].default for kind in get_args(get_args(RecordedEvent)[0])} - {"opened"}
    refusals = {kind.__name__ for kind in StepRefused.__subclasses__()}
    # A proposed change is over as soon as it is agreed.
    agreed = {f"{matter} agreed" for matter, seats in SEATS_OF.items() if seats and matter not in BY_SOME}
    agreed |= {"a proposed change agreed", "an answer changed"}
    children = {"another child", "a child taken out", "children joined"}
    stages = {f"stage {stage}" for stage in Stage}
    return events | refusals | agreed | stages | children | {"unanimous", "by escalation"}


def run_from_each_start(examples: settings, *, seeded: bool) -> None:
    """Runs as many sequences from each start, so that no chance of the draws leaves one of them out."""
    for number, start in enumerate(STARTS):
        machine = type("AnySequence", (AnySequence,), {"begins_at": start})
        run_state_machine_as_test(seed(number)(machine) if seeded else machine, settings=examples)


@pytest.mark.long
def test_no_sequence_of_steps_breaks_the_record() -> None:
    REACHED.clear()
    run_from_each_start(CI, seeded=True)
    assert {name for name, count in REACHED.items() if count} == everything()


@pytest.mark.soak
def test_no_sequence_of_steps_breaks_the_record_in_the_long_run() -> None:
    run_from_each_start(LONG, seeded=False)
