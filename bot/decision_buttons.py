"""The buttons of the decision and of what follows it: escalation, a legal constraint, the LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.casework import Casework
from bot.forms import day, filled_in, optional_day, text
from bot.pressed import Button, Pressed
from bot.review_buttons import read_recommendation
from bot.turn import Turn
from cards.decision import decided_card, escalation_card, look_again_card, proposal_card
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.lcspr import completion_card, progress_card, start_card
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr


async def _propose_decision(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        proposal = read_recommendation(work, turn)
        await work.take(case.ref, lambda now: propose_decision(now, proposal, turn.actor, work.now()))
        return closed_card(f"{case.ref}: proposed. The three partners get a new card each.")

    return await filled_in(turn, lambda typed, problem: proposal_card(case, work.framework, typed, problem), step)


async def _escalate(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        decision = read_recommendation(work, turn)
        escalation = Escalation(
            procedure=text(work, turn, "procedure", LONGEST_EVIDENCE, "Which procedure"),
            decided_by=text(work, turn, "decided_by", LONGEST_EVIDENCE, "Who decided"),
            on=day(turn, "on", "Decided on"),
            evidence=text(work, turn, "evidence", LONGEST_EVIDENCE, "Written evidence"),
        )
        after = await work.take(
            case.ref, lambda now: decide_by_escalation(now, decision, escalation, turn.actor, work.now())
        )
        return decided_card(after, work.reader())

    return await filled_in(turn, lambda typed, problem: escalation_card(case, work.framework, typed, problem), step)


async def _look_again(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        until = optional_day(turn, "until", "When to look again")
        note = text(work, turn, "note", LONGEST_EVIDENCE, "What was found")
        after = await work.take(case.ref, lambda now: look_again(now, until, note, turn.actor, work.now()))
        return closed_card(f"{after.ref}: recorded. Stage: {after.stage.label}.")

    return await filled_in(turn, lambda typed, problem: look_again_card(case, typed, problem), step)


async def _start_lcspr(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        reviewer, on = text(work, turn, "reviewer", LONGEST_EVIDENCE, "Who reviews"), day(turn, "on", "Started on")
        await work.take(case.ref, lambda now: start_lcspr(now, reviewer, on, turn.actor, work.now()))
        return closed_card(f"{case.ref}: the start of the LCSPR is recorded.")

    return await filled_in(turn, lambda typed, problem: start_card(case, typed, problem), step)


async def _note_progress(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        note = text(work, turn, "note", LONGEST_EVIDENCE, "The note")
        await work.take(case.ref, lambda now: note_progress(now, note, turn.actor, work.now()))
        return closed_card(f"{case.ref}: noted.")

    return await filled_in(turn, lambda typed, problem: progress_card(case, typed, problem), step)


async def _complete_lcspr(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        on, note = day(turn, "on", "Completed on"), text(work, turn, "note", LONGEST_EVIDENCE, "The note")
        await work.take(case.ref, lambda now: complete_lcspr(now, on, note, turn.actor, work.now()))
        return closed_card(f"{case.ref}: the LCSPR is completed, and the case is closed.")

    return await filled_in(turn, lambda typed, problem: completion_card(case, typed, problem), step)


DECISION_BUTTONS: Mapping[str, Button] = {
    "propose_decision": _propose_decision,
    "escalate": _escalate,
    "look_again": _look_again,
    "start_lcspr": _start_lcspr,
    "note_progress": _note_progress,
    "complete_lcspr": _complete_lcspr,
}
