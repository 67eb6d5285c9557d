"""Teams says what a member's role is: it is kept, and an answer that fits nobody says nothing."""

from typing import Any

import pytest

from bot.security.membership import MemberStatus, status_of
from safeguarding.people import Person

ADA = Person(tenant="nhs", id="aa000000-0000-4000-8000-000000000001")
MEMBER = {"aadObjectId": ADA.id, "tenantId": "nhs", "userRole": "user", "name": "Ada", "email": "ada@nhs.example"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, MemberStatus.MEMBER),
        ({"aadObjectId": ADA.id.upper(), "tenantId": "NHS"}, MemberStatus.MEMBER),
        ({"tenantId": None}, MemberStatus.MEMBER),
        ({"aadObjectId": None, "objectId": ADA.id}, MemberStatus.MEMBER),
        ({"userRole": "Guest"}, MemberStatus.GUEST),
        ({"tenantId": "police"}, MemberStatus.GUEST),
        ({"aadObjectId": "somebody else"}, MemberStatus.UNKNOWN),
        ({"aadObjectId": 7}, MemberStatus.UNKNOWN),
        ({"userRole": None}, MemberStatus.UNKNOWN),
    ],
)
def test_a_member_is_told_by_role_and_tenant(changes: dict[str, Any], status: MemberStatus) -> None:
    assert status_of({**MEMBER, **changes}, ADA) is status
