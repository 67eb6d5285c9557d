"""The bot takes a turn from start to end: an activity comes in, a dialog, command or button answers it, and the answer
goes back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.dialogs import DialogContext, DialogSet
from botbuilder.schema import Activity, ActivityTypes
from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import BELOW
from bot.cases.case_service import CaseService
from bot.cases.typed_reference import is_whole_reference, plain_reference, reference_in
from bot.connector.activity_fields import (
    THREAD,
    Sender,
    conversation_key,
    former_conversation_key,
    is_own_chat,
    is_submitted,
    mentions_bot,
    own_chat_key,
    pressed_button,
    spoken_text,
)
from bot.connector.adapter import CARD_ACTION, MESSAGE_ACTION_GOES_ON, done, is_message_action, is_search, task_answer
from bot.connector.failed_turn import words_of_undelivered
from bot.connector.transport import DestinationUnreachable, SendError
from bot.errors import BadActivity
from bot.handlers.commands import COMMANDS, did_you_mean, draft_for, read_command
from bot.handlers.file_consent import FILE_CONSENT, FileConsent, taken_already
from bot.handlers.file_offers import FileOffer, offer_activity
from bot.handlers.message_extension import search
from bot.handlers.pictures import picture_activity
from bot.handlers.refusal import refusal
from bot.handlers.registry import PUBLIC, press
from bot.handlers.results import CommandResult, Reply
from bot.handlers.taken_folder import TakenFolder
from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation, ConversationStates
from bot.messaging.destinations import Destination
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.reach import OF_THE_MESSAGE
from bot.notifications.sign_off_cards import SignOffCardSync
from bot.security.authorize import NOT_CONFIRMED
from bot.turns.message_action import form_of, read_message_action
from bot.turns.personal_data_check import personal_data_warning
from bot.turns.recorded_texts import RecordedTexts
from bot.turns.unconfirmed import BEGUN, OPENED, require_report, say_to_ring
from bot.turns.unshown import UnshownAnswers
from cards.case.sections import open_button
from cards.elements import Card, as_json, button, card, paragraph
from cards.help import delete_message_card, welcome_card
from cards.notices import NOT_SHOWN_TO_SIGN
from dialogs.dialog_state import STACK
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.triage.dialog import TRIAGE
from dialogs.turn_record import record_of_this_turn
from dialogs.user_input import INCOMING, REPLACEMENT
from dialogs.walkthrough.dialog import WALKTHROUGH
from reports.context import Picture
from safeguarding.case.errors import StepRefused
from safeguarding.draft import Draft
from safeguarding.people import Actor
from safeguarding.rehearsal import REHEARSAL
from safeguarding.walkthrough import Walkthrough
from store.errors import Busy

GOES_ON_BELOW = "Shown below."
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
CONVERSATION_OVER = "This conversation is over. What you answered is kept."
DELETE_IT = CardMessage(delete_message_card(), "Delete your message")
EDITED = "editMessage"
FIRST_WRITTEN = (
    "I go by what you first wrote: an edit changes no answer. Write it anew, or press Change where your answers are "
    "shown."
)
NO_PICTURE = "(Teams did not take the picture.)"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True)
class ReviewBot:
    """The activity handler gives each turn to a dialog, a command, a button or a search. ``soon`` has the scheduler run
    the jobs right after the turn. A ``taken_folder`` takes what the local client does not show."""

    service: CaseService
    messenger: ProactiveMessenger
    outbox: Outbox
    conversations: ConversationStates
    dialogs: DialogSet
    sign_off_cards: SignOffCardSync
    file_consent: FileConsent
    unshown: UnshownAnswers
    recorded_texts: RecordedTexts
    taken_folder: TakenFolder | None
    soon: Callable[[], None]

    async def on_turn(self, context: TurnContext, sender: Sender) -> None:
        activity = context.activity
        if activity.type not in HANDLERS:
            # Deleted messages are among them: they change no recorded answer.
            return
        if is_search(activity):
            # A search comes from wherever somebody writes: it changes nothing, and tells nothing of where they are
            # reached.
            await self.service.refresh()
            await search(self.service, context, sender.person)
            return
        turn = self._read(context, sender)
        if is_message_action(activity):
            await self._on_message_action(turn)
            return
        async with self.conversations.turn(turn.conversation, former_conversation_key(activity)) as conversation:
            came_from = self._destination(activity, sender)
            if await self._heard_from(activity, sender, came_from):
                # The outbox holds messages for somebody who could not be reached: they go out right after the turn.
                self.soon()
            context.turn_state[STACK] = conversation.stack
            turn = replace(turn, problem=await personal_data_warning(turn, conversation, self.recorded_texts))
            context.turn_state[INCOMING] = turn.user_input
            await HANDLERS[activity.type](self, turn, conversation)
            if came_from and context.responded and await self.outbox.reach.note_arrival(came_from):
                self.soon()
        await self._point_out_superseded(context, conversation)

    def _destination(self, activity: Activity, sender: Sender) -> Destination | None:
        """Returns the destination that the activity came from: their own chat, or the review channel. Nobody is taken
        for somebody to be reached whom Teams has not confirmed."""
        if is_own_chat(activity):
            return sender.person if sender.is_confirmed else None
        channel = self.service.rules.partnership.review_channel
        return channel if activity.conversation.id.partition(THREAD)[0] == channel.conversation else None

    async def _heard_from(self, activity: Activity, sender: Sender, came_from: Destination | None) -> bool:
        """Notes where somebody writes from; says whether that was new, or could not be reached before."""
        if not sender.is_confirmed and self.service.rules.partnership.names(sender.person):
            return False
        is_new = await self.messenger.remember(activity, sender)
        return bool(came_from and await self.outbox.reach.note_heard(came_from)) or is_new

    async def _point_out_superseded(self, context: TurnContext, conversation: Conversation) -> None:
        """Warns that another bot went on with this chat meanwhile (superseded): the card shown last is then not where
        the chat stands."""
        if conversation.superseded:
            await context.send_activity(SUPERSEDED)

    async def _on_installation(self, turn: Turn, conversation: Conversation) -> None:
        if turn.context.activity.action != "add" or not turn.is_personal:
            return
        await self._welcome(turn)
        await self._ask_again(turn)

    async def _welcome(self, turn: Turn) -> None:
        """Greets a person. A greeting that does not arrive holds up nothing of what they came for, and comes later."""
        try:
            await self._send(turn.context, CardMessage(welcome_card(), "Welcome"))
        except NotDelivered:
            await self.unshown.note_greeting(turn.actor.person)

    async def _on_edit(self, turn: Turn, conversation: Conversation) -> None:
        """Says of a message to the bot that was edited that what it first said counts. A message that was deleted needs
        no word."""
        activity = turn.context.activity
        is_to_bot = turn.is_personal or mentions_bot(activity)
        if is_to_bot and (activity.channel_data or {}).get("eventType") == EDITED:
            try:
                await turn.context.send_activity(FIRST_WRITTEN)
            except NotDelivered:
                await self._tell_undelivered(turn)

    async def _on_message(self, turn: Turn, conversation: Conversation) -> None:
        if conversation.seen_before(turn.context.activity.id):
            return
        if conversation.is_new and turn.is_personal:
            await self._welcome(turn)
        try:
            if is_submitted(turn.context.activity):
                await self._show_answer(turn, await self._answer_to_press(turn, conversation))
            else:
                await self._hear_or_refuse(turn, conversation)
        except NotDelivered:
            await self._tell_undelivered(turn)

    async def _show_answer(self, turn: Turn, value: Card | str) -> None:
        """Shows what an Action.Execute gets as its answer: a card in the place of the one pressed, in a channel in the
        person's own chat, since all would see it there."""
        if value == GOES_ON_BELOW:
            return
        if isinstance(value, str):
            await turn.context.send_activity(value)
        elif not turn.is_personal:
            await turn.context.send_activity(await self._carry_over(turn, CardMessage(value, "An answer")))
        elif not await self._took_its_place(turn, value):
            await self._send(turn.context, CardMessage(value, "An answer"))

    async def _took_its_place(self, turn: Turn, shown: Card) -> bool:
        pressed = turn.context.activity.reply_to_id
        return bool(pressed) and await self.messenger.replace(turn.context, pressed, shown)

    async def _hear_or_refuse(self, turn: Turn, conversation: Conversation) -> None:
        try:
            await self._hear(turn, conversation)
        except StepRefused as refused:
            await turn.context.send_activity(str(refused))

    async def _tell_undelivered(self, turn: Turn) -> None:
        """Says in few words what became of a step whose answer did not arrive; where these fail too, a job says it."""
        record = record_of_this_turn()
        try:
            await turn.context.send_activity(words_of_undelivered(record))
        except NotDelivered:
            await self.unshown.note(turn.actor.person, record)

    async def _hear(self, turn: Turn, conversation: Conversation) -> None:
        command = read_command(turn.text)
        if command and is_answer_of_words(conversation, command):
            command = None
        if conversation.draft and (command is None or command[0] == "define" or self._is_anothers_reference(turn.text)):
            await self._go_on(turn)
        elif command is None:
            await self._send(turn.context, DELETE_IT if turn.problem else did_you_mean(turn.text))
        else:
            require_report(turn)
            name, words = command
            answer = await COMMANDS[name].answer(self.service, turn.actor, words)
            await self._answer(turn, conversation, answer, public=COMMANDS[name].public)

    def _is_anothers_reference(self, text: str) -> bool:
        """Says whether the text is a reference and nothing else, and not of this partnership's cases: an agency's own
        record number may look so."""
        own = (f"{self.service.rules.partnership.reference_prefix}-", f"{REHEARSAL}-")
        return is_whole_reference(text) and not plain_reference(text).startswith(own)

    async def _on_invoke(self, turn: Turn, conversation: Conversation) -> None:
        if turn.context.activity.name == FILE_CONSENT:
            await self._on_file_consent(turn, conversation)
            return
        if turn.context.activity.name != CARD_ACTION:
            raise BadActivity("The bot has no such action.")
        await turn.context.send_activity(_invoke_response(await self._answer_to_press(turn, conversation)))

    async def _on_message_action(self, turn: Turn) -> None:
        """Offers what a message says to whoever chose it, and begins a triage in their own chat when they go on. Until
        then nothing is kept."""
        asked = read_message_action(turn.context.activity.value)
        offered = form_of(asked)
        if offered is None:
            draft = draft_for(self.service, turn.actor)
            begun = draft.model_copy(update={"typed": {"harm": asked.evidence}})
            pressed = replace(turn, verb=MESSAGE_ACTION_GOES_ON)
            offered = {"type": "message", "value": await self._carry_over(pressed, begun)}
        await turn.context.send_activity(task_answer(offered))

    async def _answer_to_press(self, turn: Turn, conversation: Conversation) -> Card | str:
        try:
            return await self._press(turn, conversation)
        except StepRefused as refused:
            return await refusal(self.service, turn, refused)

    async def _on_file_consent(self, turn: Turn, conversation: Conversation) -> None:
        # Teams asks again when an answer takes long, and a second upload of the same file would fail.
        if not conversation.seen_before(turn.context.activity.id):
            words = await self._words_on_consent(turn, conversation)
            try:
                await turn.context.send_activity(words)
            except NotDelivered:
                # The file is where it was put, whether or not these words arrive.
                await self.unshown.note(turn.actor.person, record_of_this_turn())
        await turn.context.send_activity(done())

    async def _words_on_consent(self, turn: Turn, conversation: Conversation) -> Activity:
        offered = f"{FILE_CONSENT}|{turn.context.activity.reply_to_id}"
        if offered in conversation.recent:
            return taken_already()
        try:
            require_report(turn)
            answer = await self.file_consent.answer(turn)
        except StepRefused as refused:
            return Activity(type=ActivityTypes.message, text=str(refused))
        if answer.settles and turn.context.activity.reply_to_id:
            conversation.seen_before(offered)
            # Teams leaves the offer where it is: the bot takes it away.
            with suppress(NotDelivered):
                await turn.context.delete_activity(turn.context.activity.reply_to_id)
        return answer.words

    async def _press(self, turn: Turn, conversation: Conversation) -> Card | str:
        if "draft" in turn.data:
            return await self._press_in_conversation(turn, conversation)
        require_report(turn)
        pressed_for = await press(self.service, turn)
        if isinstance(pressed_for, AdaptiveCard):
            if not turn.data.get(BELOW):
                return pressed_for
            # The list that the button stands in stays where it is.
            pressed_for = CardMessage(pressed_for, "Your step")
        if turn.verb == "sign_off" and turn.is_personal and isinstance(pressed_for, CardMessage):
            return await self._answer_with_copy(turn, pressed_for)
        try:
            return await self._answer(turn, conversation, pressed_for, public=turn.verb in PUBLIC) or GOES_ON_BELOW
        except NotDelivered:
            # The answer to the press needs no message.
            return _in_place(pressed_for)

    async def _answer_with_copy(self, turn: Turn, shown: CardMessage) -> Card | str:
        """Shows a card to sign below, as one more copy that is kept up to date."""
        typed = turn.user_input.text_of
        try:
            sent = await turn.context.send_activity(as_activity(shown))
        except NotDelivered as failed:
            # A card that Teams takes for malformed is shown nowhere: the answer to the press says so in plain words.
            is_of_message = isinstance(failed, SendError) and failed.status in OF_THE_MESSAGE
            return NOT_SHOWN_TO_SIGN.format(typed("ref").upper()) if is_of_message else shown.card
        await self.sign_off_cards.add_copy(typed("ref"), typed("matter"), turn.actor.person, sent.id if sent else "")
        return GOES_ON_BELOW

    async def _go_on(self, turn: Turn) -> None:
        try:
            await (await self._dialog(turn.context)).continue_dialog()
        finally:
            for ref in record_of_this_turn().refs:
                await say_to_ring(turn, OPENED.format(ref))

    async def _press_in_conversation(self, turn: Turn, conversation: Conversation) -> Card | str:
        draft = turn.user_input.text_of("draft")
        if draft and draft == conversation.draft:
            await self._go_on(turn)
            return turn.context.turn_state.get(REPLACEMENT) or GOES_ON_BELOW
        if ref := turn.user_input.text_of("ref"):
            return card([paragraph(CONVERSATION_OVER)], [button("Go through it with me", "go_through", {"ref": ref})])
        case = await self.service.queries.cases.by_triage(draft)
        if case and case.opener == turn.actor.person:
            return card([paragraph(f"Recorded already: this is {case.ref}.")], [open_button(case)])
        return card([paragraph("This triage is over.")], [button("Start a triage", "start_triage", {})])

    async def _answer(self, turn: Turn, conversation: Conversation, answer: CommandResult, *, public: bool) -> str:
        """Says the answer here, or in the person's own chat when it holds a case and this is a channel."""
        if turn.is_personal:
            await self._say(turn, conversation, answer)
            return ""
        if public and isinstance(answer, CardMessage):
            await self._send(turn.context, answer)
            return ""
        return await self._carry_over(turn, answer)

    async def _say(self, turn: Turn, conversation: Conversation, answer: CommandResult) -> None:
        if not isinstance(answer, Draft | Walkthrough):
            put = await self.taken_folder.put(answer, turn.actor) if self.taken_folder else None
            await (turn.context.send_activity(put) if put else self._send(turn.context, answer))
            await self._ask_again(turn)
        elif conversation.draft and conversation.dialog == TRIAGE:
            await turn.context.send_activity(IN_PROGRESS)
            await self._ask_again(turn)
        else:
            # A walkthrough that is in progress is kept, and goes on when it is asked for again.
            conversation.stack.dialog_stack.clear()
            await say_to_ring(turn, BEGUN)
            dialog = TRIAGE if isinstance(answer, Draft) else WALKTHROUGH
            await (await self._dialog(turn.context)).begin_dialog(dialog, answer)

    async def _carry_over(self, turn: Turn, answer: CommandResult) -> str:
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
        await self._point_out_superseded(context, conversation)

    async def _ask_again(self, turn: Turn) -> None:
        """Repeats the question of a triage in progress after whatever else was shown."""
        if turn.is_personal:
            # A question that did not arrive is noted by the dialog, and shown by a job.
            with suppress(NotDelivered):
                await (await self._dialog(turn.context)).reprompt_dialog()

    async def _dialog(self, context: TurnContext) -> DialogContext:
        return await self.dialogs.create_context(context)

    async def _send(self, context: TurnContext, told: Reply) -> None:
        try:
            await context.send_activity(_activity_of(told))
        except NotDelivered:
            if not isinstance(told, Picture):
                raise
            # Teams may refuse the picture alone; its words say the same.
            await context.send_activity(f"{told.alt}\n\n{NO_PICTURE}")

    def _read(self, context: TurnContext, sender: Sender) -> Turn:
        activity, person = context.activity, sender.person
        verb, data = pressed_button(activity)
        return Turn(
            context=context,
            actor=self.service.rules.partnership.actor(person) if sender.is_confirmed else Actor(person=person),
            conversation=conversation_key(activity, person),
            at=self.service.rules.now(),
            text=spoken_text(activity),
            verb=verb,
            data=data,
            barred=None if sender.is_confirmed else NOT_CONFIRMED,
        )


def is_answer_of_words(conversation: Conversation, command: tuple[str, str]) -> bool:
    """Says whether what begins like a command is an answer to what a walkthrough asks: "Report cards were late", say.
    A command there names its case."""
    name, words = command
    return conversation.dialog == WALKTHROUGH and bool(words) and name != "define" and not reference_in(words)


def _in_place(answer: CommandResult) -> Card | str:
    """Returns what the answer to a press can hold of what could not be shown below."""
    return answer.card if isinstance(answer, CardMessage) else words_of_undelivered(record_of_this_turn())


def _activity_of(told: Reply) -> Activity:
    match told:
        case FileOffer():
            return offer_activity(told)
        case Picture():
            return picture_activity(told)
        case CardMessage():
            return as_activity(told)


def _invoke_response(value: Card | str) -> Activity:
    if isinstance(value, str):
        body = {"statusCode": 200, "type": MESSAGE_TYPE, "value": value}
    else:
        body = {"statusCode": 200, "type": CARD_TYPE, "value": as_json(value)}
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body=body))


HANDLERS = {
    ActivityTypes.message.value: ReviewBot._on_message,
    ActivityTypes.invoke.value: ReviewBot._on_invoke,
    ActivityTypes.installation_update.value: ReviewBot._on_installation,
    ActivityTypes.message_update.value: ReviewBot._on_edit,
}
