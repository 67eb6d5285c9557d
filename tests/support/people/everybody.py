"""Every kind of person who meets a case stands here, with the moment when they do."""

from collections.abc import Mapping
from datetime import UTC, datetime

from safeguarding.people import Actor, Person, Role, Seat

OPENED_AT = datetime(2026, 6, 2, 10, tzinfo=UTC)


def actor(tenant: str, name: str, *holds: Role | Seat) -> Actor:
    roles = frozenset(held for held in holds if isinstance(held, Role))
    seats = frozenset(held for held in holds if isinstance(held, Seat))
    return Actor(person=Person(tenant=tenant, id=name), roles=roles, seats=seats)


EVERYBODY: Mapping[str, Actor] = {
    "opener": actor("school", "opener", Role.PRACTITIONER),
    "practitioner": actor("school", "practitioner", Role.PRACTITIONER),
    "chair": actor("nhs", "delegate who chairs", Role.PRACTITIONER),
    "review_group": actor("council", "review group member", Role.REVIEW_GROUP),
    "business_team": actor("council", "business team member", Role.BUSINESS_TEAM),
    "council": actor("council", "council dsp", Seat.LOCAL_AUTHORITY),
    "icb": actor("nhs", "icb dsp", Seat.ICB),
    "icb_deputy": actor("nhs", "icb deputy", Seat.ICB),
    "police": actor("police", "police dsp", Seat.POLICE),
    "dcs": actor("council", "dcs", Seat.DCS),
}
"""A deputy holds the same seat as the DSP, and nothing tells them apart."""
