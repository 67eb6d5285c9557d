"""Decision actions answer the buttons of the decision and of what follows it: escalation, a legal constraint, the
LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.review import read_recommendation
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.rapid_review.decision import decided_card, escalation_card, look_again_card, proposal_card
from cards.rapid_review.lcspr import completion_card, progress_card, start_card
from dialogs.forms import read_day, read_optional_day, read_text, submit_form
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr


async def _propose_decision(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        proposal = read_recommendation(service, turn)
        await service.apply(case.ref, lambda now: propose_decision(now, proposal, turn.actor, service.rules.now()))
        return closed_card(f"{case.ref}: proposed. The three partners get a new card each.")

    return await submit_form(
        turn.user_input, lambda typed, problem: proposal_card(case, service.rules.framework, typed, problem), step
    )


async def _escalate(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        decision = read_recommendation(service, turn)
        escalation = Escalation(
            procedure=read_text(turn.user_input, service.text, "procedure", LONGEST_EVIDENCE, "Which procedure"),
            decided_by=read_text(turn.user_input, service.text, "decided_by", LONGEST_EVIDENCE, "Who decided"),
            on=read_day(turn.user_input, "on", "Decided on"),
            evidence=read_text(turn.user_input, service.text, "evidence", LONGEST_EVIDENCE, "Written evidence"),
        )
        after = await service.apply(
            case.ref, lambda now: decide_by_escalation(now, decision, escalation, turn.actor, service.rules.now())
        )
        return decided_card(after, service.rules.card_context())

    return await submit_form(
        turn.user_input, lambda typed, problem: escalation_card(case, service.rules.framework, typed, problem), step
    )


async def _look_again(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        until = read_optional_day(turn.user_input, "until", "When to look again")
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "What was found")
        after = await service.apply(case.ref, lambda now: look_again(now, until, note, turn.actor, service.rules.now()))
        return closed_card(f"{after.ref}: recorded. Stage: {after.stage.label}.")

    return await submit_form(turn.user_input, lambda typed, problem: look_again_card(case, typed, problem), step)


async def _start_lcspr(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        reviewer = read_text(turn.user_input, service.text, "reviewer", LONGEST_EVIDENCE, "Who reviews")
        on = read_day(turn.user_input, "on", "Started on")
        await service.apply(case.ref, lambda now: start_lcspr(now, reviewer, on, turn.actor, service.rules.now()))
        return closed_card(f"{case.ref}: the start of the LCSPR is recorded.")

    return await submit_form(turn.user_input, lambda typed, problem: start_card(case, typed, problem), step)


async def _note_progress(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "The note")
        await service.apply(case.ref, lambda now: note_progress(now, note, turn.actor, service.rules.now()))
        return closed_card(f"{case.ref}: noted.")

    return await submit_form(turn.user_input, lambda typed, problem: progress_card(case, typed, problem), step)


async def _complete_lcspr(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        on = read_day(turn.user_input, "on", "Completed on")
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "The note")
        await service.apply(case.ref, lambda now: complete_lcspr(now, on, note, turn.actor, service.rules.now()))
        return closed_card(f"{case.ref}: the LCSPR is completed, and the case is closed.")

    return await submit_form(turn.user_input, lambda typed, problem: completion_card(case, typed, problem), step)


DECISION_BUTTONS: Mapping[str, ActionHandler] = {
    "propose_decision": _propose_decision,
    "escalate": _escalate,
    "look_again": _look_again,
    "start_lcspr": _start_lcspr,
    "note_progress": _note_progress,
    "complete_lcspr": _complete_lcspr,
}
