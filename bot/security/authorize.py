"""The authorizer checks each activity after its token: tenant, channel, person, rate limit and membership."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import ActivityTypes

from bot.config.allowed_hosts import HostAllowList
from bot.connector.activity_fields import Sender, stated_sender
from bot.connector.adapter import is_from_extension, tell
from bot.connector.transport import SendError
from bot.errors import BadActivity, Forbidden, NotAMember, RateLimited
from bot.security.member import ANONYMOUS, GUEST
from bot.security.membership import NOT_SIGNED_IN, Membership
from bot.security.rate_limit import RateLimiter, Verdict
from cards.search_result import NOTHING_TO_SEE
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

TOO_FAST = "That was too much at once, and this step was not taken. Wait half a minute, then go on."
NOT_CONFIRMED = (
    "Teams can't confirm just now who you are, so I can take a report from you and nothing else: type triage. For "
    "anything else, and so that your report is heard of at once, ring the Business Team. This ends by itself."
)
"""This is told to whoever Teams never named, while it can't say."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Authorizer:
    """The authorizer admits or rejects an activity. ``clock`` gives seconds that only grow; ``too_fast`` counts the
    steps that the rate limit refused, ``turned_away`` by status the people who were answered where they pressed."""

    partnership: Partnership
    allowed_hosts: HostAllowList
    membership: Membership
    rate_limiter: RateLimiter[Person]
    clock: Callable[[], float]
    too_fast: Callable[[], None]
    turned_away: Callable[[int], None]

    async def authorize(self, body: object, context: TurnContext) -> Sender | None:
        """Returns who sends the activity; None where nothing is left to do, since it is no person's or they have been
        answered. Raises BadActivity and Forbidden, and RateLimited when the person did not slow down."""
        check_activity_origin(body, self.partnership, self.allowed_hosts)
        if context.activity.type not in FROM_A_PERSON:
            return None
        verdict = self.rate_limiter.take(stated_sender(context.activity), self.clock())
        if verdict is not Verdict.ADMITTED:
            self.too_fast()
        if verdict is Verdict.WARN:
            await tell(context, TOO_FAST)
            return None
        if verdict is Verdict.REJECT:
            raise RateLimited(TOO_FAST)
        return await (self._searcher(context) if is_from_extension(context.activity) else self._sender(context))

    async def _sender(self, context: TurnContext) -> Sender | None:
        """Returns the sender. Whoever is turned away is told so where they pressed, and of what they wrote each time
        that Teams was asked anew."""
        try:
            return await self.membership.identify(context.activity)
        except NotAMember as refused:
            is_press = context.activity.type == ActivityTypes.invoke
            if (is_press or refused.is_new) and await _was_told(context, str(refused)) and is_press:
                log.warning("request_refused", status=refused.status, error=type(refused).__name__)
                self.turned_away(refused.status)
                return None
            raise

    async def _searcher(self, context: TurnContext) -> Sender | None:
        searcher = await self.membership.identify_searcher(context.activity)
        if searcher and searcher.is_confirmed:
            return searcher
        await tell(context, NOT_CONFIRMED if searcher else NOTHING_TO_SEE)
        return None


async def _was_told(context: TurnContext, text: str) -> bool:
    try:
        await tell(context, text)
    except SendError as failed:
        log.warning("refusal_not_told", status=failed.status)
        return False
    return True


CHANNEL = "msteams"
FROM_A_PERSON = frozenset(
    {"message", "invoke", "installationUpdate", "messageUpdate", "messageDelete", "messageReaction"}
)
ROLES = frozenset({"", "user", "owner", GUEST, ANONYMOUS})
"""These roles an activity may state. What is said of a guest there does not count: Teams is asked."""
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
    directory_id, role = sender.get("aadObjectId"), sender.get("role") or ""
    if not isinstance(role, str) or role.lower() not in ROLES or not sender.get("id"):
        raise Forbidden("Only people can use this bot.")
    if not isinstance(directory_id, str) or not DIRECTORY_ID.fullmatch(directory_id):
        raise Forbidden(
            NOT_SIGNED_IN if role.lower() == ANONYMOUS else "Only people with a directory id can use this bot."
        )


def _part(body: dict[str, Any], *path: str) -> dict[str, Any]:
    part: Any = body
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
    return part if isinstance(part, dict) else {}
