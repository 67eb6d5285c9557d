"""The triage is a conversation. The flow decides what is asked and understood; the dialog says it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext

from cards.elements import closed_card
from dialogs.conversation import ConversationDialog, Replace
from dialogs.messages import CardMessage
from dialogs.speaker import ASKED_BELOW, Ending
from dialogs.triage.drafts import Drafts
from dialogs.triage.flow import KEPT_NOTHING, TriageFlow
from dialogs.triage.flow_step import FlowStep
from dialogs.user_input import UserInput
from safeguarding.case.errors import NotAllowed, StepRefused
from safeguarding.draft import Draft
from safeguarding.indication import with_indication

TRIAGE = "triage"
ANOTHERS = "This triage is another person's. Start one in your own chat."
NEW_RULES = "The rules have changed to version {} since your last answer. Your answers that still hold are kept."


@dataclass(frozen=True)
class TriageCallbacks:
    """These callbacks do what the triage needs from the bot. ``record`` opens or updates the case and gives the outcome
    to show, ``refer`` the form that refers it as a Case of Concern; ``left`` tells that a serious one was left;
    ``may_go_on`` raises StepRefused where the case that is being changed may not be seen any more."""

    record: Callable[[Draft, TurnContext], Awaitable[CardMessage]]
    refer: Callable[[Draft, TurnContext], Awaitable[tuple[CardMessage, ...]]]
    left: Callable[[Draft], Awaitable[None]]
    replace: Replace
    now: Callable[[], datetime]
    may_go_on: Callable[[Draft], Awaitable[None]]


@dataclass(frozen=True)
class TriageTurn:
    draft: Draft
    user_input: UserInput


class TriageDialog(ConversationDialog[Draft, TriageTurn]):
    def __init__(self, flow: TriageFlow, drafts: Drafts, desk: TriageCallbacks) -> None:
        super().__init__(TRIAGE, drafts, desk.replace, desk.now, ANOTHERS)
        self._flow = flow
        self._desk = desk

    @property
    def rules_version(self) -> str:
        return self._flow.triage.framework.version

    async def begun(self, inner: DialogContext, options: object) -> tuple[FlowStep, str | None]:
        if not isinstance(options, Draft):
            raise TypeError("a triage begins with a draft")
        return FlowStep(options, cards=(self._flow.asking.ask(options),)), None

    async def read(self, draft: Draft, user_input: UserInput) -> TriageTurn:
        try:
            await self._desk.may_go_on(draft)
        except StepRefused as refused:
            raise NotAllowed(f"{draft.updating} can't be changed by you any more.") from refused
        return TriageTurn(draft, user_input)

    def is_barred(self, draft: Draft, user_input: UserInput) -> bool:
        """Says whether the draft changes a case: whoever may only report may leave it all the same."""
        return bool(draft.updating) and not self._flow.leaves(user_input)

    async def shown_now(self, turn: TriageTurn) -> CardMessage:
        return self._flow.asking.ask_now(turn.draft)

    async def under_new_rules(self, inner: DialogContext, turn: TriageTurn) -> FlowStep:
        triage = self._flow.triage
        renewed = with_indication(triage, triage.under_current_rules(turn.draft))
        text = NEW_RULES.format(renewed.rules_version)
        return FlowStep(renewed, ASKED_BELOW, (self._flow.asking.ask(renewed),), text)

    async def handled(self, inner: DialogContext, turn: TriageTurn) -> FlowStep:
        said = self._flow.handle(turn.draft, turn.user_input)
        if said.end in (Ending.RECORD, Ending.REFER):
            return await self._recorded(inner.context, turn.draft, refers=said.end is Ending.REFER)
        if not turn.user_input.verb and said.end in (Ending.CANCELLED, Ending.LEFT):
            return replace(said, text=KEPT_NOTHING)
        return said

    async def _recorded(self, context: TurnContext, draft: Draft, *, refers: bool) -> FlowStep:
        try:
            outcome = await self._desk.record(draft, context)
        except StepRefused as refused:
            return self._flow.asking.again(draft, str(refused))
        form = await self._desk.refer(draft, context) if refers else ()
        return FlowStep(draft, closed_card(f"Recorded: {outcome.summary}."), (outcome, *form), end=Ending.RECORD)

    def is_kept(self, said: FlowStep) -> bool:
        return not said.end

    async def ended(self, said: FlowStep) -> None:
        if said.end is Ending.LEFT:
            await self._desk.left(said.draft)
