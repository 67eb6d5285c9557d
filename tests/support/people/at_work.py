"""The people work on cases: each step is taken on the case as the bot keeps it, and entered in the clerk's diary."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot.cases.case_service import CaseService
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import FACTS_CHANGE, LATER_NOT_MET, MERGE
from safeguarding.case.steps.lifecycle import open_case, reopen, submit_sin, submit_update, update
from safeguarding.case.steps.merging import merge, merge_as_agreed
from safeguarding.case.steps.restriction import lift_restriction, restrict
from safeguarding.case.steps.signatures import propose_not_met, reissue
from safeguarding.people import PARTNERS as PARTNER_SEATS
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import closed_anyway
from tests.support.people.review_at_work import BUSINESS_TEAM, SIGNERS, ReviewAtWork, sign_as, take, words
from tests.support.simulated_year.days import DAY, london_day
from tests.support.simulated_year.expected_messages import (
    COUNCIL,
    CRITERIA,
    DEPUTIES,
    HOLDERS,
    KINDS,
    PARTNERS,
    QUALITY,
    Diary,
    Kind,
    LaterDeath,
    stage_on,
)

OPENERS = [Person(tenant=COUNCIL, id=f"bb000000-0000-4000-8000-{number:012}") for number in (1, 2, 3)]

Step = Callable[[CaseService, Diary], Coroutine[Any, Any, None]]


@dataclass
class PeopleAtWork(ReviewAtWork):
    """The people open cases and take steps. ``go_on`` is the chance that a new case goes on at once to the decision, or
    is referred as a Case of Concern. ``signers`` sign for each seat what the notification needs."""

    go_on: float = 0.0
    signers: Mapping[Seat, Actor] = field(default_factory=lambda: SIGNERS)
    diaries: list[Diary] = field(default_factory=list)

    async def open(self, work: CaseService) -> None:
        await self.open_one(work, self._kind(), *self._dates(london_day(work.rules.now())))
        if self.luck.random() < self.go_on:
            await self.straight_to_the_decision(work, self.diaries[-1])
            await self._straight_to_a_later_death(work, self.diaries[-1])
            await self._straight_to_a_concern(work, self.diaries[-1])

    async def open_one(self, work: CaseService, kind: Kind, incident: date | None, aware: date | None) -> Diary:
        at, opener, triage = work.rules.now(), Actor(person=self.luck.choice(OPENERS)), f"triage {len(self.diaries)}"
        facts = _facts(work, kind, incident, aware)
        case = await work.queries.cases.add(
            triage,
            "CSCP",
            london_day(at).year,
            lambda ref: open_case(ref, triage, facts, work.rules.engine, opener, at),
        )
        self.diaries.append(_diary(case, kind, incident, aware))
        return self.diaries[-1]

    async def take_a_step(self, work: CaseService, diary: Diary) -> None:
        """Takes some step that the case allows now, the likely ones more often."""
        steps = self._steps(diary) if diary.is_open else {self.reopen: 1.0}
        (step,) = self.luck.choices(list(steps), list(steps.values()))
        await step(work, diary)

    def _steps(self, diary: Diary) -> dict[Step, float]:
        """Weighs the steps; a settled case, or one of the Review Group, is mostly left to run, so that months pass."""
        if diary.is_settled:
            moving = dict.fromkeys((self._start, self._complete, self._look_again, self._decide), 1.0)
            moving[self._submit_update] = 1.0
            return {**moving, self._restrict: 0.2, self._close: 0.02}
        if diary.concern:
            moving = dict.fromkeys((self._restate, self._submit, self._close), 0.02)
            return {self._restrict: 1.0, self._decide_concern: 0.2, **moving}
        likely = {self._sign: 3.0, self._submit: 2.0, self._restate: 2.0, self._close: 3.0, self._submit_update: 1.0}
        rare = (self._sign_quality, self._move_dates, self._put_again, self._find_not_met, self._restrict)
        review = (self._name_chair, self._ask, self._receive, self._meet, self._determine, self._decide)
        later = (self._straight_to_a_concern, self._straight_to_a_later_death, self.straight_to_the_decision)
        return {**likely, **dict.fromkeys((*review, *rare, *later), 1.0)}

    async def straight_to_the_decision(self, work: CaseService, diary: Diary) -> None:
        if diary.kind.review == "required":
            for step in (self._submit, self._name_chair, self._determine, self._decide):
                await step(work, diary)

    async def _straight_to_a_later_death(self, work: CaseService, diary: Diary) -> None:
        """Half of those who did not die in a case without a SIN do, after one is in, by abuse that is known."""
        if diary.kind.answers["harm"] != "died" and not diary.submitted and self.luck.random() < 0.5:
            await self._submit(work, diary)
            await self._update(work, diary, KINDS[0], diary.incident, diary.aware)

    async def _straight_to_a_concern(self, work: CaseService, diary: Diary) -> None:
        if diary.kind.sin == "not_required" and not diary.submitted:
            for step in (self._sign, self._sign, self._sign, self._refer):
                await step(work, diary)

    async def merge(self, work: CaseService, duplicate: Diary, kept: Diary) -> None:
        old, into, may = _get(work, duplicate), _get(work, kept), kept.may_take_in(duplicate)
        try:
            ended, after = merge(
                old,
                into,
                words("the same child"),
                work.rules.framework,
                work.rules.calendar,
                BUSINESS_TEAM,
                work.rules.now(),
            )
        except InvalidInput:
            assert not may
            return
        assert may
        if ended.is_open:
            for seat in (*PARTNER_SEATS, Seat.DCS):
                ended = sign_as(ended, MERGE, seat, work.rules.now(), True)
            ended, after = merge_as_agreed(ended, into, work.rules.framework, work.rules.calendar, work.rules.now())
        await work.queries.cases.save_all((ended, old.version), (after, into.version))
        kept.take_in(duplicate)
        duplicate.is_open, duplicate.was_merged = False, True

    async def all_sign(self, work: CaseService, diary: Diary) -> None:
        for sign in (*[self._sign] * len(PARTNERS), self._sign_quality):
            await sign(work, diary)

    async def _sign(self, work: CaseService, diary: Diary) -> None:
        free = [office for office in PARTNERS if office not in diary.signatures(CRITERIA)]
        if free and (diary.kind.sin != "not_required" or diary.was_for_partners):
            await self._signed(work, diary, CRITERIA, self.luck.choice(free))

    async def _sign_quality(self, work: CaseService, diary: Diary) -> None:
        if "dcs" not in diary.signatures(QUALITY) and (diary.kind.sin == "required" or diary.submitted):
            await self._signed(work, diary, QUALITY, "dcs")

    async def _signed(self, work: CaseService, diary: Diary, matter: str, office: str) -> None:
        agrees = self.luck.random() < 0.85
        await take(
            work, diary, lambda case: sign_as(case, matter, Seat(office), work.rules.now(), agrees, self.signers)
        )
        diary.signatures(matter)[office] = agrees

    async def _put_again(self, work: CaseService, diary: Diary) -> None:
        asked = diary.kind.sin != "not_required" or diary.was_for_partners
        if asked and False in diary.signatures(CRITERIA).values():
            await take(
                work, diary, lambda case: reissue(case, CRITERIA, words("we talked"), BUSINESS_TEAM, work.rules.now())
            )
            diary.puts += 1

    async def _submit(self, work: CaseService, diary: Diary) -> None:
        start, is_provisional = diary.start
        today = london_day(work.rules.now())
        first = max(day for day in (diary.incident, None if is_provisional else start, date.min) if day)
        if diary.submitted is None and first <= today:
            on = max(first, today - self.luck.randint(0, 3) * DAY)
            await take(work, diary, lambda case: submit_sin(case, on, BUSINESS_TEAM, work.rules.now()))
            diary.submitted = on

    async def _submit_update(self, work: CaseService, diary: Diary) -> None:
        on = london_day(work.rules.now())
        if diary.later_death and diary.update_is_due:
            await take(work, diary, lambda case: submit_update(case, on, BUSINESS_TEAM, work.rules.now()))
            diary.later_death.updated = on

    async def _restate(self, work: CaseService, diary: Diary) -> None:
        await self._update(work, diary, self._kind(), diary.incident, diary.aware)

    async def _move_dates(self, work: CaseService, diary: Diary) -> None:
        await self._update(work, diary, diary.kind, *self._dates(london_day(work.rules.now())))

    async def _update(
        self, work: CaseService, diary: Diary, kind: Kind, incident: date | None, aware: date | None
    ) -> None:
        facts, by = _facts(work, kind, incident, aware), Actor(person=diary.opener)
        await take(work, diary, lambda case: update(case, facts, work.rules.engine, by, work.rules.now()))
        await take(work, diary, lambda case: _agreed_to(case, work.rules.now()))
        if (kind, incident, aware) != (diary.kind, diary.incident, diary.aware):
            if kind.answers["harm"] == "died" != diary.kind.answers["harm"]:
                diary.death = LaterDeath(london_day(work.rules.now()), after_sin=diary.submitted is not None)
            diary.kind, diary.incident, diary.aware = kind, incident, aware
            diary.stated, diary.not_met, diary.recommended = london_day(work.rules.now()), False, None
            diary.was_for_partners = diary.was_for_partners or kind.is_for_partners

    async def _find_not_met(self, work: CaseService, diary: Diary) -> None:
        """Proposes "not met" for the council; sometimes the Director does not agree, and nothing ends."""
        if not diary.submitted or diary.not_met:
            return
        reason, at = words(f"it was an illness, says letter {self.luck.random()}"), work.rules.now()
        signers = [*PARTNER_SEATS, *([Seat.DCS] if self.luck.random() < 0.6 else [])]
        await take(work, diary, lambda case: propose_not_met(case, reason, SIGNERS[Seat.LOCAL_AUTHORITY], at))
        for seat in signers:
            await take(work, diary, partial(sign_as, matter=LATER_NOT_MET, seat=seat, at=at, agrees=True))
        diary.not_met = Seat.DCS in signers

    async def _restrict(self, work: CaseService, diary: Diary) -> None:
        """Restricts the case to all who have a part in it, to be reviewed after the simulation's end, or lifts that."""
        reason, at = words("a relative works here"), work.rules.now()
        everyone = frozenset([*HOLDERS.values(), *DEPUTIES.values(), diary.opener])
        review_on = at.date() + timedelta(days=2000)
        if diary.is_restricted:
            await take(work, diary, lambda case: lift_restriction(case, reason, BUSINESS_TEAM, at))
        else:
            await take(work, diary, lambda case: restrict(case, everyone, review_on, {}, reason, BUSINESS_TEAM, at))
        diary.restricted_until = None if diary.is_restricted else review_on

    async def _close(self, work: CaseService, diary: Diary) -> None:
        """Closes the case where no duty is open; otherwise the bot would refuse, and the case goes on."""
        if not open_duties(_get(work, diary)):
            await self.close(work, diary)

    async def close(self, work: CaseService, diary: Diary) -> None:
        await take(
            work, diary, lambda case: closed_anyway(case, words("finished"), BUSINESS_TEAM, work.rules.now(), "yes")
        )
        diary.is_open = False

    async def reopen(self, work: CaseService, diary: Diary) -> None:
        if not diary.was_merged and not diary.is_completed:
            await take(work, diary, lambda case: reopen(case, words("it was not"), BUSINESS_TEAM, work.rules.now()))
            diary.is_open, diary.reopened = True, work.rules.now()

    def _kind(self) -> Kind:
        return self.luck.choices(KINDS, (5, 2, 4, 3, 1, 1))[0]

    def _dates(self, today: date) -> tuple[date | None, date | None]:
        """Draws the day of the incident and the day when a partner became aware; either may not be known."""
        aware = today - timedelta(days=self.luck.choice((0, 0, 1, 1, 2, 3, 5, 8)))
        incident = aware - timedelta(days=self.luck.choice((0, 0, 1, 4)))
        known = self.luck.random()
        return (None if known < 0.2 else incident), (None if known > 0.8 else aware)


def _agreed_to(case: Case, at: datetime) -> Case:
    """All who are asked agree to a change of the facts that would end a duty or delay it."""
    proposed = case.proposals.update
    for seat in (*PARTNER_SEATS, Seat.DCS) if proposed and proposed.ends else (Seat.DCS,) if proposed else ():
        case = sign_as(case, FACTS_CHANGE, seat, at, True)
    return case


def _diary(case: Case, kind: Kind, incident: date | None, aware: date | None) -> Diary:
    at = case.opened.at
    diary = Diary(case.ref, case.opener, at, kind, incident, aware, london_day(at), kind.is_for_partners)
    diary.told_by_opening = {(clock.deadline, clock.due): stage_on(london_day(at), clock) for clock in diary.clocks()}
    return diary


def _facts(work: CaseService, kind: Kind, incident: date | None, aware: date | None) -> Facts:
    evidence = {name: words(f"what shows {name}: {value}") for name, value in kind.answers.items()}
    return Facts(
        answers=dict(kind.answers),
        evidence=evidence,
        incident_on=incident,
        became_aware=aware,
        happened_in="croydon",
        lives_in="croydon",
    )


def _get(work: CaseService, diary: Diary) -> Case:
    case = work.queries.cases.open_case(diary.ref)
    assert case is not None
    return case
