"""A clerk's own reckoning tells which messages a case needs, to whom and when, with a diary of each case and the wall
calendar of GOV.UK. The bot's own code is not asked: the office-holders are copied from ``local/partnership.toml``, and
the days and titles from the rules."""

from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from bot.messaging.destinations import Destination
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person
from tests.support.simulated_year.days import DAY, LONDON, WEEK, london_day, working_days_in, working_days_later, works

COUNCIL, NHS, POLICE_SERVICE = (f"7e000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
CHANNEL = ReviewChannel(conversation="19:cscp-review-group@thread.tacv2", tenant=COUNCIL)


def _person(tenant: str, number: int) -> Person:
    return Person(tenant=tenant, id=f"aa000000-0000-4000-8000-{number:012}")


TEAM = _person(COUNCIL, 1)
HOLDERS = {
    "local_authority": _person(COUNCIL, 2),
    "icb": _person(NHS, 3),
    "police": _person(POLICE_SERVICE, 4),
    "dcs": _person(COUNCIL, 2),
    "business_team": TEAM,
}
DEPUTIES = {
    "local_authority": _person(COUNCIL, 12),
    "icb": _person(NHS, 13),
    "police": _person(POLICE_SERVICE, 14),
    "dcs": _person(COUNCIL, 12),
}
PARTNERS = ("local_authority", "icb", "police")
CHAIR = HOLDERS["icb"]
"""Whoever chairs hears as such, away or not: nobody stands in for them."""
GROUP = [HOLDERS[office] for office in PARTNERS]
IN_WORDS = {
    "local_authority": "Local authority",
    "icb": "ICB",
    "police": "Police",
    "dcs": "Director of Children's Services",
    "business_team": "Business Team",
    "opener": "the person who opened the case",
    "review_group": "Review Group",
}
OPENING, CLOSING, FROM_FIVE_DAYS, IN_DAYS = 9, 17, 5, 30
FIFTEEN_DAYS = frozenset(PARTNERS)
"""The chair answers for the fifteen days too, and is one of the partners' DSPs here."""
OWNERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("sin", "sin_update"), frozenset(("local_authority", "dcs"))),
    **dict.fromkeys(("rapid_review", "dsp_sign_off", "new_determination"), FIFTEEN_DAYS),
}
CRITERIA, QUALITY = "notification_criteria", "sin_quality"


class Kind(NamedTuple):
    """The kind of case has an answer to every question, the guidance's verdict on them, and whether the partners have a
    say in it."""

    name: str
    answers: Mapping[str, str]
    sin: str
    review: str
    is_for_partners: bool = True


CHILD_DIED = {"harm": "died", "age": "under_18"}
RULED_OUT = {"abuse_or_neglect": "neither", "care_experienced": "no"}
IN_CARE = {"abuse_or_neglect": "neither", "care_experienced": "yes"}
KINDS = (
    Kind("abuse known", {**CHILD_DIED, **RULED_OUT, "abuse_or_neglect": "known"}, "required", "required"),
    Kind("care leaver", {**CHILD_DIED, **IN_CARE, "age": "18_to_24"}, "required", "not_required"),
    Kind(
        "abuse not known",
        {**CHILD_DIED, "abuse_or_neglect": "not_known", "care_experienced": "no"},
        "not_yet_known",
        "not_yet_known",
    ),
    Kind("abuse ruled out", {**CHILD_DIED, **RULED_OUT}, "not_required", "not_required"),
    Kind("a child hurt", {"harm": "hurt", "age": "under_18", **RULED_OUT}, "not_required", "not_required"),
    Kind(
        "nobody hurt",
        {"harm": "neither", "age": "under_18", **RULED_OUT},
        "not_required",
        "not_required",
        is_for_partners=False,
    ),
)


@dataclass(frozen=True)
class Staff:
    """The staff are those who are in office and not ``away``. An office in ``left`` has lost its holder, and its deputy
    too where it says so."""

    away: Set[Destination] = frozenset()
    left: Mapping[str, bool] = field(default_factory=dict)

    def acting(
        self, office: str, out: Set[Destination] = frozenset(), *, with_deputy: bool = False
    ) -> set[Destination]:
        """Returns who hears for an office. While the holder is away, or gone, the deputy stands in; where nobody is
        there the holder goes on hearing, and for a vacant seat nobody does."""
        holders, everybody = self._in_office(office)
        act = (holders - self.away) or (everybody - self.away) or holders or everybody
        return (everybody - self.away) or everybody if with_deputy or act <= out else act

    def without_anybody(self) -> frozenset[str]:
        """Names the seats that are vacant, or whose people are all away."""
        return frozenset(office for office in DEPUTIES if self._in_office(office)[1] <= self.away)

    def hear_of_vacancies(self) -> set[Destination]:
        return {TEAM, *(person for office in DEPUTIES for person in self.acting(office))}

    def _in_office(self, office: str) -> tuple[set[Destination], set[Destination]]:
        if office == "review_group":
            return set(GROUP), set(GROUP)
        holders = set[Destination]([HOLDERS[office]] if office in HOLDERS and office not in self.left else [])
        deputies = set[Destination]([DEPUTIES[office]] if office in DEPUTIES and not self.left.get(office) else [])
        return holders, holders | deputies


EVERYBODY = Staff()


@dataclass(frozen=True)
class Clock:
    """The clock is a deadline that runs. ``waits_for`` are the offices whose step it is. It is told so many working
    days ``before``, and on the days ``told_on``; a ``weekly`` one, once overdue, each week instead of each working day.
    """

    deadline: str
    title: str
    due: date
    before: tuple[int, ...]
    waits_for: frozenset[str]
    told_on: tuple[date, ...] = ()
    weekly: bool = False


class Thing(NamedTuple):
    """The thing is said once to each destination. ``stage``: so many working days left, due, or overdue on a day."""

    ref: str
    deadline: str
    due: date
    stage: str


@dataclass
class LaterDeath:
    """A death was stated in a change of the facts; ``after_sin`` where the SIN was recorded by then, so that the case
    had come to its end. ``updated`` is the day on which the notification's update went in."""

    stated: date
    after_sin: bool
    updated: date | None = None


@dataclass
class Diary:
    """The diary holds a case as a careful clerk would keep it."""

    ref: str
    opener: Person
    opened: datetime
    kind: Kind
    incident: date | None
    aware: date | None
    stated: date
    was_for_partners: bool
    submitted: date | None = None
    death: LaterDeath | None = None
    restricted_until: date | None = None
    is_open: bool = True
    reopened: datetime | None = None
    was_merged: bool = False
    not_met: bool = False
    puts: int = 0
    earlier_starts: list[tuple[date, bool]] = field(default_factory=list)
    signed: dict[tuple[object, ...], dict[str, bool]] = field(default_factory=dict)
    told_by_opening: dict[tuple[str, date], str | None] = field(default_factory=dict)
    in_the_morning: tuple[date, frozenset[tuple[str, date]]] = (date.min, frozenset())
    is_chaired: bool = False
    asked: dict[str, date] = field(default_factory=dict)
    was_asked: bool = False
    received: dict[str, date] = field(default_factory=dict)
    mistaken: str | None = None
    meetings: list[str] = field(default_factory=list)
    recommended: str | None = None
    decided: str | None = None
    commissioned: date | None = None
    is_started: bool = False
    is_completed: bool = False
    look_again_on: date | None = None
    open_again: date | None = None
    concern: date | None = None
    concern_is_decided: bool = False

    @property
    def is_restricted(self) -> bool:
        return self.restricted_until is not None

    @property
    def is_settled(self) -> bool:
        """Says whether the case is decided; from then on no fact is stated anew here and nothing is merged."""
        return bool(self.decided) or self.concern_is_decided

    @property
    def has_met(self) -> bool:
        """Says whether the DSPs' meeting was held, or found not needed, and that was not taken back."""
        return bool(self.meetings) and self.meetings[-1] != "to_come"

    @property
    def is_in_review(self) -> bool:
        is_held = self.submitted and not self.not_met and self.kind.review == "required"
        waits_for_update = self.begins_anew and self.update_is_due
        return bool(is_held) and not self.is_settled and not waits_for_update

    @property
    def later_death(self) -> LaterDeath | None:
        """Returns the death that the SIN does not hold, being stated after it or on a later day than it went in."""
        if not self.submitted or not self.death or self.kind.answers["harm"] != "died":
            return None
        return self.death if self.death.after_sin or self.submitted < self.death.stated else None

    @property
    def update_is_due(self) -> bool:
        return self.later_death is not None and self.later_death.updated is None

    @property
    def begins_anew(self) -> bool:
        """Says whether nothing was to be reviewed any more when the death was stated: before one no kind has a review,
        so the fifteen days count from the update alone."""
        return self.later_death is not None and self.later_death.after_sin

    @property
    def start(self) -> tuple[date, bool]:
        """Returns the day from which the five days count, and whether that day is provisional."""
        opened = london_day(self.opened)
        own = (self.aware, False) if self.aware else (min(opened, self.incident or opened), True)
        return min([own, *self.earlier_starts])

    def signatures(self, matter: str) -> dict[str, bool]:
        """Tells by office whether it agreed; only the signatures under the facts of now count."""
        puts = self.puts if matter == CRITERIA else 0
        content = (matter, self.kind.name, self.incident, self.aware, self.start[0], puts)
        return self.signed.setdefault(content, {})

    @property
    def is_agreed(self) -> bool:
        return [self.signatures(CRITERIA).get(office) for office in PARTNERS] == [True] * 3

    def take_in(self, other: "Diary") -> None:
        """Takes in a merged case: the earlier of the two starts, and of the two submissions."""
        self.earlier_starts.append(other.start)
        self.submitted = min((day for day in (self.submitted, other.submitted) if day), default=None)

    def may_take_in(self, other: "Diary") -> bool:
        """Says whether a merge loses no duty: everything due there, this submission counted too, is due here by then or
        was done here."""
        here, there = deepcopy(self), deepcopy(other)
        here.take_in(other)
        if self.submitted:
            there.take_in(self)
        now = {clock.deadline: clock for clock in here.clocks()}
        order = ("not_required", "not_yet_known", "required")
        if not here.submitted and order.index(there.kind.review) > order.index(here.kind.review):
            return False
        if there.restricted_until and (here.restricted_until or date.max) > there.restricted_until:
            return False
        return all(here._has(clock, now.get(clock.deadline), there) for clock in there.clocks())

    def _has(self, theirs: Clock, own: Clock | None, there: "Diary") -> bool:
        if theirs.deadline == "returns_asked_for" and not self.recommended:
            return all(self._awaits(agency, day) for agency, day in there.asked.items())
        if own:
            return own.due <= theirs.due and ("if one is" in theirs.title or "if one is" not in own.title)
        if theirs.deadline == "sin":
            return self.submitted is not None
        done = {
            "settle": self.kind.sin != "not_yet_known",
            "dsp_meeting": self.has_met,
            "agency_returns": self.was_asked or bool(self.recommended),
            **dict.fromkeys(("rapid_review", "returns_asked_for", "draft"), bool(self.recommended)),
        }
        return not self.not_met and done.get(theirs.deadline, False)

    def _awaits(self, agency: str, day: date) -> bool:
        return self.asked[agency] <= day if agency in self.asked else agency in self.received

    def clocks(self) -> Iterator[Clock]:
        if not self.is_open:
            return
        if self._sin_runs():
            proviso = "" if self.kind.sin == "required" else ", if one is required"
            due = working_days_later(self.start[0], 5)
            yield Clock("sin", f"Submit the SIN{proviso}", due, (3, 2, 1), frozenset(self._sin_waits_for()))
        if self.submitted and not self.not_met and self.kind.review != "not_required" and not self.decided:
            yield from self._review_anew() if self.begins_anew else self._review(self.submitted)
        if self.later_death and self.update_is_due:
            due, title = working_days_later(self.later_death.stated, 5), "Update the notification"
            yield Clock("sin_update", title, due, (3, 2, 1), frozenset(["local_authority"]))
        yield from self._later()
        if self.kind.sin == "not_yet_known" and not self.not_met:
            due = working_days_later(self.stated, 2)
            yield Clock("settle", "Settle what is not known yet", due, (), frozenset(("opener", *PARTNERS)))

    def _sin_runs(self) -> bool:
        if self.submitted:
            return False
        return self.kind.sin != "not_required" or (self.was_for_partners and not self.is_agreed)

    def _sin_waits_for(self) -> list[str]:
        if self.kind.sin == "not_yet_known":
            return ["opener", *PARTNERS]
        unsigned = [office for office in PARTNERS if office not in self.signatures(CRITERIA)]
        if self.kind.sin == "not_required":
            return unsigned or ["business_team"]
        return [*unsigned, "local_authority", *([] if "dcs" in self.signatures(QUALITY) else ["dcs"])]

    def _review(self, submitted: date) -> Iterator[Clock]:
        """Yields the clocks of the review. The DSPs and the chair alone take a step of its record here, and nobody has
        a step while the need for a review is not known."""
        is_required = self.kind.review == "required"
        proviso = "" if is_required else ", if one is required"
        due, team, group = working_days_later(submitted, 15), frozenset(["business_team"]), frozenset(["review_group"])
        partners = frozenset(PARTNERS)
        chairing = frozenset() if self.is_chaired else partners
        holding, subject = (team | group | chairing, group) if is_required else (team, team)
        if self.recommended:
            subject = partners
        else:
            yield Clock("rapid_review", f"Hold the Rapid Review{proviso}", due, (10, 5, 2, 1), holding)
        title = f"DSPs sign off the rationale and the LCSPR decision{proviso}"
        yield Clock("dsp_sign_off", title, due, (10, 5, 2, 1), subject)
        if is_required:
            yield from self._meeting_of_dsps(working_days_later(submitted, 14), team)
        if is_required and not self.recommended:
            yield Clock("draft", "Draft of the Rapid Review", working_days_later(submitted, 12), (1,), group)
            yield from self._returns(working_days_later(submitted, 10), team)

    def _meeting_of_dsps(self, due: date, team: frozenset[str]) -> Iterator[Clock]:
        if not self.has_met:
            yield Clock("dsp_meeting", "Meeting of the DSPs", due, (2,), team)

    def _review_anew(self) -> Iterator[Clock]:
        """Yields the clocks of a review that begins with the notification's update; what agencies were asked for before
        is still awaited."""
        partners, is_required = frozenset(PARTNERS), self.kind.review == "required"
        if is_required and not self.recommended and self.asked:
            yield from self._returns(min(self.asked.values()), frozenset(["business_team"]))
        if self.later_death and self.later_death.updated:
            chairing = frozenset() if self.is_chaired else partners
            holding = partners if self.recommended else chairing | {"review_group"}
            due, title = working_days_later(self.later_death.updated, 15), "Determine and decide anew after the update"
            waits_for = holding if is_required else frozenset(["business_team"])
            yield Clock("new_determination", title, due, (10, 5, 2, 1), waits_for)

    def _returns(self, tenth_day: date, team: frozenset[str]) -> Iterator[Clock]:
        if not self.was_asked:
            yield Clock("agency_returns", "Agency returns", tenth_day, (2,), team)
        elif self.asked:
            yield Clock("returns_asked_for", "Agency returns", min(self.asked.values()), (2,), team)

    def _later(self) -> Iterator[Clock]:
        team = frozenset(["business_team"])
        if self.concern and not self.concern_is_decided:
            due, title = working_days_later(self.concern, 20), "Decide on the Case of Concern"
            yield Clock("concern", title, due, (5, 1), frozenset(["review_group"]))
        if self.commissioned and not self.is_completed:
            due = self.commissioned + relativedelta(months=6)
            months, weeks = (due - relativedelta(months=n) for n in (3, 1)), (due - n * WEEK for n in (2, 1))
            yield Clock("lcspr", "Complete the LCSPR", due, (), team, (*months, *weeks), weekly=True)
        if self.decided == "deferred" and self.look_again_on:
            due, title = self.look_again_on, "Look again at the legal constraint"
            yield Clock("look_again", title, due, (), team, (due - WEEK,))
        if self.decided == "open again" and self.open_again:
            due, title = working_days_later(self.open_again, 5), "Decide again, the legal constraint gone"
            yield Clock("decide_again", title, due, (2, 1), frozenset(PARTNERS))

    def note_morning(self, at: datetime) -> None:
        """Notes which clocks run when the offices open, before anybody takes a step that day."""
        day = london_day(at)
        if self.in_the_morning[0] != day and at.astimezone(LONDON).hour >= OPENING:
            self.in_the_morning = day, frozenset((clock.deadline, clock.due) for clock in self.clocks())

    def _waits_for_the_morning(self, clock: Clock, day: date) -> bool:
        """Says whether it is the partnership's own custom, has come up in the course of the day and is not yet due."""
        noted, ran = self.in_the_morning
        is_new = noted != day or (clock.deadline, clock.due) not in ran
        return is_new and clock.deadline not in OWNERS and day < clock.due

    def still_to_say(
        self, at: datetime, out: Set[Destination] = frozenset(), staff: Staff = EVERYBODY
    ) -> Iterator[tuple[Clock, Thing, set[Destination]]]:
        """Yields the things that are true at the moment and were not told by the opening, with who must hear. ``out``
        are those who are not reached, and ``staff`` says who is there."""
        day = london_day(at)
        for clock in self.clocks():
            key = clock.deadline, clock.due
            known = london_day(self.opened) if key in self.told_by_opening else date.min
            stage, told = stage_on(day, clock, known), self.told_by_opening.get(key)
            if stage == "due" and clock.deadline in OWNERS and is_last_hour(at) and day == told_as_due_on(clock.due):
                yield from self._in_the_last_hours(clock, day, out, staff, is_told=known < day)
                continue
            if not stage or stage == told or self._waits_for_the_morning(clock, day):
                continue
            hearers = self._hearers(clock, day, out, staff)
            yield clock, Thing(self.ref, *key, stage), hearers if self.is_restricted else {*hearers, CHANNEL}
            if day > clock.due and clock.deadline in OWNERS:
                once = {who for office in (*PARTNERS, "dcs") for who in self._of_office(office, out, staff)}
                yield clock, Thing(self.ref, *key, "breach"), once - hearers

    def _in_the_last_hours(
        self, clock: Clock, day: date, out: Set[Destination], staff: Staff, *, is_told: bool
    ) -> Iterator[tuple[Clock, Thing, set[Destination]]]:
        """Those who can still do it hear once more that it is due, with the channel; whoever was not told of it that
        day, after a standstill say, hears it then. Where the case was opened that day, all hear for the first time."""
        key, channel = (clock.deadline, clock.due), set[Destination]() if self.is_restricted else {CHANNEL}
        everybody, last = self._hearers(clock, day, out, staff), self._last_to_act(clock, day, out, staff)
        if is_told:
            yield clock, Thing(self.ref, *key, "due again"), last | channel
            yield clock, Thing(self.ref, *key, "due"), everybody - last
        else:
            yield clock, Thing(self.ref, *key, "due at last"), everybody | channel

    def _hearers(self, clock: Clock, day: date, out: Set[Destination], staff: Staff) -> set[Destination]:
        """Returns the people who must hear of a clock on the day: those whose step it is; its owners where the law asks
        for it, since five days are the most of which any is told; the deputies of all these and the Business Team from
        the last day but one of what the law asks for, and of anything overdue. Where nobody of an office is reached
        (``out``) its deputy hears too, and where nobody at all is, the Business Team."""
        owners = OWNERS.get(clock.deadline, frozenset()) if working_days_in(day, clock.due) <= FROM_FIVE_DAYS else ()
        people: set[Destination] = {CHAIR} if self.is_chaired and owners == FIFTEEN_DAYS else set()
        for office in {*clock.waits_for, *owners}:
            people |= self._of_office(office, out, staff, with_deputy=is_escalated(clock, day))
        return {*people, TEAM} if is_escalated(clock, day) or people <= out else people

    def _last_to_act(self, clock: Clock, day: date, out: Set[Destination], staff: Staff) -> set[Destination]:
        """Returns who hears once more on the due day: whoever has to do it and answers for it. The Review Group's step
        is for its chair to bring about. Where nobody knows yet whether it must be done, all of them hear."""
        offices, people = clock.waits_for & OWNERS[clock.deadline], set[Destination]()
        if not offices and "review_group" in clock.waits_for and self.is_chaired and CHAIR not in staff.away:
            people = {CHAIR}
        if "if one is" in clock.title or not (offices or people):
            offices, people = clock.waits_for, set()
        people |= {person for office in offices for person in self._of_office(office, out, staff)}
        return {*people, TEAM} if people <= out else people

    def _of_office(
        self, office: str, out: Set[Destination], staff: Staff, *, with_deputy: bool = False
    ) -> set[Destination]:
        acting = staff.acting(office, out, with_deputy=with_deputy)
        return {self.opener} if office == "opener" else acting


def is_escalated(clock: Clock, day: date) -> bool:
    return day > clock.due or (clock.deadline in OWNERS and working_days_in(day, clock.due) <= 1)


def is_of_day(clock: Clock, day: date) -> bool:
    """Says whether the digest has a line of the clock: of all on the week's first working day, else of what is due
    within five working days, or overdue; of an LCSPR's months on that first day alone."""
    if not any(works(day - n * DAY) for n in range(1, day.weekday() + 1)):
        return True
    return not clock.weekly and (day > clock.due or working_days_in(day, clock.due) <= FROM_FIVE_DAYS)


def told_as_due_on(due: date) -> date:
    while not works(due):
        due -= DAY
    return due


def is_last_hour(at: datetime) -> bool:
    """Says whether it is one of the last two hours of the offices."""
    return at.astimezone(LONDON).hour >= CLOSING - 2


def stage_on(day: date, clock: Clock, known: date = date.min) -> str | None:
    """Names the stage of a clock; a deadline on a day off is told as due on the working day before. Something overdue
    is told on five working days, counted from when it is ``known`` where that is later, and then on the first and the
    fourth working day of each week. What lies more than five working days ahead is told when its week begins."""
    if day > clock.due and clock.weekly:
        return f"overdue on {max(clock.due + DAY, monday_of(day))}"
    if day > clock.due:
        start = max(clock.due, known)
        last_daily = working_days_later(start, min(working_days_in(start, day), 5))
        worked = [each for each in week_of(day) if works(each) and each <= day]
        return f"overdue on {max(last_daily, *worked[0:1], *worked[3:4])}"
    if day == clock.due or not working_days_in(day, clock.due):
        return "due"
    sunday = monday_of(day) + 6 * DAY
    reached = [n for n in clock.before if working_days_in(sunday if n > FROM_FIVE_DAYS else day, clock.due) <= n]
    if reached:
        return f"{min(reached)} left"
    since_days = [told for told in clock.told_on if told <= day]
    return f"told since {max(since_days)}" if since_days else None


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(day: date) -> list[date]:
    return [monday_of(day) + n * DAY for n in range(7)]


def time_left(day: date, due: date) -> str:
    """Words the time left, as a card says it on a working day."""
    if day == due:
        return "due today"
    number = working_days_in(min(day, due), max(day, due))
    if not number:
        return "no working day left"
    days = "1 working day" if number == 1 else f"{number} working days"
    if number > IN_DAYS:
        days = f"{abs((due - day).days) // 7} weeks"
    return f"{days} left" if day < due else f"{days} overdue"
