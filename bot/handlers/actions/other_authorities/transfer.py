"""Transfer actions propose that a case goes to another authority, and record that it has accepted it."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import case_answer, receipt
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.other_authorities import acceptance_card, transfer_card
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import LONGEST_LINE
from dialogs.forms import read_day, read_text, submit_form
from safeguarding.case.available_steps import STEPS
from safeguarding.case.stage import Stage
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer


async def _propose_transfer(service: CaseService, turn: Turn) -> ActionResult:
    case, typed = await read_case(service, turn), turn.user_input
    STEPS["propose_transfer"].require(case, turn.actor)

    async def step() -> ActionResult:
        told_on = read_day(typed, "told_on", "It was told on")
        reason = read_text(typed, service.text, "reason", LONGEST_EVIDENCE, "Reason")
        authority, now = typed.text_of("authority"), service.rules.now
        after = await service.apply(
            case.ref, lambda case: propose_transfer(case, authority, told_on, reason, turn.actor, now())
        )
        follows = "The DCS and the partners who are not the council's get a card each. Croydon's clocks run."
        return receipt(service, turn.actor, after, f"{case.ref}: a transfer to {authority} is proposed.", follows)

    return await submit_form(typed, lambda filled: transfer_card(case, filled), step)


async def _accept_transfer(service: CaseService, turn: Turn) -> ActionResult:
    case, typed = await read_case(service, turn), turn.user_input
    rule, proposed = STEPS["accept_transfer"], case.proposals.transfer
    rule.require_authority(case, turn.actor)
    if case.stage is Stage.TRANSFERRED:
        return await case_answer(service, turn.actor, case.ref)
    rule.require_stage(case)
    authority = proposed.authority if proposed else ""

    async def step() -> AdaptiveCard:
        accepted_by = read_text(typed, service.text, "accepted_by", LONGEST_LINE, "Accepted by")
        on = read_day(typed, "on", "Accepted on")
        confirmation = read_text(typed, service.text, "confirmation", LONGEST_LINE, "Written confirmation")
        now = service.rules.now
        after = await service.apply(
            case.ref, lambda case: accept_transfer(case, accepted_by, on, confirmation, turn.actor, now())
        )
        follows = "The case is closed as transferred, and Croydon's clocks have stopped."
        return receipt(service, turn.actor, after, f"{case.ref}: the acceptance is recorded.", follows)

    return await submit_form(typed, lambda filled: acceptance_card(case, authority, filled), step)


TRANSFER_BUTTONS: Mapping[str, ActionHandler] = {
    "propose_transfer": _propose_transfer,
    "accept_transfer": _accept_transfer,
}
