"""The walkthrough is a conversation that asks the sheets of a course, each by a child dialog that returns its
answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botbuilder.dialogs import DialogContext, DialogTurnStatus

from cards.elements import Card, closed_card
from cards.walkthrough.question import SAVED, answered_card
from dialogs.conversation import ConversationDialog, Replace
from dialogs.messages import CardMessage
from dialogs.shown_question import is_stale
from dialogs.speaker import ASKED_BELOW, Ending
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import Course, Outline
from dialogs.walkthrough.drafts import Walkthroughs
from dialogs.walkthrough.interruptions import interruption
from dialogs.walkthrough.questions import SHEET, QuestionDialog, SheetDialog, is_where_it_stands
from dialogs.walkthrough.turn import TURN, WalkthroughStep, WalkthroughTurn
from safeguarding.case.errors import OutOfDate, StepRefused
from safeguarding.dates.working_days import london_date
from safeguarding.framework.framework import Framework
from safeguarding.walkthrough import Kind, Walkthrough

WALKTHROUGH = "walkthrough"
NEW_RULES = "The rules have changed to version {} since your last answer. What was recorded stands."
ANOTHERS = "This conversation is another person's. Start one in your own chat."
HOW = "Answer by button, number or words. What you type in this chat stays in Teams: no names."
OVER = closed_card("Answered already. The conversation goes on below.")


@dataclass(frozen=True)
class WalkthroughCallbacks:
    """These callbacks do what a walkthrough needs from the bot."""

    courses: Mapping[Kind, Course]
    framework: Callable[[], Framework]
    replace: Replace
    now: Callable[[], datetime]


class WalkthroughDialog(ConversationDialog[Walkthrough, WalkthroughTurn]):
    def __init__(self, drafts: Walkthroughs, callbacks: WalkthroughCallbacks) -> None:
        super().__init__(WALKTHROUGH, drafts, callbacks.replace, callbacks.now, ANOTHERS)
        self._walkthroughs = drafts
        self._callbacks = callbacks
        self.add_dialog(SheetDialog())
        self.add_dialog(QuestionDialog())

    @property
    def rules_version(self) -> str:
        return self._callbacks.framework().version

    async def begun(self, inner: DialogContext, options: object) -> tuple[WalkthroughStep, str | None]:
        """Begins the walkthrough, or goes on with it."""
        if not isinstance(options, Walkthrough):
            raise TypeError("a walkthrough begins with its draft")
        outline = await self._outline(options)
        kept = self._walkthroughs.find(options, self._callbacks.now())
        begun = _begun(options, kept.draft if kept else options, outline)
        turn = WalkthroughTurn(begun, outline, UserInput(london_date(self._callbacks.now())))
        await self._ask_anew(inner, turn)
        return await self._asking(turn, said=(HOW, *await self._said(turn))), kept.etag if kept else None

    async def read(self, draft: Walkthrough, user_input: UserInput) -> WalkthroughTurn:
        return WalkthroughTurn(draft, await self._outline(draft), user_input)

    def is_barred(self, draft: Walkthrough, user_input: UserInput) -> bool:
        return True

    async def shown_now(self, turn: WalkthroughTurn) -> CardMessage:
        return (await self._asking(turn)).cards[-1]

    def is_asking(self, draft: Walkthrough) -> bool:
        return draft.sheet is not None

    def is_kept(self, said: WalkthroughStep) -> bool:
        return said.end is not Ending.DONE

    async def handled(self, inner: DialogContext, turn: WalkthroughTurn) -> WalkthroughStep:
        """Answers the input: what interrupts is told from an answer here, once."""
        if is_stale(turn.walkthrough, turn.user_input):
            return WalkthroughStep(turn.walkthrough, OVER)
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
        inner.context.turn_state[TURN] = turn
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
        saved, before, is_taken = tuple[str, ...](), await self._said(turn), keeps_theirs
        if sheet and not keeps_theirs:
            try:
                turn.walkthrough, is_taken = await course.record(turn.walkthrough, sheet, _as_form(turn)), True
                # What the walkthrough itself keeps is on no record.
                saved = () if sheet.id in turn.walkthrough.answers else (SAVED.format(sheet.title),)
            except OutOfDate:
                turn.walkthrough = turn.walkthrough.with_(is_overtaken=True)
            except StepRefused as refused:
                turn.problem = refused
                turn.walkthrough = turn.walkthrough.without(_about(refused, turn.walkthrough))
        turn.outline = await self._outline(turn.walkthrough)
        if is_taken:
            turn.walkthrough = turn.outline.after(turn.walkthrough)
        await self._ask_anew(inner, turn)
        if not is_taken:
            return ()
        said = await self._said(turn)
        # What the answers indicated before is said again only at the end.
        return (*saved, *(line for line in said if turn.sheet is None or line not in before))

    async def _ask_anew(self, inner: DialogContext, turn: WalkthroughTurn) -> None:
        """Puts the children where the walkthrough stands."""
        inner.context.turn_state[TURN] = turn
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
                return WalkthroughStep(turn.walkthrough, replacement, (card,), text, Ending.DONE)
        return WalkthroughStep(turn.walkthrough, replacement, (card,), text)

    async def under_new_rules(self, inner: DialogContext, turn: WalkthroughTurn) -> WalkthroughStep:
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
