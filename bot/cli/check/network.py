"""These checks ask Microsoft, the way that the bot itself does: outbound HTTPS, the clock, the keys, the token."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientHttpProxyError, ClientProxyConnectionError, ClientSession, ClientTimeout
from botbuilder.schema import ChannelAccount

from bot.cli.check.finding import CheckFinding, fails, holds, untried
from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import Credentials, CredentialsFault
from bot.security.signing_keys import SigningKeys

ASK_SECONDS = 10.0
WRONG_BY_SECONDS = 60
LOCAL = "local mode asks nobody outside."
NO_CLOCK = "Microsoft did not say what time it is there."


@dataclass(frozen=True)
class Network:
    """The network is reached through the process's own session. ``metadata_url`` is where the signing keys are listed,
    ``service_url`` where Teams takes messages, ``hosts`` where the token may go; ``bot`` is the app's account."""

    session: ClientSession
    metadata_url: str
    service_url: str
    credentials: Credentials
    now: Callable[[], datetime]
    hosts: HostAllowList
    bot: ChannelAccount

    async def findings(self) -> AsyncIterator[CheckFinding]:
        yield (outbound := await self._outbound("Outbound HTTPS to Microsoft", self.metadata_url))[0]
        yield self._clock(outbound[1])
        yield (await self._outbound("Outbound HTTPS to Teams", self.service_url))[0]
        yield await self._keys()
        yield await self._token()

    async def _outbound(self, check: str, url: str) -> tuple[CheckFinding, str]:
        """Returns the finding, and the time that the answer states. Whatever status comes, somebody has answered."""
        try:
            async with self.session.get(
                url, timeout=ClientTimeout(total=ASK_SECONDS), allow_redirects=False
            ) as response:
                return holds(check, "answered."), response.headers.get("Date", "")
        except (ClientHttpProxyError, ClientProxyConnectionError):
            said = "the proxy of HTTPS_PROXY lets nothing through. Look at HTTPS_PROXY, NO_PROXY and the proxy itself."
        except (ClientError, TimeoutError, OSError) as error:
            said = f"no answer ({type(error).__name__}). Open outbound HTTPS to it, or set HTTPS_PROXY."
        return fails(check, said), ""

    def _clock(self, stated: str) -> CheckFinding:
        try:
            there = parsedate_to_datetime(stated)
        except (TypeError, ValueError):
            return untried("Clock", NO_CLOCK)
        apart = round(abs((self.now() - there).total_seconds()))
        if apart <= WRONG_BY_SECONDS:
            return holds("Clock", f"{apart} seconds from Microsoft's.")
        return fails(
            "Clock", f"{apart:,} seconds from Microsoft's. Set the machine's clock by NTP: deadlines hang on it."
        )

    async def _keys(self) -> CheckFinding:
        count = await SigningKeys(self.session, self.metadata_url, time.monotonic).count()
        if count:
            return holds("Microsoft's signing keys", f"{count} fetched.")
        return fails(
            "Microsoft's signing keys", "none can be fetched: nobody could be let in. See CSCP_OPENID_METADATA."
        )

    async def _token(self) -> CheckFinding:
        try:
            token = await self.credentials.token()
        except CredentialsFault as fault:
            return fails("Token of the app", fault.reason)
        return holds("Token of the app", "given.") if token else untried("Token of the app", LOCAL)
