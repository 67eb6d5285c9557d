"""The authorizer checks each activity after its token: tenant, channel, person, rate limit and membership."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext

from bot.config.allowed_hosts import HostAllowList
from bot.connector.activity_fields import sender
from bot.connector.adapter import is_search, tell
from bot.errors import BadActivity, Forbidden, RateLimited
from bot.security.membership import Membership
from bot.security.rate_limit import RateLimiter, Verdict
from cards.search_result import NOTHING_TO_SEE
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

TOO_FAST = "That was too much at once, and this step was not taken. Wait half a minute, then go on."


@dataclass(frozen=True)
class Authorizer:
    """The authorizer admits or rejects an activity. ``clock`` gives seconds that only grow; ``too_fast`` counts the
    steps that the rate limit refused."""

    partnership: Partnership
    allowed_hosts: HostAllowList
    membership: Membership
    rate_limiter: RateLimiter[Person]
    clock: Callable[[], float]
    too_fast: Callable[[], None]

    async def authorize(self, body: object, context: TurnContext) -> bool:
        """Returns false where the person was told to slow down, or that there is nothing for them to find. Raises
        BadActivity and Forbidden, and RateLimited when the person did not slow down."""
        check_activity_origin(body, self.partnership, self.allowed_hosts)
        if context.activity.type not in FROM_A_PERSON:
            return True
        verdict = self.rate_limiter.take(sender(context.activity), self.clock())
        if verdict is not Verdict.ADMITTED:
            self.too_fast()
        if verdict is Verdict.WARN:
            await tell(context, TOO_FAST)
            return False
        if verdict is Verdict.REJECT:
            raise RateLimited(TOO_FAST)
        if is_search(context.activity):
            return await self._lets_search(context)
        await self.membership.check(context)
        return True

    async def _lets_search(self, context: TurnContext) -> bool:
        if await self.membership.lets_search(sender(context.activity)):
            return True
        await tell(context, NOTHING_TO_SEE)
        return False


CHANNEL = "msteams"
FROM_A_PERSON = frozenset(
    {"message", "invoke", "installationUpdate", "messageUpdate", "messageDelete", "messageReaction"}
)
DIRECTORY_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def check_activity_origin(body: object, partnership: Partnership, allowed_hosts: HostAllowList) -> None:
    """Raises BadActivity for a body that is no object, and Forbidden for a wrong channel, tenant or service address,
    and for a sender who is no person.

    The token shows that the request is from Teams at all, and is checked apart from this.
    """
    if not isinstance(body, dict):
        raise BadActivity("This is no activity: look at body.")
    if body.get("channelId") != CHANNEL:
        raise Forbidden("This bot answers in Microsoft Teams only.")
    if not allowed_hosts.allows(body.get("serviceUrl")):
        raise Forbidden("This service address is not allowed.")
    tenant = _stated_tenant(body)
    if not isinstance(tenant, str) or not partnership.is_allowed_tenant(tenant):
        raise Forbidden("This tenant is not one of the partnership's.")
    if body.get("type") in FROM_A_PERSON:
        _check_person(_part(body, "from"))


def _stated_tenant(body: dict[str, Any]) -> object:
    """Returns the tenant that the channel states; where it states none, that of the conversation."""
    channel_data = body.get("channelData")
    if isinstance(channel_data, dict) and channel_data.get("tenant") is not None:
        return _part(body, "channelData", "tenant").get("id")
    return _part(body, "conversation").get("tenantId")


def _check_person(sender: dict[str, Any]) -> None:
    directory_id = sender.get("aadObjectId")
    if not isinstance(directory_id, str) or not DIRECTORY_ID.fullmatch(directory_id):
        raise Forbidden("Only people with a directory id can use this bot.")
    if not sender.get("id") or sender.get("role") not in {None, "", "user"}:
        raise Forbidden("Only people can use this bot.")


def _part(body: dict[str, Any], *path: str) -> dict[str, Any]:
    part: Any = body
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
    return part if isinstance(part, dict) else {}
