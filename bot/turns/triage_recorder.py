"""The recorder does what the triage dialog asks of the bot: it records a triage as a case, and tells that one was
abandoned."""

from collections.abc import Callable
from dataclasses import dataclass

from botbuilder.core import TurnContext

from bot.cases.case_service import CaseService
from bot.handlers.actions.concern import referral_form
from bot.notifications.case_notices import CaseNotices
from cards.case.outcome import outcome_card
from dialogs.messages import CardMessage
from dialogs.user_input import INCOMING
from safeguarding.draft import Draft

NOTHING = "Nothing: the answers are the same."
NOTHING_YET = "Nothing yet: the change is proposed, and it needs others to agree."


@dataclass(frozen=True)
class TriageRecorder:
    """The recorder gives the triage dialog its callbacks. ``soon`` has the Business Team told right after the turn."""

    service: CaseService
    case_notices: CaseNotices
    soon: Callable[[], None]

    async def record(self, draft: Draft, context: TurnContext) -> CardMessage:
        """Opens or updates the case, and returns the outcome to show. Raises StepRefused."""
        by, card_context = self.service.rules.partnership.actor(draft.person), self.service.rules.card_context()
        if draft.updating:
            case, changed = await self.service.update(draft, by)
            nothing = NOTHING_YET if case.proposals.update else NOTHING
            return CardMessage(outcome_card(case, card_context, changed or (nothing,)), f"{case.ref} is updated")
        barred = bool(context.turn_state[INCOMING].barred)
        case = await self.service.open(draft, by, unconfirmed=barred)
        alike = () if barred else self.service.queries.alike(case, by.person)
        holds_office = self.service.rules.partnership.names(draft.person)
        card = outcome_card(case, card_context, alike=alike, holds_office=holds_office)
        return CardMessage(card, f"{case.ref} is open")

    async def refer(self, draft: Draft, context: TurnContext) -> tuple[CardMessage, ...]:
        """Returns the form that refers the case of the draft as a Case of Concern; nothing to a person whom Teams can't
        confirm, who may only report."""
        case = await self.service.queries.cases.by_triage(draft.id)
        if case is None or context.turn_state[INCOMING].barred:
            return ()
        return (CardMessage(referral_form(self.service, case), f"Refer {case.ref} as a Case of Concern"),)

    async def may_go_on(self, draft: Draft) -> None:
        """Raises StepRefused where the case that is being changed may not be seen any more."""
        if draft.updating:
            await self.service.queries.read(draft.updating, self.service.rules.partnership.actor(draft.person))

    async def note_abandoned(self, draft: Draft) -> None:
        """Notes an abandoned triage for the Business Team. An abandoned rehearsal is no incident that nobody heard
        of."""
        if draft.rehearsal:
            return
        await self.case_notices.note_abandoned_triage(draft.id, self.service.rules.now())
        self.soon()
