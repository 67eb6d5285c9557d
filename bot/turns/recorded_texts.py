"""The recorded texts are what stands already in the case or the triage that a turn is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cases.case_queries import CaseQueries
from bot.handlers.turn import Turn
from bot.messaging.conversation_state import Conversation
from dialogs.triage.drafts import Drafts
from dialogs.walkthrough.drafts import Walkthroughs
from safeguarding.case.errors import StepRefused
from safeguarding.case.views.recorded_texts import recorded_texts


@dataclass(frozen=True)
class RecordedTexts:
    queries: CaseQueries
    drafts: Drafts
    walkthroughs: Walkthroughs

    async def of(self, turn: Turn, conversation: Conversation) -> Sequence[str]:
        """Returns the texts of the conversation in progress in this chat, or of the case of the pressed card, as far as
        the person may read them."""
        if conversation.draft and (not turn.verb or "draft" in turn.data):
            if going := self.walkthroughs.get(conversation.draft):
                return [*going.draft.texts(), *await self._of_case(going.draft.ref, turn)]
            stored = self.drafts.get(conversation.draft)
            return list(stored.draft.texts()) if stored else []
        return await self._of_case(turn.user_input.text_of("ref"), turn)

    async def _of_case(self, ref: str, turn: Turn) -> Sequence[str]:
        if not ref:
            return []
        try:
            case = await self.queries.look_up(ref, turn.actor)
        except StepRefused:
            return []
        return list(recorded_texts(case, turn.actor))
