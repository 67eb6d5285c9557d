"""Anyone does anything, in any order, at any time: what holds of the record after every step.

Most steps are refused; ``REACHED`` makes sure that some of every kind are taken."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from safeguarding.case.clocks import clocks
from safeguarding.case.events import AnyEvent, Facts, Opened, OutsideTeams, Redacted, Signed, SinSubmitted, Updated
from safeguarding.case.people import PARTNERS, Actor, Person, Role, Seat
from safeguarding.case.record import Case, Stage, read_case, to_plain
from safeguarding.case.redaction import redact
from safeguarding.case.refused import Refused
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, SIN_QUALITY, sign_off
from safeguarding.case.signing import record_signature, sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, merge, open_case, reopen, submit_sin, update
from safeguarding.engine import Engine
from safeguarding.loading import current
from safeguarding.working_days import WorkingCalendar

ENGINE = Engine(current())
CALENDAR = WorkingCalendar(ENGINE.framework.calendar.published_until)
FIRST_MOMENT = datetime(2026, 6, 2, 10, tzinfo=UTC)
SEATS_OF = {NOTIFICATION_CRITERIA: PARTNERS, SIN_QUALITY: (Seat.DCS,)}
CI = settings(max_examples=200, stateful_step_count=35, derandomize=True, deadline=None, database=None)
REACHED: Counter[str] = Counter()


def actor(name: str, *seats: Seat, role: Role = Role.PRACTITIONER) -> Actor:
    return Actor(person=Person(tenant="t", id=name), roles=frozenset({role}), seats=frozenset(seats))


OPENER, BUSINESS_TEAM = actor("opener"), actor("business team", role=Role.BUSINESS_TEAM)
COUNCIL, ICB, POLICE, DCS = Seat
SEATS_HELD = [(COUNCIL,), (COUNCIL,), (ICB,), (POLICE,), (POLICE,), (DCS,), (COUNCIL, ICB), (DCS, COUNCIL)]
SIGNERS = [actor(f"signer {number}", *seats) for number, seats in enumerate(SEATS_HELD)]
TEXTS = [FreeText.of(f"words {number}.", salt * 16) for number in range(4) for salt in "ab"]
REASON, BLANK = FreeText.of("as agreed by telephone", "c" * 16), FreeText.of(" ", "c" * 16)

ANYONE = st.sampled_from([*SIGNERS, OPENER, BUSINESS_TEAM, actor("practitioner"), actor("r", role=Role.REVIEW_GROUP)])
MOSTLY_BUSINESS_TEAM = st.just(BUSINESS_TEAM) | ANYONE
REASONS = st.sampled_from([REASON, REASON, BLANK])
MATTERS = st.sampled_from([NOTIFICATION_CRITERIA, NOTIFICATION_CRITERIA, SIN_QUALITY, "lunch"])
DAYS = st.sampled_from([date(2026, 5, 27) + timedelta(days=n) for n in range(8)])
HOURS = st.integers(0, 30)
ANSWERS = {question.id: (*question.values, "not_known") for question in ENGINE.framework.asked_at("triage")}
CHILD, CARE_LEAVER = {"harm": "died", "age": "under_18"}, {"harm": "died", "age": "18_to_24", "care_experienced": "yes"}
NO_ABUSE = {"abuse_or_neglect": "neither", "care_experienced": "no"}
LIKELY = st.sampled_from([{**CHILD, "abuse_or_neglect": "known"}, {**CHILD, **NO_ABUSE}, CARE_LEAVER])
POSSIBLE = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ANSWERS.items()})
EVIDENCE = st.fixed_dictionaries({name: st.sampled_from(TEXTS) for name in ANSWERS})
FIRST_FACTS = st.builds(Facts, answers=LIKELY, evidence=EVIDENCE, became_aware=st.none() | st.just(date(2026, 6, 1)))
FACTS = st.builds(
    Facts,
    answers=st.one_of(LIKELY, LIKELY, POSSIBLE, POSSIBLE, st.just({"harm": "perhaps"})),
    evidence=st.one_of(EVIDENCE, EVIDENCE, EVIDENCE, st.just({})),
    incident_on=st.none() | DAYS,
    became_aware=st.none() | DAYS,
    place=st.sampled_from(["croydon", "croydon", "elsewhere", "Surrey"]),
)


def had_authority(event: AnyEvent, by: Actor, opener: Person) -> bool:
    business_team = Role.BUSINESS_TEAM in by.roles
    match event:
        case Updated():
            return business_team or bool(by.seats) or by.person == opener
        case Signed(outside_teams=None):
            return event.seat in by.seats
        case SinSubmitted():
            return business_team or Seat.DCS in by.seats or Seat.LOCAL_AUTHORITY in by.seats
    return business_team


def was_in_its_time(kind: str, before: list[str]) -> bool:
    if "merged_into" in before:
        return kind == "redacted"
    closed = [step for step in before if step in ("closed", "reopened")][-1:] == ["closed"]
    return kind in ("reopened", "redacted") if closed else kind != "reopened"


def content(case: Case) -> Any:
    """What a signature covers, as a person would list it."""
    stated = [event for event in case.events if isinstance(event, Opened | Updated)][-1]
    facts, outcome = stated.facts, stated.outcome
    evidence = {name: text.digest for name, text in facts.evidence.items()}
    decided = (outcome.values["sin"], outcome.values["rapid_review"], outcome.rules_version)
    return (facts.answers, evidence, facts.incident_on, facts.became_aware, case.aware.day, facts.place, decided)


def only_blanked(before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return len(before) == len(after) and all(map(only_blanked, before, after))
    if not isinstance(before, dict):
        return bool(before == after)
    if before.keys() == {"text", "salt", "digest"}:
        return after in (before, {"text": None, "salt": None, "digest": before["digest"]})
    return before.keys() == after.keys() and all(only_blanked(before[name], after[name]) for name in before)


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
        assert len(added) <= 1
        for event in added:
            assert (event.by, event.at) == (by.person, self.now)
            assert had_authority(event, by, opener)
            assert was_in_its_time(event.type, [earlier["type"] for earlier in before])
            REACHED[event.type] += 1
            if isinstance(event, Signed):
                self.signed_content[self.case.version - 1] = content(self.case)
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

    @rule(matter=MATTERS, by=st.sampled_from(SIGNERS), agrees=st.booleans(), reason=REASONS, data=st.data())
    def sign(self, matter: str, by: Actor, agrees: bool, reason: FreeText, data: st.DataObject) -> None:
        digest = data.draw(st.sampled_from(self.digests_shown(matter)))
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=agrees, reason=reason))

    @rule(matter=MATTERS, people=st.permutations(SIGNERS))
    def several_agree(self, matter: str, people: list[Actor]) -> None:
        for by in people[:5]:
            digest = self.digests_shown(matter)[-1]
            self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=True))

    @rule(matter=MATTERS, seat=st.sampled_from(Seat), signer=st.sampled_from(SIGNERS), on=DAYS, by=MOSTLY_BUSINESS_TEAM)
    def record_signature(self, matter: str, seat: Seat, signer: Actor, on: date, by: Actor) -> None:
        outside = OutsideTeams(signed_by=signer.person, on=on, how=TEXTS[0], confirmation=TEXTS[1])
        self.attempt(by, partial(record_signature, self.case, matter, seat, outside, by, agrees=True))

    @rule(on=DAYS, by=ANYONE, hours=HOURS)
    def submit_sin(self, on: date, by: Actor, hours: int) -> None:
        self.attempt(by, partial(submit_sin, self.case, on, by), hours)

    @rule(step=st.sampled_from([close, reopen, reopen]), by=MOSTLY_BUSINESS_TEAM, reason=REASONS)
    def close_or_reopen(self, step: Callable[..., Case], by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(step, self.case, reason, by))

    @rule(facts=FIRST_FACTS, submitted=st.booleans(), by=ANYONE, reason=REASONS)
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
                assert counts == (signed_content == content(self.case))
                assert counts != any(signature is lapsed for lapsed in standing.lapsed)

    @invariant()
    def a_seat_signs_once_and_a_person_fills_one_seat_of_what_was_signed(self) -> None:
        signatures = self.case.of(Signed)
        seats = Counter((given.matter, given.digest, given.seat) for given in signatures)
        people = Counter((given.matter, given.digest, given.signer) for given in signatures)
        assert all(count == 1 for count in (*seats.values(), *people.values()))

    @invariant()
    def it_is_agreed_exactly_when_a_different_person_in_each_seat_agrees_to_what_stands(self) -> None:
        signatures = [self.case.events[i] for i, was in self.signed_content.items() if was == content(self.case)]
        agreeing = [given for given in signatures if isinstance(given, Signed) and given.agrees]
        for matter, seats in SEATS_OF.items():
            signers = {given.seat: given.signer for given in agreeing if given.matter == matter}
            everyone = signers.keys() == set(seats) and len(set(signers.values())) == len(seats)
            if standing := sign_off(self.case, matter):
                assert standing.is_agreed == everyone
                REACHED[f"{matter} agreed"] += everyone

    @invariant()
    def the_stored_form_replays_to_the_same_case(self) -> None:
        again = read_case(json.loads(json.dumps(to_plain(self.case))))
        assert (again, derived(again)) == (self.case, derived(self.case))

    @invariant()
    def a_notification_that_may_be_due_has_its_clock(self) -> None:
        running = {clock.due.id for clock in clocks(self.case, ENGINE.framework, CALENDAR)}
        if self.case.stage is Stage.NOTIFICATION and self.case.outcome.values["sin"] != "not_required":
            assert running == {"sin"}
        if self.case.stage in (Stage.CLOSED, Stage.MERGED, Stage.SIN_ONLY):
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
