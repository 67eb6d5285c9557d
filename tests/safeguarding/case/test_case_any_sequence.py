"""Anyone does anything, in any order, at any time: what holds of the record after every step.

Most steps are refused; ``REACHED`` makes sure that some of every kind are taken."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from safeguarding.case.clocks import clocks
from safeguarding.case.events import (
    AnyEvent,
    Facts,
    FoundNotMet,
    Opened,
    OutsideTeams,
    PutAgain,
    Redacted,
    Signed,
    Updated,
)
from safeguarding.case.people import Actor, Person, Seat
from safeguarding.case.record import Case, Stage, read_case, to_plain
from safeguarding.case.redaction import redact
from safeguarding.case.refused import Refused
from safeguarding.case.sign_off import LATER_NOT_MET, sign_off
from safeguarding.case.signing import propose_not_met, put_again, record_signature, sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import RuledOut, close, merge, open_case, reopen, submit_sin, update
from safeguarding.working_days import WorkingCalendar
from tests.safeguarding.case.anything import (
    ANYONE,
    BUSINESS_TEAM,
    DAYS,
    ENGINE,
    FACTS,
    FIRST_FACTS,
    FIRST_MOMENT,
    HOURS,
    MATTERS,
    MOSTLY_BUSINESS_TEAM,
    OPENER,
    REASON,
    REASONS,
    RULED_OUT,
    SEATS_OF,
    SIGNERS,
    TEXTS,
)
from tests.safeguarding.case.listed import content, had_authority, only_blanked, was_in_its_time

CALENDAR = WorkingCalendar(ENGINE.framework.calendar.published_until)
CI = settings(max_examples=200, stateful_step_count=35, derandomize=True, deadline=None, database=None)
REACHED: Counter[str] = Counter()


class AnySequence(RuleBasedStateMachine):
    @initialize(facts=FIRST_FACTS)
    def open(self, facts: Facts) -> None:
        self.now = FIRST_MOMENT
        self.case = open_case("CSCP-1", "triage 1", facts, ENGINE, OPENER, self.now)
        self.signed_content: dict[int, Any] = {}
        self.seen_digests = ["no digest of this case"]

    def attempt(self, by: Actor, step: Callable[[datetime], Case], hours: int = 1) -> None:
        self.now += timedelta(hours=hours)
        before, plain = self.case, to_plain(self.case)
        try:
            self.case = step(self.now)
        except Refused as refusal:
            REACHED[type(refusal).__name__] += 1
        assert to_plain(before) == plain
        self.check_step(plain, by, before.opener)

    def check_step(self, before: list[dict[str, Any]], by: Actor, opener: Person) -> None:
        added = self.case.events[len(before) :]
        kept = to_plain(self.case)[: len(before)]
        assert len(added) <= 1 or [type(event) for event in added] == [Signed, FoundNotMet]
        for place, event in enumerate(added, len(before)):
            assert (event.by, event.at) == (by.person, self.now)
            assert had_authority(event, by, opener)
            assert was_in_its_time(event.type, [earlier["type"] for earlier in before])
            REACHED[event.type] += 1
            if isinstance(event, Signed):
                self.signed_content[place] = content(self.case, event.matter)
        redacted = any(isinstance(event, Redacted) for event in added)
        assert only_blanked(before, kept) if redacted else kept == before

    def digests_shown(self, matter: str) -> list[str]:
        """Those of all the cards that a person may still have, the latest last."""
        if now := sign_off(self.case, matter):
            self.seen_digests.append(now.matter.digest)
        return self.seen_digests

    @rule(facts=FACTS, only=st.none() | st.sampled_from(list(Facts.model_fields)), by=ANYONE, hours=HOURS)
    def update(self, facts: Facts, only: str | None, by: Actor, hours: int) -> None:
        if only:
            facts = self.case.facts.model_copy(update={only: getattr(facts, only)})
        self.attempt(by, partial(update, self.case, facts, ENGINE, by), hours)

    @rule(data=st.data(), by=ANYONE)
    def update_back(self, data: st.DataObject, by: Actor) -> None:
        stated = [event.facts for event in self.case.events if isinstance(event, Opened | Updated)]
        facts = data.draw(st.sampled_from(stated))
        self.attempt(by, partial(update, self.case, facts, ENGINE, by))

    @rule(matter=MATTERS, by=st.sampled_from(SIGNERS), agrees=st.booleans(), reason=REASONS, data=st.data())
    def sign(self, matter: str, by: Actor, agrees: bool, reason: FreeText, data: st.DataObject) -> None:
        digest = data.draw(st.sampled_from(self.digests_shown(matter)))
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=agrees, reason=reason))

    @rule(matter=MATTERS, people=st.permutations(SIGNERS))
    def several_agree(self, matter: str, people: list[Actor]) -> None:
        self.agree_all(matter, people)

    def agree_all(self, matter: str, people: list[Actor]) -> None:
        for by in people:
            digest = self.digests_shown(matter)[-1]
            self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=True))

    @rule(matter=MATTERS, seat=st.sampled_from(Seat), signer=st.sampled_from(SIGNERS), on=DAYS, by=MOSTLY_BUSINESS_TEAM)
    def record_signature(self, matter: str, seat: Seat, signer: Actor, on: date, by: Actor) -> None:
        outside = OutsideTeams(signed_by=signer.person, on=on, how=TEXTS[0], confirmation=TEXTS[1])
        self.attempt(by, partial(record_signature, self.case, matter, seat, outside, by, agrees=True))

    @rule(on=DAYS, by=ANYONE, hours=HOURS)
    def submit_sin(self, on: date, by: Actor, hours: int) -> None:
        self.attempt(by, partial(submit_sin, self.case, on, by), hours)

    @rule(matter=MATTERS, by=ANYONE, reason=REASONS)
    def put_again(self, matter: str, by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(put_again, self.case, matter, reason, by))

    @rule(by=ANYONE, reason=st.sampled_from([REASON, *TEXTS]) | REASONS)
    def propose_not_met(self, by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(propose_not_met, self.case, reason, by))

    @rule(people=st.permutations(SIGNERS))
    def go_for_not_met(self, people: list[Actor]) -> None:
        """The steps one after another, which single steps by chance hardly ever make."""
        self.submit_sin_today()
        self.attempt(people[0], partial(propose_not_met, self.case, REASON, people[0]))
        self.agree_all(LATER_NOT_MET, people)

    @rule(by=st.sampled_from(SIGNERS), matter=MATTERS)
    def disagree_and_put_again(self, by: Actor, matter: str) -> None:
        digest = self.digests_shown(matter)[-1]
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=False, reason=REASON))
        self.attempt(BUSINESS_TEAM, partial(put_again, self.case, matter, REASON, BUSINESS_TEAM))

    def submit_sin_today(self) -> None:
        today = (self.now + timedelta(hours=1)).date()
        self.attempt(BUSINESS_TEAM, partial(submit_sin, self.case, today, BUSINESS_TEAM))

    @rule(by=MOSTLY_BUSINESS_TEAM, reason=REASONS, ruled_out=RULED_OUT)
    def close(self, by: Actor, reason: FreeText, ruled_out: RuledOut | None) -> None:
        stage = self.case.stage
        self.attempt(by, lambda at: close(self.case, reason, by, at, ruled_out))
        if stage is Stage.SIN_ONLY and ruled_out is None:
            assert self.case.stage is stage

    @rule(by=MOSTLY_BUSINESS_TEAM, reason=REASONS)
    def reopen(self, by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(reopen, self.case, reason, by))

    @rule(facts=FIRST_FACTS, submitted=st.booleans(), by=MOSTLY_BUSINESS_TEAM, reason=st.just(REASON) | REASONS)
    def take_in_a_duplicate(self, facts: Facts, submitted: bool, by: Actor, reason: FreeText) -> None:
        duplicate = open_case("CSCP-2", "triage 2", facts, ENGINE, OPENER, self.now)
        if submitted:
            duplicate = submit_sin(duplicate, self.now.date(), BUSINESS_TEAM, self.now)
        self.attempt(by, lambda at: merge(duplicate, self.case, reason, by, at)[1])

    @rule(facts=FIRST_FACTS, by=MOSTLY_BUSINESS_TEAM)
    def merge_into_another(self, facts: Facts, by: Actor) -> None:
        if self.case.version > 4:  # a merged case allows little more
            other = open_case("CSCP-3", "triage 3", facts, ENGINE, OPENER, self.now)
            self.attempt(by, lambda at: merge(self.case, other, REASON, by, at)[0])

    @rule(gone=st.sampled_from([*TEXTS, REASON]), by=MOSTLY_BUSINESS_TEAM, reason=REASONS)
    def redact(self, gone: FreeText, by: Actor, reason: FreeText) -> None:
        version = self.case.version
        self.attempt(by, partial(redact, self.case, gone.digest, reason, by))
        assert self.case.version == version or gone.shown not in json.dumps(to_plain(self.case))

    @invariant()
    def a_signature_counts_exactly_while_its_content_stands(self) -> None:
        for index, signed_content in self.signed_content.items():
            signature = self.case.events[index]
            assert isinstance(signature, Signed)
            if standing := sign_off(self.case, signature.matter):
                counts = any(signature is counted for counted in standing.signatures.values())
                assert counts == (signed_content == content(self.case, signature.matter))
                assert counts != any(signature is lapsed for lapsed in standing.lapsed)

    @invariant()
    def a_seat_signs_once_and_a_person_fills_one_seat_of_what_was_signed(self) -> None:
        signatures = self.case.of(Signed)
        seats = Counter((given.matter, given.digest, given.seat) for given in signatures)
        people = Counter((given.matter, given.digest, given.signer) for given in signatures)
        assert all(count == 1 for count in (*seats.values(), *people.values()))

    @invariant()
    def it_is_agreed_exactly_when_a_different_person_in_each_seat_agrees_to_what_stands(self) -> None:
        for matter, seats in SEATS_OF.items():
            now = content(self.case, matter)
            given = [self.case.events[place] for place, was in self.signed_content.items() if was == now]
            agreeing = [each for each in given if isinstance(each, Signed) and each.agrees]
            signers = {each.seat: each.signer for each in agreeing if each.matter == matter}
            everyone = signers.keys() == set(seats) and len(set(signers.values())) == len(seats)
            if standing := sign_off(self.case, matter):
                assert standing.is_agreed == everyone
                REACHED[f"{matter} agreed"] += everyone

    @invariant()
    def it_is_found_not_met_only_where_four_people_in_the_four_seats_agreed_on_one_digest(self) -> None:
        for place, found in enumerate(self.case.events):
            if isinstance(found, FoundNotMet):
                last = self.case.events[place - 1]
                assert isinstance(last, Signed)
                assert (last.matter, last.by, last.at) == (LATER_NOT_MET, found.by, found.at)
                earlier = [each for each in self.case.events[:place] if isinstance(each, Signed)]
                given = [each for each in earlier if each.digest == last.digest]
                assert all(each.agrees and each.matter == LATER_NOT_MET for each in given)
                assert len(given) == len({each.signer for each in given}) == 4
                assert {each.seat for each in given} == set(Seat)

    @invariant()
    def the_lane_has_ended_exactly_when_nothing_was_changed_since_it_was_found(self) -> None:
        kinds = [event.type for event in self.case.events if event.type in ("found_not_met", "updated")]
        found = kinds[-1:] == ["found_not_met"]
        if self.case.is_open:
            assert (self.case.stage is Stage.FOUND_NOT_MET) == found
        if (later := sign_off(self.case, LATER_NOT_MET)) and later.is_agreed:
            assert found

    @invariant()
    def after_a_matter_was_put_again_nothing_signed_before_counts(self) -> None:
        for place, again in enumerate(self.case.events):
            if isinstance(again, PutAgain) and (standing := sign_off(self.case, again.matter)):
                before = self.case.events[:place]
                assert not any(counted is each for counted in standing.signatures.values() for each in before)

    @invariant()
    def the_stored_form_replays_to_the_same_case(self) -> None:
        again = read_case(json.loads(json.dumps(to_plain(self.case))))
        assert (again, derived(again)) == (self.case, derived(self.case))

    @invariant()
    def a_notification_that_may_be_due_has_its_clock(self) -> None:
        running = {clock.due.id for clock in clocks(self.case, ENGINE.framework, CALENDAR)}
        if self.case.stage is Stage.NOTIFICATION and self.case.outcome.values["sin"] != "not_required":
            assert running == {"sin"}
        if self.case.stage in (Stage.CLOSED, Stage.MERGED, Stage.SIN_ONLY, Stage.FOUND_NOT_MET):
            assert not running


def derived(case: Case) -> list[object]:
    standing = [sign_off(case, matter) for matter in SEATS_OF]
    return [case.stage, case.aware, case.sin_submitted, clocks(case, ENGINE.framework, CALENDAR), standing]


def test_no_sequence_of_steps_breaks_the_record() -> None:
    REACHED.clear()
    run_state_machine_as_test(AnySequence, settings=CI)
    events = {kind.model_fields["type"].default for kind in get_args(get_args(AnyEvent)[0])} - {"opened"}
    refusals = {kind.__name__ for kind in Refused.__subclasses__()}
    assert {name for name, count in REACHED.items() if count} == events | refusals | {f"{m} agreed" for m in SEATS_OF}
