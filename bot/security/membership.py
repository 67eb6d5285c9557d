"""Membership says whether a sender still belongs to the conversation, and as what: Teams is asked, and the answer is
cached for minutes.

Teams does not always answer in time. Its last answer holds on then, and a sender who was never asked about is let in:
the token, the tenant and the directory id have been checked by then, and an outage must keep nobody from reporting a
death.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog
from botbuilder.core import TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import Activity, ConversationReference

from bot.connector.activity_fields import THREAD, sender
from bot.connector.adapter import Adapter
from bot.connector.transport import SendError
from bot.errors import NotAMember
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

ASK_SECONDS = 2.0
TRUST_SECONDS = 300.0
# A turn waits for Teams once in a while only, as long as Teams does not answer.
RETRY_SECONDS = 30.0
MOST_KEPT = 10_000
NOT_FOUND = 404
# This code of the connector says nothing about the member.
NO_SUCH_CONVERSATION = "ConversationNotFound"

GUESTS = (
    "Guests of this organisation can't use this bot. If a child has died or been seriously harmed, tell the "
    "safeguarding partnership's Business Team now. They can also have you let in."
)
GONE = "You are not a member of this conversation any more."

log = structlog.get_logger()


class MemberStatus(Enum):
    """The status is all that is kept of Teams' answer, which holds names and e-mail addresses."""

    MEMBER = "member"
    GUEST = "guest"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CachedStatus:
    """The status is trusted until ``until``, in seconds of the clock of ``Membership``."""

    status: MemberStatus
    until: float


@dataclass(frozen=True)
class MemberQuery:
    """The query names a ``person`` as the activity does, and ``member`` and ``conversations`` as the connector does; a
    member of one of these belongs."""

    service_url: str
    conversations: tuple[str, ...]
    member: str
    person: Person


class Membership:
    """The check asks Teams and caches its answers. ``clock`` gives seconds that only grow; ``own_chat`` says where a
    person's own chat with the bot is."""

    def __init__(
        self,
        adapter: Adapter,
        status: Callable[[], Partnership],
        clock: Callable[[], float],
        own_chat: Callable[[Person], ConversationReference | None],
    ) -> None:
        self._adapter = adapter
        self._standing_partnership = status
        self._clock = clock
        self._own_chat = own_chat
        self._known: OrderedDict[MemberQuery, CachedStatus] = OrderedDict()

    async def check(self, context: TurnContext) -> None:
        """Raises NotAMember. A person who is turned away as a guest is told so, each time that Teams was asked anew."""
        asked = _query_for(context.activity)
        status, is_new = await self._status(asked)
        if status is MemberStatus.GONE:
            raise NotAMember(GONE)
        if status is MemberStatus.GUEST and not self._is_guest_allowed(asked.person):
            if is_new:
                await _tell(context, GUESTS)
            raise NotAMember(GUESTS)

    async def lets_search(self, person: Person) -> bool:
        """Says whether a person may search. Teams is asked about the person's own chat with the bot: where a message is
        written the bot may be no member, and can't ask. A person with no such chat has opened no case, and sees one
        only by standing in the partnership file."""
        if self._is_guest_allowed(person):
            return True
        if (own_chat := self._own_chat(person)) is None:
            return False
        there = get_continuation_activity(own_chat)
        there.channel_data = {"tenant": {"id": person.tenant}}
        status, _ = await self._status(_query_for(there))
        return status not in (MemberStatus.GUEST, MemberStatus.GONE)

    def _is_guest_allowed(self, person: Person) -> bool:
        partnership = self._standing_partnership()
        return partnership.allow_guests or partnership.names(person)

    async def _status(self, asked: MemberQuery) -> tuple[MemberStatus, bool]:
        """Returns the status, and whether Teams was asked for it just now."""
        known = self._known.get(asked)
        if known and self._clock() < known.until:
            return known.status, False
        status = await self._ask(asked)
        trusted = TRUST_SECONDS
        if status is MemberStatus.UNKNOWN:
            status, trusted = known.status if known else MemberStatus.UNKNOWN, RETRY_SECONDS
        self._keep(asked, CachedStatus(status, self._clock() + trusted))
        return status, True

    def _keep(self, asked: MemberQuery, known: CachedStatus) -> None:
        self._known[asked] = known
        self._known.move_to_end(asked)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    async def _ask(self, asked: MemberQuery) -> MemberStatus:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                connector = await self._adapter.connector(asked.service_url)
                for conversation in asked.conversations:
                    status = await _in(connector, conversation, asked)
                    if status is not MemberStatus.GONE:
                        break
                return status
        except SendError as failed:
            log.warning("membership_not_known", status=failed.status)
            return MemberStatus.UNKNOWN
        except TimeoutError:
            log.warning("membership_not_known", error="TimeoutError")
            return MemberStatus.UNKNOWN


async def _in(connector: Any, conversation: str, asked: MemberQuery) -> MemberStatus:
    """Asks for the status in one conversation. Raises SendError where Teams does not say."""
    try:
        member = await connector.conversations.get_conversation_member(conversation, asked.member)
    except SendError as failed:
        if failed.status == NOT_FOUND and failed.code != NO_SUCH_CONVERSATION:
            return MemberStatus.GONE
        raise
    return status_of(member, asked.person)


def status_of(member: Mapping[str, Any], person: Person) -> MemberStatus:
    """Reads the status from the connector's answer. An answer about somebody else, or with no role in it, says nothing;
    a member from another tenant (of a shared channel) is as a guest."""
    directory_id, role = member.get("aadObjectId") or member.get("objectId"), member.get("userRole")
    if not isinstance(directory_id, str) or directory_id.lower() != person.id or not isinstance(role, str):
        return MemberStatus.UNKNOWN
    tenant = member.get("tenantId")
    is_from_outside = isinstance(tenant, str) and tenant.lower() != person.tenant
    return MemberStatus.GUEST if is_from_outside or role.lower() == "guest" else MemberStatus.MEMBER


def _query_for(activity: Activity) -> MemberQuery:
    """Makes the query for a sender. A channel's team is asked first, then the channel itself: a private or shared one
    has members who may belong to no team of this tenant."""
    team = (activity.channel_data or {}).get("team")
    team_id = team.get("id") if isinstance(team, dict) else None
    conversation = activity.conversation.id.partition(THREAD)[0]
    teams = (team_id,) if isinstance(team_id, str) and team_id else ()
    return MemberQuery(
        service_url=activity.service_url,
        conversations=tuple(dict.fromkeys((*teams, conversation))),
        member=activity.from_property.id,
        person=sender(activity),
    )


async def _tell(context: TurnContext, text: str) -> None:
    try:
        await context.send_activity(text)
    except SendError as failed:
        log.info("guest_not_told", status=failed.status)
