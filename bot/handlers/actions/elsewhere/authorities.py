"""Authority actions are about other authorities that are named in a case: what the partnership of one was told and
answered is recorded, and it is proposed that the case goes to one, and recorded that it has accepted it."""

from collections.abc import Mapping
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, of_case
from bot.handlers.answers import case_answer
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.other_authorities import acceptance_card, partnership_card, transfer_card
from cards.inputs import LONGEST_LINE, Values
from dialogs.forms import read_optional_day
from safeguarding.case.available_steps import STEPS
from safeguarding.case.events.authority_events import PartnershipAnswer, ReviewHost
from safeguarding.case.stage import Stage
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer, record_partnership
from safeguarding.case.views.review_history import partnership_in_words


async def _partnership(press: CasePress) -> AdaptiveCard:
    authority, answer = press.typed.text_of("authority"), press.choice("answer", ANSWERS, "Its answer")
    told_on, answered_on = press.day("told_on", "Told on"), read_optional_day(press.typed, "answered_on", "Answered")
    host = press.choice("host", HOSTS, "Who hosts a joint review") if press.typed.text_of("host") else None
    note = press.optional_text("note", "The note")
    after = await press.take(
        lambda now, by, at: record_partnership(
            now, authority, told_on, answer, by, at, answered_on=answered_on, host=host, note=note
        )
    )
    recorded = after.other_partnerships.recorded[authority].model_copy(update={"note": None})
    said = f"{after.ref}: {partnership_in_words(recorded)}"
    follows = "What is recorded last counts. The rest stays in the history."
    return press.receipt(after, said, follows, changes=["partnership"])


async def _propose_transfer(press: CasePress) -> AdaptiveCard:
    told_on, reason = press.day("told_on", "It was told on"), press.text("reason", "Reason")
    authority = press.typed.text_of("authority")
    after = await press.take(lambda now, by, at: propose_transfer(now, authority, told_on, reason, by, at))
    follows = "The DCS and the partners who are not the council's get a card each. Croydon's clocks run."
    return press.receipt(after, f"{after.ref}: a transfer to {authority} is proposed.", follows)


def _acceptance_form(press: CasePress, filled: Values) -> AdaptiveCard:
    proposed = press.case.proposals.transfer
    return acceptance_card(press.case, proposed.authority if proposed else "", filled)


async def _accept(press: CasePress) -> AdaptiveCard:
    accepted_by = press.text("accepted_by", "Accepted by", LONGEST_LINE)
    on, confirmation = press.day("on", "Accepted on"), press.text("confirmation", "Written confirmation", LONGEST_LINE)
    after = await press.take(lambda now, by, at: accept_transfer(now, accepted_by, on, confirmation, by, at))
    follows = "The case is closed as transferred, and Croydon's clocks have stopped."
    return press.receipt(after, f"{after.ref}: the acceptance is recorded.", follows)


async def _accept_transfer(service: CaseService, turn: Turn) -> ActionResult:
    """Shows a case that is transferred already; otherwise asks how the acceptance came."""
    case, rule = await read_case(service, turn), STEPS["accept_transfer"]
    rule.require_authority(case, turn.actor)
    if case.stage is Stage.TRANSFERRED:
        return await case_answer(service, turn.actor, case.ref)
    rule.require_stage(case)
    return await ACCEPTANCE(service, turn)


ANSWERS: tuple[PartnershipAnswer, ...] = get_args(PartnershipAnswer)
HOSTS: tuple[ReviewHost, ...] = get_args(ReviewHost)
ACCEPTANCE = FormAction(_acceptance_form, _accept)
AUTHORITY_BUTTONS: Mapping[str, ActionHandler] = {
    "partnership": FormAction(of_case(partnership_card), _partnership, "record_partnership"),
    "propose_transfer": FormAction(of_case(transfer_card), _propose_transfer, "propose_transfer"),
    "accept_transfer": _accept_transfer,
}
