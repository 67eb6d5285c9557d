"""Decision actions answer the buttons of escalation, of the decision on an LCSPR and of what follows it: a legal
constraint, the LCSPR."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.review import read_recommendation
from bot.handlers.answers import receipt, receipt_of_review
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.criteria import VERDICTS, criteria_escalation_card
from cards.elements import LONGEST_EVIDENCE
from cards.rapid_review.decision import decided_folds, escalation_card, look_again_card, proposal_card
from cards.rapid_review.lcspr import completion_card, progress_card, start_card
from dialogs.forms import read_day, read_optional_day, read_text, submit_form
from safeguarding.case.available_steps import STEPS
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Decided, Escalation
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
from safeguarding.case.views.review_history import NOT_UNANIMOUS, determined_otherwise
from safeguarding.dates.working_days import spoken


async def _propose_decision(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        proposal = read_recommendation(service, turn.user_input)
        after = await service.apply(
            case.ref, lambda now: propose_decision(now, proposal, turn.actor, service.rules.now())
        )
        return receipt(
            service,
            turn.actor,
            after,
            f"{case.ref}: another decision is proposed.",
            "The three partners get a new card each.",
        )

    # Whoever went through the decision before has named the reasons that they see.
    suggested = {"reasons": turn.user_input.text_of("suggested")}
    return await submit_form(
        turn.user_input,
        lambda typed: proposal_card(case, service.rules.framework, {**suggested, **typed}),
        step,
    )


async def _escalate(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        decision = read_recommendation(service, turn.user_input)
        escalation, circumstances = _read_escalation(service, turn), service.rules.circumstances()
        after = await service.apply(
            case.ref,
            lambda now: decide_by_escalation(now, decision, escalation, circumstances, turn.actor, service.rules.now()),
        )
        decided = after.of(Decided)[-1]
        said, otherwise = f"{case.ref}: decided {NOT_UNANIMOUS}.", determined_otherwise(after, decided) or ""
        folds = decided_folds(after, decided, service.rules.framework)
        return receipt_of_review(
            service, turn.actor, after, said, lacking=otherwise, changes=["start_lcspr", "corrections"], folds=folds
        )

    return await submit_form(turn.user_input, lambda typed: escalation_card(case, service.rules.framework, typed), step)


async def _escalate_criteria(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        verdict = turn.user_input.text_of("met")
        if verdict not in VERDICTS:
            raise InvalidInput("Choose whether it was decided that the criteria are met.", "met")
        escalation, circumstances = _read_escalation(service, turn), service.rules.circumstances()
        after = await service.apply(
            case.ref,
            lambda now: escalate_criteria(
                now, escalation, circumstances, turn.actor, service.rules.now(), met=verdict == "met"
            ),
        )
        follows = "It holds when the DCS has signed, and the clocks run until then."
        return receipt(service, turn.actor, after, f"{case.ref}: the escalated criteria are recorded.", follows)

    return await submit_form(
        turn.user_input,
        lambda typed: criteria_escalation_card(case, service.rules.framework, typed),
        step,
    )


def _read_escalation(service: CaseService, turn: Turn) -> Escalation:
    def text(name: str, title: str) -> FreeText:
        return read_text(turn.user_input, service.text, name, LONGEST_EVIDENCE, title)

    return Escalation(
        procedure=text("procedure", "Which procedure"),
        decided_by=text("decided_by", "Who decided"),
        on=read_day(turn.user_input, "on", "Decided on"),
        evidence=text("evidence", "Written evidence"),
    )


async def _look_again(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        until = read_optional_day(turn.user_input, "until", "When to look again")
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "What was found")
        after = await service.apply(case.ref, lambda now: look_again(now, until, note, turn.actor, service.rules.now()))
        said = f"{case.ref}: {f'to be looked at again on {spoken(until)}' if until else 'the constraint has gone'}."
        follows = "" if until else "The three DSPs decide again."
        return receipt_of_review(service, turn.actor, after, said, follows)

    return await submit_form(turn.user_input, lambda typed: look_again_card(case, typed), step)


async def _start_lcspr(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        reviewer = read_text(turn.user_input, service.text, "reviewer", LONGEST_EVIDENCE, "Who reviews")
        on = read_day(turn.user_input, "on", "Started on")
        after = await service.apply(
            case.ref, lambda now: start_lcspr(now, reviewer, on, turn.actor, service.rules.now())
        )
        said = f"{case.ref}: the start of the LCSPR is recorded."
        return receipt_of_review(service, turn.actor, after, said, changes=["corrections"])

    return await submit_form(turn.user_input, lambda typed: start_card(case, typed), step)


async def _note_progress(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "The note")
        after = await service.apply(case.ref, lambda now: note_progress(now, note, turn.actor, service.rules.now()))
        return receipt_of_review(service, turn.actor, after, f"{case.ref}: the LCSPR's progress is noted.")

    return await submit_form(turn.user_input, lambda typed: progress_card(case, typed), step)


async def _complete_lcspr(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        on = read_day(turn.user_input, "on", "Completed on")
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "The note")
        # It names the seats that are vacant; the step itself does not know them.
        STEPS["complete_lcspr"].require_authority(case, turn.actor)
        STEPS["complete_lcspr"].require_allowed(case, service.rules.circumstances())
        after = await service.apply(
            case.ref, lambda now: complete_lcspr(now, on, note, turn.actor, service.rules.now())
        )
        said = f"{case.ref}: the LCSPR is completed, and the case is closed."
        return receipt(service, turn.actor, after, said, changes=["corrections", "reopen"])

    return await submit_form(turn.user_input, lambda typed: completion_card(case, typed), step)


DECISION_BUTTONS: Mapping[str, ActionHandler] = {
    "propose_decision": _propose_decision,
    "escalate": _escalate,
    "escalate_criteria": _escalate_criteria,
    "look_again": _look_again,
    "start_lcspr": _start_lcspr,
    "note_progress": _note_progress,
    "complete_lcspr": _complete_lcspr,
}
