"""The live check tries in the tenant what the bot takes for granted of Teams. What it posts it takes away again; nobody
but the tester gets a message."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from botbuilder.schema import Activity, ActivityTypes, Attachment, ChannelAccount, ConversationParameters
from PIL import Image

from bot.cli.check.finding import CheckFinding, fails, holds, untried
from bot.connector.activity_fields import THREAD
from bot.connector.client import ConversationsClient
from bot.connector.transport import SendError
from bot.handlers.file_offers import CONSENT_CARD
from bot.security.member import MemberStatus, read_member
from bot.security.membership import NO_SUCH_MEMBER
from cards.elements import told_card
from cards.news import Mentioned, mentioning
from dialogs.messages import CardMessage, as_activity
from safeguarding.partnership.model import OfficeHolder, Partnership
from safeguarding.people import Person

POST, CHANGE, ANSWER, MENTION, PICTURE, DELETE, MEMBER, REACH, FILE = (
    "The channel takes a post",
    "A post can be changed",
    "A post is answered in its thread",
    "A mention is taken",
    "A picture is taken",
    "A post can be deleted",
    "Teams says who somebody is",
    "Office-holders can be reached",
    "A file is offered",
)
NO_TESTER = "name whoever runs this by --tester DIRECTORY_ID, who gets one message."
NO_POST = "there is no post to try it on."
WORDS = "This is a check of the review bot. It is taken away again."
BY_STATUS = {
    401: "Teams does not take the app's token here. Look at CSCP_APP_ID, CSCP_APP_TENANT and the registration.",
    403: "Add the app there: to the team, and to a private or shared channel by hand.",
    404: "There is no such place for the bot. Look at its id in the partnership file, and add the app there.",
    413: "It is too large for Teams. Tell an engineer.",
    400: "Teams takes it for malformed. Tell an engineer.",
    429: "Teams asks to wait. Run this again in some minutes.",
}
STATUSES = {
    MemberStatus.OUTSIDER: "is of a tenant that the partnership file does not list. Add it under tenants.",
    MemberStatus.ANONYMOUS: "has not signed in. Correct the id in the partnership file.",
    MemberStatus.CONTRADICTED: "is known to Teams under another directory id. Correct it in the partnership file.",
    MemberStatus.UNKNOWN: "is not told by Teams: no role or no directory id in the answer. Tell an engineer.",
}
NOT_THERE = "is no member of the review channel. Add them to it, or correct the id in the partnership file."


@dataclass
class LiveCheck:
    """The live check goes through one channel and the office-holders. ``bot`` is the app's account, ``tester`` whoever
    runs it."""

    conversations: ConversationsClient
    bot: ChannelAccount
    partnership: Partnership
    tester: Person | None = None
    _root: str = ""
    _posted: list[tuple[str, str]] = field(default_factory=list)

    async def findings(self) -> AsyncIterator[CheckFinding]:
        channel = ((POST, self._post), (CHANGE, self._change), (ANSWER, self._answer), (PICTURE, self._picture))
        for check, tried in (*channel, (MENTION, self._mention), (FILE, self._file)):
            yield await _tried(check, tried)
        yield await self._deleted()
        for holder in _once(self.partnership.holders_in_order()):
            yield await self._member(holder)
            yield await _tried(REACH, lambda holder=holder: self._reached(holder))  # type: ignore[misc] # bound at once

    async def _post(self) -> str:
        channel = self.partnership.review_channel
        place = {"channel": {"id": channel.conversation}, "tenant": {"id": channel.tenant}}
        created = await self.conversations.create_conversation(
            ConversationParameters(
                is_group=True, bot=self.bot, tenant_id=channel.tenant, channel_data=place, activity=_shown(WORDS)
            )
        )
        self._root = created.activity_id or ""
        self._posted.append((self._thread, self._root))
        return "taken."

    @property
    def _thread(self) -> str:
        return f"{self.partnership.review_channel.conversation}{THREAD}{self._root}"

    async def _change(self) -> str:
        activity = _shown(f"{WORDS} It was changed.")
        activity.id = self._root
        await self.conversations.update_activity(self._thread, self._require_root(), activity)
        return "changed."

    async def _answer(self) -> str:
        await self._say(_shown(f"{WORDS} This is an answer."))
        return "answered."

    async def _picture(self) -> str:
        url = f"data:image/png;base64,{base64.b64encode(one_pixel()).decode()}"
        attachment = Attachment(content_type="image/png", content_url=url, name="check.png")
        await self._say(Activity(type=ActivityTypes.message, attachments=[attachment]))
        return "taken. Look at the channel while this runs, or type flowchart to the bot, to see that it is shown."

    async def _mention(self) -> str:
        tester = self._require_tester()
        titles = (holder.title for holder in self.partnership.holders_in_order() if holder.person == tester)
        called = Mentioned(tester.id, next(titles, "The tester"))
        shown = mentioning(told_card(WORDS, "This calls whoever runs the check."), [called])
        await self._say(as_activity(CardMessage(shown, "Check")))
        return "taken."

    async def _file(self) -> str:
        chat = await self._chat_with(self._require_tester())
        offer = {"description": WORDS, "sizeInBytes": 1, "acceptContext": {}, "declineContext": {}}
        attachment = Attachment(content_type=CONSENT_CARD, content=offer, name="check.txt")
        await self._say(Activity(type=ActivityTypes.message, attachments=[attachment]), chat)
        return "offered. That it arrives shows report REF with Allow."

    async def _deleted(self) -> CheckFinding:
        if not self._posted:
            return untried(DELETE, NO_POST)
        left = 0
        for conversation, id in reversed(self._posted):
            try:
                await self.conversations.delete_activity(conversation, id)
            except SendError as failed:
                left, why = left + 1, _mend(failed)
        if left:
            return fails(DELETE, f"{left} of {len(self._posted)} stand there still: delete them by hand. {why}")
        return holds(DELETE, "all were taken away again.")

    async def _member(self, holder: OfficeHolder) -> CheckFinding:
        channel = self.partnership.review_channel
        try:
            answer = await self.conversations.get_conversation_member(channel.conversation, holder.id)
        except SendError as failed:
            if failed.code == NO_SUCH_MEMBER:
                return fails(MEMBER, f"{holder.title} {NOT_THERE}")
            return fails(MEMBER, f"{holder.title}: {_mend(failed)}")
        member = read_member(answer, holder.person, self.partnership)
        if mend := STATUSES.get(member.status):
            return fails(MEMBER, f"{holder.title} {mend}")
        if member.person != holder.person:
            return fails(MEMBER, f"{holder.title} is of another tenant than the file says. Correct tenant in the file.")
        tenant = next(tenant.name for tenant in self.partnership.tenants if tenant.id == member.person.tenant)
        role = "guest" if member.status is MemberStatus.GUEST else "member"
        return holds(MEMBER, f"{holder.title} is a {role} of the review channel, from {tenant}.")

    async def _reached(self, holder: OfficeHolder) -> str:
        try:
            await self._chat_with(holder.person)
        except SendError as failed:
            raise _Failed(f"{holder.title}: {_mend(failed)}") from failed
        return f"{holder.title} has a chat with the bot."

    async def _chat_with(self, person: Person) -> str:
        """Returns the person's chat with the bot; asking for it sends nobody a message."""
        created = await self.conversations.create_conversation(
            ConversationParameters(
                is_group=False,
                bot=self.bot,
                tenant_id=person.tenant,
                members=[ChannelAccount(id=person.id)],
                channel_data={"tenant": {"id": person.tenant}},
            )
        )
        return str(created.id)

    async def _say(self, activity: Activity, conversation: str = "") -> None:
        conversation = conversation or f"{self._thread if self._require_root() else ''}"
        activity.from_property = self.bot
        sent = await self.conversations.send_to_conversation(conversation, activity)
        self._posted.append((conversation, sent.id))

    def _require_root(self) -> str:
        if not self._root:
            raise _Untried(NO_POST)
        return self._root

    def _require_tester(self) -> Person:
        if self.tester is None:
            raise _Untried(NO_TESTER)
        return self.tester


def _once(holders: Iterable[OfficeHolder]) -> Iterator[OfficeHolder]:
    """Yields each person once, by the first of their titles."""
    seen: set[Person] = set()
    for holder in holders:
        if holder.person not in seen:
            seen.add(holder.person)
            yield holder


class _Untried(Exception):
    """Something that the check needs is not there."""


class _Failed(Exception):
    """The check failed, and the text says of whom or what."""


async def _tried(check: str, tried: Callable[[], Awaitable[str]]) -> CheckFinding:
    try:
        return holds(check, await tried())
    except _Untried as why:
        return untried(check, str(why))
    except _Failed as why:
        return fails(check, str(why))
    except SendError as failed:
        return fails(check, _mend(failed))


def _mend(failed: SendError) -> str:
    """Says what to do by the status that Teams answered."""
    if failed.status is None:
        return failed.reason or "Teams did not answer. Look at outbound HTTPS and the proxy, and run this again."
    mend = BY_STATUS.get(failed.status, "Run this again; if it stays, look at Microsoft's service status.")
    return f"Teams answered {failed.status}. {mend}"


def _shown(words: str) -> Activity:
    return as_activity(CardMessage(told_card("Check", words), "Check"))


def one_pixel() -> bytes:
    """Makes the smallest PNG."""
    stored = BytesIO()
    Image.new("RGB", (1, 1), "white").save(stored, "PNG")
    return stored.getvalue()
