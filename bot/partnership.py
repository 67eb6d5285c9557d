"""The partnership: its tenants, seats, groups, channel and customs, by office titles and directory ids. No names."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from safeguarding.case.people import PARTNERS, Actor, Person, Role, Seat
from safeguarding.working_days import WorkingCalendar


def _directory_id(text: str) -> str:
    try:
        if len(text) != len("00000000-0000-0000-0000-000000000000"):
            raise ValueError
        return str(UUID(text))
    except ValueError:
        raise ValueError("is no directory id. Copy the id from the Entra admin centre, 36 characters") from None


def _span(text: str) -> str:
    try:
        span(text)
    except (ValueError, TypeError):
        raise ValueError('is no length of time. Write it like "1 month" or "2 weeks"') from None
    return text


def span(text: str) -> relativedelta:
    """How long before the due date: "3 months", "2 weeks", "10 days"."""
    number, unit = text.split()
    unit = f"{unit.removesuffix('s')}s"
    if int(number) < 1 or unit not in {"days", "weeks", "months"}:
        raise ValueError(text)
    return relativedelta(**{unit: int(number)})  # type: ignore[arg-type]


Id = Annotated[str, AfterValidator(_directory_id)]
Title = Annotated[str, Field(min_length=1, max_length=100)]
WorkingDays = Annotated[int, Field(ge=1)]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tenant(Entry):
    id: Id
    name: Title


class OfficeHolder(Entry):
    """Whoever holds an office now, known by its title."""

    title: Title
    tenant: Id
    id: Id

    @property
    def person(self) -> Person:
        return Person(tenant=self.tenant, id=self.id)


class SeatHolder(OfficeHolder):
    """``deputy``: signs when the holder can't, and hears of a step that was not taken in time."""

    deputy: bool = False


class Partner(Entry):
    name: Title
    dsps: tuple[SeatHolder, ...]


class Partners(Entry):
    local_authority: Partner
    icb: Partner
    police: Partner


class ReviewChannel(Entry):
    conversation: Title
    tenant: Id


class ClosedDay(Entry):
    """A day on which England's offices are closed beyond the published bank holidays."""

    date: date
    name: Title


class WorkingHours(Entry):
    """Europe/London."""

    open: time = time(9)
    close: time = time(17)


class Thresholds(Entry):
    """When to nudge before a deadline. At the opening, on the day and when overdue is always said."""

    sin: tuple[WorkingDays, ...] = (3, 2, 1)
    fifteen_working_days: tuple[WorkingDays, ...] = (10, 5, 2, 1)
    six_months: tuple[Annotated[str, AfterValidator(_span)], ...] = ("3 months", "1 month", "2 weeks", "1 week")


class Partnership(Entry):
    name: Title
    reference_prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,10}$")]
    tenants: tuple[Tenant, ...]
    review_channel: ReviewChannel
    partners: Partners
    dcs: tuple[SeatHolder, ...]
    business_team: tuple[OfficeHolder, ...]
    review_group: tuple[OfficeHolder, ...]
    quorum: Annotated[int, Field(ge=1)]
    agencies: tuple[Title, ...]
    thresholds: Thresholds = Thresholds()
    extra_closed: tuple[ClosedDay, ...] = ()
    working_hours: WorkingHours = WorkingHours()
    allow_signatures_outside_teams: bool = False

    def actor(self, person: Person) -> Actor:
        """The person with what the file gives them now; nothing to someone from a tenant that is not listed."""
        person = Person(tenant=person.tenant.lower(), id=person.id.lower())
        if not self.is_allowed_tenant(person.tenant):
            return Actor(person=person)
        groups = {Role.BUSINESS_TEAM: self.business_team, Role.REVIEW_GROUP: self.review_group}
        roles = {role for role, members in groups.items() if any(member.person == person for member in members)}
        seats = {seat for seat in Seat if any(holder.person == person for holder in self.holders(seat))}
        return Actor(person=person, roles=frozenset({Role.PRACTITIONER, *roles}), seats=frozenset(seats))

    def holders(self, seat: Seat) -> tuple[SeatHolder, ...]:
        """Holders first, then deputies."""
        listed = self.partner(seat).dsps if seat in PARTNERS else self.dcs
        return tuple(sorted(listed, key=lambda holder: holder.deputy))

    def partner(self, seat: Seat) -> Partner:
        partners = self.partners
        return {
            Seat.LOCAL_AUTHORITY: partners.local_authority,
            Seat.ICB: partners.icb,
            Seat.POLICE: partners.police,
        }[seat]

    def business_team_members(self) -> tuple[OfficeHolder, ...]:
        return self.business_team

    def is_allowed_tenant(self, tenant: str) -> bool:
        return any(tenant.lower() == listed.id for listed in self.tenants)

    def calendar(self, published_until: date) -> WorkingCalendar:
        return WorkingCalendar(published_until, {day.date: day.name for day in self.extra_closed})
