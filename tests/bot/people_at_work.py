"""People who work on cases: each step is taken on the case as the bot keeps it, and entered in the clerk's diary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from bot.casework import Casework
from safeguarding.case.events import Facts
from safeguarding.case.people import PARTNERS as PARTNER_SEATS
from safeguarding.case.people import Actor, Person, Role, Seat
from safeguarding.case.record import Case
from safeguarding.case.restriction import lift_restriction, restrict
from safeguarding.case.sign_off import LATER_NOT_MET, sign_off
from safeguarding.case.signing import propose_not_met, put_again, sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, merge, open_case, reopen, submit_sin, update
from tests.bot.what_had_to_be_said import (
    COUNCIL,
    CRITERIA,
    DAY,
    DEPUTIES,
    HOLDERS,
    KINDS,
    PARTNERS,
    QUALITY,
    TEAM,
    Diary,
    Kind,
    london_day,
    stage_on,
)

OPENERS = [Person(tenant=COUNCIL, id=f"bb000000-0000-4000-8000-{number:012}") for number in (1, 2, 3)]
BUSINESS_TEAM = Actor(person=TEAM, roles=frozenset({Role.BUSINESS_TEAM}))
# One person fills one seat of a matter, so the Director's deputy signs for the Director.
SIGNERS = {
    seat: Actor(person=DEPUTIES[seat] if seat is Seat.DCS else HOLDERS[seat], seats=frozenset({seat})) for seat in Seat
}


def words(text: str) -> FreeText:
    return FreeText.of(text, "0123456789abcdef")


@dataclass
class PeopleAtWork:
    luck: Random
    diaries: list[Diary] = field(default_factory=list)

    async def open(self, work: Casework) -> None:
        await self.open_one(work, self._kind(), *self._dates(london_day(work.now())))

    async def open_one(self, work: Casework, kind: Kind, incident: date | None, aware: date | None) -> None:
        at, opener, triage = work.now(), Actor(person=self.luck.choice(OPENERS)), f"triage {len(self.diaries)}"
        facts = _facts(work, kind, incident, aware)
        case = await work.cases.add(
            triage, "CSCP", london_day(at).year, lambda ref: open_case(ref, triage, facts, work.engine, opener, at)
        )
        self.diaries.append(_diary(case, kind, incident, aware))

    async def take_a_step(self, work: Casework, diary: Diary) -> None:
        """Some step that the case allows now, the likely ones more often."""
        likely = {self._sign: 3, self._submit: 2, self._restate: 2, self.close: 3}
        rare = dict.fromkeys(
            (self._sign_quality, self._move_dates, self._put_again, self._find_not_met, self._restrict), 1
        )
        steps = {**likely, **rare} if diary.is_open else {self.reopen: 1}
        (step,) = self.luck.choices(list(steps), list(steps.values()))
        await step(work, diary)

    async def merge(self, work: Casework, duplicate: Diary, kept: Diary) -> None:
        old, into = _get(work, duplicate), _get(work, kept)
        ended, after = merge(old, into, words("the same child"), BUSINESS_TEAM, work.now())
        await work.cases.save_all((ended, old.version), (after, into.version))
        kept.earlier_starts.append(duplicate.start)
        kept.submitted = min((day for day in (kept.submitted, duplicate.submitted) if day), default=None)
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
            diary.stated, diary.not_met = london_day(work.now()), False
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
        diary.is_restricted = not diary.is_restricted

    async def close(self, work: Casework, diary: Diary) -> None:
        await _take(work, diary, lambda case: close(case, words("finished"), BUSINESS_TEAM, work.now(), "yes"))
        diary.is_open = False

    async def reopen(self, work: Casework, diary: Diary) -> None:
        if not diary.was_merged:
            await _take(work, diary, lambda case: reopen(case, words("it was not"), BUSINESS_TEAM, work.now()))
            diary.is_open = True

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


def _get(work: Casework, diary: Diary) -> Case:
    case = work.cases.get(diary.ref)
    assert case is not None
    return case


async def _take(work: Casework, diary: Diary, step: Callable[[Case], Case]) -> None:
    await work.take(diary.ref, step)
