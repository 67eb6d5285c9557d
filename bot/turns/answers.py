"""Answers are said where they belong: here, or in the person's own chat where they hold a case and this is a
channel."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext, DialogSet
from botbuilder.schema import Activity

from bot.cases.case_service import CaseService
from bot.connector.activity_fields import own_chat_key
from bot.connector.failed_turn import words_of_undelivered
from bot.connector.transport import DestinationUnreachable
from bot.handlers.file_offers import FileOffer, offer_activity
from bot.handlers.pictures import picture_activity
from bot.handlers.results import CommandResult, Reply
from bot.handlers.taken_folder import TakenFolder
from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation, ConversationStates
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.turns.unconfirmed import BEGUN, OPENED, say_to_ring
from dialogs.dialog_state import STACK
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.triage.dialog import TRIAGE
from dialogs.turn_record import record_of_this_turn
from dialogs.walkthrough.dialog import WALKTHROUGH
from reports.context import Picture
from safeguarding.draft import Draft
from safeguarding.walkthrough import Walkthrough
from store.errors import Busy

IN_OUR_CHAT = "I have written to you in our own chat."
NOT_IN_OUR_CHAT = "Something else is going on in our own chat just now. Ask again there, or here in a moment."
SUPERSEDED = (
    "Something else was handled in this chat at the same moment, so what I asked last may take no answer. What was "
    "recorded stays recorded. Type **triage**: a report that is in progress goes on, or a new one begins."
)
NO_CHAT = "I can't write to you in person yet: open a chat with me first, then try again."
NO_CHAT_IN_OFFICE = (
    f"{NO_CHAT} If your organisation does not let you, ring the Business Team: they are told that I can't reach you, "
    "and can record what you sign outside Teams."
)
IN_PROGRESS = "A triage is in progress: it goes on here. Type **cancel** to leave it."
NO_PICTURE = "(Teams did not take the picture.)"


@dataclass(frozen=True)
class Answers:
    """The answers of a turn go out by these. A ``taken_folder`` takes what the local client does not show; ``soon`` has
    the scheduler run the jobs right after the turn."""

    service: CaseService
    messenger: ProactiveMessenger
    outbox: Outbox
    conversations: ConversationStates
    dialogs: DialogSet
    taken_folder: TakenFolder | None
    soon: Callable[[], None]

    async def answer(self, turn: Turn, conversation: Conversation, answer: CommandResult, *, public: bool) -> str:
        """Says the answer here, or in the person's own chat when it holds a case and this is a channel."""
        if turn.is_personal:
            await self._say(turn, conversation, answer)
            return ""
        if public and isinstance(answer, CardMessage):
            await self.send(turn.context, answer)
            return ""
        return await self.carry_over(turn, answer)

    async def _say(self, turn: Turn, conversation: Conversation, answer: CommandResult) -> None:
        if not isinstance(answer, Draft | Walkthrough):
            put = await self.taken_folder.put(answer, turn.actor) if self.taken_folder else None
            await (turn.context.send_activity(put) if put else self.send(turn.context, answer))
            await self.ask_again(turn)
        elif conversation.draft and conversation.dialog == TRIAGE:
            await turn.context.send_activity(IN_PROGRESS)
            await self.ask_again(turn)
        else:
            # A walkthrough that is in progress is kept, and goes on when it is asked for again.
            conversation.stack.dialog_stack.clear()
            await say_to_ring(turn, BEGUN)
            dialog = TRIAGE if isinstance(answer, Draft) else WALKTHROUGH
            await (await self._dialog(turn.context)).begin_dialog(dialog, answer)

    async def carry_over(self, turn: Turn, answer: CommandResult) -> str:
        reference = self.messenger.of_person(turn.actor.person)
        # A turn of this very chat would wait for this turn to end, and this turn for it.
        if reference is None or reference.conversation.id == turn.context.activity.conversation.id:
            text = await self._without_chat(turn)
        else:
            text = await self._carried_over(turn, answer)
        if not turn.verb:
            await turn.context.send_activity(text)
        return text

    async def _without_chat(self, turn: Turn) -> str:
        """Says that nothing can be said in person. Of an office-holder the Business Team and the case say it too:
        somebody of another tenant may never have a chat with the bot."""
        person = turn.actor.person
        if turn.barred or not self.service.rules.partnership.names(person) or self.messenger.knows(person):
            return NO_CHAT
        await self.outbox.reach.note_failure(person, DestinationUnreachable())
        self.soon()
        return NO_CHAT_IN_OFFICE

    async def _carried_over(self, turn: Turn, answer: CommandResult) -> str:
        try:
            await self.messenger.run_in_chat(
                turn.actor.person, lambda context: self._begin_there(context, turn, answer)
            )
        except Busy:
            return NOT_IN_OUR_CHAT
        except NotDelivered:
            return words_of_undelivered(record_of_this_turn())
        return IN_OUR_CHAT

    async def _begin_there(self, context: TurnContext, turn: Turn, answer: CommandResult) -> None:
        key = own_chat_key(turn.actor.person)
        async with self.conversations.turn(key) as conversation:
            context.turn_state[STACK] = conversation.stack
            there = Turn(context, turn.actor, key, turn.at, barred=turn.barred)
            await self._say(there, conversation, answer)
        await point_out_superseded(context, conversation)

    async def ask_again(self, turn: Turn) -> None:
        """Repeats the question of a triage in progress after whatever else was shown."""
        if turn.is_personal:
            # A question that did not arrive is noted by the dialog, and shown by a job.
            with suppress(NotDelivered):
                await (await self._dialog(turn.context)).reprompt_dialog()

    async def _dialog(self, context: TurnContext) -> DialogContext:
        return await self.dialogs.create_context(context)

    async def send(self, context: TurnContext, told: Reply) -> None:
        try:
            await context.send_activity(_activity_of(told))
        except NotDelivered:
            if not isinstance(told, Picture):
                raise
            # Teams may refuse the picture alone; its words say the same.
            await context.send_activity(f"{told.alt}\n\n{NO_PICTURE}")

    async def go_on(self, turn: Turn) -> None:
        try:
            await (await self._dialog(turn.context)).continue_dialog()
        finally:
            for ref in record_of_this_turn().refs:
                await say_to_ring(turn, OPENED.format(ref))


async def point_out_superseded(context: TurnContext, conversation: Conversation) -> None:
    """Warns that another bot went on with this chat meanwhile (superseded): the card shown last is then not where
    the chat stands."""
    if conversation.superseded:
        await context.send_activity(SUPERSEDED)


def _activity_of(told: Reply) -> Activity:
    match told:
        case FileOffer():
            return offer_activity(told)
        case Picture():
            return picture_activity(told)
        case CardMessage():
            return as_activity(told)
