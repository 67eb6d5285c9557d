"""People who work on cases: each step is taken on the case as the bot keeps it, and entered in the clerk's diary."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle
from random import Random
from typing import Any

from bot.casework import Casework
from safeguarding.case.concern import propose_outcome, refer_concern
from safeguarding.case.deciding import look_again, propose_decision
from safeguarding.case.events import Facts
from safeguarding.case.lcspr import complete_lcspr, start_lcspr
from safeguarding.case.merging import merge
from safeguarding.case.people import PARTNERS as PARTNER_SEATS
from safeguarding.case.people import Actor, Person, Role, Seat
from safeguarding.case.record import Case
from safeguarding.case.refused import BadInput
from safeguarding.case.restriction import lift_restriction, restrict
from safeguarding.case.review_events import ConcernOutcome, Recommendation
from safeguarding.case.review_steps import (
    confirm_determination,
    determine,
    name_chair,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.sign_off import CONCERN_DECISION, LATER_NOT_MET, LCSPR_DECISION, sign_off
from safeguarding.case.signing import propose_not_met, put_again, sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, open_case, reopen, submit_sin, update
from tests.bot.what_had_to_be_said import (
    COUNCIL,
    CRITERIA,
    DAY,
    DEPUTIES,
    GROUP,
    HOLDERS,
    KINDS,
    PARTNERS,
    QUALITY,
    TEAM,
    Diary,
    Kind,
    london_day,
    stage_on,
    working_days_later,
)

OPENERS = [Person(tenant=COUNCIL, id=f"bb000000-0000-4000-8000-{number:012}") for number in (1, 2, 3)]
BUSINESS_TEAM = Actor(person=TEAM, roles=frozenset({Role.BUSINESS_TEAM}))
# One person fills one seat of a matter, so the Director's deputy signs for the Director.
SIGNERS = {
    seat: Actor(person=DEPUTIES[seat] if seat is Seat.DCS else HOLDERS[seat], seats=frozenset({seat})) for seat in Seat
}

Step = Callable[[Casework, Diary], Coroutine[Any, Any, None]]
CHAIR = Actor(person=HOLDERS["icb"])
MEMBERS = [Actor(person=person, roles=frozenset({Role.REVIEW_GROUP})) for person in GROUP]
CONCERN_OUTCOMES: tuple[ConcernOutcome, ...] = ("lcspr", "local_learning", "no_further_action")


def words(text: str) -> FreeText:
    return FreeText.of(text, "0123456789abcdef")


@dataclass
class PeopleAtWork:
    """``go_on``: how likely a new case goes on at once to the decision, or is referred as a Case of Concern."""

    luck: Random
    go_on: float = 0.0
    diaries: list[Diary] = field(default_factory=list)
    outcomes: Iterator[str] = field(default_factory=partial(cycle, ("deferred", "commission", "no lcspr")))

    async def open(self, work: Casework) -> None:
        await self.open_one(work, self._kind(), *self._dates(london_day(work.now())))
        if self.luck.random() < self.go_on:
            await self._straight_to_the_decision(work, self.diaries[-1])
            await self._straight_to_a_concern(work, self.diaries[-1])

    async def open_one(self, work: Casework, kind: Kind, incident: date | None, aware: date | None) -> None:
        at, opener, triage = work.now(), Actor(person=self.luck.choice(OPENERS)), f"triage {len(self.diaries)}"
        facts = _facts(work, kind, incident, aware)
        case = await work.cases.add(
            triage, "CSCP", london_day(at).year, lambda ref: open_case(ref, triage, facts, work.engine, opener, at)
        )
        self.diaries.append(_diary(case, kind, incident, aware))

    async def take_a_step(self, work: Casework, diary: Diary) -> None:
        """Some step that the case allows now, the likely ones more often."""
        steps = self._steps(diary) if diary.is_open else {self.reopen: 1.0}
        (step,) = self.luck.choices(list(steps), list(steps.values()))
        await step(work, diary)

    def _steps(self, diary: Diary) -> dict[Step, float]:
        """What is settled, or waits for the Review Group, is mostly left to run, so that months pass."""
        if diary.is_settled:
            moving = dict.fromkeys((self._start, self._complete, self._look_again, self._decide), 1.0)
            return {**moving, self._restrict: 0.2, self.close: 0.02}
        if diary.concern:
            moving = dict.fromkeys((self._restate, self._submit, self.close), 0.02)
            return {self._restrict: 1.0, self._decide_concern: 0.2, **moving}
        likely = {self._sign: 3.0, self._submit: 2.0, self._restate: 2.0, self.close: 3.0}
        rare = (self._sign_quality, self._move_dates, self._put_again, self._find_not_met, self._restrict)
        review = (self._name_chair, self._ask, self._receive, self._determine, self._decide)
        later = (self._straight_to_a_concern, self._straight_to_the_decision)
        return {**likely, **dict.fromkeys((*review, *rare, *later), 1.0)}

    async def _straight_to_the_decision(self, work: Casework, diary: Diary) -> None:
        if diary.kind.review == "required":
            for step in (self._submit, self._name_chair, self._determine, self._decide):
                await step(work, diary)

    async def _straight_to_a_concern(self, work: Casework, diary: Diary) -> None:
        if diary.kind.sin == "not_required" and not diary.submitted:
            for step in (self._sign, self._sign, self._sign, self._refer):
                await step(work, diary)

    async def merge(self, work: Casework, duplicate: Diary, kept: Diary) -> None:
        old, into, may = _get(work, duplicate), _get(work, kept), kept.may_take_in(duplicate)
        try:
            ended, after = merge(
                old, into, words("the same child"), work.framework, work.calendar, BUSINESS_TEAM, work.now()
            )
        except BadInput:
            assert not may
            return
        assert may
        await work.cases.save_all((ended, old.version), (after, into.version))
        kept.take_in(duplicate)
        duplicate.is_open, duplicate.was_merged = False, True

    async def _sign(self, work: Casework, diary: Diary) -> None:
        free = [office for office in PARTNERS if office not in diary.signatures(CRITERIA)]
        if free and (diary.kind.sin != "not_required" or diary.ever_serious):
            await self._signed(work, diary, CRITERIA, self.luck.choice(free))

    async def _sign_quality(self, work: Casework, diary: Diary) -> None:
        if "dcs" not in diary.signatures(QUALITY) and (diary.kind.sin == "required" or diary.submitted):
            await self._signed(work, diary, QUALITY, "dcs")

    async def _signed(self, work: Casework, diary: Diary, matter: str, office: str) -> None:
        agrees = self.luck.random() < 0.85
        await _take(work, diary, lambda case: _sign(case, matter, Seat(office), work.now(), agrees))
        diary.signatures(matter)[office] = agrees

    async def _put_again(self, work: Casework, diary: Diary) -> None:
        asked = diary.kind.sin != "not_required" or diary.ever_serious
        if asked and False in diary.signatures(CRITERIA).values():
            await _take(
                work, diary, lambda case: put_again(case, CRITERIA, words("we talked"), BUSINESS_TEAM, work.now())
            )
            diary.puts += 1

    async def _submit(self, work: Casework, diary: Diary) -> None:
        start, is_provisional = diary.start
        today = london_day(work.now())
        first = max(day for day in (diary.incident, None if is_provisional else start, date.min) if day)
        if diary.submitted is None and first <= today:
            on = max(first, today - self.luck.randint(0, 3) * DAY)
            await _take(work, diary, lambda case: submit_sin(case, on, BUSINESS_TEAM, work.now()))
            diary.submitted = on

    async def _restate(self, work: Casework, diary: Diary) -> None:
        await self._update(work, diary, self._kind(), diary.incident, diary.aware)

    async def _move_dates(self, work: Casework, diary: Diary) -> None:
        await self._update(work, diary, diary.kind, *self._dates(london_day(work.now())))

    async def _update(
        self, work: Casework, diary: Diary, kind: Kind, incident: date | None, aware: date | None
    ) -> None:
        facts, by = _facts(work, kind, incident, aware), Actor(person=diary.opener)
        await _take(work, diary, lambda case: update(case, facts, work.engine, by, work.now()))
        if (kind, incident, aware) != (diary.kind, diary.incident, diary.aware):
            diary.kind, diary.incident, diary.aware = kind, incident, aware
            diary.stated, diary.not_met, diary.recommended = london_day(work.now()), False, None
            diary.ever_serious = diary.ever_serious or kind.is_serious

    async def _find_not_met(self, work: Casework, diary: Diary) -> None:
        """Proposed by the council; sometimes the Director does not agree, and nothing ends."""
        if not diary.submitted or diary.not_met:
            return
        reason, at = words(f"it was an illness, says letter {self.luck.random()}"), work.now()
        signers = [*PARTNER_SEATS, *([Seat.DCS] if self.luck.random() < 0.6 else [])]
        await _take(work, diary, lambda case: propose_not_met(case, reason, SIGNERS[Seat.LOCAL_AUTHORITY], at))
        for seat in signers:
            await _take(work, diary, partial(_sign, matter=LATER_NOT_MET, seat=seat, at=at, agrees=True))
        diary.not_met = Seat.DCS in signers

    async def _restrict(self, work: Casework, diary: Diary) -> None:
        """To everyone who has a part in it, and to be reviewed only after all that happens here."""
        reason, at = words("a relative works here"), work.now()
        everyone = frozenset([*HOLDERS.values(), *DEPUTIES.values(), diary.opener])
        review_on = at.date() + timedelta(days=2000)
        if diary.is_restricted:
            await _take(work, diary, lambda case: lift_restriction(case, reason, BUSINESS_TEAM, at))
        else:
            await _take(work, diary, lambda case: restrict(case, everyone, review_on, {}, reason, BUSINESS_TEAM, at))
        diary.restricted_until = None if diary.is_restricted else review_on

    async def _name_chair(self, work: Casework, diary: Diary) -> None:
        if diary.is_in_review:
            by, at = SIGNERS[Seat.LOCAL_AUTHORITY], work.now()
            await _take(work, diary, lambda case: name_chair(case, CHAIR.person, by, at))
            diary.is_chaired = True

    async def _ask(self, work: Casework, diary: Diary) -> None:
        agency = self.luck.choice(work.partnership.agencies)
        if diary.is_in_review and agency not in diary.asked:
            due, known = working_days_later(london_day(work.now()), self.luck.randint(1, 12)), {agency}
            await _take(
                work,
                diary,
                lambda case: request_information(case, [agency], due, frozenset(known), BUSINESS_TEAM, work.now()),
            )
            diary.asked[agency], diary.was_asked = due, True

    async def _receive(self, work: Casework, diary: Diary) -> None:
        """The first that comes in a case is another agency's. It is taken back when the next one would come."""
        if not diary.is_in_review:
            return
        if diary.mistaken and diary.mistaken not in diary.asked:
            mistaken, why = diary.mistaken, words("it was another's")
            await _take(work, diary, lambda case: take_back_return(case, mistaken, why, BUSINESS_TEAM, work.now()))
            diary.asked[mistaken], diary.mistaken = diary.received[mistaken], None
        elif diary.asked:
            agency = self.luck.choice(sorted(diary.asked))
            await _take(work, diary, lambda case: record_return(case, agency, BUSINESS_TEAM, work.now()))
            diary.mistaken = None if diary.received else agency
            diary.received[agency] = diary.asked.pop(agency)

    async def _determine(self, work: Casework, diary: Diary) -> None:
        """For the meeting, and confirmed by the chair the same minute."""
        if not diary.is_in_review or not diary.is_chaired or diary.recommended:
            return
        outcome, at, members = next(self.outcomes), work.now(), frozenset(GROUP)
        found = self._recommendation(outcome, london_day(at))
        why = words("weighed by the meeting")
        await _take(
            work,
            diary,
            lambda case: determine(case, found, GROUP, len(GROUP), members, work.engine, MEMBERS[0], at, why),
        )
        await _take(work, diary, lambda case: confirm_determination(case, CHAIR, at))
        diary.recommended, diary.look_again_on = outcome, found.look_again_on

    async def _decide(self, work: Casework, diary: Diary) -> None:
        """The three DSPs agree on what is put to them; again, on what one of them proposes."""
        at = work.now()
        if diary.decided == "open again":
            diary.recommended = self.luck.choice(("commission", "no lcspr"))
            anew = self._recommendation(diary.recommended, london_day(at))
            await _take(work, diary, lambda case: propose_decision(case, anew, SIGNERS[Seat.ICB], at))
        elif not diary.is_in_review or not diary.recommended:
            return
        for seat in PARTNER_SEATS:
            await _take(work, diary, partial(_sign, matter=LCSPR_DECISION, seat=seat, at=at, agrees=True))
        diary.decided = diary.recommended
        diary.commissioned = london_day(at) if diary.decided == "commission" else None

    def _recommendation(self, outcome: str, today: date) -> Recommendation:
        """A legal constraint is looked at again on any day of the week."""
        again = today + self.luck.randint(1, 40) * DAY if outcome == "deferred" else None
        reasons = {"commission": (), "deferred": ("legal_constraints",), "no lcspr": ("thematic_route",)}[outcome]
        return Recommendation(
            outcome="commission" if outcome == "commission" else "not_commission",
            national_review=False,
            rationale=words(f"the meeting found {outcome}, says letter {self.luck.random()}"),
            reasons=reasons,
            look_again_on=again,
        )

    async def _look_again(self, work: Casework, diary: Diary) -> None:
        if diary.decided != "deferred":
            return
        today, note = london_day(work.now()), words(f"asked the court, says letter {self.luck.random()}")
        until = today + self.luck.randint(1, 40) * DAY if self.luck.random() < 0.5 else None
        await _take(work, diary, lambda case: look_again(case, until, note, BUSINESS_TEAM, work.now()))
        diary.look_again_on = until
        if until is None:
            diary.decided, diary.open_again = "open again", today

    async def _start(self, work: Casework, diary: Diary) -> None:
        if diary.commissioned:
            on, who = london_day(work.now()), words("an independent reviewer")
            await _take(work, diary, lambda case: start_lcspr(case, who, on, BUSINESS_TEAM, work.now()))
            diary.is_started = True

    async def _complete(self, work: Casework, diary: Diary) -> None:
        """Rarely, so that many run over their six months."""
        if diary.is_started and self.luck.random() < 0.05:
            on, note = london_day(work.now()), words("published")
            await _take(work, diary, lambda case: complete_lcspr(case, on, note, BUSINESS_TEAM, work.now()))
            diary.is_open, diary.is_completed = False, True

    async def _refer(self, work: Casework, diary: Diary) -> None:
        may = not diary.ever_serious or diary.is_agreed
        if diary.concern or diary.submitted or diary.kind.sin != "not_required" or not may:
            return
        agency, at, by = work.partnership.agencies[0], work.now(), Actor(person=diary.opener)
        learning, known = words("three agencies each held a part"), frozenset([agency])
        await _take(
            work,
            diary,
            lambda case: refer_concern(case, "near_miss", agency, learning, {}, known, work.framework, by, at),
        )
        diary.concern = london_day(at)

    async def _decide_concern(self, work: Casework, diary: Diary) -> None:
        if not diary.concern or diary.submitted or diary.kind.sin != "not_required":
            return
        at, outcome = work.now(), self.luck.choice(CONCERN_OUTCOMES)
        await _take(
            work, diary, lambda case: propose_outcome(case, outcome, words("worth it"), len(MEMBERS), MEMBERS[0], at)
        )
        for member in MEMBERS:
            await _take(work, diary, partial(_sign_concern, member=member, at=at))
        diary.concern_is_decided = True
        diary.commissioned = london_day(at) if outcome == "lcspr" else None

    async def close(self, work: Casework, diary: Diary) -> None:
        await _take(work, diary, lambda case: close(case, words("finished"), BUSINESS_TEAM, work.now(), "yes"))
        diary.is_open = False

    async def reopen(self, work: Casework, diary: Diary) -> None:
        if not diary.was_merged and not diary.is_completed:
            await _take(work, diary, lambda case: reopen(case, words("it was not"), BUSINESS_TEAM, work.now()))
            diary.is_open, diary.reopened = True, work.now()

    def _kind(self) -> Kind:
        return self.luck.choices(KINDS, (5, 2, 4, 3, 1))[0]

    def _dates(self, today: date) -> tuple[date | None, date | None]:
        """When it happened, and when a partner became aware; either may not be known."""
        aware = today - timedelta(days=self.luck.choice((0, 0, 1, 1, 2, 3, 5, 8)))
        incident = aware - timedelta(days=self.luck.choice((0, 0, 1, 4)))
        known = self.luck.random()
        return (None if known < 0.2 else incident), (None if known > 0.8 else aware)


def _diary(case: Case, kind: Kind, incident: date | None, aware: date | None) -> Diary:
    at = case.opened.at
    diary = Diary(case.ref, case.opener, at, kind, incident, aware, london_day(at), kind.is_serious)
    diary.told_by_opening = {(clock.deadline, clock.due): stage_on(london_day(at), clock) for clock in diary.clocks()}
    return diary


def _facts(work: Casework, kind: Kind, incident: date | None, aware: date | None) -> Facts:
    evidence = {name: words(f"what shows {name}: {value}") for name, value in kind.answers.items()}
    return Facts(
        answers=dict(kind.answers), evidence=evidence, incident_on=incident, became_aware=aware, place="croydon"
    )


def _sign(case: Case, matter: str, seat: Seat, at: datetime, agrees: bool) -> Case:
    standing = sign_off(case, matter)
    assert standing is not None
    reason = None if agrees else words("the evidence says otherwise")
    return sign(case, matter, standing.matter.digest, SIGNERS[seat], at, agrees=agrees, reason=reason)


def _sign_concern(case: Case, member: Actor, at: datetime) -> Case:
    standing = sign_off(case, CONCERN_DECISION)
    assert standing is not None
    return sign(case, CONCERN_DECISION, standing.matter.digest, member, at, agrees=True)


def _get(work: Casework, diary: Diary) -> Case:
    case = work.cases.open_case(diary.ref)
    assert case is not None
    return case


async def _take(work: Casework, diary: Diary, step: Callable[[Case], Case]) -> None:
    await work.take(diary.ref, step)
