"""The bot takes a turn from start to end: an activity comes in, a dialog, command or button answers it, and the answer
goes back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from botbuilder.core import InvokeResponse, TurnContext
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
    pressed_button,
    spoken_text,
)
from bot.connector.adapter import CARD_ACTION, MESSAGE_ACTION_GOES_ON, done, is_message_action, is_search, task_answer
from bot.connector.failed_turn import words_of_undelivered
from bot.connector.transport import SendError
from bot.errors import BadActivity
from bot.handlers.commands import COMMANDS, did_you_mean, draft_for, read_command
from bot.handlers.file_consent import FILE_CONSENT, FileConsent, taken_already
from bot.handlers.message_extension import search
from bot.handlers.refusal import refusal
from bot.handlers.registry import PUBLIC, press
from bot.handlers.results import CommandResult
from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation, ConversationStates
from bot.messaging.destinations import Destination
from bot.messaging.outbox import Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.reach import OF_THE_MESSAGE
from bot.notifications.sign_off_cards import SignOffCardSync
from bot.security.authorize import NOT_CONFIRMED
from bot.turns.answers import Answers, point_out_superseded
from bot.turns.message_action import form_of, read_message_action
from bot.turns.personal_data_check import personal_data_warning
from bot.turns.recorded_texts import RecordedTexts
from bot.turns.unconfirmed import require_report
from bot.turns.unshown import UnshownAnswers
from cards.case.sections import open_button
from cards.elements import Card, as_json, button, card, paragraph
from cards.help import delete_message_card, welcome_card
from cards.notices import NOT_SHOWN_TO_SIGN
from dialogs.dialog_state import STACK
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.turn_record import record_of_this_turn
from dialogs.user_input import INCOMING, REPLACEMENT
from dialogs.walkthrough.dialog import WALKTHROUGH
from safeguarding.case.errors import StepRefused
from safeguarding.people import Actor
from safeguarding.rehearsal import REHEARSAL

GOES_ON_BELOW = "Shown below."
CONVERSATION_OVER = "This conversation is over. What you answered is kept."
DELETE_IT = CardMessage(delete_message_card(), "Delete your message")
EDITED = "editMessage"
FIRST_WRITTEN = (
    "I go by what you first wrote: an edit changes no answer. Write it anew, or press Change where your answers are "
    "shown."
)
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True)
class ReviewBot:
    """The activity handler gives each turn to a dialog, a command, a button or a search. ``soon`` has the scheduler run
    the jobs right after the turn."""

    service: CaseService
    messenger: ProactiveMessenger
    outbox: Outbox
    conversations: ConversationStates
    answers: Answers
    sign_off_cards: SignOffCardSync
    file_consent: FileConsent
    unshown: UnshownAnswers
    recorded_texts: RecordedTexts
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
        await point_out_superseded(context, conversation)

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

    async def _on_installation(self, turn: Turn, conversation: Conversation) -> None:
        if turn.context.activity.action != "add" or not turn.is_personal:
            return
        await self._welcome(turn)
        await self.answers.ask_again(turn)

    async def _welcome(self, turn: Turn) -> None:
        """Greets a person. A greeting that does not arrive holds up nothing of what they came for, and comes later."""
        try:
            await self.answers.send(turn.context, CardMessage(welcome_card(), "Welcome"))
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
            await turn.context.send_activity(await self.answers.carry_over(turn, CardMessage(value, "An answer")))
        elif not await self._took_its_place(turn, value):
            await self.answers.send(turn.context, CardMessage(value, "An answer"))

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
            await self.answers.go_on(turn)
        elif turn.problem and (command is None or command[0] == "define"):
            # A term is repeated in the answer, which may stand in a channel.
            await self.answers.send(turn.context, DELETE_IT)
        elif command is None:
            await self.answers.send(turn.context, did_you_mean(turn.text))
        else:
            require_report(turn)
            name, words = command
            answer = await COMMANDS[name].answer(self.service, turn.actor, words)
            await self.answers.answer(turn, conversation, answer, public=COMMANDS[name].public)

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
            offered = {"type": "message", "value": await self.answers.carry_over(pressed, begun)}
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
            said = await self.answers.answer(turn, conversation, pressed_for, public=turn.verb in PUBLIC)
            return said or GOES_ON_BELOW
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

    async def _press_in_conversation(self, turn: Turn, conversation: Conversation) -> Card | str:
        draft = turn.user_input.text_of("draft")
        if draft and draft == conversation.draft:
            await self.answers.go_on(turn)
            return turn.context.turn_state.get(REPLACEMENT) or GOES_ON_BELOW
        if ref := turn.user_input.text_of("ref"):
            return card([paragraph(CONVERSATION_OVER)], [button("Go through it with me", "go_through", {"ref": ref})])
        case = await self.service.queries.cases.by_triage(draft)
        if case and case.opener == turn.actor.person:
            return card([paragraph(f"Recorded already: this is {case.ref}.")], [open_button(case)])
        return card([paragraph("This triage is over.")], [button("Start a triage", "start_triage", {})])

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
