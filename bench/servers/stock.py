"""The Bot Framework SDK for Python is served as its samples use it: 02.echo-bot, and 05.multi-turn-prompt with text
prompts."""

import sys
from typing import Any

from aiohttp import web
from botbuilder import core, dialogs
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AuthenticationConstants

from bench.servers.registration import ISSUER, registration
from bench.servers.sample import go_on, questions_dialog, serve


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


class EchoBot(core.ActivityHandler):  # type: ignore[misc] # the SDK has no types
    async def on_message_activity(self, turn_context: core.TurnContext) -> Any:
        return await turn_context.send_activity(core.MessageFactory.text(f"Echo: {turn_context.activity.text}"))


class DialogBot(core.ActivityHandler):  # type: ignore[misc]
    def __init__(self) -> None:
        storage = core.MemoryStorage()
        self._conversation_state, self._user_state = core.ConversationState(storage), core.UserState(storage)
        self._dialog = questions_dialog(core, dialogs)

    async def on_turn(self, turn_context: core.TurnContext) -> None:
        await super().on_turn(turn_context)
        await self._conversation_state.save_changes(turn_context)
        await self._user_state.save_changes(turn_context)

    async def on_message_activity(self, turn_context: core.TurnContext) -> None:
        await go_on(dialogs, self._dialog, self._conversation_state, turn_context)


def main(kind: str, port: int) -> None:
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(RegisteredSettings()))
    bot = DialogBot() if kind == "waterfall" else EchoBot()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, bot)
        return answer

    serve(messages, web.Application(middlewares=[aiohttp_error_middleware]), port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
