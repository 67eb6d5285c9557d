"""The Microsoft 365 Agents SDK is served as its samples of activity handlers use it: an echo, and a multi-turn
dialog."""

import logging
import sys
from typing import Any

from aiohttp import web
from microsoft_agents.authentication.msal import MsalConnectionManager
from microsoft_agents.hosting import core, dialogs
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core.authorization._entra_issuers import BOTFRAMEWORK_JWKS_URIS

from bench.servers.registration import ISSUER, registration
from bench.servers.sample import go_on, questions_dialog, serve


class EchoAgent(core.ActivityHandler):  # type: ignore[misc] # the SDK is not installed beside the bot
    async def on_message_activity(self, turn_context: core.TurnContext) -> Any:
        return await turn_context.send_activity(core.MessageFactory.text(f"Echo: {turn_context.activity.text}"))


class DialogAgent(core.ActivityHandler):  # type: ignore[misc]
    """The agent has states of its own for each turn: in version 1.9 they keep what they have read, and turns that share
    them take over each other's answers."""

    def __init__(self) -> None:
        self._storage = core.MemoryStorage()
        self._dialog = questions_dialog(core, dialogs)

    async def on_message_activity(self, turn_context: core.TurnContext) -> None:
        conversation_state, user_state = core.ConversationState(self._storage), core.UserState(self._storage)
        await go_on(dialogs, self._dialog, conversation_state, turn_context)
        await conversation_state.save(turn_context)
        await user_state.save(turn_context)


def main(kind: str, port: int) -> None:
    # Without a registration it warns at every turn.
    logging.disable(logging.WARNING)
    registered = registration()
    configuration = core.AgentAuthConfiguration(
        core.AuthTypes.user_managed_identity, client_id=registered.app_id, tenant_id=registered.tenant
    )
    # No setting leads elsewhere than to the Bot Framework's keys.
    BOTFRAMEWORK_JWKS_URIS[ISSUER] = registered.keys
    connections = MsalConnectionManager({"SERVICE_CONNECTION": configuration})
    adapter = CloudAdapter(connection_manager=connections)
    agent = DialogAgent() if kind == "waterfall" else EchoAgent()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, agent)
        return answer

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = connections.get_default_connection_configuration()
    serve(messages, app, port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
