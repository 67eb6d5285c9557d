"""The walkthrough is a Bot Framework dialog: it asks the sheets of a course, each by a child dialog that returns its
answers. What interrupts it (back, skip, why, define, stop) is handled here, once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.dialogs import Dialog, DialogContext, DialogInstance, DialogTurnResult, DialogTurnStatus

from cards.elements import Card, closed_card
from cards.walkthrough.question import SAVED, answered_card
from dialogs.dialog_state import TurnComponent
from dialogs.messages import NotDelivered, as_activity
from dialogs.shown_question import is_shown, note_shown, note_to_be_shown
from dialogs.speaker import ASKED_BELOW, NOT_SHOWN, DialogSpeaker
from dialogs.user_input import INCOMING, UserInput
from dialogs.walkthrough.course import Course, Outline
from dialogs.walkthrough.drafts import Walkthroughs
from dialogs.walkthrough.interruptions import WalkthroughEnding, interruption, is_steering
from dialogs.walkthrough.questions import SHEET, QuestionDialog, SheetDialog, is_where_it_stands
from dialogs.walkthrough.turn import TURN, WalkthroughStep, WalkthroughTurn
from safeguarding.case.errors import NotAllowed, OutOfDate, StepRefused
from safeguarding.dates.working_days import london_date
from safeguarding.framework.framework import Framework
from safeguarding.walkthrough import Kind, Walkthrough

WALKTHROUGH = "walkthrough"
NEW_RULES = "The rules have changed to version {} since your last answer. What was recorded stands."
HOW = "Answer by button, number or words. What you type in this chat stays in Teams: no names."
OVER = closed_card("Answered already. The conversation goes on below.")


@dataclass(frozen=True)
class WalkthroughCallbacks:
    """These callbacks do what a walkthrough needs from the bot. ``replace`` changes a card already sent, as far as it
    can."""

    courses: Mapping[Kind, Course]
    framework: Callable[[], Framework]
    replace: Callable[[TurnContext, str, Card], Awaitable[object]]
    now: Callable[[], datetime]


class WalkthroughDialog(TurnComponent):
    def __init__(self, drafts: Walkthroughs, callbacks: WalkthroughCallbacks) -> None:
        super().__init__(WALKTHROUGH)
        self._drafts = drafts
        self._callbacks = callbacks
        self._speaker = DialogSpeaker(callbacks.replace)
        self.add_dialog(SheetDialog())
        self.add_dialog(QuestionDialog())

    async def on_begin_dialog(self, inner_dc: DialogContext, options: object) -> DialogTurnResult:
        """Begins the walkthrough, or goes on with it. ``options`` is its draft; anything else raises TypeError."""
        if not isinstance(options, Walkthrough):
            raise TypeError("a walkthrough begins with its draft")
        outer, context = inner_dc.parent, inner_dc.context
        try:
            outline = await self._outline(options)
        except StepRefused as refused:
            await context.send_activity(str(refused))
            return DialogTurnResult(DialogTurnStatus.Complete)
        kept = self._drafts.find(options, self._callbacks.now())
        begun = _begun(options, kept.draft if kept else options, outline)
        outer.active_dialog.state["draft"] = begun.id
        turn = WalkthroughTurn(begun, outline, UserInput(london_date(self._callbacks.now())))
        context.turn_state[TURN] = turn
        await self._ask_anew(inner_dc, turn)
        await self._drafts.put(begun.id, begun, self._callbacks.now(), kept.etag if kept else None)
        await self._speaker.show_below(outer, await self._asking(turn, said=(HOW, *await self._said(turn))))
        return Dialog.end_of_turn

    async def on_reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        """Shows the open question once more. Raises NotDelivered."""
        kept = self._drafts.get(instance.state.get("draft", ""))
        if kept is None or kept.draft.sheet is None:
            return
        try:
            outline = await self._outline(kept.draft)
        except StepRefused:
            return
        card = WalkthroughTurn(kept.draft, outline, UserInput(london_date(self._callbacks.now()))).card()
        if card is None:
            return
        try:
            note_shown(instance.state, kept.draft, await context.send_activity(as_activity(card)))
        except NotDelivered:
            note_to_be_shown(instance.state, kept.draft)
            raise

    async def on_continue_dialog(self, inner_dc: DialogContext) -> DialogTurnResult:
        """Goes on with what was typed or pressed. Raises NotDelivered where what came of it could not be shown, and is
        no question that a job shows."""
        outer, user_input = inner_dc.parent, inner_dc.context.turn_state[INCOMING]
        kept = self._drafts.get(outer.active_dialog.state["draft"])
        if kept is None:
            return DialogTurnResult(DialogTurnStatus.Complete)
        before = kept.draft
        if before.person != user_input.by:
            raise NotAllowed("This conversation is another person's. Start one in your own chat.")
        if user_input.barred:
            raise NotAllowed(user_input.barred)
        try:
            outline = await self._outline(before)
        except StepRefused as refused:
            await self._drafts.drop(before.id)
            await inner_dc.context.send_activity(str(refused))
            return DialogTurnResult(DialogTurnStatus.Complete)
        turn = WalkthroughTurn(before, outline, user_input)
        inner_dc.context.turn_state[TURN] = turn
        reply = await self._reply(inner_dc, turn)
        if reply.end is WalkthroughEnding.DONE:
            await self._drafts.drop(before.id)
        elif reply.draft != before:
            await self._drafts.put(before.id, reply.draft, self._callbacks.now(), kept.etag)
        try:
            await self._speaker.say(outer, user_input, before, reply)
        except NotDelivered:
            if not reply.end:
                raise
        return DialogTurnResult(DialogTurnStatus.Complete) if reply.end else Dialog.end_of_turn

    async def _reply(self, inner: DialogContext, turn: WalkthroughTurn) -> WalkthroughStep:
        """Answers the input. A typed answer counts only for a question that is known to be shown."""
        state, before = inner.parent.active_dialog.state, turn.walkthrough
        if before.rules_version != self._callbacks.framework().version:
            return await self._under_new_rules(inner, turn)
        if turn.user_input.verb and turn.user_input.data.get("revision") != before.revision:
            seen = is_shown(state, before)
            return WalkthroughStep(before, OVER) if seen else await self._asking(turn, replacement=OVER)
        if not turn.user_input.verb and not is_shown(state, before) and not is_steering(turn.user_input):
            return await self._asking(turn, text=NOT_SHOWN)
        if interrupted := interruption(turn, self._callbacks.framework()):
            return await self._interrupted(inner, turn, interrupted)
        return await self._answered(inner, turn)

    async def _interrupted(
        self, inner: DialogContext, turn: WalkthroughTurn, interrupted: WalkthroughStep
    ) -> WalkthroughStep:
        """Goes on where the interruption leads: elsewhere in the walkthrough, or nowhere."""
        kind = turn.walkthrough.kind
        if interrupted.draft == turn.walkthrough or interrupted.end:
            return interrupted
        turn.walkthrough = interrupted.draft
        if turn.walkthrough.kind != kind:
            turn.outline = await self._outline(turn.walkthrough)
            turn.walkthrough = turn.outline.first(turn.walkthrough)
        await self._ask_anew(inner, turn)
        said = () if turn.sheet else await self._said(turn)
        return await self._asking(turn, replacement=interrupted.replacement, text=interrupted.text, said=said)

    async def _answered(self, inner: DialogContext, turn: WalkthroughTurn) -> WalkthroughStep:
        """Has the child that asks take the answer, and records the sheet that it completes."""
        if not is_where_it_stands(inner, inner.context):
            await self._ask_anew(inner, turn)
        title = turn.sheet.title if turn.sheet else ""
        result = await inner.continue_dialog()
        said: tuple[str, ...] = ()
        if result.status == DialogTurnStatus.Complete:
            said = await self._recorded(inner, turn, keeps_theirs=result.result is None)
        if turn.problem and not turn.answered:
            card = turn.card()
            return WalkthroughStep(turn.walkthrough, card.card if card else None)
        return await self._asking(turn, replacement=answered_card(title, turn.answered), said=said)

    async def _recorded(self, inner: DialogContext, turn: WalkthroughTurn, *, keeps_theirs: bool) -> tuple[str, ...]:
        """Records the sheet that is complete, and begins the next. Where it is refused, what it is about is asked
        again; where another person was faster, whose answer stands."""
        course, sheet = self._callbacks.courses[turn.walkthrough.kind], turn.sheet
        saved, before = tuple[str, ...](), await self._said(turn)
        if sheet and not keeps_theirs:
            try:
                turn.walkthrough = await course.record(turn.walkthrough, sheet, _as_form(turn))
                saved = (SAVED.format(sheet.title),)
            except OutOfDate:
                turn.walkthrough = turn.walkthrough.with_(is_overtaken=True)
            except StepRefused as refused:
                turn.problem = refused
                turn.walkthrough = turn.walkthrough.without(_about(refused, turn.walkthrough))
        turn.outline = await self._outline(turn.walkthrough)
        if saved or keeps_theirs:
            turn.walkthrough = turn.outline.after(turn.walkthrough)
        await self._ask_anew(inner, turn)
        if not saved and not keeps_theirs:
            return ()
        said = await self._said(turn)
        # What the answers indicated before is said again only at the end.
        return (*saved, *(line for line in said if turn.sheet is None or line not in before))

    async def _ask_anew(self, inner: DialogContext, turn: WalkthroughTurn) -> None:
        """Puts the children where the walkthrough stands."""
        inner.stack.clear()
        if turn.sheet:
            await inner.begin_dialog(SHEET, turn.sheet.id)

    async def _asking(
        self, turn: WalkthroughTurn, *, replacement: Card | None = None, text: str = "", said: tuple[str, ...] = ()
    ) -> WalkthroughStep:
        card = turn.card(said)
        if card is None:
            card = turn.outline.end(turn.walkthrough, said)
            if turn.outline.ends:
                return WalkthroughStep(turn.walkthrough, replacement, (card,), text, WalkthroughEnding.DONE)
        return WalkthroughStep(turn.walkthrough, replacement, (card,), text)

    async def _under_new_rules(self, inner: DialogContext, turn: WalkthroughTurn) -> WalkthroughStep:
        """Asks the sheet anew, with what was typed in its boxes; another one where the rules have it no more."""
        version = self._callbacks.framework().version
        renewed = turn.walkthrough.with_(
            rules_version=version, given={}, typed={**turn.walkthrough.typed, **turn.walkthrough.given}
        )
        turn.walkthrough = renewed if turn.outline.sheet(renewed.sheet) else turn.outline.first(renewed)
        await self._ask_anew(inner, turn)
        return await self._asking(turn, replacement=ASKED_BELOW, text=NEW_RULES.format(version))

    async def _outline(self, walkthrough: Walkthrough) -> Outline:
        return await self._callbacks.courses[walkthrough.kind].outline(walkthrough)

    async def _said(self, turn: WalkthroughTurn) -> tuple[str, ...]:
        return tuple(await self._callbacks.courses[turn.walkthrough.kind].said(turn.walkthrough))


def _as_form(turn: WalkthroughTurn) -> UserInput:
    """Returns what was given as its form would send it."""
    data: Mapping[str, Any] = dict(turn.walkthrough.given)
    return UserInput(turn.user_input.today, verb="answer", data=data, by=turn.user_input.by)


def _about(refused: StepRefused, walkthrough: Walkthrough) -> str:
    """Returns the answer to ask again: the one that the refusal is about, or the first."""
    return refused.about if refused.about in walkthrough.given else next(iter(walkthrough.given))


def _begun(asked: Walkthrough, kept: Walkthrough, outline: Outline) -> Walkthrough:
    """Returns the walkthrough at its begin: at the sheet that was asked for, where it was left, or at the first that is
    open. What was left open is asked again."""
    going_on = kept.with_(left_open=(), rules_version=asked.rules_version)
    if kept.rules_version != asked.rules_version:
        going_on = going_on.with_(given={}, typed={**kept.typed, **kept.given})
    if asked.sheet and (picked := outline.sheet(asked.sheet)):
        return outline.at(going_on, picked)
    is_begun = going_on.given and outline.sheet(going_on.sheet)
    return going_on if is_begun or going_on.sheet in outline.open else outline.first(going_on)
