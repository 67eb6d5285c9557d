"""The client sends what the bot says: a small REST client of the Bot Framework's connector, over one pool of
connections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from botbuilder.schema import Activity, ConversationParameters, ConversationResourceResponse, ResourceResponse
from botframework.connector.auth import ConnectorFactory

from bot.config.allowed_hosts import HostAllowList
from bot.connector.activity_json import to_json
from bot.connector.app_token import Credentials, CredentialsFault
from bot.connector.proxies import EnvironmentProxies
from bot.connector.transport import TRY_SECONDS, AddressRefused, RetryingTransport, SendError


def pooled_session(*, through_proxy: bool = False) -> ClientSession:
    """Opens the one HTTP session of the process; the caller makes it inside the running loop, and closes it.
    ``through_proxy`` honours ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` of the environment. Raises
    SettingsFault."""
    proxies = (EnvironmentProxies.read(),) if through_proxy else ()
    connections = TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_SECONDS)
    return ClientSession(
        connector=connections,
        timeout=ClientTimeout(total=TRY_SECONDS),
        cookie_jar=DummyCookieJar(),
        middlewares=proxies,
    )


CONNECTIONS = 1_000
"""The pool holds this many connections at once, to all of Teams: a slow answer in some chats holds nobody else up."""
KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class ConversationsClient:
    """The client has the operations that the SDK's adapter asks for, at one service address."""

    service_url: str
    allowed_hosts: HostAllowList
    credentials: Credentials
    transport: RetryingTransport

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("POST", activity, conversation_id, "activities")

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("POST", activity, conversation_id, "activities", activity_id)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("PUT", activity, conversation_id, "activities", activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self._request("DELETE", None, conversation_id, "activities", activity_id)

    async def create_conversation(self, parameters: ConversationParameters) -> ConversationResourceResponse:
        payload = to_json(parameters)
        if "tenantID" in payload:
            # The SDK spells it otherwise than the connector's reference does.
            payload["tenantId"] = payload.pop("tenantID")
        answer = await self._request("POST", payload)
        if not answer.get("id"):
            raise SendError
        return ConversationResourceResponse(
            id=answer["id"], activity_id=answer.get("activityId"), service_url=answer.get("serviceUrl")
        )

    async def get_conversation_member(self, conversation_id: str, member_id: str) -> Mapping[str, Any]:
        """Returns what the channel knows of a member, names and addresses among it: keep none of that."""
        answer: Mapping[str, Any] = await self._request("GET", None, conversation_id, "members", member_id)
        return answer

    async def _send(self, method: str, activity: Activity, *path: str) -> ResourceResponse:
        answer = await self._request(method, to_json(activity), *path)
        return ResourceResponse(id=answer.get("id") or "")

    async def _request(self, method: str, payload: object, *path: str) -> Any:
        # The address is checked at each request, not only when the client is made: the token is about to leave.
        if not self.allowed_hosts.allows(self.service_url):
            raise AddressRefused
        token = await self._token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = "/".join((self.service_url.rstrip("/"), "v3/conversations", *map(_quote, path)))
        return await self.transport.request(method, url, payload, headers)

    async def _token(self) -> str | None:
        """Raises CredentialsFault; whoever watches the deliveries hears of it, since nothing gets through."""
        try:
            return await self.credentials.token()
        except CredentialsFault as fault:
            self.transport.ended(fault)
            raise


def _quote(part: str) -> str:
    """Quotes an id, so that it can't climb out of its place in the path. Raises SendError for one that can't be
    quoted."""
    if not isinstance(part, str) or not part.strip("."):
        raise SendError
    try:
        return quote(part, safe="")
    except UnicodeEncodeError:
        raise SendError from None


@dataclass(frozen=True)
class Connector:
    """The connector has the shape of the SDK's own client, which is asked for ``.conversations``."""

    conversations: ConversationsClient


class PooledConnectorFactory(ConnectorFactory):  # type: ignore[misc] # the SDK has no types
    """The factory shares one pool of connections and one token; the SDK's makes a client, a token request and a pool
    for every turn."""

    def __init__(self, allowed_hosts: HostAllowList, credentials: Credentials, transport: RetryingTransport) -> None:
        self._addresses = allowed_hosts
        self._credentials = credentials
        self._delivery = transport

    async def create(self, service_url: str, audience: str | None = None) -> Connector:
        """Makes a client for one service address. Raises AddressRefused."""
        if not self._addresses.allows(service_url):
            raise AddressRefused
        return Connector(ConversationsClient(service_url, self._addresses, self._credentials, self._delivery))
