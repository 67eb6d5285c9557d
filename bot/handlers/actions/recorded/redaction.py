"""The redaction action answers the buttons by which the Business Team removes a text from a case."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.redaction import redaction_card, second_look_card, texts_card
from cards.inputs import Values
from dialogs.forms import values
from safeguarding.case.available_steps import STEPS
from safeguarding.case.errors import InvalidInput
from safeguarding.case.steps.redaction import redact
from safeguarding.case.views.recorded_texts import WrittenText, written_texts

GONE = "This text no longer stands in the case: somebody has removed it, or the facts were changed. Choose again."


async def _redact(service: CaseService, turn: Turn) -> ActionResult:
    """Lists the texts; with one chosen, asks why it is to go; with the reason, asks once more; then removes it."""
    case = await read_case(service, turn)
    STEPS["redact"].require(case, turn.actor)
    if turn.user_input.text_of("digest"):
        return await CHOSEN(service, turn)
    return texts_card(case, written_texts(case), service.rules.office, turn.user_input.number_of("page") or 1)


def _form(press: CasePress, filled: Values) -> AdaptiveCard:
    shown = second_look_card if press.turn.data.get("sure") else redaction_card
    return shown(press.case, _chosen(press), press.rules.office, filled)


async def _without(press: CasePress) -> AdaptiveCard:
    reason, text = press.text("reason", "Reason"), _chosen(press)
    if not press.turn.data.get("sure"):
        redact(press.case, text.digest, reason, press.actor, press.rules.now())
        return second_look_card(press.case, text, press.rules.office, values(press.typed))
    after = await press.take(lambda now, by, at: redact(now, text.digest, reason, by, at))
    follows = "The history shows that a text was here, and your reason."
    return press.receipt(after, f"{after.ref}: the text is removed.", follows)


def _chosen(press: CasePress) -> WrittenText:
    """Returns the text that the button is about. Raises InvalidInput for one that is gone."""
    digest = press.typed.text_of("digest")
    for text in written_texts(press.case):
        if text.digest == digest:
            return text
    raise InvalidInput(GONE)


CHOSEN = FormAction(_form, _without)
REDACTION_BUTTONS: Mapping[str, ActionHandler] = {"redact": _redact}
