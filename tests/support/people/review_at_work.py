"""The people take the steps of a Rapid Review, the decision, an LCSPR, and a Case of Concern."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import cycle
from random import Random

from bot.cases.case_service import CaseService
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    ConcernOutcome,
    MeetingOutcome,
    Recommendation,
    ReviewAnswer,
    ReviewAnswered,
)
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION
from safeguarding.case.state.review_record import needed_parts
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, start_lcspr
from safeguarding.case.steps.review import (
    confirm_determination,
    determine,
    name_chair,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.steps.signatures import sign
from safeguarding.framework.framework import Framework
from safeguarding.people import PARTNERS as PARTNER_SEATS
from safeguarding.people import Actor, Role, Seat
from tests.support.simulated_year.days import DAY, london_day, working_days_later
from tests.support.simulated_year.expected_messages import DEPUTIES, GROUP, HOLDERS, TEAM, Diary

BUSINESS_TEAM = Actor(person=TEAM, roles=frozenset({Role.BUSINESS_TEAM}))
# One person fills one seat of a matter, so the Director's deputy signs for the Director.
SIGNERS: Mapping[Seat, Actor] = {
    seat: Actor(person=DEPUTIES[seat] if seat is Seat.DCS else HOLDERS[seat], seats=frozenset({seat})) for seat in Seat
}
CHAIR = Actor(person=HOLDERS["icb"])
MEMBERS = [Actor(person=person, roles=frozenset({Role.REVIEW_GROUP})) for person in GROUP]
CONCERN_OUTCOMES: tuple[ConcernOutcome, ...] = ("lcspr", "local_learning", "no_further_action")


def words(text: str) -> FreeText:
    return FreeText.of(text, "0123456789abcdef")


@dataclass
class ReviewAtWork:
    luck: Random
    outcomes: Iterator[str] = field(default_factory=partial(cycle, ("deferred", "commission", "no lcspr")))

    async def _name_chair(self, work: CaseService, diary: Diary) -> None:
        if diary.is_in_review:
            by, at = SIGNERS[Seat.LOCAL_AUTHORITY], work.rules.now()
            await take(work, diary, lambda case: name_chair(case, CHAIR.person, by, at))
            diary.is_chaired = True

    async def _ask(self, work: CaseService, diary: Diary) -> None:
        agency = self.luck.choice(work.rules.partnership.agencies)
        if diary.is_in_review and agency not in diary.asked:
            due, known = working_days_later(london_day(work.rules.now()), self.luck.randint(1, 12)), {agency}
            await take(
                work,
                diary,
                lambda case: request_information(
                    case, [agency], due, frozenset(known), BUSINESS_TEAM, work.rules.now()
                ),
            )
            diary.asked[agency], diary.was_asked = due, True

    async def _receive(self, work: CaseService, diary: Diary) -> None:
        """Records a return. The first in a case is another agency's, and is taken back when the next one would come."""
        if not diary.is_in_review:
            return
        if diary.mistaken and diary.mistaken not in diary.asked:
            mistaken, why = diary.mistaken, words("it was another's")
            await take(work, diary, lambda case: take_back_return(case, mistaken, why, BUSINESS_TEAM, work.rules.now()))
            diary.asked[mistaken], diary.mistaken = diary.received[mistaken], None
        elif diary.asked:
            agency = self.luck.choice(sorted(diary.asked))
            await take(work, diary, lambda case: record_return(case, agency, BUSINESS_TEAM, work.rules.now()))
            diary.mistaken = None if diary.received else agency
            diary.received[agency] = diary.asked.pop(agency)

    async def _meet(self, work: CaseService, diary: Diary) -> None:
        """Records that the DSPs met, or need not, and rarely takes it back."""
        if not diary.is_in_review or self.luck.random() < 0.5:
            return
        on, seen = london_day(work.rules.now()), len(diary.meetings)
        outcome: MeetingOutcome = "to_come" if diary.has_met else self.luck.choice(("held", "not_needed"))
        await take(
            work,
            diary,
            lambda case: record_meeting(case, outcome, on, None, seen, BUSINESS_TEAM, work.rules.now()),
        )
        diary.meetings.append(outcome)

    async def _determine(self, work: CaseService, diary: Diary) -> None:
        """Determines for the meeting, and has the chair confirm it the same minute."""
        if not diary.is_in_review or not diary.is_chaired or diary.recommended:
            return
        outcome, at, members = next(self.outcomes), work.rules.now(), frozenset(GROUP)
        found = self._recommendation(outcome, london_day(at))
        why = words("weighed by the meeting")
        await take(
            work,
            diary,
            lambda case: determine(
                _with_needed_parts(case, work.rules.framework, at),
                *(found, GROUP, len(GROUP), members, work.rules.engine, MEMBERS[0], at, why),
            ),
        )
        await take(work, diary, lambda case: confirm_determination(case, CHAIR, at))
        diary.recommended, diary.look_again_on = outcome, found.look_again_on

    async def _decide(self, work: CaseService, diary: Diary) -> None:
        """The three DSPs agree on the decision put to them, or later on another that one of them proposes."""
        at = work.rules.now()
        if diary.decided == "open again":
            diary.recommended = self.luck.choice(("commission", "no lcspr"))
            anew = self._recommendation(diary.recommended, london_day(at))
            await take(work, diary, lambda case: propose_decision(case, anew, SIGNERS[Seat.ICB], at))
        elif not diary.is_in_review or not diary.recommended:
            return
        for seat in PARTNER_SEATS:
            await take(work, diary, partial(sign_as, matter=LCSPR_DECISION, seat=seat, at=at, agrees=True))
        diary.decided = diary.recommended
        diary.commissioned = london_day(at) if diary.decided == "commission" else None

    def _recommendation(self, outcome: str, today: date) -> Recommendation:
        """Draws a recommendation; a legal constraint is looked at again on any day of the week."""
        again = today + self.luck.randint(1, 40) * DAY if outcome == "deferred" else None
        reasons = {"commission": (), "deferred": ("legal_constraints",), "no lcspr": ("thematic_route",)}[outcome]
        return Recommendation(
            outcome="commission" if outcome == "commission" else "not_commission",
            national_review=False,
            rationale=words(f"the meeting found {outcome}, says letter {self.luck.random()}"),
            reasons=reasons,
            look_again_on=again,
        )

    async def _look_again(self, work: CaseService, diary: Diary) -> None:
        if diary.decided != "deferred":
            return
        today, note = london_day(work.rules.now()), words(f"asked the court, says letter {self.luck.random()}")
        until = today + self.luck.randint(1, 40) * DAY if self.luck.random() < 0.5 else None
        await take(work, diary, lambda case: look_again(case, until, note, BUSINESS_TEAM, work.rules.now()))
        diary.look_again_on = until
        if until is None:
            diary.decided, diary.open_again = "open again", today

    async def _start(self, work: CaseService, diary: Diary) -> None:
        if diary.commissioned:
            on, who = london_day(work.rules.now()), words("an independent reviewer")
            await take(work, diary, lambda case: start_lcspr(case, who, on, BUSINESS_TEAM, work.rules.now()))
            diary.is_started = True

    async def _complete(self, work: CaseService, diary: Diary) -> None:
        """Completes an LCSPR rarely, so that many run over their six months."""
        if diary.is_started and not diary.update_is_due and self.luck.random() < 0.05:
            on, note = london_day(work.rules.now()), words("published")
            await take(work, diary, lambda case: complete_lcspr(case, on, note, BUSINESS_TEAM, work.rules.now()))
            diary.is_open, diary.is_completed = False, True

    async def _refer(self, work: CaseService, diary: Diary) -> None:
        may = not diary.was_for_partners or diary.is_agreed
        if diary.concern or diary.submitted or diary.kind.sin != "not_required" or not may:
            return
        agency, at, by = work.rules.partnership.agencies[0], work.rules.now(), Actor(person=diary.opener)
        learning, known = words("three agencies each held a part"), frozenset([agency])
        await take(
            work,
            diary,
            lambda case: refer_concern(case, "near_miss", agency, learning, {}, known, work.rules.framework, by, at),
        )
        diary.concern = london_day(at)

    async def _decide_concern(self, work: CaseService, diary: Diary) -> None:
        if not diary.concern or diary.submitted or diary.kind.sin != "not_required":
            return
        at, outcome = work.rules.now(), self.luck.choice(CONCERN_OUTCOMES)
        await take(
            work, diary, lambda case: propose_outcome(case, outcome, words("worth it"), len(MEMBERS), MEMBERS[0], at)
        )
        for member in MEMBERS:
            await take(work, diary, partial(_sign_concern, member=member, at=at))
        diary.concern_is_decided = True
        diary.commissioned = london_day(at) if outcome == "lcspr" else None


def _with_needed_parts(case: Case, rules: Framework, at: datetime) -> Case:
    """Answers what a determination needs as not known; the rest of the draft stays blank."""
    not_known = ReviewAnswer(text=words("nobody could say"), choice="not_known")
    answers = [ReviewAnswered(by=GROUP[0], at=at, part=part.id, answer=not_known) for part in needed_parts(case, rules)]
    return Case((*case.events, *answers))


def sign_as(
    case: Case, matter: str, seat: Seat, at: datetime, agrees: bool, signers: Mapping[Seat, Actor] = SIGNERS
) -> Case:
    sign_off = sign_off_of(case, matter)
    assert sign_off is not None
    reason = None if agrees else words("the evidence says otherwise")
    return sign(case, matter, sign_off.matter.digest, signers[seat], at, agrees=agrees, reason=reason)


def _sign_concern(case: Case, member: Actor, at: datetime) -> Case:
    sign_off = sign_off_of(case, CONCERN_DECISION)
    assert sign_off is not None
    return sign(case, CONCERN_DECISION, sign_off.matter.digest, member, at, agrees=True)


async def take(work: CaseService, diary: Diary, step: Callable[[Case], Case]) -> None:
    await work.apply(diary.ref, step)
