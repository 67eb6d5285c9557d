"""Case actions answer the buttons of a case outside a triage. A card sends a stranger's input: only its reference and
its text are read, and who may do it is asked of the directory."""

import re
from collections.abc import Mapping
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import asking_again, receipt, record_submission, record_update_submission
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import paragraph
from cards.reason_form import opening_error_choice, ruled_out_choice, submission_card, update_submission_card
from dialogs.forms import ReasonForm, read_choice, read_day, submit_form, submit_reason
from dialogs.messages import CardMessage
from safeguarding.case.available_steps import STEPS, children_alive
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import OpeningError, UpdateProposed
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.duties import children_in_question
from safeguarding.case.state.leads import submitter
from safeguarding.case.steps import lifecycle
from safeguarding.case.steps.signatures import propose_not_met, reissue

NUMBER = re.compile("[0-9]{1,4}")
RULED_OUT: Mapping[str, lifecycle.RuledOut] = {"yes": "yes", "no": "no", "not_known": "not_known"}


async def _close(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    if case.stage is not Stage.CLOSED and not turn.user_input.is_confirmed:
        _require_closable(service, turn, case)
    said = "It leaves the list of open cases and its clocks stop. Nothing is deleted; it can be reopened."
    asks = case.stage is Stage.SIN_ONLY
    answered = turn.user_input.text_of("ruled_out")
    principle = service.rules.framework.principle("rule_out_abuse")
    more = [paragraph(principle.text), ruled_out_choice(answered)] if asks else []

    async def step(reason: FreeText) -> ActionResult:
        ruled_out = RULED_OUT.get(answered) if asks else None
        if asks and ruled_out is None:
            raise InvalidInput("Say first whether abuse or neglect can be ruled out.", "ruled_out")
        if lifecycle.abuse_decides(case, ruled_out):
            return asking_again(service, turn.actor, case, "abuse_or_neglect", children_in_question(case))
        if case.is_open:
            _require_closable(service, turn, case)
        after = await service.apply(
            case.ref, lambda now: lifecycle.close(now, reason, turn.actor, service.rules.now(), ruled_out)
        )
        follows = "It has left the list of open cases, and its clocks have stopped."
        return receipt(service, turn.actor, after, f"{case.ref} is closed.", follows, changes=["reopen"])

    return await submit_reason(
        turn.user_input,
        service.text,
        ReasonForm(f"Close {case.ref}", "Close the case", said, {"ref": case.ref}, more),
        step,
    )


def _require_closable(service: CaseService, turn: Turn, case: Case) -> None:
    """Raises StepRefused with what is still due, and which of the seats that it waits for is vacant."""
    STEPS["close"].require_authority(case, turn.actor)
    STEPS["close"].require_allowed(case, service.rules.circumstances())
    STEPS["close"].require_stage(case)


async def _reopen(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    said = "It comes back to the list of open cases, and its clocks run as before."

    async def step(reason: FreeText) -> ActionResult:
        after = await service.apply(
            case.ref, lambda now: lifecycle.reopen(now, reason, turn.actor, service.rules.now())
        )
        follows = "It is on the list of open cases again, and its clocks run as before."
        return receipt(service, turn.actor, after, f"{case.ref} is open again.", follows)

    return await submit_reason(
        turn.user_input,
        service.text,
        ReasonForm(f"Reopen {case.ref}", "Reopen the case", said, {"ref": case.ref}),
        step,
    )


async def _propose_opened_in_error(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    if not turn.user_input.is_confirmed:
        STEPS["propose_opened_in_error"].require(case, turn.actor)
    said = (
        "The DSPs of two partners have to confirm it. Until then everything goes on. Then the case is closed, its "
        "clocks stop, and it stands in a line of its own in the figures. Nothing is deleted."
    )
    more = [opening_error_choice(turn.user_input.text_of("kind"))]

    async def step(reason: FreeText) -> AdaptiveCard:
        kind = read_choice(turn.user_input, "kind", get_args(OpeningError), "Why was it an error?")
        after = await service.apply(
            case.ref, lambda now: lifecycle.propose_opened_in_error(now, kind, reason, turn.actor, service.rules.now())
        )
        follows = "The partners' DSPs get a card each. Until two of them agree the case stays as it is."
        return receipt(service, turn.actor, after, f"{case.ref}: proposed as opened in error.", follows)

    form = ReasonForm(f"Propose for {case.ref}: opened in error", "Propose it", said, {"ref": case.ref}, more)
    return await submit_reason(turn.user_input, service.text, form, step)


async def _submitted(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    presumed, others = submitter(case, service.rules.framework), tuple(case.other_partnerships.named_since)

    async def step() -> CardMessage:
        day, chosen = read_day(turn.user_input, "on", "Submitted on"), turn.user_input.text_of("authority")
        return await record_submission(service, turn.actor, case.ref, day, chosen)

    return await submit_form(turn.user_input, lambda typed: submission_card(case.ref, presumed, others, typed), step)


async def _update_submitted(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> CardMessage:
        day = read_day(turn.user_input, "on", "Submitted on")
        return await record_update_submission(service, turn.actor, case.ref, day)

    return await submit_form(turn.user_input, lambda typed: update_submission_card(case.ref, typed.get("on", "")), step)


async def _record_death(service: CaseService, turn: Turn) -> ActionResult:
    """Begins a change of the facts of a closed case: a death reopens it."""
    case = await read_case(service, turn)
    STEPS["record_death"].require(case, turn.actor)
    return asking_again(service, turn.actor, case, "harm", children_alive(case))


async def _reissue(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    matter = turn.user_input.text_of("matter")
    said = "The seats sign anew. What they said before stays in the history and counts no more."

    async def step(reason: FreeText) -> AdaptiveCard:
        after = await service.apply(case.ref, lambda now: reissue(now, matter, reason, turn.actor, service.rules.now()))
        return receipt(service, turn.actor, after, f"{case.ref}: put to the seats again.", "Each gets a new card.")

    title = f"Put it to the seats of {case.ref} again"
    return await submit_reason(
        turn.user_input,
        service.text,
        ReasonForm(title, "Ask them again", said, {"ref": case.ref, "matter": matter}),
        step,
    )


async def _propose_not_met(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    said = "All three partners and the DCS have to agree. Until then everything goes on, and nothing is deleted."

    async def step(reason: FreeText) -> AdaptiveCard:
        after = await service.apply(case.ref, lambda now: propose_not_met(now, reason, turn.actor, service.rules.now()))
        follows = "The three partners and the DCS get a card each. Until all have agreed the clocks run."
        return receipt(service, turn.actor, after, f"{case.ref}: proposed as criteria not met.", follows)

    form = ReasonForm(f"Propose for {case.ref}: criteria not met", "Propose it", said, {"ref": case.ref})
    return await submit_reason(turn.user_input, service.text, form, step)


async def _withdraw_update(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    seen = turn.user_input.text_of("number") if turn.user_input.is_confirmed else ""
    number = int(seen) if NUMBER.fullmatch(seen) else len(case.of(UpdateProposed))
    said = "The facts stay as they are, and nobody is asked any more. Whoever was is told. It stays in the history."

    async def step(reason: FreeText) -> AdaptiveCard:
        after = await service.apply(
            case.ref, lambda now: lifecycle.withdraw_update(now, number, reason, turn.actor, service.rules.now())
        )
        follows = "The facts stay as they are. Whoever was asked is told."
        return receipt(service, turn.actor, after, f"{case.ref}: the proposed change is withdrawn.", follows)

    title = f"Withdraw the change proposed for {case.ref}"
    data = {"ref": case.ref, "number": str(number)}
    return await submit_reason(turn.user_input, service.text, ReasonForm(title, "Withdraw it", said, data), step)


CASE_BUTTONS: Mapping[str, ActionHandler] = {
    "close": _close,
    "reopen": _reopen,
    "propose_opened_in_error": _propose_opened_in_error,
    "submitted": _submitted,
    "update_submitted": _update_submitted,
    "record_death": _record_death,
    "put_again": _reissue,
    "withdraw_update": _withdraw_update,
    "propose_not_met": _propose_not_met,
}
