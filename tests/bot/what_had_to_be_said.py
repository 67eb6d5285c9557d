"""What has to be said of a case, to whom and when: a clerk's own reckoning, with a diary of each case and the wall
calendar of GOV.UK. Nothing of the bot's is asked: who holds which office is copied from ``local/partnership.toml``, and
the days and titles from the rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

from bot.chats import Destination
from bot.partnership import ReviewChannel
from safeguarding.case.people import Person

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
GOV_UK = BankHolidays(use_cached_holidays=True)

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
CRITERIA, QUALITY = "notification_criteria", "sin_quality"


class Kind(NamedTuple):
    """What may have happened, and what the guidance makes of it."""

    name: str
    answers: Mapping[str, str]
    sin: str
    review: str
    is_serious: bool = True


CHILD_DIED = {"harm": "died", "age": "under_18"}
RULED_OUT = {"abuse_or_neglect": "neither", "care_experienced": "no"}
KINDS = (
    Kind("abuse known", {**CHILD_DIED, "abuse_or_neglect": "known"}, "required", "required"),
    Kind("care leaver", {"harm": "died", "age": "18_to_24", "care_experienced": "yes"}, "required", "not_required"),
    Kind(
        "abuse not known",
        {**CHILD_DIED, "abuse_or_neglect": "not_known", "care_experienced": "no"},
        "not_yet_known",
        "not_yet_known",
    ),
    Kind("abuse ruled out", {**CHILD_DIED, **RULED_OUT}, "not_required", "not_required"),
    Kind("not serious", {"harm": "neither", "age": "under_18"}, "not_required", "not_required", is_serious=False),
)


@dataclass(frozen=True)
class Clock:
    """A deadline that runs. ``waits_for`` are the offices whose step it is."""

    deadline: str
    title: str
    due: date
    before: tuple[int, ...]
    waits_for: frozenset[str]


class Thing(NamedTuple):
    """Something to be said once to each destination. ``stage``: so many working days left, due, or overdue on a day."""

    ref: str
    deadline: str
    due: date
    stage: str


@dataclass
class Diary:
    """A case as a careful clerk would keep it."""

    ref: str
    opener: Person
    opened: datetime
    kind: Kind
    incident: date | None
    aware: date | None
    stated: date
    ever_serious: bool
    submitted: date | None = None
    is_restricted: bool = False
    is_open: bool = True
    was_merged: bool = False
    not_met: bool = False
    puts: int = 0
    earlier_starts: list[tuple[date, bool]] = field(default_factory=list)
    signed: dict[tuple[object, ...], dict[str, bool]] = field(default_factory=dict)
    told_by_opening: dict[tuple[str, date], str | None] = field(default_factory=dict)

    @property
    def start(self) -> tuple[date, bool]:
        """From when the five days count, and whether that is provisional."""
        opened = london_day(self.opened)
        own = (self.aware, False) if self.aware else (min(opened, self.incident or opened), True)
        return min([own, *self.earlier_starts])

    def signatures(self, matter: str) -> dict[str, bool]:
        """By office, whether it agreed; only what was signed under the facts of now."""
        puts = self.puts if matter == CRITERIA else 0
        content = (matter, self.kind.name, self.incident, self.aware, self.start[0], puts)
        return self.signed.setdefault(content, {})

    @property
    def is_agreed(self) -> bool:
        return [self.signatures(CRITERIA).get(office) for office in PARTNERS] == [True] * 3

    def clocks(self) -> Iterator[Clock]:
        if not self.is_open:
            return
        if self._sin_runs():
            proviso = "" if self.kind.sin == "required" else ", if one is required"
            due = working_days_later(self.start[0], 5)
            yield Clock("sin", f"Submit the SIN{proviso}", due, (3, 2, 1), frozenset(self._sin_waits_for()))
        if self.submitted and not self.not_met and self.kind.review != "not_required":
            yield from self._review(self.submitted)
        if self.kind.sin == "not_yet_known" and not self.not_met:
            due = working_days_later(self.stated, 2)
            yield Clock("settle", "Settle what is not known yet", due, (), frozenset(("opener", *PARTNERS)))

    def _sin_runs(self) -> bool:
        if self.submitted:
            return False
        return self.kind.sin != "not_required" or (self.ever_serious and not self.is_agreed)

    def _sin_waits_for(self) -> list[str]:
        if self.kind.sin == "not_yet_known":
            return ["opener", *PARTNERS]
        unsigned = [office for office in PARTNERS if office not in self.signatures(CRITERIA)]
        if self.kind.sin == "not_required":
            return unsigned or ["business_team"]
        return [*unsigned, "local_authority", *([] if "dcs" in self.signatures(QUALITY) else ["dcs"])]

    def _review(self, submitted: date) -> Iterator[Clock]:
        """Nobody takes a step of the review here. While it is not known whether there is one, nobody has a step."""
        is_required = self.kind.review == "required"
        proviso = "" if is_required else ", if one is required"
        due, team, group = working_days_later(submitted, 15), frozenset(["business_team"]), frozenset(["review_group"])
        holding, signing = (team | group | frozenset(PARTNERS), group) if is_required else (team, team)
        yield Clock("rapid_review", f"Hold the Rapid Review{proviso}", due, (10, 5, 2, 1), holding)
        title = f"DSPs sign off the rationale and the LCSPR decision{proviso}"
        yield Clock("dsp_sign_off", title, due, (10, 5, 2, 1), signing)
        if is_required:
            yield Clock("agency_returns", "Agency returns", working_days_later(submitted, 10), (2,), team)
            yield Clock("draft", "Draft of the Rapid Review", working_days_later(submitted, 12), (1,), group)
            yield Clock("dsp_meeting", "Meeting of the DSPs", working_days_later(submitted, 14), (2,), team)

    def still_to_say(self, day: date) -> Iterator[tuple[Clock, Thing]]:
        """What is true on the day and was not told by the opening."""
        for clock in self.clocks():
            stage = stage_on(day, clock)
            told = self.told_by_opening.get((clock.deadline, clock.due))
            if stage and stage != told:
                yield clock, Thing(self.ref, clock.deadline, clock.due, stage)

    def hearers(self, clock: Clock, day: date) -> set[Destination]:
        """Who must hear of a clock on the day: the channel unless restricted, whoever's step it is, and once it is
        overdue the deputies and the Business Team."""
        people: set[Destination] = {who for office in clock.waits_for for who in self._holders(office)}
        if day > clock.due:
            people |= {DEPUTIES[office] for office in clock.waits_for if office in DEPUTIES} | {TEAM}
        return people if self.is_restricted else {*people, CHANNEL}

    def _holders(self, office: str) -> list[Person]:
        if office == "review_group":
            return GROUP
        return [HOLDERS.get(office, self.opener)]


@cache
def works(day: date) -> bool:
    return bool(GOV_UK.is_work_day(day, BankHolidays.ENGLAND_AND_WALES))


def is_office_hour(at: datetime) -> bool:
    local = at.astimezone(LONDON)
    return works(local.date()) and 9 <= local.hour < 17


def london_day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


@cache
def working_days_later(start: date, number: int) -> date:
    day = start
    while number:
        day += DAY
        number -= works(day)
    return day


@cache
def working_days_in(after: date, until: date) -> int:
    """After the one day, up to the other."""
    return sum(works(after + n * DAY) for n in range(1, (until - after).days + 1))


def stage_on(day: date, clock: Clock) -> str | None:
    """All deadlines here fall on working days."""
    if day > clock.due:
        return f"overdue on {day}"
    if day == clock.due:
        return "due"
    reached = [number for number in clock.before if working_days_in(day, clock.due) <= number]
    return f"{min(reached)} left" if reached else None


def time_left(day: date, due: date) -> str:
    """On a working day."""
    if day == due:
        return "due today"
    number = working_days_in(min(day, due), max(day, due))
    days = "1 working day" if number == 1 else f"{number} working days"
    return f"{days} left" if day < due else f"{days} overdue"
