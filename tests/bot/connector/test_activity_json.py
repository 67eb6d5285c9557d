"""A body that is no activity is refused, whatever it is, and nothing of it is repeated."""

from typing import Any

import pytest
from botbuilder.core import TurnContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.connector.activity_json import read_activity
from bot.connector.adapter import Adapter
from bot.errors import BadActivity
from tests.bot.conftest import SAID, FakeConnector, body
from tests.support.generators.examples import share


async def greet(context: TurnContext) -> None:
    await context.send_activity("Hello")


NO_ACTIVITY: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "a text": "message",
    "a number": 7,
    "an empty object": {},
    "no type": {"type": None},
    "an empty type": {"type": ""},
    "a type in a list": {"type": ["message"]},
    "no conversation": {"conversation": None},
    "a conversation as text": {"conversation": "a:personal"},
    "a conversation without id": {"conversation": {}},
    "a conversation with an empty id": {"conversation": {"id": ""}},
    "a number as conversation id": {"conversation": {"id": 7}},
    "no service address": {"serviceUrl": None},
    "a number as service address": {"serviceUrl": 7},
    "no channel": {"channelId": None},
    "a number as text": {"text": 7},
    "a sender as text": {"from": "29:practitioner"},
    "a sender in a list": {"from": [{"id": "29:practitioner"}]},
    "a directory id as object": {"from": {"id": "29:a", "aadObjectId": {}}},
    "channel data as text": {"channelData": "tenant"},
    "entities as object": {"entities": {}},
    "entities of texts": {"entities": ["mention"]},
    "a number as locale": {"locale": 7},
}


@pytest.mark.parametrize("wrong", NO_ACTIVITY.values(), ids=NO_ACTIVITY)
async def test_what_is_no_activity_is_refused(adapter: Adapter, connector: FakeConnector, wrong: Any) -> None:
    whole = {**body(connector), **wrong} if isinstance(wrong, dict) and wrong else wrong
    with pytest.raises(BadActivity) as refusal:
        await adapter.process(None, whole, greet)
    assert refusal.value.status == 400
    assert SAID not in str(refusal.value)
    assert connector.received == []


NOBODY_READS: dict[str, Any] = {
    "members as text": {"membersAdded": "all"},
    "a time in words": {"timestamp": "yesterday"},
    "a time as object": {"localTimestamp": {}},
    "attachments as text": {"attachments": "all"},
}


@pytest.mark.parametrize("odd", NOBODY_READS.values(), ids=NOBODY_READS)
async def test_what_the_bot_does_not_read_does_no_harm(adapter: Adapter, connector: FakeConnector, odd: Any) -> None:
    await adapter.process(None, {**body(connector), **odd}, greet)
    (answer,) = connector.received
    assert answer.json["text"] == "Hello" and not odd.keys() & answer.json.keys()


NAMES = [
    *("type", "conversation", "serviceUrl", "channelId", "from", "recipient", "text", "value", "entities", "id"),
    *("attachments", "channelData", "timestamp", "membersAdded", "replyToId", "suggestedActions", "relatesTo"),
    *("name", "locale", "expiration"),
]
FIELDS = st.sampled_from(NAMES) | st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=share(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_any_json_is_read_as_an_activity_or_refused(changes: dict[str, Any]) -> None:
    whole = body(FakeConnector(url="http://127.0.0.1/"), **changes)
    try:
        activity = read_activity(whole)
    except BadActivity:
        return
    assert activity.type == whole["type"]
    assert activity.conversation.id == whole["conversation"]["id"]
