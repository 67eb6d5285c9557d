"""The authorizer asks from where an activity comes, and from whom, before anything else of it is read."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botbuilder.core import TurnContext

from bot.config.allowed_hosts import HostAllowList
from bot.config.partnership_file import load
from bot.connector.activity_fields import Sender
from bot.connector.adapter import Adapter
from bot.errors import BadActivity, Forbidden, RateLimited
from bot.security.authorize import FROM_A_PERSON, Authorizer, check_activity_origin
from bot.security.confirmations import Confirmations
from bot.security.membership import Membership
from bot.security.rate_limit import RateLimit, RateLimiter
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.bot.conftest import Clock, FakeConnector, body
from tests.journeys.conftest import COUNCIL, ROOT
from tests.support.simulated_year.simulation import QuickDisk

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")
TEAMS = FakeConnector(url="http://127.0.0.1/")


def check(**changes: Any) -> None:
    whole = body(TEAMS, channelData={"tenant": {"id": COUNCIL}})
    check_activity_origin({**whole, **changes}, PARTNERSHIP, HostAllowList())


def test_a_person_of_a_partner_is_let_in() -> None:
    check()
    check(channelData={"tenant": {"id": COUNCIL.upper()}})
    check(channelData={"teamsChannelId": "19:x"}, conversation={"id": "a:x", "tenantId": COUNCIL})
    for role in ("User", "guest", "owner", "", None):
        check(**{"from": {**body(TEAMS)["from"], "role": role}})


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"channelId": "webchat"}, "in Microsoft Teams only"),
        ({"serviceUrl": "https://example.org/"}, "service address is not allowed"),
        ({"channelData": {"tenant": {"id": "another"}}}, "tenant is not one of the partnership's"),
        ({"channelData": {"tenant": COUNCIL}}, "tenant is not one of the partnership's"),
        ({"conversation": {"id": "a:x", "tenantId": "another"}, "channelData": None}, "tenant is not one of the"),
        ({"conversation": {"id": "a:x"}, "channelData": None}, "tenant is not one of the partnership's"),
        ({"from": {"id": "29:x"}}, "Only people with a directory id"),
        ({"from": {"id": "29:x", "aadObjectId": "nobody"}}, "Only people with a directory id"),
        ({"from": {"aadObjectId": "aa000000-0000-4000-8000-000000000001"}}, "Only people can use this bot"),
        ({"from": {**body(TEAMS)["from"], "role": "bot"}}, "Only people can use this bot"),
        ({"from": {**body(TEAMS)["from"], "role": ["user"]}}, "Only people can use this bot"),
        ({"from": {"id": "29:x", "role": "anonymous"}}, "have not signed in to Teams"),
    ],
)
def test_everybody_else_is_refused_by_what_is_wrong(changes: dict[str, Any], refused: str) -> None:
    with pytest.raises(Forbidden, match=refused):
        check(**changes)


def test_what_no_person_sends_is_asked_for_no_person() -> None:
    assert "conversationUpdate" not in FROM_A_PERSON
    check(**{"type": "conversationUpdate", "from": {}})


@pytest.mark.parametrize("whole", [None, [], "activity", 7])
def test_what_is_no_object_is_no_activity(whole: Any) -> None:
    with pytest.raises(BadActivity):
        check_activity_origin(whole, PARTNERSHIP, HostAllowList())


# How fast a person may go on


@pytest.fixture
def counted() -> list[str]:
    """The steps that were refused, as whoever watches the bot counts them."""
    return []


@pytest.fixture
async def confirmations(tmp_path: Path) -> AsyncIterator[Confirmations]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        yield Confirmations(store.references, lambda: datetime.now(UTC))


@pytest.fixture
def authorizer(adapter: Adapter, clock: Clock, counted: list[str], confirmations: Confirmations) -> Authorizer:
    """Lets each person take one step, and the next after a minute and a half."""
    return Authorizer(
        partnership=PARTNERSHIP,
        allowed_hosts=HostAllowList(),
        membership=Membership(adapter, lambda: PARTNERSHIP, confirmations, clock, own_chat=lambda person: None),
        rate_limiter=RateLimiter(RateLimit(burst=1, per_second=0.01)),
        clock=clock,
        too_fast=lambda: counted.append("too fast"),
        turned_away=lambda status: counted.append(f"turned away with {status}"),
    )


Asks = Callable[..., Any]


@pytest.fixture
def asks(authorizer: Authorizer, adapter: Adapter, connector: FakeConnector) -> Asks:
    async def asks(**changes: Any) -> Sender | None:
        whole = {**body(connector, channelData={"tenant": {"id": COUNCIL}}), **changes}
        said: list[Sender | None] = []

        async def logic(context: TurnContext) -> None:
            said.append(await authorizer.authorize(whole, context))

        await adapter.process(None, whole, logic)
        return said[0]

    return asks


async def test_each_step_that_was_too_fast_is_counted_and_no_other(asks: Asks, counted: list[str]) -> None:
    assert (await asks()).person.tenant == COUNCIL
    assert counted == []
    assert not await asks()
    with pytest.raises(RateLimited, match="this step was not taken"):
        await asks()
    assert len(counted) == 2


async def test_what_no_person_sends_costs_nobody_a_step_and_nobody_is_looked_up_for_it(
    asks: Asks, connector: FakeConnector
) -> None:
    for _ in range(3):
        assert not await asks(type="conversationUpdate")
    assert connector.received == []
    assert await asks()
