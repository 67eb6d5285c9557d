"""The proactive messenger writes to people and channels of its own accord, at the references that their own messages
brought."""

from collections.abc import Awaitable, Callable, Iterator

import structlog
from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ConversationParameters, ConversationReference

from bot.connector.activity_fields import THREAD, Sender, is_own_chat, tenant_of
from bot.connector.activity_json import read_reference, write_reference
from bot.connector.adapter import Adapter
from bot.connector.client import Connector
from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.destinations import PERSON, Destination, destination_id, destination_of
from bot.messaging.threads import answer_id, place_of
from cards.elements import Card
from dialogs.messages import CardMessage, as_activity
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person
from store.interface import Documents

Logic = Callable[[TurnContext], Awaitable[None]]
log = structlog.get_logger()


class ProactiveMessenger:
    def __init__(self, adapter: Adapter, references: Documents) -> None:
        self._adapter = adapter
        self._references = references

    async def remember(self, activity: Activity, sender: Sender) -> bool:
        """Remembers where the chat of a message is reached; says whether that was new, and only then is it written.
        What a sender says whom Teams has not confirmed takes the place of nothing."""
        key = destination_id(sender.person) if is_own_chat(activity) else f"tenant|{tenant_of(activity)}"
        value = write_reference(activity)
        known = self._references.get(key)
        is_new = known is None or (sender.is_confirmed and known.value != value)
        if is_new:
            await self._references.set(key, value)
        return is_new

    def knows(self, to: Destination) -> bool:
        """Says whether the messenger knows where to write."""
        if isinstance(to, Person):
            return self.of_person(to) is not None
        return self._anywhere_in(to.tenant) is not None

    def writers(self) -> Iterator[Person]:
        """Yields whoever has written to the bot, or has installed it."""
        for key in self._references.all(f"{PERSON}|"):
            if isinstance(writer := destination_of(key), Person):
                yield writer

    async def to(self, to: Destination, shown: CardMessage) -> str:
        """Sends a message, and returns its id. Raises DestinationUnreachable when there is no such chat (any more),
        SendError when it failed."""
        return await (self.to_person(to, shown) if isinstance(to, Person) else self.to_channel(to, shown))

    def of_person(self, person: Person) -> ConversationReference | None:
        return self._read(destination_id(person))

    async def to_person(self, person: Person, shown: CardMessage) -> str:
        """Sends a message, and returns its id. Raises DestinationUnreachable when the person has not the app, SendError
        when it failed."""
        ids: list[str] = []

        async def send(context: TurnContext) -> None:
            sent = await context.send_activity(as_activity(shown))
            ids.append(sent.id if sent else "")

        await self.run_in_chat(person, send)
        return ids[0]

    async def replace_at(self, to: Destination, message_id: str, card: Card) -> None:
        """Changes a card posted there before. Raises SendError."""
        if isinstance(to, Person):
            await self.replace_for(to, message_id, card)
        else:
            await self.replace_in_channel(to, message_id, card)

    async def replace_for(self, person: Person, message_id: str, card: Card) -> None:
        """Changes a card in a person's chat. Raises SendError."""
        activity = as_activity(CardMessage(card, "Updated"))
        activity.id = message_id

        async def update(context: TurnContext) -> None:
            await context.update_activity(activity)

        await self.run_in_chat(person, update)

    async def run_in_chat(self, person: Person, logic: Logic) -> None:
        reference = self.of_person(person)
        if reference is None:
            raise DestinationUnreachable
        await self._adapter.in_conversation(reference, logic)

    async def to_channel(self, channel: ReviewChannel, shown: CardMessage) -> str:
        """Opens a new thread in the channel, and returns its first message's id."""
        home, connector = await self._home_in(channel.tenant)
        created = await connector.conversations.create_conversation(
            ConversationParameters(
                is_group=True,
                bot=home.bot,
                tenant_id=channel.tenant,
                channel_data={"channel": {"id": channel.conversation}, "tenant": {"id": channel.tenant}},
                activity=as_activity(shown),
            )
        )
        return created.activity_id or ""

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        """Answers in the thread of the channel's message ``root``, and returns the answer's id. Raises
        DestinationUnreachable where there is no such thread (any more), SendError when it failed."""
        home, connector = await self._home_in(channel.tenant)
        activity = as_activity(shown)
        activity.from_property = home.bot
        sent = await connector.conversations.send_to_conversation(_thread(channel, root), activity)
        return answer_id(root, sent.id) if sent.id else ""

    async def replace_in_channel(self, channel: ReviewChannel, message_id: str, card: Card) -> None:
        """Changes a message of a thread. Raises SendError."""
        _, connector = await self._home_in(channel.tenant)
        root, id = place_of(message_id)
        activity = as_activity(CardMessage(card, "Updated"))
        activity.id = id
        await connector.conversations.update_activity(_thread(channel, root), id, activity)

    async def replace(self, context: TurnContext, card_id: str, card: Card) -> bool:
        """Changes a card sent before, and says whether that went well: one that can't be changed is left as it is."""
        activity = as_activity(CardMessage(card, "Updated"))
        activity.id = card_id
        try:
            await context.update_activity(activity)
        except SendError as failed:
            log.info("card_not_replaced", status=failed.status)
            return False
        return True

    async def _home_in(self, tenant: str) -> tuple[ConversationReference, Connector]:
        """Returns a reference in the tenant, and the connector to its service. Raises DestinationUnreachable."""
        if (home := self._anywhere_in(tenant)) is None:
            raise DestinationUnreachable
        return home, await self._adapter.connector(home.service_url)

    def _anywhere_in(self, tenant: str) -> ConversationReference | None:
        """Returns a reference in the tenant: a team's channel is reached at the service address of its tenant."""
        if reference := self._read(f"tenant|{tenant}"):
            return reference
        key = min(self._references.all(f"{PERSON}|{tenant}|"), default=None)
        return self._read(key) if key else None

    def _read(self, key: str) -> ConversationReference | None:
        document = self._references.get(key)
        return read_reference(document.value) if document else None


def _thread(channel: ReviewChannel, root: str) -> str:
    return f"{channel.conversation}{THREAD}{root}"
