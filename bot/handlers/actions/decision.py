"""The buttons of the decision and of what follows it: escalation, a legal constraint, the LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.review import read_recommendation
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.decision import decided_card, escalation_card, look_again_card, proposal_card
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.lcspr import completion_card, progress_card, start_card
from dialogs.forms import read_day, read_optional_day, read_text, submit_form
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr


async def _propose_decision(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        proposal = read_recommendation(work, turn)
        await work.apply(case.ref, lambda now: propose_decision(now, proposal, turn.actor, work.now()))
        return closed_card(f"{case.ref}: proposed. The three partners get a new card each.")

    return await submit_form(
        turn.user_input, lambda typed, problem: proposal_card(case, work.framework, typed, problem), step
    )


async def _escalate(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        decision = read_recommendation(work, turn)
        escalation = Escalation(
            procedure=read_text(turn.user_input, work.text, "procedure", LONGEST_EVIDENCE, "Which procedure"),
            decided_by=read_text(turn.user_input, work.text, "decided_by", LONGEST_EVIDENCE, "Who decided"),
            on=read_day(turn.user_input, "on", "Decided on"),
            evidence=read_text(turn.user_input, work.text, "evidence", LONGEST_EVIDENCE, "Written evidence"),
        )
        after = await work.apply(
            case.ref, lambda now: decide_by_escalation(now, decision, escalation, turn.actor, work.now())
        )
        return decided_card(after, work.card_context())

    return await submit_form(
        turn.user_input, lambda typed, problem: escalation_card(case, work.framework, typed, problem), step
    )


async def _look_again(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        until = read_optional_day(turn.user_input, "until", "When to look again")
        note = read_text(turn.user_input, work.text, "note", LONGEST_EVIDENCE, "What was found")
        after = await work.apply(case.ref, lambda now: look_again(now, until, note, turn.actor, work.now()))
        return closed_card(f"{after.ref}: recorded. Stage: {after.stage.label}.")

    return await submit_form(turn.user_input, lambda typed, problem: look_again_card(case, typed, problem), step)


async def _start_lcspr(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        reviewer, on = (
            read_text(turn.user_input, work.text, "reviewer", LONGEST_EVIDENCE, "Who reviews"),
            read_day(turn.user_input, "on", "Started on"),
        )
        await work.apply(case.ref, lambda now: start_lcspr(now, reviewer, on, turn.actor, work.now()))
        return closed_card(f"{case.ref}: the start of the LCSPR is recorded.")

    return await submit_form(turn.user_input, lambda typed, problem: start_card(case, typed, problem), step)


async def _note_progress(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        note = read_text(turn.user_input, work.text, "note", LONGEST_EVIDENCE, "The note")
        await work.apply(case.ref, lambda now: note_progress(now, note, turn.actor, work.now()))
        return closed_card(f"{case.ref}: noted.")

    return await submit_form(turn.user_input, lambda typed, problem: progress_card(case, typed, problem), step)


async def _complete_lcspr(work: CaseService, turn: Turn) -> ActionResult:
    case = await work.read(turn.user_input.text_of("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        on, note = (
            read_day(turn.user_input, "on", "Completed on"),
            read_text(turn.user_input, work.text, "note", LONGEST_EVIDENCE, "The note"),
        )
        await work.apply(case.ref, lambda now: complete_lcspr(now, on, note, turn.actor, work.now()))
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
