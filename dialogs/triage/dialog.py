"""The triage is a Bot Framework dialog. The flow decides what is asked and understood; the dialog says it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.dialogs import Dialog, DialogContext, DialogInstance, DialogTurnResult
from botbuilder.schema import ResourceResponse

from cards.elements import Card, closed_card
from dialogs.messages import CardMessage, as_activity
from dialogs.triage.drafts import Drafts, StoredDraft
from dialogs.triage.flow import ASKED_BELOW, KEPT_NOTHING, Ending, FlowStep, TriageFlow
from dialogs.user_input import INCOMING, REPLACEMENT, UserInput
from safeguarding.case.errors import NotAllowed, StepRefused
from safeguarding.triage import Draft

TRIAGE = "triage"


@dataclass(frozen=True)
class TriageCallbacks:
    """These callbacks do what the triage needs from the bot. ``record`` opens or updates the case and gives the outcome
    to show; ``left`` tells that a serious one was left; ``replace`` changes a card already sent, as far as it can;
    ``may_go_on`` raises StepRefused where the case that is being changed may not be seen any more."""

    record: Callable[[Draft, TurnContext], Awaitable[CardMessage]]
    left: Callable[[Draft], Awaitable[None]]
    replace: Callable[[TurnContext, str, Card], Awaitable[None]]
    now: Callable[[], datetime]
    may_go_on: Callable[[Draft], Awaitable[None]]


class TriageDialog(Dialog):  # type: ignore[misc]
    def __init__(self, flow: TriageFlow, drafts: Drafts, desk: TriageCallbacks) -> None:
        super().__init__(TRIAGE)
        self._flow = flow
        self._drafts = drafts
        self._desk = desk

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Begins the triage. ``options`` is the draft to go on with; anything else raises TypeError."""
        if not isinstance(options, Draft):
            raise TypeError("a triage begins with a draft")
        dialog_context.active_dialog.state = {"draft": options.id}
        await self._keep(dialog_context, options, None)
        await self._send(dialog_context, options, (self._flow.ask(options),))
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        """Shows where the triage stands once more; the card shown before loses its buttons."""
        kept = self._drafts.get(instance.state["draft"])
        if kept and await self._is_seen(kept.draft):
            if card := card_of(instance.state, kept.draft):
                await self._desk.replace(context, card, ASKED_BELOW)
            note_shown(instance.state, kept.draft, await context.send_activity(as_activity(self._flow.ask(kept.draft))))

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        user_input: UserInput = dialog_context.context.turn_state[INCOMING]
        kept = self._drafts.get(dialog_context.active_dialog.state["draft"])
        if kept is None:
            return await dialog_context.end_dialog()
        draft = kept.draft
        if draft.person != user_input.by:
            raise NotAllowed("This triage is another person's. Type triage in your own chat to begin one.")
        if not await self._is_seen(draft):
            await self._drafts.drop(draft.id)
            await dialog_context.context.send_activity(f"{draft.updating} can't be changed by you any more.")
            return await dialog_context.end_dialog()
        if draft.rules_version != self._flow.triage.framework.version:
            return await self._under_new_rules(dialog_context, kept, user_input)
        reply = self._flow.handle(draft, user_input)
        if reply.end is Ending.RECORD:
            reply = await self._record(dialog_context, draft)
        if reply.draft != draft and not reply.end:
            await self._keep(dialog_context, reply.draft, kept.etag)
        await self._say(dialog_context, user_input, draft, reply)
        return await self._finish(dialog_context, reply) if reply.end else Dialog.end_of_turn

    async def _is_seen(self, draft: Draft) -> bool:
        try:
            await self._desk.may_go_on(draft)
        except StepRefused:
            return False
        return True

    async def _under_new_rules(
        self, dialog_context: DialogContext, kept: StoredDraft, user_input: UserInput
    ) -> DialogTurnResult:
        renewed = self._flow.triage.under_current_rules(kept.draft)
        await self._keep(dialog_context, renewed, kept.etag)
        text = (
            f"The rules have changed to version {renewed.rules_version} since your last answer. "
            "Your answers that still hold are kept."
        )
        reply = FlowStep(renewed, ASKED_BELOW, (self._flow.ask(renewed),), text)
        await self._say(dialog_context, user_input, kept.draft, reply)
        return Dialog.end_of_turn

    async def _record(self, dialog_context: DialogContext, draft: Draft) -> FlowStep:
        try:
            outcome = await self._desk.record(draft, dialog_context.context)
        except StepRefused as refused:
            return FlowStep(draft, self._flow.ask(draft, str(refused)).card)
        return FlowStep(draft, closed_card(f"Recorded: {outcome.summary}."), (outcome,), end=Ending.RECORD)

    async def _finish(self, dialog_context: DialogContext, reply: FlowStep) -> DialogTurnResult:
        if reply.end is Ending.LEFT:
            await self._desk.left(reply.draft)
        await self._drafts.drop(reply.draft.id)
        return await dialog_context.end_dialog(reply.end)

    async def _say(self, dialog_context: DialogContext, user_input: UserInput, before: Draft, reply: FlowStep) -> None:
        context, card = dialog_context.context, card_of(dialog_context.active_dialog.state, before)
        if user_input.verb:
            context.turn_state[REPLACEMENT] = reply.replacement
            await self._send_below(dialog_context, reply)
            return
        reply = _below(reply)
        if reply.replacement and card:
            # Neither call waits for the other: the card above loses its buttons while the next one is on its way.
            tidied = self._desk.replace(context, card, reply.replacement)
            await asyncio.gather(tidied, self._send_below(dialog_context, reply))
        else:
            await self._send_below(dialog_context, reply)

    async def _send_below(self, dialog_context: DialogContext, reply: FlowStep) -> None:
        if reply.text:
            await dialog_context.context.send_activity(reply.text)
        await self._send(dialog_context, reply.draft, reply.cards)

    async def _send(self, dialog_context: DialogContext, draft: Draft, cards: tuple[CardMessage, ...]) -> None:
        for card in cards:
            sent = await dialog_context.context.send_activity(as_activity(card))
            note_shown(dialog_context.active_dialog.state, draft, sent)

    async def _keep(self, dialog_context: DialogContext, draft: Draft, etag: str | None) -> None:
        conversation = dialog_context.context.turn_state[CONVERSATION]
        await self._drafts.keep(draft, conversation, self._desk.now(), etag)


CONVERSATION = "cscp.conversation"


def note_shown(state: dict[str, Any], draft: Draft, sent: ResourceResponse | None) -> None:
    """Notes the message that shows where the draft stands from now on."""
    state.update(card=sent.id if sent else None, shows=draft.revision)


def card_of(state: Mapping[str, Any], draft: Draft) -> str | None:
    """Returns the id of the message that shows where the draft stands, if that is known: after a crash it may be an
    earlier one."""
    card: str | None = state.get("card") if state.get("shows") == draft.revision else None
    return card


def _below(reply: FlowStep) -> FlowStep:
    """Answers a typed text: what would replace the card is sent below the text instead, where it is seen."""
    if reply.end in (Ending.CANCELLED, Ending.LEFT):
        return replace(reply, text=KEPT_NOTHING)
    if reply.cards or reply.replacement is None:
        return reply
    again = CardMessage(reply.replacement, "Answer again")
    return replace(reply, replacement=ASKED_BELOW, cards=(again,))
