"""Teams says what a member's role is: it is kept, and an answer that fits nobody says nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from botbuilder.core import TurnContext

from bot.config.partnership_file import load
from bot.connector.adapter import Adapter
from bot.security import membership
from bot.security.membership import Membership, MemberStatus, status_of
from safeguarding.people import Person
from tests.bot.conftest import Clock, FakeConnector, body
from tests.journeys.conftest import ROOT

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


# How Teams is asked

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")
Looks = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def looks(adapter: Adapter, connector: FakeConnector, clock: Clock) -> Looks:
    """Has an activity checked, and returns what Teams was asked for it."""
    check = Membership(adapter, lambda: PARTNERSHIP, clock, own_chat=lambda person: None)

    async def logic(context: TurnContext) -> None:
        await check.check(context)

    async def looks(**changes: Any) -> list[str]:
        before = len(connector.received)
        await adapter.process(None, body(connector, **changes), logic)
        return [received.path for received in connector.received[before:]]

    return looks


async def test_a_chat_that_names_an_empty_team_is_asked_about_itself(looks: Looks) -> None:
    for team in ({"id": ""}, {"id": None}, {}, "none"):
        (path,) = await looks(
            channelData={"tenant": {"id": "t"}, "team": team}, conversation={"id": f"a:{team}", "tenantId": "t"}
        )
        assert "/conversations/a%3A" in path


async def test_whoever_has_no_chat_of_their_own_with_the_bot_has_nothing_to_search_and_teams_is_not_asked(
    adapter: Adapter, connector: FakeConnector, clock: Clock
) -> None:
    check = Membership(adapter, lambda: PARTNERSHIP, clock, own_chat=lambda person: None)
    assert not await check.lets_search(ADA)
    assert connector.received == []


async def test_of_the_answers_only_so_many_are_kept_and_the_oldest_go_first(
    looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "MOST_KEPT", 2)
    first, second, third = ({"from": {"id": f"29:{n}", "aadObjectId": f"aa-{n}"}} for n in range(3))
    assert [len(await looks(**person)) for person in (first, second, third)] == [1, 1, 1]
    assert [len(await looks(**person)) for person in (third, second)] == [0, 0]
    assert len(await looks(**first)) == 1
