"""Teams' look-up of a member says whose account it is and in what role: an answer that fits nobody says nothing."""

from typing import Any

import pytest

from bot.config.partnership_file import load
from bot.security.member import Member, MemberStatus, read_member
from safeguarding.people import Person
from tests.journeys.conftest import COUNCIL, ICB, LOCAL_AUTHORITY_DSP, PRACTITIONER, ROOT

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")
ELSEWHERE = "99999999-0000-4000-8000-000000000009"
STATED = Person(tenant=COUNCIL, id=PRACTITIONER)
ANSWER = {"aadObjectId": PRACTITIONER, "tenantId": COUNCIL, "userRole": "user", "name": "Ada", "email": "a@nhs.example"}
MEMBER, GUEST, OUTSIDER = MemberStatus.MEMBER, MemberStatus.GUEST, MemberStatus.OUTSIDER
CONTRADICTED, ANONYMOUS, UNKNOWN = MemberStatus.CONTRADICTED, MemberStatus.ANONYMOUS, MemberStatus.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "status", "tenant"),
    [
        ({}, MEMBER, COUNCIL),
        ({"aadObjectId": PRACTITIONER.upper(), "tenantId": COUNCIL.upper()}, MEMBER, COUNCIL),
        ({"tenantId": None}, MEMBER, COUNCIL),
        ({"tenantId": ""}, MEMBER, COUNCIL),
        ({"aadObjectId": None, "objectId": PRACTITIONER}, MEMBER, COUNCIL),
        ({"userRole": "owner"}, MEMBER, COUNCIL),
        ({"tenantId": ICB}, MEMBER, ICB),
        ({"tenantId": ICB, "userRole": "guest"}, MEMBER, ICB),
        ({"userRole": "Guest"}, GUEST, COUNCIL),
        ({"tenantId": None, "userRole": "guest"}, GUEST, COUNCIL),
        ({"tenantId": ELSEWHERE}, OUTSIDER, ELSEWHERE),
        ({"tenantId": ELSEWHERE, "userRole": "guest"}, OUTSIDER, ELSEWHERE),
        ({"aadObjectId": LOCAL_AUTHORITY_DSP}, CONTRADICTED, COUNCIL),
        ({"objectId": LOCAL_AUTHORITY_DSP}, CONTRADICTED, COUNCIL),
        ({"aadObjectId": None, "userRole": "anonymous"}, ANONYMOUS, COUNCIL),
        ({"userRole": "Anonymous", "tenantId": ELSEWHERE}, ANONYMOUS, COUNCIL),
        ({"aadObjectId": 7}, UNKNOWN, COUNCIL),
        ({"aadObjectId": None}, UNKNOWN, COUNCIL),
        ({"userRole": None}, UNKNOWN, COUNCIL),
        ({"userRole": ["user"]}, UNKNOWN, COUNCIL),
    ],
)
def test_somebody_is_known_by_their_own_tenant_and_id_and_as_what_the_look_up_says(
    changes: dict[str, Any], status: MemberStatus, tenant: str
) -> None:
    expected = Member(status, Person(tenant=tenant, id=PRACTITIONER))
    assert read_member({**ANSWER, **changes}, STATED, PARTNERSHIP) == expected


def test_an_empty_answer_says_nothing() -> None:
    assert read_member({}, STATED, PARTNERSHIP).status is UNKNOWN


def test_a_seat_holder_who_is_a_guest_is_known_by_the_account_that_stands_in_the_partnership_file() -> None:
    """Teams may give their home's tenant for it, whether or not that is a partner's."""
    stated = Person(tenant=COUNCIL, id=LOCAL_AUTHORITY_DSP)
    for home in (COUNCIL, ICB, ELSEWHERE):
        answer = {"aadObjectId": LOCAL_AUTHORITY_DSP, "tenantId": home, "userRole": "guest"}
        assert read_member(answer, stated, PARTNERSHIP) == Member(GUEST, stated)
