"""The buttons of the decision and of what follows it: escalation, a legal constraint, the LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import Casework
from bot.handlers.actions.review import read_recommendation
from bot.handlers.results import Button, Pressed
from bot.handlers.turn import Turn
from cards.decision import decided_card, escalation_card, look_again_card, proposal_card
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.lcspr import completion_card, progress_card, start_card
from dialogs.forms import day, filled_in, optional_day, text
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr


async def _propose_decision(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        proposal = read_recommendation(work, turn)
        await work.take(case.ref, lambda now: propose_decision(now, proposal, turn.actor, work.now()))
        return closed_card(f"{case.ref}: proposed. The three partners get a new card each.")

    return await filled_in(
        turn.incoming, lambda typed, problem: proposal_card(case, work.framework, typed, problem), step
    )


async def _escalate(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        decision = read_recommendation(work, turn)
        escalation = Escalation(
            procedure=text(turn.incoming, work.text, "procedure", LONGEST_EVIDENCE, "Which procedure"),
            decided_by=text(turn.incoming, work.text, "decided_by", LONGEST_EVIDENCE, "Who decided"),
            on=day(turn.incoming, "on", "Decided on"),
            evidence=text(turn.incoming, work.text, "evidence", LONGEST_EVIDENCE, "Written evidence"),
        )
        after = await work.take(
            case.ref, lambda now: decide_by_escalation(now, decision, escalation, turn.actor, work.now())
        )
        return decided_card(after, work.reader())

    return await filled_in(
        turn.incoming, lambda typed, problem: escalation_card(case, work.framework, typed, problem), step
    )


async def _look_again(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        until = optional_day(turn.incoming, "until", "When to look again")
        note = text(turn.incoming, work.text, "note", LONGEST_EVIDENCE, "What was found")
        after = await work.take(case.ref, lambda now: look_again(now, until, note, turn.actor, work.now()))
        return closed_card(f"{after.ref}: recorded. Stage: {after.stage.label}.")

    return await filled_in(turn.incoming, lambda typed, problem: look_again_card(case, typed, problem), step)


async def _start_lcspr(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        reviewer, on = (
            text(turn.incoming, work.text, "reviewer", LONGEST_EVIDENCE, "Who reviews"),
            day(turn.incoming, "on", "Started on"),
        )
        await work.take(case.ref, lambda now: start_lcspr(now, reviewer, on, turn.actor, work.now()))
        return closed_card(f"{case.ref}: the start of the LCSPR is recorded.")

    return await filled_in(turn.incoming, lambda typed, problem: start_card(case, typed, problem), step)


async def _note_progress(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        note = text(turn.incoming, work.text, "note", LONGEST_EVIDENCE, "The note")
        await work.take(case.ref, lambda now: note_progress(now, note, turn.actor, work.now()))
        return closed_card(f"{case.ref}: noted.")

    return await filled_in(turn.incoming, lambda typed, problem: progress_card(case, typed, problem), step)


async def _complete_lcspr(work: Casework, turn: Turn) -> Pressed:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)

    async def step() -> AdaptiveCard:
        on, note = (
            day(turn.incoming, "on", "Completed on"),
            text(turn.incoming, work.text, "note", LONGEST_EVIDENCE, "The note"),
        )
        await work.take(case.ref, lambda now: complete_lcspr(now, on, note, turn.actor, work.now()))
        return closed_card(f"{case.ref}: the LCSPR is completed, and the case is closed.")

    return await filled_in(turn.incoming, lambda typed, problem: completion_card(case, typed, problem), step)


DECISION_BUTTONS: Mapping[str, Button] = {
    "propose_decision": _propose_decision,
    "escalate": _escalate,
    "look_again": _look_again,
    "start_lcspr": _start_lcspr,
    "note_progress": _note_progress,
    "complete_lcspr": _complete_lcspr,
}
