"""The redaction action answers the buttons by which the Business Team removes a text from a case."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import receipt
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.redaction import redaction_card, second_look_card, texts_card
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import Values
from dialogs.forms import read_text, submit_form, values
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.steps.redaction import redact
from safeguarding.case.views.recorded_texts import WrittenText, written_texts

GONE = "This text no longer stands in the case: somebody has removed it, or the facts were changed. Choose again."


async def _redact(service: CaseService, turn: Turn) -> ActionResult:
    """Lists the texts; with one chosen, asks why it is to go; with the reason, asks once more; then removes it."""
    case, who = await read_case(service, turn), service.rules.office
    STEPS["redact"].require(case, turn.actor)
    if not turn.user_input.text_of("digest"):
        page = turn.data.get("page")
        return texts_card(case, written_texts(case), who, page if isinstance(page, int) else 1)
    text = _chosen(turn, case)

    async def step() -> AdaptiveCard:
        reason = read_text(turn.user_input, service.text, "reason", LONGEST_EVIDENCE, "Reason")

        def without(now: Case) -> Case:
            return redact(now, text.digest, reason, turn.actor, service.rules.now())

        if not turn.data.get("sure"):
            without(case)
            return second_look_card(case, text, who, values(turn.user_input))
        after = await service.apply(case.ref, without)
        said = f"{after.ref}: the text is removed."
        return receipt(service, turn.actor, after, said, "The history shows that a text was here, and your reason.")

    def form(typed: Values) -> AdaptiveCard:
        shown = second_look_card if turn.data.get("sure") else redaction_card
        return shown(case, text, who, typed)

    return await submit_form(turn.user_input, form, step)


def _chosen(turn: Turn, case: Case) -> WrittenText:
    """Returns the text that the button is about. Raises InvalidInput for one that is gone."""
    digest = turn.user_input.text_of("digest")
    for text in written_texts(case):
        if text.digest == digest:
            return text
    raise InvalidInput(GONE)


REDACTION_BUTTONS: Mapping[str, ActionHandler] = {"redact": _redact}
