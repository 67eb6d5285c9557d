"""Every conversation is a Bot Framework dialog with the same parent: it loads the draft, lets nobody else answer it,
has the child class handle what came in, keeps the draft, says the reply, and ends with it. A typed answer counts only
for a question that is known to be shown."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Generic, TypeVar

from botbuilder.core import TurnContext
from botbuilder.dialogs import Dialog, DialogContext, DialogInstance, DialogTurnResult, DialogTurnStatus

from cards.elements import Card
from dialogs.dialog_state import TurnComponent
from dialogs.drafts import DraftStore
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.shown_question import is_shown, is_stale, note_shown, note_to_be_shown
from dialogs.speaker import NOT_SHOWN, DialogSpeaker, Said
from dialogs.steering import steers
from dialogs.user_input import INCOMING, UserInput
from safeguarding.case.errors import NotAllowed, StepRefused
from safeguarding.dates.working_days import london_date
from safeguarding.draft import Draft
from safeguarding.walkthrough import Walkthrough

DraftT = TypeVar("DraftT", Draft, Walkthrough)
TurnT = TypeVar("TurnT")
Replace = Callable[[TurnContext, str, Card], Awaitable[object]]
"""Replaces a card already sent, as far as it can."""
OVER = DialogTurnResult(DialogTurnStatus.Complete)


class ConversationDialog(TurnComponent, Generic[DraftT, TurnT]):
    """The child class says what is asked. ``TurnT`` is what it reads once a turn, before the input is handled.
    ``whose`` is said to whoever answers another person's conversation."""

    def __init__(
        self, name: str, drafts: DraftStore[DraftT], replace_card: Replace, now: Callable[[], datetime], whose: str
    ) -> None:
        super().__init__(name)
        self._drafts: DraftStore[DraftT] = drafts
        self._now = now
        self._whose = whose
        self._speaker = DialogSpeaker(replace_card)

    @property
    @abstractmethod
    def rules_version(self) -> str:
        """Returns the version of the rules in force."""

    @abstractmethod
    async def begun(self, inner: DialogContext, options: object) -> tuple[Said[DraftT], str | None]:
        """Returns what is said first, and the etag of a draft that was begun before. Raises TypeError for options that
        are no draft, StepRefused where the person may not begin it."""

    @abstractmethod
    async def read(self, draft: DraftT, user_input: UserInput) -> TurnT:
        """Reads what the turn needs. Raises StepRefused where the person may not go on with it any more."""

    @abstractmethod
    def is_barred(self, draft: DraftT, user_input: UserInput) -> bool:
        """Says whether a person whom Teams can't confirm may not answer it."""

    @abstractmethod
    async def shown_now(self, turn: TurnT) -> CardMessage:
        """Makes the card for where the draft stands."""

    def is_asking(self, draft: DraftT) -> bool:
        """Says whether a question is open, which is shown once more after something else."""
        return True

    @abstractmethod
    async def under_new_rules(self, inner: DialogContext, turn: TurnT) -> Said[DraftT]:
        """Asks anew, since the rules have changed, with what still holds of what was answered."""

    @abstractmethod
    async def handled(self, inner: DialogContext, turn: TurnT) -> Said[DraftT]:
        """Handles the input: an interruption, or an answer."""

    @abstractmethod
    def is_kept(self, said: Said[DraftT]) -> bool:
        """Says whether the draft is kept after this reply."""

    async def ended(self, said: Said[DraftT]) -> None:
        """Does what follows the end of the conversation besides."""
        return

    async def on_begin_dialog(self, inner_dc: DialogContext, options: object) -> DialogTurnResult:
        """Begins the conversation. ``options`` is its draft; anything else raises TypeError."""
        outer = inner_dc.parent
        try:
            said, etag = await self.begun(inner_dc, options)
        except StepRefused as refused:
            await inner_dc.context.send_activity(str(refused))
            return OVER
        outer.active_dialog.state["draft"] = said.draft.id
        await self._drafts.put(said.draft.id, said.draft, self._now(), etag)
        await self._speaker.show_below(outer, said)
        return Dialog.end_of_turn

    async def on_reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        """Shows the open question once more. The card shown before stays as it is: somebody may be writing in its box.
        Raises NotDelivered."""
        kept, user_input = self._drafts.get(instance.state.get("draft", "")), context.turn_state.get(INCOMING)
        if kept is None or not self._is_shown_to(kept.draft, user_input):
            return
        try:
            turn = await self.read(kept.draft, user_input or UserInput(london_date(self._now())))
            asked = await self.shown_now(turn)
        except StepRefused:
            return
        try:
            note_shown(instance.state, kept.draft, await context.send_activity(as_activity(asked)))
        except NotDelivered:
            note_to_be_shown(instance.state, kept.draft)
            raise

    async def on_continue_dialog(self, inner_dc: DialogContext) -> DialogTurnResult:
        """Goes on with what was typed or pressed. Raises NotDelivered where what came of it could not be shown, and is
        no question that a job shows."""
        outer, user_input = inner_dc.parent, inner_dc.context.turn_state[INCOMING]
        kept = self._drafts.get(outer.active_dialog.state["draft"])
        if kept is None:
            return OVER
        before = kept.draft
        if before.person != user_input.by:
            raise NotAllowed(self._whose)
        if user_input.barred and self.is_barred(before, user_input):
            raise NotAllowed(user_input.barred)
        try:
            turn = await self.read(before, user_input)
        except StepRefused as refused:
            await self._drafts.drop(before.id)
            await inner_dc.context.send_activity(str(refused))
            return OVER
        said = await self._reply(inner_dc, turn, before, user_input)
        if said.draft != before and self.is_kept(said):
            typed = None if user_input.verb else inner_dc.context.activity.id
            await self._drafts.put(before.id, said.draft, self._now(), kept.etag, typed)
        try:
            await self._speaker.say(outer, user_input, before, said)
        except NotDelivered:
            # The conversation is over, whether or not its end is seen.
            if said.end:
                await self._end(said)
                await outer.end_dialog(said.end)
            raise
        if said.end:
            await self._end(said)
        return DialogTurnResult(DialogTurnStatus.Complete, said.end) if said.end else Dialog.end_of_turn

    async def _reply(self, inner: DialogContext, turn: TurnT, before: DraftT, user_input: UserInput) -> Said[DraftT]:
        if before.rules_version != self.rules_version:
            return await self.under_new_rules(inner, turn)
        seen = is_shown(inner.parent.active_dialog.state, before)
        if not seen and not user_input.verb and not steers(user_input):
            return Said(before, cards=(await self.shown_now(turn),), text=NOT_SHOWN)
        said = await self.handled(inner, turn)
        if not seen and said.draft == before and not said.end and (is_stale(before, user_input) or said.beside):
            # Whoever answers an earlier question is shown the one that is open.
            return replace(said, cards=(await self.shown_now(turn),))
        return said

    def _is_shown_to(self, draft: DraftT, user_input: UserInput | None) -> bool:
        """Says whether a question is open, and whoever wrote last may answer it."""
        is_barred = user_input is not None and bool(user_input.barred) and self.is_barred(draft, user_input)
        return self.is_asking(draft) and not is_barred

    async def _end(self, said: Said[DraftT]) -> None:
        await self.ended(said)
        if not self.is_kept(said):
            await self._drafts.drop(said.draft.id)
