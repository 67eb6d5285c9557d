"""The triage is a Bot Framework dialog. The flow decides what is asked and understood; the dialog says it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.dialogs import Dialog, DialogContext, DialogInstance, DialogTurnResult

from cards.elements import Card, closed_card
from dialogs.messages import CardMessage, NotDelivered, as_activity
from dialogs.shown_question import is_shown, note_shown, note_to_be_shown
from dialogs.speaker import ASKED_BELOW, NOT_SHOWN, DialogSpeaker
from dialogs.triage.drafts import Drafts, StoredDraft
from dialogs.triage.flow import KEPT_NOTHING, TriageFlow, is_stale
from dialogs.triage.flow_step import Ending, FlowStep
from dialogs.user_input import INCOMING, UserInput
from safeguarding.case.errors import NotAllowed, StepRefused
from safeguarding.dates.working_days import london_date
from safeguarding.draft import Draft
from safeguarding.indication import with_indication

TRIAGE = "triage"


@dataclass(frozen=True)
class TriageCallbacks:
    """These callbacks do what the triage needs from the bot. ``record`` opens or updates the case and gives the outcome
    to show, ``refer`` the form that refers it as a Case of Concern; ``left`` tells that a serious one was left;
    ``replace`` changes a card already sent, as far as it can; ``may_go_on`` raises StepRefused where the case that is
    being changed may not be seen any more."""

    record: Callable[[Draft, TurnContext], Awaitable[CardMessage]]
    refer: Callable[[Draft, TurnContext], Awaitable[tuple[CardMessage, ...]]]
    left: Callable[[Draft], Awaitable[None]]
    replace: Callable[[TurnContext, str, Card], Awaitable[object]]
    now: Callable[[], datetime]
    may_go_on: Callable[[Draft], Awaitable[None]]


class TriageDialog(Dialog):  # type: ignore[misc]
    def __init__(self, flow: TriageFlow, drafts: Drafts, desk: TriageCallbacks) -> None:
        super().__init__(TRIAGE)
        self._flow = flow
        self._drafts = drafts
        self._desk = desk
        self._speaker = DialogSpeaker(desk.replace)

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Begins the triage. ``options`` is the draft to go on with; anything else raises TypeError."""
        if not isinstance(options, Draft):
            raise TypeError("a triage begins with a draft")
        dialog_context.active_dialog.state = {"draft": options.id}
        await self._keep(options, None)
        await self._speaker.show_below(dialog_context, FlowStep(options, cards=(self._flow.asking.ask(options),)))
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        """Shows where the triage stands once more. The card shown before stays as it is: somebody may be writing in its
        box. Raises NotDelivered."""
        kept = self._drafts.get(instance.state["draft"])
        if kept and not _is_barred(context.turn_state.get(INCOMING), kept.draft) and await self._is_seen(kept.draft):
            asked = self._flow.asking.ask_now(kept.draft, london_date(self._desk.now()))
            try:
                sent = await context.send_activity(as_activity(asked))
            except NotDelivered:
                note_to_be_shown(instance.state, kept.draft)
                raise
            note_shown(instance.state, kept.draft, sent)

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """Goes on with what was typed or pressed. Raises NotDelivered where what came of it could not be shown, and is
        no question that a job shows."""
        user_input: UserInput = dialog_context.context.turn_state[INCOMING]
        kept = self._drafts.get(dialog_context.active_dialog.state["draft"])
        if kept is None:
            return await dialog_context.end_dialog()
        draft = kept.draft
        if draft.person != user_input.by:
            raise NotAllowed("This triage is another person's. Start one in your own chat.")
        if user_input.barred and _is_barred(user_input, draft) and not self._flow.leaves(user_input):
            raise NotAllowed(user_input.barred)
        if not await self._is_seen(draft):
            await self._drafts.drop(draft.id)
            await dialog_context.context.send_activity(f"{draft.updating} can't be changed by you any more.")
            return await dialog_context.end_dialog()
        if draft.rules_version != self._flow.triage.framework.version:
            return await self._under_new_rules(dialog_context, kept, user_input)
        reply = self._reply(dialog_context.active_dialog.state, draft, user_input)
        if reply.end in (Ending.RECORD, Ending.REFER):
            reply = await self._record(dialog_context, draft, refers=reply.end is Ending.REFER)
        if reply.draft != draft and not reply.end:
            await self._keep(reply.draft, kept.etag)
        try:
            await self._speaker.say(dialog_context, user_input, draft, _as_typed(user_input, reply))
        except NotDelivered:
            # The triage is over, whether or not its end is seen.
            if reply.end:
                await self._finish(dialog_context, reply)
            raise
        return await self._finish(dialog_context, reply) if reply.end else Dialog.end_of_turn

    def _reply(self, state: Mapping[str, Any], draft: Draft, user_input: UserInput) -> FlowStep:
        """Handles the input. A typed answer counts only for a question that is known to be shown; and whoever answers
        an earlier one is shown the question that is open."""
        if is_shown(state, draft):
            return self._flow.handle(draft, user_input)
        if not user_input.verb and not self._flow.steers(user_input):
            return FlowStep(draft, cards=(self._flow.asking.ask_now(draft, user_input.today),), text=NOT_SHOWN)
        reply = self._flow.handle(draft, user_input)
        if reply.draft == draft and (is_stale(draft, user_input) or reply.beside):
            return replace(reply, cards=(self._flow.asking.ask_now(draft, user_input.today),))
        return reply

    async def _is_seen(self, draft: Draft) -> bool:
        try:
            await self._desk.may_go_on(draft)
        except StepRefused:
            return False
        return True

    async def _under_new_rules(
        self, dialog_context: DialogContext, kept: StoredDraft, user_input: UserInput
    ) -> DialogTurnResult:
        triage = self._flow.triage
        renewed = with_indication(triage, triage.under_current_rules(kept.draft))
        await self._keep(renewed, kept.etag)
        text = (
            f"The rules have changed to version {renewed.rules_version} since your last answer. "
            "Your answers that still hold are kept."
        )
        reply = FlowStep(renewed, ASKED_BELOW, (self._flow.asking.ask(renewed),), text)
        await self._speaker.say(dialog_context, user_input, kept.draft, reply)
        return Dialog.end_of_turn

    async def _record(self, dialog_context: DialogContext, draft: Draft, *, refers: bool) -> FlowStep:
        try:
            outcome = await self._desk.record(draft, dialog_context.context)
        except StepRefused as refused:
            return FlowStep(draft, self._flow.asking.ask(draft, str(refused)).card)
        form = await self._desk.refer(draft, dialog_context.context) if refers else ()
        return FlowStep(draft, closed_card(f"Recorded: {outcome.summary}."), (outcome, *form), end=Ending.RECORD)

    async def _finish(self, dialog_context: DialogContext, reply: FlowStep) -> DialogTurnResult:
        if reply.end is Ending.LEFT:
            await self._desk.left(reply.draft)
        await self._drafts.drop(reply.draft.id)
        return await dialog_context.end_dialog(reply.end)

    async def _keep(self, draft: Draft, etag: str | None) -> None:
        await self._drafts.keep(draft, self._desk.now(), etag)


def _is_barred(user_input: UserInput | None, draft: Draft) -> bool:
    """Says whether the draft changes a case, and comes from a person who may only report."""
    return bool(draft.updating and user_input and user_input.barred)


def _as_typed(user_input: UserInput, reply: FlowStep) -> FlowStep:
    """Returns the reply with the words that say of a typed text that it has ended the triage."""
    if not user_input.verb and reply.end in (Ending.CANCELLED, Ending.LEFT):
        return replace(reply, text=KEPT_NOTHING)
    return reply
