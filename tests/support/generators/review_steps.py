"""The steps of a review, a decision, an LCSPR and a Case of Concern are taken alone in any order, and whole ways."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import get_args

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    Board,
    ConcernOutcome,
    DspMeetingRecorded,
    Escalation,
    MeetingOutcome,
    Recommendation,
    ReviewAnswer,
)
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    FACTS_CHANGE,
    LCSPR_DECISION,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.case.state.review_record import answer_count, needed_parts
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.review import (
    answer_part,
    confirm_determination,
    determine,
    name_chair,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.steps.signatures import reissue, sign
from safeguarding.people import Actor, Person
from tests.support.generators.cases import (
    ANYONE,
    BUSINESS_TEAM,
    ENGINE,
    FIRST_FACTS,
    MEMBERS,
    MOSTLY_BUSINESS_TEAM,
    OPENER,
    QUORUM,
    REASON,
    REASONS,
    SIGNERS,
    TEXTS,
)
from tests.support.generators.review_cases import (
    AGENCIES,
    ANSWERS_OF_PARTS,
    BOARDS,
    CHAIRS,
    COMMISSIONED,
    CONCERN_OUTCOMES,
    DAYS_LATER,
    DEFERRED,
    ELSEWHERE,
    INDICATORS,
    KNOWN_AGENCIES,
    LEFT_CARE,
    MOSTLY_MEMBERS,
    NO_LCSPR,
    NOBODY_HARMED,
    PEOPLE_OF_THE_GROUP,
    PRESENT,
    PROPER,
    RECOMMENDATIONS,
    REVIEWED,
    THEMATIC,
)
from tests.support.generators.steps import AnySteps

MEETINGS: Sequence[MeetingOutcome] = get_args(MeetingOutcome)


class AnyReviewSteps(AnySteps):
    begins_at: str | None = None  # drawn where it is not given

    @initialize(facts=FIRST_FACTS, far=st.deferred(lambda: st.sampled_from(list(STARTS))), found=PROPER)
    def open(self, facts: Facts, far: str, found: Recommendation) -> None:
        """Opens the case and takes it so far that the later steps have their turn too."""
        far = self.begins_at or far
        super().open(FIRST_FACTS_OF.get(far, facts))
        STARTS[far](self, found)

    def begin_review(self) -> None:
        if self.case.outcome.values["rapid_review"] == "not_required":
            self.attempt(BUSINESS_TEAM, partial(update, self.case, REVIEWED, ENGINE, BUSINESS_TEAM))
            self.agree_all(FACTS_CHANGE, list(SIGNERS))
        self.submit_sin_today()

    @rule(chair=CHAIRS, by=ANYONE)
    def name_chair(self, chair: Actor, by: Actor) -> None:
        self.attempt(by, partial(name_chair, self.case, chair.person, by))

    @rule(boards=BOARDS, agencies=AGENCIES, by=MOSTLY_BUSINESS_TEAM, days=DAYS_LATER, note=st.just(REASON) | REASONS)
    def prepare(self, boards: Sequence[Board], agencies: Sequence[str], by: Actor, days: int, note: FreeText) -> None:
        if self.case.version < 4:  # early, as it should be
            self.begin_review()
        self.attempt(by, partial(record_liaison, self.case, boards, "rapid_review", note, by))
        due = self.now.date() + timedelta(days=days)
        self.attempt(by, partial(request_information, self.case, agencies, due, KNOWN_AGENCIES, by))
        for agency in agencies[:1]:
            came = None if days % 3 else self.now.date()
            self.attempt(by, partial(partial(record_return, on=came), self.case, agency, by))
            if days % 2:
                self.attempt(by, partial(take_back_return, self.case, agency, note, by))
        for outcome in MEETINGS[days % 3 :]:
            on, seen = self.now.date(), len(self.case.of(DspMeetingRecorded))
            self.attempt(by, partial(record_meeting, self.case, outcome, on, note, seen, by))

    @rule(what=ANSWERS_OF_PARTS, behind=st.sampled_from([0, 0, 0, 1]), by=MOSTLY_MEMBERS)
    def answer(self, what: tuple[str, ReviewAnswer], behind: int, by: Actor) -> None:
        """Answers a part; ``behind`` counts the answers of others since the author opened it."""
        part, answer = what
        if self.case.version < 4:  # early, as it should be
            self.begin_review()
        last_seen, version = answer_count(self.case, part) - behind, self.case.version
        self.attempt(by, partial(answer_part, self.case, part, answer, last_seen, ENGINE.framework, by))
        assert not behind or self.case.version == version

    @rule(found=RECOMMENDATIONS, present=PRESENT, differs=st.none() | REASONS, by=MOSTLY_MEMBERS)
    def determine(self, found: Recommendation, present: list[Person], differs: FreeText | None, by: Actor) -> None:
        group = PEOPLE_OF_THE_GROUP
        self.attempt(
            by, lambda at: determine(self.case, found, present, QUORUM, group, ENGINE, by, at, differs=differs)
        )

    @rule(by=CHAIRS)
    def confirm(self, by: Actor) -> None:
        self.attempt(by, partial(confirm_determination, self.case, by))

    @rule(proposal=RECOMMENDATIONS, by=st.sampled_from(SIGNERS) | ANYONE)
    def propose_decision(self, proposal: Recommendation, by: Actor) -> None:
        self.attempt(by, partial(propose_decision, self.case, proposal, by))

    @rule(found=PROPER, other=st.none() | RECOMMENDATIONS, chair=CHAIRS, people=st.permutations(SIGNERS))
    def go_for_a_decision(
        self, found: Recommendation, other: Recommendation | None, chair: Actor, people: list[Actor]
    ) -> None:
        """Puts a decision to the DSPs; the first of the three may propose another than was determined."""
        self.put_to_the_dsps(found, chair)
        if other:
            self.propose_decision(other, people[0])
        self.agree_all(LCSPR_DECISION, people)

    @rule(found=PROPER, people=st.permutations(SIGNERS), by=MOSTLY_BUSINESS_TEAM)
    def die_after_a_decision(self, found: Recommendation, people: list[Actor], by: Actor) -> None:
        self.go_for_a_decision(found, None, MEMBERS[0], people)
        self.die_later((self.now + timedelta(hours=9)).date(), by, True, 9)

    @rule(found=PROPER, other=RECOMMENDATIONS, by=st.sampled_from(SIGNERS), days=st.sampled_from([-9, 0, 0, 1]))
    def escalate(self, found: Recommendation, other: Recommendation, by: Actor, days: int) -> None:
        """Decides by escalation, after a disagreement or without one; an escalated decision is not signed over."""
        self.put_to_the_dsps(found, MEMBERS[0])
        self.disagree(LCSPR_DECISION, by)
        on = self.now.date() + timedelta(days=days)
        escalation = Escalation(procedure=REASON, decided_by=REASON, on=on, evidence=REASON)
        self.attempt(
            BUSINESS_TEAM,
            partial(decide_by_escalation, self.case, other, escalation, self.circumstances(), BUSINESS_TEAM),
        )
        self.attempt(BUSINESS_TEAM, partial(reissue, self.case, LCSPR_DECISION, REASON, BUSINESS_TEAM))

    @rule(found=RECOMMENDATIONS, on=DAYS_LATER, by=ANYONE)
    def escalate_at_once(self, found: Recommendation, on: int, by: Actor) -> None:
        day = self.now.date() - timedelta(days=on)
        escalation = Escalation(procedure=REASON, decided_by=REASON, on=day, evidence=REASON)
        self.attempt(by, partial(decide_by_escalation, self.case, found, escalation, self.circumstances(), by))

    @rule(days=st.none() | DAYS_LATER, by=MOSTLY_BUSINESS_TEAM, people=st.permutations(SIGNERS))
    def defer_and_look_again(self, days: int | None, by: Actor, people: list[Actor]) -> None:
        self.go_for_a_decision(DEFERRED, None, MEMBERS[1], people)
        until = None if days is None else self.now.date() + timedelta(days=days)
        self.attempt(by, partial(look_again, self.case, until, REASON, by))

    @rule(by=MOSTLY_BUSINESS_TEAM, note=REASONS, days=st.sampled_from([-3, 0, 0, 0, 1]))
    def start_and_note(self, by: Actor, note: FreeText, days: int) -> None:
        on = self.now.date() + timedelta(days=days)
        self.attempt(by, partial(start_lcspr, self.case, REASON, on, by))
        self.attempt(by, partial(note_progress, self.case, note, by))

    @rule(by=MOSTLY_BUSINESS_TEAM, note=REASONS)
    def complete(self, by: Actor, note: FreeText) -> None:
        self.attempt(by, partial(complete_lcspr, self.case, self.now.date(), note, by))

    @rule(people=st.permutations(SIGNERS), to_its_end=st.sampled_from([False, False, True]))
    def go_for_a_whole_lcspr(self, people: list[Actor], to_its_end: bool) -> None:
        self.go_for_a_decision(COMMISSIONED, None, MEMBERS[0], people)
        self.start_and_note(BUSINESS_TEAM, REASON, 0)
        if to_its_end:
            self.complete(BUSINESS_TEAM, REASON)

    @rule(indicators=INDICATORS, agency=st.sampled_from(["A school", "A school", "A circus"]), by=ANYONE)
    def refer_concern(self, indicators: dict[str, FreeText], agency: str, by: Actor) -> None:
        rules = ENGINE.framework
        self.attempt(
            by,
            lambda at: refer_concern(self.case, "near_miss", agency, REASON, indicators, KNOWN_AGENCIES, rules, by, at),
        )

    @rule(outcome=CONCERN_OUTCOMES, why=REASONS, by=MOSTLY_MEMBERS)
    def propose_outcome(self, outcome: ConcernOutcome, why: FreeText, by: Actor) -> None:
        self.attempt(by, partial(propose_outcome, self.case, outcome, why, QUORUM, by))

    @rule(
        by=st.sampled_from([*MEMBERS, *MEMBERS, *SIGNERS]), agrees=st.sampled_from([True, True, False]), data=st.data()
    )
    def sign_concern(self, by: Actor, agrees: bool, data: st.DataObject) -> None:
        digest = data.draw(st.sampled_from(self.digests_shown(CONCERN_DECISION)[-2:]))
        reason = None if agrees else REASON
        self.attempt(by, partial(sign, self.case, CONCERN_DECISION, digest, by, agrees=agrees, reason=reason))

    @rule(by=ANYONE)
    def put_concern_again(self, by: Actor) -> None:
        self.attempt(by, partial(reissue, self.case, CONCERN_DECISION, REASON, by))

    @rule(outcome=CONCERN_OUTCOMES, signers=st.permutations(SIGNERS), people=st.permutations([*MEMBERS, OPENER]))
    def go_for_a_concern(self, outcome: ConcernOutcome, signers: list[Actor], people: list[Actor]) -> None:
        """Refers a concern after the partners agreed on the notification criteria: it follows only where no
        notification is required."""
        self.agree_all(NOTIFICATION_CRITERIA, signers)
        self.refer_concern({}, "A school", signers[0])
        self.propose_outcome(outcome, REASON, people[0])
        self.agree_all(CONCERN_DECISION, people)

    def put_to_the_dsps(self, found: Recommendation, chair: Actor) -> None:
        """Takes the whole way to the DSPs; each step is refused outside its time."""
        self.begin_review()
        self.attempt(MEMBERS[1], partial(self.first_answer, MEMBERS[1]))
        if needed_parts(self.case, ENGINE.framework):
            self.answer(("indicators", ReviewAnswer(text=REASON, choice="not_known")), 0, MEMBERS[1])
        self.name_chair(chair, SIGNERS[0])
        self.determine(found, [member.person for member in MEMBERS], REASON, MEMBERS[0])
        for by in (MEMBERS[1], chair):
            self.confirm(by)

    def first_answer(self, by: Actor, at: datetime) -> Case:
        """Answers with another text than the part holds now, so that a determination from before has lapsed."""
        answer = ReviewAnswer(text=TEXTS[answer_count(self.case, "facts") % len(TEXTS)])
        return answer_part(self.case, "facts", answer, answer_count(self.case, "facts"), ENGINE.framework, by, at)

    def disagree(self, matter: str, by: Actor) -> None:
        digest = self.digests_shown(matter)[-1]
        self.attempt(by, partial(sign, self.case, matter, digest, by, agrees=False, reason=REASON))

    def go_for_a_sin_only(self) -> None:
        self.submit_sin_today()
        self.agree_all(SIN_QUALITY, list(SIGNERS))
        self.restrict_or_lift(BUSINESS_TEAM, REASON, lifted=True)
        self.close(BUSINESS_TEAM, REASON, "no")
        self.reopen(BUSINESS_TEAM, REASON)

    def go_for_another_decision(self, found: Recommendation) -> None:
        """Has the DSPs decide otherwise than was determined, without an LCSPR."""
        decided = NO_LCSPR if found != NO_LCSPR else THEMATIC
        self.go_for_a_decision(found, decided, MEMBERS[0], list(SIGNERS))

    def take_all_back(self) -> None:
        """Undoes merges, withdraws a change, redacts words, changes an answer and takes the submission back."""
        for ends in (True, False):
            self.merge_and_undo_it(self.case.facts, BUSINESS_TEAM, 0, ends)
        self.withdraw_update(BUSINESS_TEAM, REASON, 0)
        self.redact(self.case.facts.evidence["harm"], BUSINESS_TEAM, REASON)
        self.submit_sin_today()
        self.take_back("sin_submitted", BUSINESS_TEAM)
        self.answer_and_change_it(SIGNERS[2], NOTIFICATION_CRITERIA, agrees=True)

    def go_for_a_correction(self) -> None:
        """Takes in a duplicate, and proposes a later day of the submission: the Rapid Review's day would move."""
        self.take_in_another(REVIEWED, False, None, BUSINESS_TEAM, REASON)
        self.go_for_a_later_day_of_the_submission(BUSINESS_TEAM)


FIRST_FACTS_OF = {
    "found not met": REVIEWED,
    "corrected": REVIEWED,
    "referred": NOBODY_HARMED,
    "concern decided": NOBODY_HARMED,
    "merged": REVIEWED,
    "taken back": REVIEWED,
    "told elsewhere": ELSEWHERE,
    "SIN only": LEFT_CARE,
}
STARTS: Mapping[str, Callable[[AnyReviewSteps, Recommendation], None]] = {
    "opened": lambda steps, found: None,
    "submitted": lambda steps, found: steps.submit_sin_today(),
    "found not met": lambda steps, found: steps.go_for_not_met(list(SIGNERS), submitted=False),
    "escalated": lambda steps, found: steps.escalate_the_criteria(
        SIGNERS[2], met=len(steps.case.facts.answers) > 3, days=0, people=list(SIGNERS)
    ),
    "disputed": lambda steps, found: steps.escalate(found, found, SIGNERS[3], 0),
    "prepared": lambda steps, found: steps.prepare(("csab",), ("A school",), BUSINESS_TEAM, 3, REASON),
    "put to the DSPs": lambda steps, found: steps.put_to_the_dsps(found, MEMBERS[0]),
    "decided": lambda steps, found: steps.go_for_another_decision(found),
    "looked again": lambda steps, found: steps.defer_and_look_again(20, BUSINESS_TEAM, list(SIGNERS)),
    "LCSPR completed": lambda steps, found: steps.go_for_a_whole_lcspr(list(SIGNERS), to_its_end=True),
    "referred": lambda steps, found: steps.refer_concern({}, "A school", OPENER),
    "concern decided": lambda steps, found: steps.go_for_a_concern("local_learning", list(SIGNERS), [*MEMBERS, OPENER]),
    "SIN only": lambda steps, found: steps.go_for_a_sin_only(),
    "taken back": lambda steps, found: steps.take_all_back(),
    "corrected": lambda steps, found: steps.go_for_a_correction(),
    "opened in error": lambda steps, found: steps.go_for_an_opening_in_error(list(SIGNERS), None),
    "told elsewhere": lambda steps, found: steps.record_partnership(BUSINESS_TEAM, "Surrey", "waiting"),
    "merged": lambda steps, found: steps.go_for_a_merge_into_a_case_that_was_submitted(list(SIGNERS)),
}
"""The table gives the ways to where a case begins: what single steps hardly ever reach by chance begins there."""
