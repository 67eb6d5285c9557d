"""The Microsoft 365 Agents SDK is served as its samples of activity handlers use it: an echo, and a multi-turn
dialog."""

import logging
import sys
from typing import Any

from aiohttp import web
from aiohttp.web import Request, Response
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import (
    ActivityHandler,
    AgentAuthConfiguration,
    AuthTypes,
    ConversationState,
    MemoryStorage,
    MessageFactory,
    TurnContext,
    UserState,
)
from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS
from microsoft_agents.hosting.dialogs import (
    ComponentDialog,
    DialogSet,
    DialogTurnResult,
    DialogTurnStatus,
    WaterfallDialog,
    WaterfallStepContext,
)
from microsoft_agents.hosting.dialogs.prompts import PromptOptions, TextPrompt

from bench.servers.questions import PROMPTS, THANKS
from bench.servers.registration import ISSUER, registration


class EchoAgent(ActivityHandler):  # type: ignore[misc] # the SDK is not installed beside the bot
    async def on_message_activity(self, turn_context: TurnContext) -> Any:
        return await turn_context.send_activity(MessageFactory.text(f"Echo: {turn_context.activity.text}"))


class AgentsQuestions(ComponentDialog):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(AgentsQuestions.__name__)
        self.add_dialog(WaterfallDialog(WaterfallDialog.__name__, [*map(_asking, PROMPTS), _thank]))
        self.add_dialog(TextPrompt(TextPrompt.__name__))
        self.initial_dialog_id = WaterfallDialog.__name__


def _asking(question: str) -> Any:
    async def ask(step: WaterfallStepContext) -> DialogTurnResult:
        return await step.prompt(TextPrompt.__name__, PromptOptions(prompt=MessageFactory.text(question)))

    ask.__name__ = ask.__qualname__ = question
    return ask


async def _thank(step: WaterfallStepContext) -> DialogTurnResult:
    await step.context.send_activity(MessageFactory.text(THANKS))
    return await step.end_dialog()


class DialogAgent(ActivityHandler):  # type: ignore[misc]
    """The agent has states of its own for each turn: in version 1.9 they keep what they have read, and turns that share
    them take over each other's answers."""

    def __init__(self, storage: MemoryStorage, dialog: AgentsQuestions) -> None:
        self._storage = storage
        self._dialog = dialog

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        conversation_state, user_state = ConversationState(self._storage), UserState(self._storage)
        dialogs = DialogSet(conversation_state.create_property("DialogState"))
        dialogs.add(self._dialog)
        context = await dialogs.create_context(turn_context)
        result = await context.continue_dialog()
        if result.status == DialogTurnStatus.Empty:
            await context.begin_dialog(self._dialog.id)
        await conversation_state.save(turn_context)
        await user_state.save(turn_context)


def main(kind: str, port: int) -> None:
    # Without a registration it warns at every turn.
    logging.disable(logging.WARNING)
    registered = registration()
    configuration = AgentAuthConfiguration(
        AuthTypes.user_managed_identity, client_id=registered.app_id, tenant_id=registered.tenant
    )
    # No setting leads elsewhere than to the Bot Framework's keys.
    BOTFRAMEWORK_JWKS_URIS[ISSUER] = registered.keys
    connections = MsalConnectionManager({"SERVICE_CONNECTION": configuration})
    adapter = CloudAdapter(connection_manager=connections)
    agent = DialogAgent(MemoryStorage(), AgentsQuestions()) if kind == "waterfall" else EchoAgent()

    async def messages(request: Request) -> Response:
        answer: Response = await adapter.process(request, agent)
        return answer

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = connections.get_default_connection_configuration()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
