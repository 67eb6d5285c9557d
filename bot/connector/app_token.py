"""The bot fetches its own access token for the Bot Framework, by client secret or by managed identity."""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import msal  # type: ignore[import-untyped]
import requests
from requests.adapters import HTTPAdapter

from bot.config.settings import AppType, Settings
from bot.connector.transport import SendError

RESOURCE = "https://api.botframework.com"
RENEW_BEFORE_SECONDS = 300
# While the old token serves, a directory that is down is asked this often, and most senders wait for none of it.
RETRY_SECONDS = 30
TIMEOUT_SECONDS = 10.0
# The HTTP client's own time-out is shorter, so that its thread ends and the next attempt finds a free one.
HTTP_TIMEOUT_SECONDS = 8.0

# The pool is apart from the threads of the store: a directory that hangs, for many partnerships at once, holds up no
# saving.
_ASKING = ThreadPoolExecutor(max_workers=8, thread_name_prefix="directory")

Acquire = Callable[[], Mapping[str, Any]]


class CredentialsFault(SendError):
    """The bot could get no token, so that nothing was sent: the directory refused, or did not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.args = (reason,)


class Credentials(Protocol):
    async def token(self) -> str | None:
        """Returns the token, or none in local mode. Raises CredentialsFault."""


class NoCredentials:
    """Local mode has no credentials: the local client asks for none."""

    async def token(self) -> str | None:
        return None


class AppCredentials:
    """The token is cached until shortly before it expires (``RENEW_BEFORE_SECONDS``). ``acquire`` blocks, so it runs in
    a thread."""

    def __init__(
        self, acquire: Acquire, clock: Callable[[], float] = time.monotonic, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._acquire = acquire
        self._clock = clock
        self._timeout = timeout
        self._renewal: asyncio.Task[CredentialsFault | None] | None = None
        self._token: str | None = None
        self._renew_at = 0.0
        self._ends = 0.0

    async def token(self) -> str | None:
        if self._clock() < self._renew_at:
            return self._token
        # Everyone who waits shares one attempt, and its failure too: nobody queues behind a directory that hangs.
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())
        if fault := await asyncio.shield(self._renewal):
            # The old token still serves for its last minutes.
            if self._clock() >= self._ends:
                raise fault
            self._renew_at = min(self._clock() + RETRY_SECONDS, self._ends)
        return self._token

    async def _renew(self) -> CredentialsFault | None:
        try:
            asked = asyncio.get_running_loop().run_in_executor(_ASKING, self._acquire)
            result = await asyncio.wait_for(asked, self._timeout)
        except (TimeoutError, requests.exceptions.Timeout):
            return CredentialsFault("The directory did not answer in time for the bot's token.")
        except requests.exceptions.ProxyError:
            return CredentialsFault(
                "The directory, which gives the bot its token, can't be reached through the proxy of HTTPS_PROXY: "
                "look at HTTPS_PROXY, NO_PROXY and the proxy itself."
            )
        except Exception as error:
            return _refusal(type(error).__name__)
        if "access_token" not in result:
            return _refusal(result.get("error", "no token"))
        self._token = str(result["access_token"])
        self._ends = self._clock() + float(result.get("expires_in", 0))
        self._renew_at = self._ends - RENEW_BEFORE_SECONDS
        return None


def _refusal(code: object) -> CredentialsFault:
    """Names only the error code: the directory's own words may repeat what was sent."""
    return CredentialsFault(f"The directory gave the bot no token ({code}): check CSCP_APP_ID and its credential.")


def credentials(settings: Settings) -> Credentials:
    if settings.local:
        return NoCredentials()
    if settings.app_type is AppType.MANAGED_IDENTITY:
        return AppCredentials(_by_managed_identity(settings))
    return AppCredentials(_by_secret(settings))


def _by_secret(settings: Settings) -> Acquire:
    password = settings.app_password.get_secret_value() if settings.app_password else ""

    def acquire() -> Mapping[str, Any]:
        # Made here, in the thread: the library asks the directory for its addresses when it is made.
        application = msal.ConfidentialClientApplication(
            settings.app_id,
            client_credential=password,
            authority=f"https://login.microsoftonline.com/{settings.app_tenant}",
            http_client=_http_client(),
        )
        result: Mapping[str, Any] = application.acquire_token_for_client([f"{RESOURCE}/.default"])
        return result

    return acquire


def _by_managed_identity(settings: Settings) -> Acquire:
    def acquire() -> Mapping[str, Any]:
        identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
        client = msal.ManagedIdentityClient(identity, http_client=_http_client(through_proxy=False))
        result: Mapping[str, Any] = client.acquire_token_for_client(resource=RESOURCE)
        return result

    return acquire


class _Hurried(HTTPAdapter):
    """The adapter of ``requests`` sets the time-out that the library (``msal``) does not pass."""

    def send(self, request: Any, *args: Any, **options: Any) -> Any:
        return super().send(request, *args, **{**options, "timeout": HTTP_TIMEOUT_SECONDS})


def _http_client(*, through_proxy: bool = True) -> requests.Session:
    """Opens the client of the library. The endpoint of a managed identity is the machine's own: no proxy knows it."""
    session = requests.Session()
    session.trust_env = through_proxy
    session.mount("https://", _Hurried())
    session.mount("http://", _Hurried())
    return session
