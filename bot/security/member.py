"""A member is what is kept of Teams' look-up of a sender: who they are, and how they belong. The look-up's names and
e-mail addresses are not kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

GUEST, ANONYMOUS = "guest", "anonymous"
"""These are roles of the look-up, by which guests and whoever joins without signing in are told."""


class MemberStatus(Enum):
    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    """The person's own tenant is not one of the partnership's."""
    ANONYMOUS = "anonymous"
    CONTRADICTED = "contradicted"
    """Teams knows the sending account under another directory id than the activity states."""
    GONE = "gone"
    UNKNOWN = "unknown"


NAMES_SOMEBODY = frozenset({MemberStatus.MEMBER, MemberStatus.GUEST})
"""With these Teams has confirmed who somebody is."""


@dataclass(frozen=True)
class Member:
    """A member is known by their own tenant and directory id, wherever they write. Where the status names nobody, the
    person is who the activity says that it is."""

    status: MemberStatus
    person: Person


def read_member(answer: Mapping[str, Any], stated: Person, partnership: Partnership) -> Member:
    """Reads the look-up's answer. One with no role or no directory id in it says nothing; one without a tenant is about
    the tenant that the activity states."""
    role, tenant = _lower(answer.get("userRole")), _lower(answer.get("tenantId")) or stated.tenant
    if role == ANONYMOUS:
        return Member(MemberStatus.ANONYMOUS, stated)
    ids = {id for name in ("aadObjectId", "objectId") if (id := _lower(answer.get(name)))}
    if ids - {stated.id}:
        return Member(MemberStatus.CONTRADICTED, stated)
    if not ids or not role:
        return Member(MemberStatus.UNKNOWN, stated)
    person = Person(tenant=tenant, id=stated.id)
    if role == GUEST and partnership.names(stated):
        # A guest's account stands in the directory of their host, and in the partnership file by it.
        person = stated
    if not partnership.is_allowed_tenant(person.tenant):
        return Member(MemberStatus.OUTSIDER, person)
    # A partner's own tenant says more than a role that the host gave them.
    is_guest = role == GUEST and person.tenant == stated.tenant
    return Member(MemberStatus.GUEST if is_guest else MemberStatus.MEMBER, person)


def _lower(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
