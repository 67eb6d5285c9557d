"""A serious triage that was abandoned without a word is asked about once, then told to the Business Team."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from botbuilder.core import TurnContext

from bot.cases.case_queries import CaseQueries
from bot.connector.activity_fields import own_chat_key
from bot.connector.transport import SendError
from bot.messaging.conversation_state import ConversationStates
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.case_notices import CaseNotices
from cards.triage.leaving import open_anyway_card
from dialogs.messages import CardMessage, as_activity
from dialogs.shown_question import note_shown
from dialogs.triage.drafts import Drafts, StoredDraft
from dialogs.walkthrough.drafts import Walkthroughs
from safeguarding.draft import Draft
from safeguarding.indication import duties_in_words, new_duties
from safeguarding.triage import Triage
from store.errors import Busy, Conflict

ASK_AFTER = timedelta(minutes=30)
FORGET_AFTER = timedelta(days=7)
log = structlog.get_logger()


@dataclass(frozen=True)
class AbandonedTriages:
    queries: CaseQueries
    drafts: Drafts
    walkthroughs: Walkthroughs
    messenger: ProactiveMessenger
    conversations: ConversationStates
    case_notices: CaseNotices

    async def run(self) -> None:
        """The job asks about a triage once, then tells of it; a draft that nobody recorded is not kept for ever,
        nor is that of a walkthrough."""
        for kept in list(self.drafts.untouched_since(self.queries.rules.now() - ASK_AFTER)):
            if self._is_serious(kept.draft):
                await self._watch(kept)
            # Whoever was asked only now, as the bot was stopped, has the time to answer.
            if (left := self.drafts.get(kept.draft.id)) and left.touched <= self.queries.rules.now() - FORGET_AFTER:
                await self.drafts.drop(left.draft.id)
        for course in list(self.walkthroughs.untouched_since(self.queries.rules.now() - FORGET_AFTER)):
            await self.walkthroughs.drop(course.draft.id)

    def _is_serious(self, draft: Draft) -> bool:
        if draft.rehearsal or draft.updating:
            return False
        return Triage(self.queries.rules.engine).tells_of_harm(draft) or bool(new_duties(draft))

    async def _watch(self, kept: StoredDraft) -> None:
        if kept.draft.asked_anyway:
            await self.case_notices.note_abandoned_triage(kept.draft.id, kept.touched)
            return
        try:
            await self.messenger.run_in_chat(kept.draft.person, lambda context: self._ask(context, kept))
        except SendError as failed:
            # The person can't be asked, so the Business Team hears at once.
            log.warning("open_anyway_not_asked", status=failed.status)
            await self.case_notices.note_abandoned_triage(kept.draft.id, kept.touched)
        except (Busy, Conflict):
            # Something is going on in that chat just now: the next run of the job looks again.
            return

    async def _ask(self, context: TurnContext, kept: StoredDraft) -> None:
        async with self.conversations.turn(own_chat_key(kept.draft.person)) as conversation:
            now = self.drafts.get(kept.draft.id)
            if now is None or now.etag != kept.etag:
                return
            asked = now.draft.with_(asked_anyway=True, is_leaving=True)
            # The one of several bots that keeps the draft asks.
            await self.drafts.keep(asked, self.queries.rules.now(), kept.etag)
            duties = duties_in_words(Triage(self.queries.rules.engine), asked)
            shown = CardMessage(open_anyway_card(asked, duties), "Open the case anyway?")
            sent = await context.send_activity(as_activity(shown))
            if conversation.draft == asked.id and sent:
                note_shown(conversation.stack.dialog_stack[-1].state, asked, sent)
