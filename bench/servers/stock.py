"""The Bot Framework SDK for Python is served as its samples use it: 02.echo-bot, and 05.multi-turn-prompt with text
prompts."""

import sys
from typing import Any

from aiohttp import web
from aiohttp.web import Request, Response
from botbuilder.core import (
    ActivityHandler,
    ConversationState,
    MemoryStorage,
    MessageFactory,
    TurnContext,
    UserState,
)
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.dialogs import (
    ComponentDialog,
    Dialog,
    DialogSet,
    DialogTurnResult,
    DialogTurnStatus,
    WaterfallDialog,
    WaterfallStepContext,
)
from botbuilder.dialogs.prompts import PromptOptions, TextPrompt
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AuthenticationConstants

from bench.servers.questions import PROMPTS, THANKS
from bench.servers.registration import ISSUER, registration


class RegisteredSettings:
    """The samples' settings for a bot with a managed identity. The addresses are the SDK's own but for that of the
    signing keys: it takes all of them or none."""

    APP_TYPE = "UserAssignedMSI"
    APP_PASSWORD = ""
    VALIDATE_AUTHORITY = True
    TO_CHANNEL_FROM_BOT_LOGIN_URL = AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = ISSUER
    OAUTH_URL = AuthenticationConstants.OAUTH_URL
    TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = AuthenticationConstants.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL
    CALLER_ID = None

    def __init__(self) -> None:
        registered = registration()
        self.APP_ID, self.APP_TENANTID = registered.app_id, registered.tenant
        self.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = registered.metadata


class EchoBot(ActivityHandler):  # type: ignore[misc] # the SDK has no types
    async def on_message_activity(self, turn_context: TurnContext) -> Any:
        return await turn_context.send_activity(MessageFactory.text(f"Echo: {turn_context.activity.text}"))


class StockQuestions(ComponentDialog):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(StockQuestions.__name__)
        self.add_dialog(WaterfallDialog(WaterfallDialog.__name__, [*map(_asking, PROMPTS), _thank]))
        self.add_dialog(TextPrompt(TextPrompt.__name__))
        self.initial_dialog_id = WaterfallDialog.__name__


def _asking(question: str) -> Any:
    async def ask(step: WaterfallStepContext) -> DialogTurnResult:
        return await step.prompt(TextPrompt.__name__, PromptOptions(prompt=MessageFactory.text(question)))

    # The SDK names the steps of a waterfall in its telemetry.
    ask.__name__ = ask.__qualname__ = question
    return ask


async def _thank(step: WaterfallStepContext) -> DialogTurnResult:
    await step.context.send_activity(MessageFactory.text(THANKS))
    return await step.end_dialog()


class DialogBot(ActivityHandler):  # type: ignore[misc]
    def __init__(self, conversation_state: ConversationState, user_state: UserState, dialog: Dialog) -> None:
        self.conversation_state = conversation_state
        self.user_state = user_state
        self.dialog = dialog

    async def on_turn(self, turn_context: TurnContext) -> None:
        await super().on_turn(turn_context)
        await self.conversation_state.save_changes(turn_context)
        await self.user_state.save_changes(turn_context)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        dialogs = DialogSet(self.conversation_state.create_property("DialogState"))
        dialogs.add(self.dialog)
        context = await dialogs.create_context(turn_context)
        result = await context.continue_dialog()
        if result.status == DialogTurnStatus.Empty:
            await context.begin_dialog(self.dialog.id)


def _waterfall() -> ActivityHandler:
    storage = MemoryStorage()
    return DialogBot(ConversationState(storage), UserState(storage), StockQuestions())


def main(kind: str, port: int) -> None:
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(RegisteredSettings()))
    bot = _waterfall() if kind == "waterfall" else EchoBot()

    async def messages(request: Request) -> Response:
        answer: Response = await adapter.process(request, bot)
        return answer

    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
