"""Membership says who a sender is, and whether they belong to the conversation: Teams is asked, and the answer is
cached for minutes.

Teams does not always answer in time, or with a status that says nothing. Its last answer about the conversation holds
on then, or else the person's last confirmation. Whoever was never confirmed is let in as nobody in particular: an
outage must keep nobody from reporting a death.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from botbuilder.schema import Activity, ConversationReference

from bot.connector.activity_fields import THREAD, Sender, stated_sender
from bot.connector.adapter import Adapter
from bot.connector.transport import SendError
from bot.errors import NotAMember
from bot.security.confirmations import HOLDS, Confirmations
from bot.security.member import ANONYMOUS, NAMES_SOMEBODY, Member, MemberStatus, read_member
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person

ASK_SECONDS = 2.0
TRUST_SECONDS = 300.0
# A turn waits for Teams once in a while only, as long as Teams does not answer.
RETRY_SECONDS = 30.0
MOST_KEPT = 10_000
NOT_FOUND = 404
NO_SUCH_MEMBER = "MemberNotFoundInConversation"
"""With this code of the connector a 404 speaks of the member; with any other Teams has said nothing of them."""

RING = (
    "If a child has died or been seriously harmed, ring the safeguarding partnership's Business Team now. They can "
    "also say why you are not let in."
)
GUESTS = (
    "Guests of this organisation can't use this bot. If a child has died or been seriously harmed, tell the "
    "safeguarding partnership's Business Team now. They can also have you let in."
)
NOT_SIGNED_IN = f"This bot takes nothing from people who have not signed in to Teams. {RING}"
REFUSALS: Mapping[MemberStatus, str] = {
    MemberStatus.OUTSIDER: f"Your organisation is not one of this partnership's, so nothing was done. {RING}",
    MemberStatus.ANONYMOUS: NOT_SIGNED_IN,
    MemberStatus.CONTRADICTED: (
        "Teams names two different people as the sender of this, so nothing was done. Sign out of Teams, sign in again "
        f"and repeat it. {RING}"
    ),
    MemberStatus.GONE: f"Teams says that you are not a member of this conversation any more. {RING}",
}

log = structlog.get_logger()


@dataclass(frozen=True)
class CachedMember:
    """The member is not asked for again before ``until``, in seconds of the clock of ``Membership``; Teams has said so
    ``at`` this moment."""

    member: Member
    until: float
    at: datetime


@dataclass(frozen=True)
class MemberQuery:
    """The query names a ``person`` as the activity does, and ``account`` and ``conversations`` as the connector does; a
    member of one of these belongs. ``is_anonymous`` is what the activity says of its sender."""

    service_url: str
    conversations: tuple[str, ...]
    account: str
    person: Person
    is_anonymous: bool = False


@dataclass(frozen=True)
class Membership:
    """The check asks Teams and caches its answers. ``clock`` gives seconds that only grow; ``own_chat`` says where a
    person's own chat with the bot is."""

    adapter: Adapter
    standing_partnership: Callable[[], Partnership]
    confirmations: Confirmations
    clock: Callable[[], float]
    own_chat: Callable[[Person], ConversationReference | None]
    _known: OrderedDict[MemberQuery, CachedMember] = field(default_factory=OrderedDict, init=False)

    async def identify(self, activity: Activity) -> Sender:
        """Says who sends the activity. Raises NotAMember."""
        asked = _query_for(activity)
        known, is_new = await self._known_of(asked)
        member = self._confirmed(asked, known.member)
        if refusal := self._refusal(member):
            raise NotAMember(refusal, is_new=is_new)
        if known.member.status in NAMES_SOMEBODY:
            await self.confirmations.note(asked.person, asked.account, known.member, known.at)
        return Sender(member.person, is_confirmed=member.status in NAMES_SOMEBODY)

    async def identify_searcher(self, activity: Activity) -> Sender | None:
        """Says who searches; None where there is nothing for them to find. Teams is asked about the person's own chat
        with the bot: where a message is written the bot may be no member, and can't ask. A person with no such chat has
        opened no case, and sees one only by standing in the partnership file."""
        here = _query_for(activity)
        confirmed = self.confirmations.of(here.person, here.account)
        person = confirmed.person if confirmed else here.person
        if own_chat := self.own_chat(person):
            chats = (own_chat.conversation.id,)
            asked = replace(here, service_url=own_chat.service_url, conversations=chats, person=person)
        elif self.standing_partnership().names(person):
            asked = here
        else:
            return None
        known, _ = await self._known_of(asked)
        member = self._confirmed(asked, known.member)
        if self._refusal(member):
            return None
        return Sender(member.person, is_confirmed=member.status in NAMES_SOMEBODY)

    def _refusal(self, member: Member) -> str | None:
        if member.status is MemberStatus.GUEST:
            partnership = self.standing_partnership()
            return None if partnership.allow_guests or partnership.names(member.person) else GUESTS
        return REFUSALS.get(member.status)

    def _confirmed(self, asked: MemberQuery, member: Member) -> Member:
        """Returns whom Teams has named elsewhere, or to an earlier process, where it can't say now."""
        if member.status is not MemberStatus.UNKNOWN:
            return member
        return self.confirmations.of(asked.person, asked.account) or member

    async def _known_of(self, asked: MemberQuery) -> tuple[CachedMember, bool]:
        """Returns the member, and whether Teams was asked for it just now."""
        known = self._known.get(asked)
        if known and self.clock() < known.until:
            return known, False
        known = await self._anew(asked, known)
        self._keep(asked, known)
        return known, True

    async def _anew(self, asked: MemberQuery, known: CachedMember | None) -> CachedMember:
        member, now = await self._ask(asked), self.confirmations.now()
        if member.status is not MemberStatus.UNKNOWN:
            return CachedMember(member, self.clock() + TRUST_SECONDS, now)
        until = self.clock() + RETRY_SECONDS
        if known and now - known.at <= HOLDS:
            return replace(known, until=until)
        return CachedMember(member, until, now)

    def _keep(self, asked: MemberQuery, known: CachedMember) -> None:
        self._known[asked] = known
        self._known.move_to_end(asked)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    async def _ask(self, asked: MemberQuery) -> Member:
        if asked.is_anonymous:
            return Member(MemberStatus.ANONYMOUS, asked.person)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self._found(asked)
        except SendError as failed:
            log.warning("membership_not_known", status=failed.status)
        except TimeoutError:
            log.warning("membership_not_known", error="TimeoutError")
        return Member(MemberStatus.UNKNOWN, asked.person)

    async def _found(self, asked: MemberQuery) -> Member:
        """Asks in one conversation after the other. Raises SendError where Teams does not say."""
        connector = await self.adapter.connector(asked.service_url)
        for conversation in asked.conversations:
            answer = await _in(connector, conversation, asked.account)
            if answer is not None:
                return read_member(answer, asked.person, self.standing_partnership())
        return Member(MemberStatus.GONE, asked.person)


async def _in(connector: Any, conversation: str, account: str) -> Mapping[str, Any] | None:
    """Asks for the member in one conversation; None where Teams says that they are not in it. Raises SendError where
    Teams does not say."""
    try:
        answer: Mapping[str, Any] = await connector.conversations.get_conversation_member(conversation, account)
    except SendError as failed:
        if failed.status == NOT_FOUND and failed.code == NO_SUCH_MEMBER:
            return None
        raise
    return answer


def _query_for(activity: Activity) -> MemberQuery:
    """Makes the query for a sender. A channel's team is asked first, then the channel itself: a private or shared one
    has members who may belong to no team of this tenant."""
    team = (activity.channel_data or {}).get("team")
    team_id = team.get("id") if isinstance(team, dict) else None
    conversation = activity.conversation.id.partition(THREAD)[0]
    teams = (team_id,) if isinstance(team_id, str) and team_id else ()
    account = activity.from_property
    return MemberQuery(
        service_url=activity.service_url,
        conversations=tuple(dict.fromkeys((*teams, conversation))),
        account=account.id,
        person=stated_sender(activity),
        is_anonymous=str(account.role or "").lower() == ANONYMOUS,
    )
