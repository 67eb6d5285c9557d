"""The authorizer asks from where an activity comes, and from whom, before anything else of it is read."""

from typing import Any

import pytest

from bot.config.allowed_hosts import HostAllowList
from bot.config.partnership_file import load
from bot.errors import BadActivity, Forbidden
from bot.security.authorize import FROM_A_PERSON, check_activity_origin
from tests.bot.conftest import FakeConnector, body
from tests.journeys.conftest import COUNCIL, ROOT

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")
TEAMS = FakeConnector(url="http://127.0.0.1/")


def check(**changes: Any) -> None:
    whole = body(TEAMS, channelData={"tenant": {"id": COUNCIL}})
    check_activity_origin({**whole, **changes}, PARTNERSHIP, HostAllowList())


def test_a_person_of_a_partner_is_let_in() -> None:
    check()
    check(channelData={"tenant": {"id": COUNCIL.upper()}})


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"channelId": "webchat"}, "in Microsoft Teams only"),
        ({"serviceUrl": "https://example.org/"}, "service address is not allowed"),
        ({"channelData": {"tenant": {"id": "another"}}}, "tenant is not one of the partnership's"),
        ({"channelData": {"tenant": COUNCIL}}, "tenant is not one of the partnership's"),
        ({"channelData": None}, "tenant is not one of the partnership's"),
        ({"from": {"id": "29:x"}}, "Only people with a directory id"),
        ({"from": {"id": "29:x", "aadObjectId": "nobody"}}, "Only people with a directory id"),
        ({"from": {"aadObjectId": "aa000000-0000-4000-8000-000000000001"}}, "Only people can use this bot"),
        ({"from": {**body(TEAMS)["from"], "role": "bot"}}, "Only people can use this bot"),
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
