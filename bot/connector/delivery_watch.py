"""The delivery watch notices that nothing gets through to Teams any more, whoever it is for."""

from collections.abc import Callable

from bot.connector.transport import DestinationUnreachable, SendError

TOLERATED_SECONDS = 30 * 60.0
NOTHING_THROUGH = (
    "Teams has taken none of the bot's messages for {} minutes; its last answer was {}. Nobody is nudged meanwhile. "
    "Look at the bot's credentials, at its way out to the internet, and at Teams' own status."
)
NOTHING_THROUGH_BECAUSE = "Teams has taken none of the bot's messages for {} minutes. {} Nobody is nudged meanwhile."
OWN_TOKEN = 401
CREDENTIALS_REFUSED = (
    "Teams has taken none of the bot's messages for {} minutes: it refuses the bot's own credentials (401). Nobody is "
    "nudged meanwhile. Look at the bot's app id, its tenant, and its secret and when that expires."
)


class DeliveryWatch:
    """The watch hears how each request to the connector ended. ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failing_since: float | None = None
        self._last: SendError | None = None

    def ended(self, failure: SendError | None) -> None:
        """Notes a request that ended. One chat that is blocked or gone says nothing of the others."""
        if isinstance(failure, DestinationUnreachable):
            return
        if failure is None:
            self._failing_since = None
        elif self._failing_since is None:
            self._failing_since = self._clock()
        self._last = failure

    def fault(self) -> str | None:
        """Returns what is wrong, in a sentence or two; none while messages get through, or none was tried."""
        if self._failing_since is None:
            return None
        seconds = self._clock() - self._failing_since
        if seconds < TOLERATED_SECONDS:
            return None
        if self._last and self._last.reason:
            return NOTHING_THROUGH_BECAUSE.format(int(seconds // 60), self._last.reason)
        status = self._last.status if self._last else None
        if status == OWN_TOKEN:
            return CREDENTIALS_REFUSED.format(int(seconds // 60))
        return NOTHING_THROUGH.format(int(seconds // 60), status or "none at all")
