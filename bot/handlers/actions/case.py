"""Case actions answer the buttons of a case outside a triage. A card sends a stranger's input: only its reference and
its text are read, and who may do it is asked of the directory."""

import re
from collections.abc import Mapping
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, ReasonAction, asks, takes
from bot.handlers.answers import asking_again, record_submission, record_update_submission
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import paragraph
from cards.inputs import Values
from cards.reason_form import opening_error_choice, ruled_out_choice, submission_card, update_submission_card
from dialogs.forms import ReasonForm
from safeguarding.case.available_steps import STEPS, children_alive
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


def _closing_form(press: CasePress) -> ReasonForm:
    if press.case.stage is not Stage.CLOSED and not press.typed.is_confirmed:
        _require_closable(press)
    said = "It leaves the list of open cases and its clocks stop. Nothing is deleted; it can be reopened."
    principle = press.rules.framework.principle("rule_out_abuse")
    asked = [paragraph(principle.text), ruled_out_choice(press.typed.text_of("ruled_out"))]
    more = asked if press.case.stage is Stage.SIN_ONLY else []
    return ReasonForm(f"Close {press.case.ref}", "Close the case", said, more=more)


async def _close(press: CasePress, reason: FreeText) -> ActionResult:
    case, asks = press.case, press.case.stage is Stage.SIN_ONLY
    ruled_out = RULED_OUT.get(press.typed.text_of("ruled_out")) if asks else None
    if asks and ruled_out is None:
        raise InvalidInput("Say first whether abuse or neglect can be ruled out.", "ruled_out")
    if lifecycle.abuse_decides(case, ruled_out):
        return asking_again(press.service, press.actor, case, "abuse_or_neglect", children_in_question(case))
    if case.is_open:
        _require_closable(press)
    after = await press.take(lambda now, by, at: lifecycle.close(now, reason, by, at, ruled_out))
    follows = "It has left the list of open cases, and its clocks have stopped."
    return press.receipt(after, f"{after.ref} is closed.", follows, changes=["reopen"])


def _require_closable(press: CasePress) -> None:
    """Raises StepRefused with what is still due, and which of the seats that it waits for is vacant."""
    STEPS["close"].require_authority(press.case, press.actor)
    STEPS["close"].require_allowed(press.case, press.rules.circumstances())
    STEPS["close"].require_stage(press.case)


def _opening_error_form(press: CasePress) -> ReasonForm:
    said = (
        "The DSPs of two partners have to confirm it. Until then everything goes on. Then the case is closed, its "
        "clocks stop, and it stands in a line of its own in the figures. Nothing is deleted."
    )
    more = [opening_error_choice(press.typed.text_of("kind"))]
    return ReasonForm(f"Propose for {press.case.ref}: opened in error", "Propose it", said, more=more)


async def _propose_opened_in_error(press: CasePress, reason: FreeText) -> AdaptiveCard:
    kind = press.choice("kind", get_args(OpeningError), "Why was it an error?")
    after = await press.take(lambda now, by, at: lifecycle.propose_opened_in_error(now, kind, reason, by, at))
    follows = "The partners' DSPs get a card each. It is closed when two agree, and nobody disagrees."
    return press.receipt(after, f"{after.ref}: proposed as opened in error.", follows)


def _submission_form(press: CasePress, filled: Values) -> AdaptiveCard:
    presumed = submitter(press.case, press.rules.framework)
    return submission_card(press.case.ref, presumed, tuple(press.case.other_partnerships.named_since), filled)


async def _submitted(press: CasePress) -> ActionResult:
    day, chosen = press.day("on", "Submitted on"), press.typed.text_of("authority")
    return await record_submission(press.service, press.actor, press.case.ref, day, chosen)


async def _update_submitted(press: CasePress) -> ActionResult:
    return await record_update_submission(press.service, press.actor, press.case.ref, press.day("on", "Submitted on"))


async def _record_death(service: CaseService, turn: Turn) -> ActionResult:
    """Begins a change of the facts of a closed case: a death reopens it."""
    case = await read_case(service, turn)
    STEPS["record_death"].require(case, turn.actor)
    return asking_again(service, turn.actor, case, "harm", children_alive(case))


def _reissuing_form(press: CasePress) -> ReasonForm:
    said = "The seats sign anew. What they said before stays in the history and counts no more."
    data = {"matter": press.typed.text_of("matter")}
    return ReasonForm(f"Put it to the seats of {press.case.ref} again", "Ask them again", said, data)


async def _reissue(press: CasePress, reason: FreeText) -> AdaptiveCard:
    matter = press.typed.text_of("matter")
    after = await press.take(lambda now, by, at: reissue(now, matter, reason, by, at))
    return press.receipt(after, f"{after.ref}: put to the seats again.", "Each gets a new card.")


def _withdrawal_form(press: CasePress) -> ReasonForm:
    said = "The facts stay as they are, and nobody is asked any more. Whoever was is told. It stays in the history."
    data = {"number": str(_number_seen(press))}
    return ReasonForm(f"Withdraw the change proposed for {press.case.ref}", "Withdraw it", said, data)


async def _withdraw_update(press: CasePress, reason: FreeText) -> AdaptiveCard:
    number = _number_seen(press)
    after = await press.take(lambda now, by, at: lifecycle.withdraw_update(now, number, reason, by, at))
    follows = "The facts stay as they are. Whoever was asked is told."
    return press.receipt(after, f"{after.ref}: the proposed change is withdrawn.", follows)


def _number_seen(press: CasePress) -> int:
    """Reads which proposal the form is about; one that is opened is about the latest."""
    seen = press.typed.text_of("number") if press.typed.is_confirmed else ""
    return int(seen) if NUMBER.fullmatch(seen) else len(press.case.of(UpdateProposed))


CASE_BUTTONS: Mapping[str, ActionHandler] = {
    "close": ReasonAction(_closing_form, _close),
    "reopen": ReasonAction(
        asks(
            "Reopen {ref}", "Reopen the case", "It comes back to the list of open cases, and its clocks run as before."
        ),
        takes(
            lifecycle.reopen,
            "{ref} is open again.",
            "It is on the list of open cases again, and its clocks run as before.",
        ),
    ),
    "propose_opened_in_error": ReasonAction(_opening_error_form, _propose_opened_in_error, "propose_opened_in_error"),
    "submitted": FormAction(_submission_form, _submitted),
    "update_submitted": FormAction(
        lambda press, filled: update_submission_card(press.case.ref, filled.get("on", "")), _update_submitted
    ),
    "record_death": _record_death,
    "put_again": ReasonAction(_reissuing_form, _reissue),
    "withdraw_update": ReasonAction(_withdrawal_form, _withdraw_update),
    "propose_not_met": ReasonAction(
        asks(
            "Propose for {ref}: criteria not met",
            "Propose it",
            "All three partners and the DCS have to agree. Until then everything goes on, and nothing is deleted.",
        ),
        takes(
            propose_not_met,
            "{ref}: proposed as criteria not met.",
            "The three partners and the DCS get a card each. Until all have agreed the clocks run.",
        ),
    ),
}
