"""The partnership has tenants, seats, groups, a channel and customs, by office titles and directory ids. It holds no
names of people."""

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from safeguarding.dates.thresholds import Before, Pace, Span
from safeguarding.dates.working_days import DAY, LONDON, WorkingCalendar, london_date
from safeguarding.framework.entries import Office
from safeguarding.partnership.channel import channel_id
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat
from safeguarding.rehearsal import REHEARSAL
from safeguarding.values import Value

_PREFIX = re.compile(r"[A-Z]{2,10}")
_ONEDRIVE = re.compile(r"[a-z0-9][a-z0-9-]*\.sharepoint\.com")
_FORMATTING = "*_`~[]<>|\\"


def _directory_id(text: str) -> str:
    try:
        if len(text) != len("00000000-0000-0000-0000-000000000000"):
            raise ValueError
        return str(UUID(text))
    except ValueError:
        raise ValueError("is no directory id. Copy the id from the Entra admin centre, 36 characters") from None


def _own_prefix(prefix: str) -> str:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("is no prefix of references. Give 2 to 10 capital letters from A to Z, such as CSCP")
    if prefix == REHEARSAL:
        raise ValueError("is how rehearsals begin. Choose another prefix for the partnership's cases")
    return prefix


def _one_paragraph(text: str) -> str:
    words = " ".join(text.split())
    if text and not words:
        raise ValueError("is empty. Write a sentence or two, or take it out")
    if any(sign in words for sign in "<>[]"):
        raise ValueError("has a sign that cards do not show as it is: < > [ ]. Leave it out")
    return words


def plain_title(title: str) -> str:
    """Returns the title. Raises ValueError for what Teams would show as formatting, or as more than a line."""
    if not title.isprintable() or any(sign in title for sign in _FORMATTING):
        raise ValueError(
            f"has a line break, or a sign that Teams shows as formatting: {' '.join(_FORMATTING)}. Leave it out"
        )
    return title


def _span(value: object) -> object:
    if isinstance(value, Span) or (isinstance(value, dict) and value.keys() == {"number", "unit"}):
        return value
    try:
        return Span.read(str(value))
    except ValueError:
        raise ValueError('is no length of time. Write it like "1 month" or "2 weeks"') from None


def _onedrive_host(host: str) -> str:
    if not _ONEDRIVE.fullmatch(host):
        raise ValueError(
            "is no host of a OneDrive. Open OneDrive in a browser, and copy what stands between https:// and the next "
            "slash, such as croydon-my.sharepoint.com"
        )
    return host


def _recorded_in_chat(value: object) -> object:
    raise ValueError("is recorded in chat: type away until and the day. Take it out of this file")


def _read_from_its_file(value: object) -> object:
    raise ValueError("is read from the file that record_template names. Take it out of this file")


Id = Annotated[str, AfterValidator(_directory_id)]
Title = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(plain_title)]
ChannelId = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(channel_id)]
FileName = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[str, Field(max_length=300), AfterValidator(_one_paragraph)]
WorkingDays = Annotated[int, Field(ge=1)]
Away = Annotated[Mapping[Person, date], BeforeValidator(_recorded_in_chat), Field(exclude=True)]
Length = Annotated[Span, BeforeValidator(_span)]


class Tenant(Value):
    """A tenant's people may use the bot. ``onedrive`` is the host where their OneDrives are: a file that one of them
    takes is put there and nowhere else."""

    id: Id
    name: Title
    onedrive: Annotated[str, AfterValidator(_onedrive_host)] | None = None


class OfficeHolder(Value):
    """An office holder is whoever holds the office now, known by its title."""

    title: Title
    tenant: Id
    id: Id

    @property
    def person(self) -> Person:
        return Person(tenant=self.tenant, id=self.id)


class SeatHolder(OfficeHolder):
    """A seat holder signs. A ``deputy`` signs when the holder can't, and hears of a step that was not taken in time."""

    deputy: bool = False


class Partner(Value):
    name: Title
    dsps: tuple[SeatHolder, ...]


class Partners(Value):
    local_authority: Partner
    icb: Partner
    police: Partner


class ReviewChannel(Value):
    conversation: ChannelId
    tenant: Id


class ClosedDay(Value):
    """A closed day is one on which England's offices are closed beyond the published bank holidays."""

    date: date
    name: Title


class WorkingHours(Value):
    """Working hours are times of Europe/London."""

    open: time = time(9)
    close: time = time(17)

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.open, LONDON)

    def take_in(self, at: datetime, calendar: WorkingCalendar) -> bool:
        """Says whether the offices are open at the moment."""
        local = at.astimezone(LONDON)
        return calendar.is_working_day(local.date()) and self.open <= local.time() < self.close

    def have_passed(self, since: datetime, until: datetime, length: timedelta, calendar: WorkingCalendar) -> bool:
        """Says whether the offices were open for so long between the two moments."""
        day, passed = london_date(since), timedelta()
        while passed < length and day <= london_date(until):
            if calendar.is_working_day(day):
                closing = datetime.combine(day, self.close, LONDON)
                passed += max(min(closing, until) - max(self.opening(day), since), timedelta())
            day += DAY
        return passed >= length


class Thresholds(Value):
    """Thresholds say when to nudge before each deadline. A nudge at the opening, on the day and when overdue is always
    said."""

    sin: tuple[WorkingDays, ...] = (3, 2, 1)
    rapid_review: tuple[WorkingDays, ...] = (10, 5, 2, 1)
    dsp_sign_off: tuple[WorkingDays, ...] = (10, 5, 2, 1)
    sin_update: tuple[WorkingDays, ...] = (3, 2, 1)
    new_determination: tuple[WorkingDays, ...] = (10, 5, 2, 1)
    lcspr: tuple[Length, ...] = (Span(3, "months"), Span(1, "months"), Span(2, "weeks"), Span(1, "weeks"))
    settle: tuple[WorkingDays, ...] = ()
    agency_returns: tuple[WorkingDays, ...] = (2,)
    returns_asked_for: tuple[WorkingDays, ...] = (2,)
    draft: tuple[WorkingDays, ...] = (1,)
    dsp_meeting: tuple[WorkingDays, ...] = (2,)
    look_again: tuple[Length, ...] = (Span(1, "weeks"),)
    decide_again: tuple[WorkingDays, ...] = (2, 1)
    tell_authorities: tuple[WorkingDays, ...] = ()
    authorities_answer: tuple[WorkingDays, ...] = (1,)
    restriction: tuple[Length, ...] = (Span(1, "weeks"),)
    concern: tuple[WorkingDays, ...] = (5, 1)

    @property
    def by_deadline(self) -> Mapping[str, tuple[Before, ...]]:
        return {name: getattr(self, name) for name in type(self).model_fields}


class Chain(Value):
    """The chain is who hears of a deadline beside whoever's step it is, and how often. Of what the guidance requires
    the owners hear from so many working days left on (``owners``), the deputies and the Business Team from ``deputies``
    on, and those who can still do it once more on the due day, ``last_hours`` before the offices close. What is overdue
    is said on each of the first ``daily`` working days, and then at least every so many (``then_every``), on the same
    days of the week whatever it is."""

    owners: WorkingDays = 5
    deputies: WorkingDays = 1
    last_hours: Annotated[int, Field(ge=0, le=6)] = 2
    daily: WorkingDays = 5
    then_every: WorkingDays = 3

    @property
    def pace(self) -> Pace:
        return Pace(self.daily, self.then_every)


class LocalPractice(Value):
    """Local practice is how many working days the partnership's own deadlines take."""

    settle: WorkingDays = 2
    agency_returns: WorkingDays = 10
    draft: WorkingDays = 12
    dsp_meeting: WorkingDays = 14
    decide_again: WorkingDays = 5
    tell_authorities: WorkingDays = 1
    authorities_answer: WorkingDays = 5
    concern: WorkingDays = 20

    @property
    def by_deadline(self) -> Mapping[str, int]:
        return {name: getattr(self, name) for name in type(self).model_fields}

    @property
    def given(self) -> frozenset[str]:
        """Returns the deadlines whose number of days the partnership file gives."""
        return frozenset(self.model_fields_set)


RETENTION_YEARS = 25
"""CSCP has yet to confirm the years. They are many, since what is deleted too early is gone: nothing is deleted under
this default, only listed."""


class Retention(Value):
    """Retention is how long a closed case is kept, from its closing. While ``years`` is not set, what would be deleted
    is listed and stays."""

    years: Annotated[int, Field(ge=1, le=100)] | None = None


class Partnership(Value):
    """The partnership has offices, and who holds them. ``support`` is what whoever reports reads of support for
    themselves, colleagues and families, in the partnership's own words. ``away`` are those who are away, with the day
    on which they are back: it stands in no file. ``marking`` is the protective marking of what is taken out of the bot,
    ``record_template`` the name of a docx file beside the partnership file, ``template_content`` what is in it."""

    name: Title
    reference_prefix: Annotated[str, AfterValidator(_own_prefix)]
    tenants: tuple[Tenant, ...]
    review_channel: ReviewChannel
    partners: Partners
    dcs: tuple[SeatHolder, ...]
    business_team: tuple[OfficeHolder, ...]
    review_group: tuple[OfficeHolder, ...]
    vacant_since: Mapping[Seat, date] = {}
    quorum: Annotated[int, Field(ge=1)]
    agencies: tuple[Title, ...]
    thresholds: Thresholds = Thresholds()
    chain: Chain = Chain()
    local_practice: LocalPractice = LocalPractice()
    extra_closed: tuple[ClosedDay, ...] = ()
    working_hours: WorkingHours = WorkingHours()
    retention: Retention = Retention()
    allow_signatures_outside_teams: bool = False
    allow_guests: bool = False
    marking: Title = "OFFICIAL-SENSITIVE"
    record_template: FileName | None = None
    template_content: Annotated[bytes | None, BeforeValidator(_read_from_its_file), Field(exclude=True)] = None
    support: Words = ""
    away: Away = {}

    def actor(self, person: Person) -> Actor:
        """Returns the person with what the file gives them now; nothing to someone from a tenant that is not listed."""
        known = Person(tenant=person.tenant.lower(), id=person.id.lower())
        if not self.is_allowed_tenant(known.tenant):
            return Actor(person=known)
        return self._named.get((known.tenant, known.id)) or Actor(person=known, roles=frozenset({Role.PRACTITIONER}))

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], Actor]:
        """Has everyone who stands in the file, by tenant and id: each message and each card asks who holds what."""
        return {(each.tenant, each.id): self._look_up(each.person) for each in self.holders_in_order()}

    def _look_up(self, person: Person) -> Actor:
        groups = ((Role.BUSINESS_TEAM, self.business_team), (Role.REVIEW_GROUP, self.review_group))
        roles = [role for role, members in groups if _is_among(person, members)]
        seats = [seat for seat in Seat if _is_among(person, self._listed_for(seat))]
        return Actor(person=person, roles=frozenset((Role.PRACTITIONER, *roles)), seats=frozenset(seats))

    def holders(self, seat: Seat) -> tuple[SeatHolder, ...]:
        """Returns the seat's holders first, then its deputies."""
        return tuple(sorted(self._listed_for(seat), key=lambda holder: holder.deputy))

    def _listed_for(self, seat: Seat) -> tuple[SeatHolder, ...]:
        return self.partner(seat).dsps if seat in PARTNERS else self.dcs

    def holders_in_order(self) -> tuple[OfficeHolder, ...]:
        """Returns everyone who stands in the file."""
        dsps = (holder for seat in PARTNERS for holder in self.holders(seat))
        return (*self.business_team, *dsps, *self.holders(Seat.DCS), *self.review_group)

    def names(self, person: Person) -> bool:
        """Says whether the person stands in the file, in whatever office."""
        return (person.tenant, person.id) in self._named

    def office_holders(self) -> tuple[Person, ...]:
        """Returns each person in office once, the DSPs first."""
        dsps = [holder.person for seat in PARTNERS for holder in self.holders(seat)]
        return tuple(dict.fromkeys([*dsps, *(holder.person for holder in self.holders_in_order())]))

    def people(self, office: Office, *, deputies: bool = False) -> tuple[Person, ...]:
        """Returns whoever holds the office; ``deputies`` of a seat too. The office of opener gives nobody: the case
        knows the opener."""
        return self._holding.get((office, deputies)) or self._holding.get((office, False), ())

    @cached_property
    def _holding(self) -> Mapping[tuple[str, bool], tuple[Person, ...]]:
        """Has whoever holds each office, without and with the deputies: every deadline of every case asks for them."""
        groups = {"business_team": self.business_team, "review_group": self.review_group}
        seats = {seat.value: self.holders(seat) for seat in Seat}
        held = {(office, False): [each.person for each in members] for office, members in groups.items()}
        held |= {(seat, False): [each.person for each in those if not each.deputy] for seat, those in seats.items()}
        held |= {(seat, True): [each.person for each in those] for seat, those in seats.items()}
        return {office: tuple(people) for office, people in held.items()}

    @cached_property
    def seat_holders(self) -> Mapping[Seat, tuple[Person, ...]]:
        """Has whoever holds each seat, without the deputies: each card of a case asks for them."""
        return {seat: self.people(seat.value) for seat in Seat}

    def acting(
        self, office: Office, *, deputies: bool = False, without: Set[Person] = frozenset()
    ) -> tuple[Person, ...]:
        """Returns whoever acts for the office now: its holders who are not away and not among those ``without`` whom it
        goes on, or else the seat's deputies. Where nobody is left it is the holders, so that what waits for an office
        never waits for nobody. With ``deputies`` those of the seat act too."""
        holders, with_deputies = self.people(office), self.people(office, deputies=True)
        wanted = with_deputies if deputies or not self._present(holders, without) else holders
        return self._present(wanted, without) or (with_deputies if deputies or not holders else holders)

    def back_again(self, seat: Seat) -> date | None:
        """Returns the day on which the first of the seat's holders is back, where all of them are away; the deputies'
        where no holder stands in the file any more."""
        holders = self.people(seat.value) or self.people(seat.value, deputies=True)
        return min(self.away[person] for person in holders) if holders and not self._present(holders) else None

    @property
    def uncovered(self) -> Mapping[Seat, date]:
        """Returns the seats for which nobody acts, as holders and deputies are away, with the day on which the first
        holder is back."""
        backs = {seat: self.back_again(seat) for seat in Seat}
        return {
            seat: back
            for seat, back in backs.items()
            if back and not self._present(self.people(seat.value, deputies=True))
        }

    def _present(self, people: tuple[Person, ...], without: Set[Person] = frozenset()) -> tuple[Person, ...]:
        if not self.away and not without:
            return people
        return tuple(person for person in people if person not in self.away and person not in without)

    def partner(self, seat: Seat) -> Partner:
        """Returns the partner of one of the three partners' seats."""
        partner: Partner = getattr(self.partners, seat)
        return partner

    def is_allowed_tenant(self, tenant: str) -> bool:
        id = tenant.lower()
        return any(id == listed.id for listed in self.tenants)

    def onedrive(self, person: Person) -> str | None:
        """Returns the host of the person's OneDrive; none where the file does not give it."""
        return next((tenant.onedrive for tenant in self.tenants if tenant.id == person.tenant.lower()), None)

    def calendar(self, published_until: date) -> WorkingCalendar:
        return _calendar(published_until, tuple((day.date, day.name) for day in self.extra_closed))


@cache
def _calendar(published_until: date, closed: tuple[tuple[date, str], ...]) -> WorkingCalendar:
    """Returns the one calendar with these closed days: what a case has worked out by it goes by the object."""
    return WorkingCalendar(published_until, dict(closed))


def _is_among(person: Person, holders: Iterable[OfficeHolder]) -> bool:
    tenant, id = person.tenant, person.id
    return any(holder.id == id and holder.tenant == tenant for holder in holders)
