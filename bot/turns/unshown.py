"""Unshown questions and answers are shown once Teams is well again, unasked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogSet

from bot.connector.activity_fields import own_chat_key
from bot.connector.transport import SendError
from bot.messaging.backoff import Backoff
from bot.messaging.conversation_state import Conversation, ConversationStates
from bot.messaging.ledger import UNSHOWN, Topic, UnshownEntry, UnshownKey
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from cards.help import welcome_card
from cards.notices import unshown_card
from dialogs.dialog_state import STACK
from dialogs.drafts import AnyDrafts, PersonsDraft, StoredDraft
from dialogs.messages import CardMessage
from dialogs.shown_question import is_to_be_shown
from dialogs.turn_record import TurnRecord
from safeguarding.people import Person
from store.errors import Busy, Conflict
from store.interface import Documents

log = structlog.get_logger()


@dataclass(frozen=True)
class UnshownQuestions:
    """These are questions of a conversation that could not be shown. A chat that fails again waits longer each time.
    ``drafts`` are those of each kind of conversation."""

    drafts: Sequence[AnyDrafts]
    messenger: ProactiveMessenger
    conversations: ConversationStates
    dialogs: DialogSet
    now: Callable[[], datetime]
    backoff: Backoff

    async def run(self) -> None:
        """The job asks each of them again in its chat."""
        for kept in [kept for drafts in self.drafts for kept in drafts.untouched_since(self.now())]:
            waits = kept.draft.id in self.backoff
            if not waits and _is_unshown(self.conversations.now(own_chat_key(kept.draft.person)), kept):
                await self._ask_again(kept)

    async def _ask_again(self, kept: StoredDraft[PersonsDraft]) -> None:
        try:
            await self.messenger.run_in_chat(kept.draft.person, lambda context: self._ask_there(context, kept))
        except SendError as failed:
            log.warning("question_not_shown", status=failed.status)
            self.backoff.note_failure(kept.draft.id, failed.retry_after)
        except (Busy, Conflict):
            # Something is going on in that chat just now: the next run of the job looks again.
            return
        else:
            self.backoff.note_success(kept.draft.id)

    async def _ask_there(self, context: TurnContext, kept: StoredDraft[PersonsDraft]) -> None:
        async with self.conversations.turn(own_chat_key(kept.draft.person)) as conversation:
            now = next((now for drafts in self.drafts if (now := drafts.get(kept.draft.id))), None)
            if now and _is_unshown(conversation, now):
                context.turn_state[STACK] = conversation.stack
                await (await self.dialogs.create_context(context)).reprompt_dialog()


def _is_unshown(conversation: Conversation, kept: StoredDraft[PersonsDraft]) -> bool:
    if conversation.draft != kept.draft.id:
        return False
    return is_to_be_shown(conversation.stack.dialog_stack[-1].state, kept.draft)


def _shown(entry: UnshownEntry) -> CardMessage:
    if entry.is_greeting:
        return CardMessage(welcome_card(), "Welcome")
    return CardMessage(unshown_card(entry.refs, entry.besides, entry.at), "An answer did not reach you")


def _as_it_is(shown: CardMessage) -> CardMessage:
    return shown


@dataclass(frozen=True)
class UnshownAnswers:
    """These are answers to what a person typed or pressed. Nothing of an answer is kept: the person is told what is
    recorded, and asks again for the rest."""

    outbox: Outbox
    ledger: Documents
    now: Callable[[], datetime]

    async def note(self, person: Person, record: TurnRecord) -> None:
        """Notes that the person has not seen the answer, beside what they have not seen yet. Where an answer of a
        triage was kept, its question is asked again instead: ``UnshownQuestions``."""
        if record.kept_answer and not record.recorded:
            return
        before = self._noted(person)
        refs = dict.fromkeys([*before.refs, *record.refs])
        besides = dict.fromkeys([*before.besides, *(each.what for each in record.besides)])
        await self._set(person, UnshownEntry(self.now(), tuple(refs), tuple(besides)))

    async def note_greeting(self, person: Person) -> None:
        """Notes that the person was not greeted. An answer that they have not seen is told first, and instead."""
        if self.ledger.get(str(UnshownKey(person))) is None:
            await self._set(person, UnshownEntry(self.now(), (), is_greeting=True))

    def _noted(self, person: Person) -> UnshownEntry:
        known = self.ledger.get(str(UnshownKey(person)))
        return UnshownEntry.parse(known.value) if known else UnshownEntry(self.now(), ())

    async def _set(self, person: Person, entry: UnshownEntry) -> None:
        await self.ledger.set(str(UnshownKey(person)), entry.to_json())

    async def run(self) -> None:
        """The job tells each person once, as soon as they can be reached."""
        for name, value in list(self.ledger.all(UNSHOWN).items()):
            person, entry = UnshownKey.parse(name).person, UnshownEntry.parse(value)
            topic = Topic("unshown", None, (entry.at.isoformat(),))
            shown = _shown(entry)
            await self.outbox.send(Message(person, (topic,), partial(_as_it_is, shown)))
            if self.outbox.is_concluded(person, (topic,), frozenset()):
                await self.ledger.delete(name)
