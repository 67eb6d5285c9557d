"""The adapter runs turns: from a request's body to the bot's logic and back, and proactive turns that the bot begins
itself."""

import secrets
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ConversationReference,
    DeliveryModes,
    ResourceResponse,
)
from botframework.connector.auth import BotFrameworkAuthentication

from bot.connector.activity_json import read_activity
from bot.connector.app_token import RESOURCE
from bot.connector.client import Connector
from bot.connector.failed_turn import is_crossed, words_of_failure
from bot.connector.transport import AddressRefused
from bot.errors import Forbidden, RequestRejected
from dialogs.messages import suggest_what_is_named
from dialogs.turn_record import record_of_this_turn, turn_record

Logic = Callable[[TurnContext], Awaitable[None]]

CARD_ACTION = "adaptiveCard/action"
SEARCH = "composeExtension/query"
MESSAGE_ACTION, MESSAGE_ACTION_GOES_ON = "composeExtension/fetchTask", "composeExtension/submitAction"
log = structlog.get_logger()


class QuickContext(TurnContext):  # type: ignore[misc] # the SDK has no types
    """The context sends without the SDK's deep copies and hooks: nothing here hooks in, and an activity is made for one
    sending."""

    async def send_activities(self, activities: list[Activity]) -> list[ResourceResponse]:
        if self.activity.delivery_mode == DeliveryModes.expect_replies:
            buffered: list[ResourceResponse] = await super().send_activities(activities)
            return buffered
        for activity in activities:
            activity.type = activity.type or ActivityTypes.message
            if activity.type != ActivityTypes.invoke_response:
                self._address(activity)
            if activity.type == ActivityTypes.message and not activity.conversation.is_group:
                suggest_what_is_named(activity)
        sent: list[ResourceResponse] = await self.adapter.send_activities(self, activities)
        if any(activity.type != ActivityTypes.invoke_response for activity in activities):
            # What travels in the answer to a request says nothing of whether the bot's own requests get through.
            self.responded = True
        return sent

    async def update_activity(self, activity: Activity) -> ResourceResponse:
        """Updates without the SDK's hooks, which are functions that hold themselves: the turn would wait for the
        garbage collector."""
        self._address(activity)
        updated: ResourceResponse = await self.adapter.update_activity(self, activity)
        return updated

    def _address(self, activity: Activity) -> None:
        """Addresses the activity back to where the turn's own came from."""
        came = self.activity
        activity.channel_id, activity.service_url, activity.locale = came.channel_id, came.service_url, came.locale
        activity.conversation, activity.from_property = came.conversation, came.recipient
        activity.recipient, activity.reply_to_id = came.from_property, came.id


class Adapter(CloudAdapterBase):  # type: ignore[misc] # the SDK has no types
    """The adapter connects the Bot Framework's authentication to the bot's logic. ``app_id`` is empty in local mode."""

    def __init__(self, authentication: BotFrameworkAuthentication, app_id: str = "") -> None:
        super().__init__(authentication)
        self._app_id = app_id
        self.on_turn_error = _tell_and_log

    def _create_turn_context(self, activity: Activity, *others: Any) -> TurnContext:
        context = QuickContext(self, activity)
        context.turn_state.update(super()._create_turn_context(activity, *others).turn_state)
        return context

    async def admit(self, header: str | None) -> None:
        """Checks the Authorization header by itself. Raises RequestRejected."""
        await self.bot_framework_authentication.admit(header or "")

    async def process(self, header: str | None, body: object, logic: Logic) -> InvokeResponse | None:
        """Runs a turn from the Authorization header and the body's JSON. Raises RequestRejected, which carries the HTTP
        status."""
        try:
            with turn_record():
                return await self.process_activity(header or "", read_activity(body), logic)
        except AddressRefused:
            raise Forbidden("The service address is not allowed.") from None

    async def in_conversation(self, reference: ConversationReference, logic: Logic) -> None:
        """Runs a proactive turn, one that the bot begins. It lets failures through: a nudge that was not sent must not
        look sent."""
        identity = self.create_claims_identity(self._app_id)
        connectors = self.bot_framework_authentication.create_connector_factory(identity)
        connector = await self.connector(reference.service_url)
        activity = get_continuation_activity(reference)
        # The SDK invents an id, and a message would be sent as a reply to one that does not exist.
        activity.id = None
        context = self._create_turn_context(activity, identity, RESOURCE, connector, None, logic, connectors)
        # The SDK's run_pipeline hands failures to on_turn_error, and the caller would never know.
        await self._middleware.receive_activity_with_status(context, logic)

    async def connector(self, service_url: str) -> Connector:
        """Makes a client for one service address. Raises AddressRefused."""
        identity = self.create_claims_identity(self._app_id)
        connectors = self.bot_framework_authentication.create_connector_factory(identity)
        connector: Connector = await connectors.create(service_url, RESOURCE)
        return connector


async def _tell_and_log(context: TurnContext, error: Exception) -> None:
    """Says what was recorded and logs a reference, with the state kept: after a failed step the person goes on where
    they were."""
    if isinstance(error, RequestRejected):
        raise error
    reference = f"E-{secrets.token_hex(2).upper()}"
    if is_crossed(error):
        log.warning("turn_crossed", error=type(error).__name__, error_ref=reference, where=_where(error))
    else:
        log.error("turn_failed", error=type(error).__name__, error_ref=reference, where=_where(error))
    try:
        await tell(context, words_of_failure(error, record_of_this_turn(), reference))
    except Exception as unsent:
        # Nobody is left to tell.
        log.error("apology_not_sent", error=type(unsent).__name__, error_ref=reference)


async def tell(context: TurnContext, text: str) -> None:
    """Says a text, whatever the activity asks for: Teams takes a button without any answer for a failure of the bot."""
    activity = context.activity
    await context.send_activity(answer_in_words(activity, text))
    answered_itself = activity.name == CARD_ACTION or is_from_extension(activity)
    if activity.type == ActivityTypes.invoke and not answered_itself:
        await context.send_activity(done())


def done() -> Activity:
    """Answers an invoke that is no card's button with an empty success: the words come as a message."""
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body={}))


def answer_in_words(activity: Activity, text: str) -> Activity:
    """Makes a message; to a card's button, words that are shown at the card, which stays as it was; to a search, words
    in the place of the results."""
    if is_search(activity):
        return search_answer({"type": "message", "text": text})
    if is_message_action(activity):
        return task_answer({"type": "message", "value": text})
    if activity.name != CARD_ACTION:
        return Activity(type=ActivityTypes.message, text=text)
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body=answer))


def is_search(activity: Activity) -> bool:
    """Says whether the activity searches for a case, from the box where a message is written."""
    return bool(activity.type == ActivityTypes.invoke.value and activity.name == SEARCH)


def is_message_action(activity: Activity) -> bool:
    """Says whether the activity is of the command on somebody's message: when it is chosen, or when its form is
    sent."""
    names = (MESSAGE_ACTION, MESSAGE_ACTION_GOES_ON)
    return bool(activity.type == ActivityTypes.invoke.value and activity.name in names)


def is_from_extension(activity: Activity) -> bool:
    """Says whether the activity comes from wherever somebody writes or reads, also where the bot is no member."""
    return is_search(activity) or is_message_action(activity)


def task_answer(task: dict[str, Any]) -> Activity:
    """Answers a command on a message: with a form to go on, or with a text."""
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body={"task": task}))


def search_answer(found: dict[str, Any]) -> Activity:
    """Answers a search, marked as not to be cached by Teams: what a person may see can change from one minute to the
    next."""
    body = {"composeExtension": found, "cacheInfo": {"cacheType": "no_cache", "cacheDuration": 0}}
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body=body))


def _where(error: Exception) -> str:
    """Returns the file and line in our own code, which say nothing about the case."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "unknown"
