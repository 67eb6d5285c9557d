"""The state machine holds a case to which anyone does anything, at any time. ``REACHED`` counts the outcomes."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial, wraps
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case, to_json
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.answer_events import AnswerChanged
from safeguarding.case.events.authority_events import PartnershipAnswer
from safeguarding.case.events.case_events import (
    Closed,
    CriteriaDecided,
    FoundNotMet,
    MergedFrom,
    MergedFromUndone,
    MergedInto,
    Opened,
    OpenedInError,
    OpeningError,
    OutsideTeams,
    Redacted,
    Signed,
    Updated,
    UpdateProposed,
)
from safeguarding.case.events.child import Child
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, RecordedStep, StepTakenBack
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.events.review_events import ConcernDecided, Decided, Escalation
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import (
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    TRANSFER,
)
from safeguarding.case.state.matters import MATTERS as MATTER_IDS
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_step, recorded_steps
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.acknowledging import Acknowledgeable, acknowledge, days_to_choose
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.handing_over import hand_over, take_back_part
from safeguarding.case.steps.lifecycle import (
    RuledOut,
    close,
    note_changes,
    open_case,
    propose_opened_in_error,
    reopen,
    submit_sin,
    submit_update,
    update,
    withdraw_update,
)
from safeguarding.case.steps.linking import link, unlink
from safeguarding.case.steps.merging import is_agreed_on, merge, merge_as_agreed
from safeguarding.case.steps.redaction import redact
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.case.steps.signatures import propose_not_met, record_signature, reissue, sign
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer, record_partnership
from safeguarding.case.steps.unmerging import undo_merge
from safeguarding.case.views.lapses import latest_lapse
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import circumstances
from tests.support.expected_record import content, had_authority, only_blanked, was_in_its_time
from tests.support.generators.cases import (
    ANYONE,
    BUSINESS_TEAM,
    CORRECTING,
    DAYS,
    ENGINE,
    FACTS,
    FIRST_FACTS,
    FIRST_MOMENT,
    HOURS,
    LIKELY,
    MATTERS,
    MOSTLY_BUSINESS_TEAM,
    OPENER,
    POSSIBLE,
    REASON,
    REASONS,
    RULED_OUT,
    SIGNERS,
    TEXTS,
)

CALENDAR = WorkingCalendar(ENGINE.framework.calendar.published_until)
AUTHORITIES = st.sampled_from(["Surrey", "Surrey", "Kent", "Croydon"])
MUCH_LATER = date(2030, 1, 1)
CONCLUSIONS = (
    *(FoundNotMet, CriteriaDecided, Decided, ConcernDecided, Updated, OpenedInError, MergedInto),
    *(DayCorrected, StepTakenBack),
)
"""The last agreement that a matter needed brings one of these events with it."""
JOINED = {(Updated, MergedFrom), (MergedFromUndone, Updated)}
"""The children of another case come with its merge, and go when it is undone."""
REACHED: Counter[str] = Counter()


def after_each_change(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Makes an invariant that looks once at each new state of the case: most steps are refused and change nothing."""

    @wraps(check)
    def looked_at_once(steps: "AnySteps") -> None:
        if steps.looked_at.get(check.__name__) is not steps.case:
            check(steps)
            steps.looked_at[check.__name__] = steps.case

    marked: Callable[[Any], None] = invariant()(looked_at_once)
    return marked


class AnySteps(RuleBasedStateMachine):
    @initialize(facts=FIRST_FACTS)
    def open(self, facts: Facts) -> None:
        self.now = FIRST_MOMENT
        self.case = open_case("CSCP-1", "triage 1", facts, ENGINE, OPENER, self.now)
        self.plain = to_json(self.case)
        self.signed_content: dict[int, Any] = {}
        self.looked_at: dict[str, Case] = {}
        self.seen_digests = ["no digest of this case"]

    def attempt(self, by: Actor, step: Callable[[datetime], Case], hours: int = 1) -> None:
        self.now += timedelta(hours=hours)
        before, plain = self.case, self.plain
        try:
            self.case = step(self.now)
        except StepRefused as refusal:
            REACHED[type(refusal).__name__] += 1
        if self.case is not before:
            assert to_json(before) == plain
            self.plain = to_json(self.case)
            self.check_step(plain, by, before.opener)
            self.check_duties(before)
            self.check_lapses(before)

    def teardown(self) -> None:
        """Checks that no refused step has changed anything."""
        assert to_json(self.case) == self.plain

    def check_step(self, before: list[dict[str, Any]], by: Actor, opener: Person) -> None:
        added = self.case.events[len(before) :]
        kept = self.plain[: len(before)]
        kinds = tuple(type(event) for event in added)
        together = {(Updated, UpdateProposed), *JOINED, *((Signed, end) for end in CONCLUSIONS)}
        assert len(added) <= 1 or kinds in together
        for place, event in enumerate(added, len(before)):
            assert (event.by, event.at) == (by.person, self.now)
            assert had_authority(event, by, opener, self.case)
            assert was_in_its_time(event.type, [earlier["type"] for earlier in before])
            REACHED[event.type] += 1
            if isinstance(event, Signed):
                self.signed_content[place] = content(self.case, event.matter)
        redacted = any(isinstance(event, Redacted) for event in added)
        assert only_blanked(before, kept) if redacted else kept == before

    def check_duties(self, before: Case) -> None:
        """Checks that no change of the facts by one person has weakened a duty, and that none was open at a closing."""
        first = self.case.events[before.version]
        if isinstance(first, Updated | UpdateProposed | CorrectionProposed) or (
            isinstance(first, DayCorrected | StepTakenBack) and before.is_open
        ):
            assert not weakening(before, self.case)
        if isinstance(first, Closed):
            assert not open_duties(before)
        if isinstance(self.case.events[-1], Updated) and isinstance(first, Signed):
            REACHED["a proposed change agreed"] += 1

    def check_lapses(self, before: Case) -> None:
        """Checks that whatever was put, undecided, and is put no more has lapsed by what was just recorded."""
        for matter in MATTER_IDS if before.is_open and self.case.is_open else ():
            put, now = sign_off_of(before, matter), sign_off_of(self.case, matter)
            if put and not is_decided(before, matter) and (now is None or now.matter.digest != put.matter.digest):
                lapse = latest_lapse(self.case, matter)
                assert lapse and lapse.number >= before.version

    def digests_shown(self, matter: str) -> list[str]:
        """Returns the digests of all the cards that a person may still have, the latest last."""
        if now := sign_off_of(self.case, matter):
            self.seen_digests.append(now.matter.digest)
        return self.seen_digests

    @rule(facts=FACTS, only=st.none() | st.sampled_from(list(Facts.model_fields)), by=ANYONE, hours=HOURS)
    def update(self, facts: Facts, only: str | None, by: Actor, hours: int) -> None:
        if only:
            facts = self.case.facts.model_copy(update={only: getattr(facts, only)})
        self.attempt(by, partial(update, self.case, facts, ENGINE, by), hours)

    @rule(answers=st.one_of(LIKELY, POSSIBLE), on=st.none() | DAYS, takes_out=st.booleans(), by=ANYONE, hours=HOURS)
    def tell_of_children(
        self, answers: dict[str, str], on: date | None, takes_out: bool, by: Actor, hours: int
    ) -> None:
        """Tells of a further child, or has one taken out by agreement."""
        facts, number = self.case.facts, self.case.highest_child + 1
        further = Child(number=number, answers=answers, evidence=dict.fromkeys(answers, TEXTS[0]), became_aware=on)
        told = facts.children[:-1] if takes_out and facts.others else (*facts.children, further)
        before = len(facts.children)
        self.attempt(by, partial(update, self.case, facts.with_children(told), ENGINE, by), hours)
        self.agree_all(FACTS_CHANGE, list(SIGNERS))
        REACHED["another child"] += len(self.case.facts.children) > before
        REACHED["a child taken out"] += len(self.case.facts.children) < before

    @rule(number=st.integers(0, 3))
    def note_changed_answers(self, number: int) -> None:
        """Notes an answer that was changed after it was shown what it leads to, once for each triage."""
        if self.case.is_open:
            changes = (AnswerChanged(child=1, step="harm", was="died", now="hurt"),)
            step = partial(note_changes, self.case, f"triage {number}", changes, BUSINESS_TEAM)
            self.attempt(BUSINESS_TEAM, step)

    @rule(data=st.data(), by=ANYONE)
    def update_back(self, data: st.DataObject, by: Actor) -> None:
        stated = [event.facts for event in self.case.events if isinstance(event, Opened | Updated)]
        facts = data.draw(st.sampled_from(stated))
        self.attempt(by, partial(update, self.case, facts, ENGINE, by))

    @rule(
        matter=MATTERS,
        by=st.sampled_from(SIGNERS),
        agrees=st.booleans(),
        reason=REASONS,
        number=st.integers(0, 2),
        data=st.data(),
    )
    def sign(self, matter: str, by: Actor, agrees: bool, reason: FreeText, number: int, data: st.DataObject) -> None:
        digest = data.draw(st.sampled_from(self.digests_shown(matter)))
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=agrees, reason=reason, number=number))

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

    @rule(on=DAYS, by=MOSTLY_BUSINESS_TEAM, back=st.booleans(), hours=HOURS)
    def die_later(self, on: date, by: Actor, back: bool, hours: int) -> None:
        """Has the child survive at first, by agreement, and die after the submission."""
        harmed = self.case.facts.model_copy(update={"answers": {**self.case.facts.answers, "harm": "seriously_harmed"}})
        died = self.case.facts.model_copy(update={"answers": {**self.case.facts.answers, "harm": "died"}})
        if back:
            self.attempt(BUSINESS_TEAM, partial(update, self.case, harmed, ENGINE, BUSINESS_TEAM))
            self.agree_all(FACTS_CHANGE, list(SIGNERS))
            self.attempt(BUSINESS_TEAM, partial(submit_sin, self.case, on, BUSINESS_TEAM))
        self.attempt(by, partial(update, self.case, died, ENGINE, by), hours)
        self.attempt(by, partial(submit_update, self.case, on, by))

    @rule(by=MOSTLY_BUSINESS_TEAM, ago=st.integers(0, 2))
    def submit_update(self, by: Actor, ago: int) -> None:
        on = (self.now + timedelta(hours=1)).date() - timedelta(days=ago)
        self.attempt(by, partial(submit_update, self.case, on, by))

    @rule(step=st.sampled_from(list(RECORDED_STEPS)), days=st.sampled_from([-2, -1, 0, 1]), by=CORRECTING)
    def correct(self, step: RecordedStep, days: int, by: Actor) -> None:
        for found in recorded_steps(self.case, step)[:1]:
            on, corrected = found.day + timedelta(days=days), partial(correct_day, agency=found.agency)
            if for_step("correct", step) in STEPS:
                self.attempt(by, partial(corrected, self.case, step, on, found.number, REASON, by))

    @rule(by=CORRECTING)
    def go_for_a_later_day_of_the_submission(self, by: Actor) -> None:
        """Moves the Rapid Review's day, two days after the submission was recorded with too early a day."""
        self.submit_sin_today()
        if found := recorded_step(self.case, "sin_submitted"):
            later = found.day + timedelta(days=1)
            step = partial(correct_day, self.case, "sin_submitted", later, found.number, REASON, by)
            self.attempt(by, step, hours=48)

    @rule(step=st.sampled_from(list(RECORDED_STEPS)), by=CORRECTING)
    def take_back(self, step: RecordedStep, by: Actor) -> None:
        if (found := recorded_step(self.case, step)) and for_step("take_back", step) in STEPS:
            self.attempt(by, partial(take_back, self.case, step, found.number, REASON, by))

    @rule(by=MOSTLY_BUSINESS_TEAM, reason=REASONS, number=st.integers(0, 2))
    def withdraw_update(self, by: Actor, reason: FreeText, number: int) -> None:
        """Proposes a change that would end or delay a duty, where there is one, and withdraws it."""
        facts = self.case.facts.model_copy(
            update={"answers": {**self.case.facts.answers, "abuse_or_neglect": "neither"}}
        )
        self.attempt(OPENER, partial(update, self.case, facts, ENGINE, OPENER))
        seen = len(self.case.of(UpdateProposed)) or number
        self.attempt(by, partial(withdraw_update, self.case, seen, reason, by))

    @rule(matter=MATTERS, by=ANYONE, reason=REASONS)
    def put_again(self, matter: str, by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(reissue, self.case, matter, reason, by))

    @rule(by=ANYONE, reason=st.sampled_from([REASON, *TEXTS]) | REASONS)
    def propose_not_met(self, by: Actor, reason: FreeText) -> None:
        self.attempt(by, partial(propose_not_met, self.case, reason, by))

    @rule(people=st.permutations(SIGNERS), submitted=st.booleans())
    def go_for_not_met(self, people: list[Actor], submitted: bool) -> None:
        """Takes the steps to "not met" one after another, which single steps by chance hardly ever make."""
        if submitted:
            self.submit_sin_today()
        self.attempt(people[0], partial(propose_not_met, self.case, REASON, people[0]))
        self.agree_all(LATER_NOT_MET if self.case.sin_submitted else NOT_MET, people)

    def circumstances(self) -> Circumstances:
        return circumstances(self.now.date())

    @rule(
        by=st.sampled_from(SIGNERS),
        met=st.booleans(),
        days=st.sampled_from([-9, 0, 0, 1]),
        people=st.permutations(SIGNERS),
    )
    def escalate_the_criteria(self, by: Actor, met: bool, days: int, people: list[Actor]) -> None:
        """Escalates the criteria after a disagreement or without one; some of those who sign are the DCS."""
        digest = self.digests_shown(NOTIFICATION_CRITERIA)[-1]
        self.attempt(by, partial(sign, self.case, NOTIFICATION_CRITERIA, digest, by, agrees=False, reason=REASON))
        on = self.now.date() + timedelta(days=days)
        told = Escalation(procedure=REASON, decided_by=REASON, on=on, evidence=REASON)
        for recorder in (by, BUSINESS_TEAM):
            step = partial(escalate_criteria, self.case, told, self.circumstances(), recorder, met=met)
            self.attempt(recorder, step)
        self.agree_all(CRITERIA_ESCALATION, people)

    @rule(by=st.sampled_from(SIGNERS), matter=MATTERS, agrees=st.booleans())
    def answer_and_change_it(self, by: Actor, matter: str, agrees: bool) -> None:
        digest = self.digests_shown(matter)[-1]
        for number, verdict in enumerate((agrees, not agrees)):
            self.attempt(
                by,
                partial(sign, self.case, matter, digest, by, agrees=verdict, reason=REASON, number=number),
            )

    @rule(by=st.sampled_from(SIGNERS), matter=MATTERS)
    def disagree_and_put_again(self, by: Actor, matter: str) -> None:
        digest = self.digests_shown(matter)[-1]
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=False, reason=REASON))
        self.attempt(BUSINESS_TEAM, partial(reissue, self.case, matter, REASON, BUSINESS_TEAM))

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
        if self.case.version > 4:
            self.attempt(by, lambda at: close(self.case, reason, by, at, "no"))
        self.attempt(by, partial(reopen, self.case, reason, by))

    @rule(by=ANYONE, kind=st.sampled_from(get_args(OpeningError)), reason=REASONS)
    def propose_opened_in_error(self, by: Actor, kind: OpeningError, reason: FreeText) -> None:
        self.attempt(by, partial(propose_opened_in_error, self.case, kind, reason, by))

    @rule(people=st.permutations(SIGNERS), again=st.none() | ANYONE)
    def go_for_an_opening_in_error(self, people: list[Actor], again: Actor | None) -> None:
        self.propose_opened_in_error(BUSINESS_TEAM, "no_child", REASON)
        self.agree_all(OPENED_IN_ERROR, people)
        if again:
            self.attempt(again, partial(reopen, self.case, REASON, again))

    @rule(by=MOSTLY_BUSINESS_TEAM, authority=AUTHORITIES, reason=REASONS)
    def propose_transfer(self, by: Actor, authority: str, reason: FreeText) -> None:
        self.attempt(by, partial(propose_transfer, self.case, authority, self.now.date(), reason, by))

    @rule(by=MOSTLY_BUSINESS_TEAM, authority=AUTHORITIES, answer=st.sampled_from(get_args(PartnershipAnswer)))
    def record_partnership(self, by: Actor, authority: str, answer: PartnershipAnswer) -> None:
        on = self.now.date()
        step = partial(record_partnership, self.case, authority, on, answer, by, answered_on=on, host="open")
        self.attempt(by, step)

    @rule(people=st.permutations(SIGNERS), by=MOSTLY_BUSINESS_TEAM, again=st.none() | ANYONE)
    def go_for_a_transfer(self, people: list[Actor], by: Actor, again: Actor | None) -> None:
        self.propose_transfer(BUSINESS_TEAM, "Surrey", REASON)
        self.attempt(by, partial(accept_transfer, self.case, REASON, self.now.date(), REASON, by))
        self.agree_all(TRANSFER, people)
        self.attempt(by, partial(accept_transfer, self.case, REASON, self.now.date(), REASON, by))
        if again:
            self.attempt(again, partial(reopen, self.case, REASON, again))

    @rule(by=ANYONE, reason=REASONS, lifted=st.booleans())
    def restrict_or_lift(self, by: Actor, reason: FreeText, lifted: bool) -> None:
        self.attempt(by, partial(restrict, self.case, frozenset([by.person]), MUCH_LATER, {}, reason, by))
        if lifted:
            self.attempt(by, partial(lift_restriction, self.case, reason, by))

    @rule(by=ANYONE, reason=REASONS, withdrawn=st.sampled_from([True, True, True, False]))
    def stand_back(self, by: Actor, reason: FreeText, withdrawn: bool) -> None:
        """Declares a conflict of interest, mostly withdrawn again: whoever stands back takes no part any more."""
        self.attempt(by, partial(declare_conflict, self.case, reason, by))
        if withdrawn:
            self.attempt(BUSINESS_TEAM, partial(withdraw_conflict, self.case, by.person, REASON, BUSINESS_TEAM))

    @rule(by=MOSTLY_BUSINESS_TEAM, kind=st.sampled_from(get_args(LinkKind)), reason=REASONS, removed=st.booleans())
    def link_or_unlink(self, by: Actor, kind: LinkKind, reason: FreeText, removed: bool) -> None:
        other = open_case("CSCP-6", "triage 6", self.case.facts, ENGINE, OPENER, self.now)
        self.attempt(by, lambda at: link(self.case, other, kind, reason, reason, by, at)[0])
        if removed:
            self.attempt(by, lambda at: unlink(self.case, other, kind, reason, by, at)[0])

    @rule(by=ANYONE, back=st.booleans(), part_of=st.sampled_from([None, *(signer.person for signer in SIGNERS)]))
    def hand_over_or_take_back(self, by: Actor, back: bool, part_of: Person | None) -> None:
        step = partial(take_back_part, self.case, by) if back else partial(hand_over, self.case, [OPENER.person], by)
        self.attempt(by, partial(step, part_of=part_of))

    @rule(by=ANYONE, reason=REASONS, place=st.integers(0, 3), ahead=st.integers(0, 3))
    def acknowledge(self, by: Actor, reason: FreeText, place: int, ahead: int) -> None:
        for clock in clocks(self.case, ENGINE.framework, CALENDAR)[place : place + 1]:
            until = [*days_to_choose(clock.due.due, self.now.date(), CALENDAR), MUCH_LATER][:ahead][-1:] or [MUCH_LATER]
            what = Acknowledgeable(clock, ("police",))
            self.attempt(by, partial(acknowledge, self.case, what, until[0], reason, by, calendar=CALENDAR))

    @rule(
        facts=FIRST_FACTS,
        submitted=st.booleans(),
        standing_back=st.sampled_from([None, *SIGNERS]),
        by=MOSTLY_BUSINESS_TEAM,
        reason=st.just(REASON) | REASONS,
        joins=st.booleans(),
    )
    def take_in_another(
        self,
        facts: Facts,
        submitted: bool,
        standing_back: Actor | None,
        by: Actor,
        reason: FreeText,
        joins: bool = False,
    ) -> None:
        """Takes in a duplicate, or as further children those of another case of the incident (``joins``)."""
        duplicate = open_case("CSCP-2", "triage 2", facts, ENGINE, OPENER, self.now)
        if standing_back:
            duplicate = declare_conflict(duplicate, REASON, standing_back, self.now)
        if submitted:
            duplicate = submit_sin(duplicate, self.now.date(), BUSINESS_TEAM, self.now)
        self.attempt(by, partial(self.merged, duplicate, self.case, reason, by, 1, joins=joins))
        if standing_back:
            who = standing_back.person
            self.attempt(BUSINESS_TEAM, partial(withdraw_conflict, self.case, who, REASON, BUSINESS_TEAM))

    def merged(
        self, duplicate: Case, into: Case, reason: FreeText, by: Actor, kept: int, at: datetime, *, joins: bool
    ) -> Case:
        """Returns the case that ends, or the one that goes on (``kept`` is 1)."""
        before = len(into.facts.children)
        pair = merge(duplicate, into, reason, ENGINE.framework, CALENDAR, by, at, as_children=joins)
        REACHED["children joined"] += len(pair[1].facts.children) > before
        return pair[kept]

    @rule(facts=FIRST_FACTS, by=MOSTLY_BUSINESS_TEAM, joins=st.booleans())
    def merge_into_another(self, facts: Facts, by: Actor, joins: bool) -> None:
        if self.case.version > 4:  # a merged case allows little more
            other = open_case("CSCP-3", "triage 3", facts, ENGINE, OPENER, self.now)
            self.attempt(by, partial(self.merged, self.case, other, REASON, by, 0, joins=joins))

    @rule(
        facts=FIRST_FACTS,
        by=MOSTLY_BUSINESS_TEAM,
        hours=st.sampled_from([0, 0, 30]),
        ends=st.booleans(),
        joins=st.booleans(),
    )
    def merge_and_undo_it(self, facts: Facts, by: Actor, hours: int, ends: bool, joins: bool = False) -> None:
        """Merges the case with another, either way round, and takes the two apart."""
        other = open_case("CSCP-5", "triage 5", facts, ENGINE, OPENER, self.now)
        pair = (self.case, other) if ends else (other, self.case)

        def together(at: datetime) -> Case:
            nonlocal pair
            one, into = pair
            pair = merge(one, into, REASON, ENGINE.framework, CALENDAR, BUSINESS_TEAM, at, as_children=joins)
            return pair[0 if ends else 1]

        def apart(at: datetime) -> Case:
            nonlocal pair
            pair = undo_merge(pair[0], pair[1], REASON, circumstances(london_date(at)), by, at)
            return pair[0 if ends else 1]

        before = self.case
        self.attempt(BUSINESS_TEAM, together)
        merged = self.case
        self.attempt(by, apart, hours)
        if self.case.version > merged.version:
            # The facts were stated anew, so what is not known has its days from then. What was found not met does not
            # come back with facts that change and change back.
            then, now = _clocks_but_settle(before), _clocks_but_settle(self.case)
            assert all(clock in now for clock in then) if joins and before.found_not_met else then == now

    @rule(people=st.permutations(SIGNERS), joins=st.booleans())
    def go_for_a_merge_into_a_case_that_was_submitted(self, people: list[Actor], joins: bool = False) -> None:
        """The last agreement merges both; where all were there, nothing of it is recorded alone."""
        other = open_case("CSCP-4", "triage 4", self.case.facts, ENGINE, OPENER, self.now)
        other = submit_sin(other, self.now.date(), BUSINESS_TEAM, self.now)
        self.attempt(BUSINESS_TEAM, partial(self.merged, self.case, other, REASON, BUSINESS_TEAM, 0, joins=joins))
        for by in people:
            digest = self.digests_shown(MERGE)[-1]
            self.attempt(by, partial(self.sign_and_merge, other, digest, by))

    def sign_and_merge(self, other: Case, digest: str, by: Actor, at: datetime) -> Case:
        signed = sign(self.case, MERGE, digest, by, at, agrees=True)
        return merge_as_agreed(signed, other, ENGINE.framework, CALENDAR, at)[0] if is_agreed_on(signed) else signed

    @rule(gone=st.sampled_from([*TEXTS, REASON]), by=MOSTLY_BUSINESS_TEAM, reason=REASONS)
    def redact(self, gone: FreeText, by: Actor, reason: FreeText) -> None:
        version = self.case.version
        self.attempt(by, partial(redact, self.case, gone.digest, reason, by))
        assert self.case.version == version or gone.shown not in json.dumps(to_json(self.case))


def _clocks_but_settle(case: Case) -> list[Clock]:
    return [clock for clock in clocks(case, ENGINE.framework, CALENDAR) if clock.due.id != "settle"]
