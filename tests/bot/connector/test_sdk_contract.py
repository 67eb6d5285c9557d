"""The wire rests on parts of the SDK that it does not promise. Each stands in this table; a release of the SDK that
changes one of them fails here, by its name, before a message of Teams does."""

import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from botbuilder import schema
from botbuilder.core import BotAdapter, CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.core.middleware_set import MiddlewareSet
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ConversationReference
from botframework.connector.aio.operations_async._conversations_operations_async import ConversationsOperations
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from msrest.serialization import Model

from bot.connector.activity_json import to_json
from bot.connector.adapter import Adapter, QuickContext
from bot.connector.client import ConversationsClient, PooledConnectorFactory
from bot.security.bot_framework_token import LocalAuthentication, TeamsAuthentication
from tests.bot.conftest import FakeConnector, body

ROOT = Path(__file__).parents[3]


class Plain(CloudAdapterBase):  # type: ignore[misc] # the SDK has no types
    """The adapter is the SDK's own, with nothing of ours."""


def parameters(of: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(of).parameters)


def begins_as(ours: Callable[..., Any], theirs: Callable[..., Any]) -> bool:
    return parameters(theirs)[: len(parameters(ours))] == parameters(ours)


def adapter() -> CloudAdapterBase:
    return Plain("an authentication")


def turn() -> TurnContext:
    """Makes a turn as the SDK makes it."""
    return adapter()._create_turn_context(Activity(type="message"), "who", "scope", "client", None, "logic", "factory")


@dataclass(frozen=True)
class PrivatePart:
    """A private part of the SDK is relied on in one file, ``relied_on_in``: ``word`` is a word of it that is gone when
    the part is relied on no more."""

    what: str
    relied_on_in: str
    word: str
    holds: Callable[[], bool]


ADAPTER, CLIENT = "bot/connector/adapter.py", "bot/connector/client.py"
WIRE, TOKEN = "bot/connector/activity_json.py", "bot/security/bot_framework_token.py"
CREATE = ["self", "activity", "claims_identity", "oauth_scope", "connector_client", "user_token_client", "logic"]
PARTS = (
    # A turn
    PrivatePart(
        "CloudAdapterBase._create_turn_context takes these, in this order",
        ADAPTER,
        "def _create_turn_context",
        lambda: parameters(CloudAdapterBase._create_turn_context) == [*CREATE, "connector_factory"],
    ),
    PrivatePart(
        "CloudAdapterBase.process_activity makes the turn by _create_turn_context",
        ADAPTER,
        "self.process_activity",
        lambda: "self._create_turn_context(" in inspect.getsource(CloudAdapterBase.process_activity),
    ),
    PrivatePart(
        "A turn is put together of nothing but TurnContext(adapter, activity) and its turn_state",
        ADAPTER,
        "context.turn_state.update",
        lambda: (
            {name: found for name, found in vars(turn()).items() if found}.keys()
            == {"adapter", "_activity", "_turn_state"}
        ),
    ),
    PrivatePart(
        "TurnContext.turn_state is a dict that can be added to",
        ADAPTER,
        "turn_state.update",
        lambda: type(turn().turn_state) is dict and turn().turn_state.keys() >= {CloudAdapterBase.BOT_IDENTITY_KEY},
    ),
    PrivatePart(
        "CloudAdapterBase.bot_framework_authentication",
        ADAPTER,
        "self.bot_framework_authentication",
        lambda: adapter().bot_framework_authentication == "an authentication",
    ),
    PrivatePart(
        "CloudAdapterBase.create_claims_identity(bot_app_id)",
        ADAPTER,
        "self.create_claims_identity",
        lambda: adapter().create_claims_identity("app").claims["aud"] == "app",
    ),
    PrivatePart(
        "BotAdapter._middleware, and receive_activity_with_status(context, callback)",
        ADAPTER,
        "self._middleware.receive_activity_with_status",
        lambda: (
            type(adapter()._middleware) is MiddlewareSet
            and parameters(MiddlewareSet.receive_activity_with_status) == ["self", "context", "callback"]
        ),
    ),
    PrivatePart(
        "BotAdapter.on_turn_error, which run_pipeline calls with the turn and the failure",
        ADAPTER,
        "self.on_turn_error",
        lambda: (
            adapter().on_turn_error is None
            and "self.on_turn_error(context, error)" in inspect.getsource(BotAdapter.run_pipeline)
        ),
    ),
    PrivatePart(
        "get_continuation_activity invents an id",
        ADAPTER,
        "activity.id = None",
        lambda: bool(uuid.UUID(get_continuation_activity(ConversationReference()).id)),
    ),
    # What a turn sends
    PrivatePart(
        "TurnContext.send_activities(activities)",
        ADAPTER,
        "async def send_activities",
        lambda: parameters(TurnContext.send_activities) == parameters(QuickContext.send_activities),
    ),
    PrivatePart(
        "TurnContext.update_activity(activity)",
        ADAPTER,
        "async def update_activity",
        lambda: parameters(TurnContext.update_activity) == parameters(QuickContext.update_activity),
    ),
    PrivatePart(
        "TurnContext.send_activity goes through send_activities",
        ADAPTER,
        "class QuickContext",
        lambda: "self.send_activities([activity_or_text])" in inspect.getsource(TurnContext.send_activity),
    ),
    PrivatePart(
        "The SDK itself hooks nothing into what is sent or changed",
        ADAPTER,
        "class QuickContext",
        lambda: turn()._on_send_activities == turn()._on_update_activity == [],
    ),
    PrivatePart(
        "The adapter finds the client in the turn's state",
        CLIENT,
        "class ConversationsClient",
        lambda: turn().turn_state[CloudAdapterBase.BOT_CONNECTOR_CLIENT_KEY] == "client",
    ),
    *(
        PrivatePart(
            f"The connector's client has {name}, with what the adapter hands to it first",
            CLIENT,
            f"async def {name}",
            lambda name=name: begins_as(getattr(ConversationsClient, name), getattr(ConversationsOperations, name)),  # type: ignore[misc]
        )
        for name in (
            *("send_to_conversation", "reply_to_activity", "update_activity", "delete_activity"),
            *("create_conversation", "get_conversation_member"),
        )
    ),
    PrivatePart(
        "InvokeResponse(status, body) is the answer of a button",
        ADAPTER,
        "InvokeResponse(status=200",
        lambda: (answer := InvokeResponse(status=200, body={})).status == 200 and answer.body == {},
    ),
    # Who may call
    PrivatePart(
        "BotFrameworkAuthentication asks for these four, and has no __init__ that we would skip",
        TOKEN,
        "class _Authentication(BotFrameworkAuthentication)",
        lambda: (
            BotFrameworkAuthentication.__abstractmethods__
            == {
                "authenticate_request",
                "authenticate_streaming_request",
                "create_connector_factory",
                "create_user_token_client",
            }
            and "__init__" not in vars(BotFrameworkAuthentication)
        ),
    ),
    *(
        PrivatePart(
            f"BotFrameworkAuthentication.{name} takes what ours takes",
            TOKEN,
            f"def {name}",
            lambda name=name, ours=ours: (  # type: ignore[misc]
                parameters(getattr(BotFrameworkAuthentication, name)) == parameters(getattr(ours, name))
            ),
        )
        for name, ours in {
            "authenticate_request": TeamsAuthentication,
            "authenticate_streaming_request": LocalAuthentication,
            "create_connector_factory": TeamsAuthentication,
            "create_user_token_client": TeamsAuthentication,
        }.items()
    ),
    PrivatePart(
        "AuthenticateRequestResult is filled by setting these four attributes",
        TOKEN,
        "result.connector_factory",
        lambda: (
            vars(AuthenticateRequestResult()).keys()
            == {"audience", "claims_identity", "caller_id", "connector_factory"}
        ),
    ),
    PrivatePart(
        "ClaimsIdentity(claims, is_authenticated)",
        TOKEN,
        "ClaimsIdentity(dict(claims), True)",
        lambda: parameters(ClaimsIdentity)[:2] == ["claims", "is_authenticated"],
    ),
    PrivatePart(
        "ConnectorFactory asks for create(service_url, audience), and has no __init__ that we would skip",
        CLIENT,
        "class PooledConnectorFactory(ConnectorFactory)",
        lambda: (
            ConnectorFactory.__abstractmethods__ == {"create"}
            and parameters(ConnectorFactory.create) == parameters(PooledConnectorFactory.create)
            and "__init__" not in vars(ConnectorFactory)
        ),
    ),
    # An activity read and written
    PrivatePart(
        "Model._attribute_map names the keys on the wire",
        WIRE,
        "part._attribute_map",
        lambda: Activity._attribute_map["from_property"] == {"key": "from", "type": "ChannelAccount"},
    ),
    PrivatePart(
        "A model keeps its fields as attributes of their names in _attribute_map",
        WIRE,
        "vars(part)",
        lambda: Activity._attribute_map.keys() - vars(Activity()).keys() == set(),
    ),
    PrivatePart(
        "Model.additional_properties is what a model has no field for",
        WIRE,
        "part.additional_properties",
        lambda: ChannelAccount.deserialize({"seen": True}).additional_properties == {"seen": True},
    ),
    PrivatePart(
        "ConversationParameters spells the tenant's key tenantID",
        CLIENT,
        '"tenantID"',
        lambda: schema.ConversationParameters._attribute_map["tenant_id"]["key"] == "tenantID",
    ),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.what)
def test_the_sdk_is_still_as_we_rely_on_it(part: PrivatePart) -> None:
    assert part.holds()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.what)
def test_each_part_is_relied_on_where_the_table_says(part: PrivatePart) -> None:
    assert part.word in (ROOT / part.relied_on_in).read_text()


@pytest.mark.parametrize("package", ["botbuilder-core", "botbuilder-schema", "botframework-connector"])
def test_the_release_is_the_one_that_was_read(package: str) -> None:
    assert version(package) == "4.17.1"


@pytest.mark.parametrize("package", ["botbuilder-core", "botframework-connector"])
def test_the_release_is_pinned_so_that_no_other_comes_in_unread(package: str) -> None:
    assert f'"{package}==4.17.1"' in (ROOT / "pyproject.toml").read_text()


async def test_a_message_that_comes_in_is_answered_through_our_own_turn(
    adapter: Adapter, connector: FakeConnector
) -> None:
    seen: list[TurnContext] = []

    async def logic(context: TurnContext) -> None:
        seen.append(context)

    await adapter.process(None, body(connector), logic)
    (context,) = seen
    assert type(context) is QuickContext
    assert context.turn_state.keys() == turn().turn_state.keys()


MODELS = [found for found in vars(schema).values() if isinstance(found, type) and issubclass(found, Model)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_how_its_fields_are_spelled(model: type[Model]) -> None:
    assert all("key" in names and "." not in names["key"] for names in model._attribute_map.values())


def test_an_activity_is_written_as_the_sdk_would_write_it() -> None:
    activity = Activity(
        type=ActivityTypes.message.value,
        id="activity-1",
        channel_id="msteams",
        from_property=ChannelAccount(id="28:bot", name="CSCP Review Bot"),
        conversation=ConversationAccount(id="a:personal", conversation_type="personal", is_group=False),
        reply_to_id="activity-0",
        text="Hello",
        attachments=[schema.Attachment(content_type="application/json", content={"a": [1, None]})],
        channel_data={"tenant": {"id": "t"}},
    )
    assert to_json(activity) == activity.serialize()
