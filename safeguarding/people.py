"""People act on a case: a person in the directory, the roles that they hold, and the seats that they may sign for."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from safeguarding.framework.entries import Office
from safeguarding.values import Value


class Seat(StrEnum):
    """A seat signs. The first three are the safeguarding partners, who share responsibility equally."""

    LOCAL_AUTHORITY = "local_authority"
    ICB = "icb"
    POLICE = "police"
    DCS = "dcs"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Seat.LOCAL_AUTHORITY: "Local authority",
    Seat.ICB: "ICB",
    Seat.POLICE: "Police",
    Seat.DCS: "Director of Children's Services",
}


def office_label(office: Office) -> str:
    return _LABELS[Seat(office)] if office in set(Seat) else _OTHER_OFFICES[office]


_OTHER_OFFICES: Mapping[Office, str] = {
    "opener": "the person who opened the case",
    "business_team": "Business Team",
    "review_group": "Review Group",
    "chair": "the Rapid Review's chair",
}

PARTNERS = (Seat.LOCAL_AUTHORITY, Seat.ICB, Seat.POLICE)


class Role(StrEnum):
    PRACTITIONER = "practitioner"
    BUSINESS_TEAM = "business_team"
    REVIEW_GROUP = "review_group"


class Person(Value):
    """A person is known by tenant and directory id: the partners are in different tenants."""

    tenant: str
    id: str

    # People are compared and looked up in every turn, and pydantic's own way takes five times as long.
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and self.id == other.id and self.tenant == other.tenant

    def __hash__(self) -> int:
        return hash((self.tenant, self.id))


def in_order(people: Iterable[Person]) -> tuple[Person, ...]:
    """Sorts people, so that the same people give the same order, as a record needs it."""
    return tuple(sorted(people, key=lambda person: (person.tenant, person.id)))


class Actor(Value):
    """An actor is a person with what the partnership file gives them at this moment."""

    person: Person
    roles: frozenset[Role] = frozenset()
    seats: frozenset[Seat] = frozenset()
