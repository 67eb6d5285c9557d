"""The speaker says what a conversation answers: beside the card that was pressed, or below what was typed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext

from cards.elements import Card, closed_card
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.shown_question import Revised, card_of, copies_above, note_shown, note_to_be_shown
from dialogs.user_input import REPLACEMENT, UserInput

DraftT_co = TypeVar("DraftT_co", bound=Revised, covariant=True)
T = TypeVar("T")
TRIES = 2
NOT_SHOWN = "I can't be sure that you have seen this question, so nothing was taken as its answer. Here it is."
ASKED_BELOW = closed_card("The question is asked again below.")
GONE_ON_BELOW = closed_card("The conversation has gone on below.")


class Ending(Enum):
    """An ending says how a conversation ends."""

    RECORD = "record"
    REFER = "refer"
    CANCELLED = "cancelled"
    LEFT = "left"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True)
class Said(Generic[DraftT_co]):
    """This is how a conversation answers one input. ``replacement`` takes the place of the card that was answered.
    ``beside`` and then ``cards`` follow below it; the last of the cards is the live one, and those beside ask nothing.
    ``end`` is set when the conversation is over, or asks to record."""

    draft: DraftT_co
    replacement: Card | None = None
    cards: tuple[CardMessage, ...] = ()
    text: str = ""
    end: Ending | None = None
    beside: tuple[CardMessage, ...] = ()


@dataclass(frozen=True)
class DialogSpeaker:
    """``replace`` changes a card already sent, as far as it can."""

    replace: Callable[[TurnContext, str, Card], Awaitable[object]]

    async def say(
        self, dialog_context: DialogContext, user_input: UserInput, before: Revised, reply: Said[Revised]
    ) -> None:
        """Says the reply. ``before`` is where the conversation stood. Raises NotDelivered where it could not be shown,
        and is no question that a job shows."""
        context, state = dialog_context.context, dialog_context.active_dialog.state
        card, above = card_of(state, before), copies_above(state, before)
        # Neither call waits for the other: the cards above lose their buttons while the next one is on its way.
        if user_input.verb:
            goes_on = reply.end or reply.draft.revision != before.revision
            others = [copy for copy in (*above, card) if copy and copy != context.activity.reply_to_id and goes_on]
            tidied = [self.replace(context, copy, GONE_ON_BELOW) for copy in others]
            answer = self._answer_press(dialog_context, user_input, reply)
            context.turn_state[REPLACEMENT] = await _along(answer, tidied)
            return
        replacement, cards = _below(reply)
        tidied = [self.replace(context, card, replacement)] if replacement and card else []
        tidied += [self.replace(context, copy, GONE_ON_BELOW) for copy in above] if replacement else []
        await _along(self.show_below(dialog_context, reply, cards), tidied)

    async def _answer_press(
        self, dialog_context: DialogContext, user_input: UserInput, reply: Said[Revised]
    ) -> Card | None:
        """Returns what takes the place of the card pressed: that is what the press leads to, where it can't be shown
        below and travels in the answer of the request."""
        if not user_input.is_answered_in_place:
            await self.show_below(dialog_context, reply)
            return reply.replacement
        try:
            await self._send_below(dialog_context, reply, reply.cards)
        except NotDelivered:
            if not reply.cards:
                return reply.replacement
            return reply.cards[-1].card
        return reply.replacement

    async def show_below(
        self, dialog_context: DialogContext, reply: Said[Revised], cards: Sequence[CardMessage] | None = None
    ) -> None:
        """Sends the reply, and once more where it may not have arrived. A question that is not shown then is shown by a
        job. ``cards`` are sent instead of those of the reply. Raises NotDelivered for anything else."""
        sent = reply.cards if cards is None else cards
        for _ in range(TRIES):
            try:
                return await self._send_below(dialog_context, reply, sent)
            except NotDelivered:
                continue
        if reply.end or not sent:
            raise NotDelivered
        note_to_be_shown(dialog_context.active_dialog.state, reply.draft)
        return None

    async def _send_below(
        self, dialog_context: DialogContext, reply: Said[Revised], cards: Sequence[CardMessage]
    ) -> None:
        """Sends the words and cards of the reply; the last card is the live one. Raises NotDelivered."""
        context = dialog_context.context
        if reply.text:
            await context.send_activity(reply.text)
        for card in (*reply.beside, *cards[:-1]):
            await context.send_activity(as_activity(card))
        for card in cards[-1:]:
            sent = await context.send_activity(as_activity(card))
            note_shown(dialog_context.active_dialog.state, reply.draft, sent)


async def _along(main: Awaitable[T], others: Sequence[Awaitable[object]]) -> T:
    """Waits for the main thing with the others beside it. One thing alone, as most turns have it, needs no task."""
    if not others:
        return await main
    task = asyncio.ensure_future(main)
    await asyncio.gather(*others, task)
    return task.result()


def _below(reply: Said[Revised]) -> tuple[Card | None, Sequence[CardMessage]]:
    """Answers a typed text: what would replace the card is sent below the text instead, where it is seen."""
    if reply.end or reply.cards or reply.replacement is None:
        return reply.replacement, reply.cards
    return ASKED_BELOW, (CardMessage(reply.replacement, "Answer again"),)
