"""Correction actions answer the buttons by which a recorded day is corrected, and a recorded step taken back."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import receipt
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.corrections import correct_day_card, corrections_card, take_back_card
from cards.elements import LONGEST_EVIDENCE
from dialogs.forms import read_day, read_text, submit_form
from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.correction_events import CorrectionProposed, RecordedStep
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_steps
from safeguarding.case.steps.corrections import correct_day, take_back

CORRECTIONS = ("correct", "take_back")
HOLDS = "The dates follow at once, and whoever was told of it is told."
WAITS = "Until it is agreed the day that stands holds, and the clocks run."


async def _corrections(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    return corrections_card(case, list(_correctable(service, turn, case)))


def _correctable(
    service: CaseService, turn: Turn, case: Case
) -> Iterator[tuple[RecordedStep, Recorded, Sequence[str]]]:
    for step in RECORDED_STEPS:
        names = [name for name in CORRECTIONS if for_step(name, step) in STEPS]
        today = service.rules.circumstances()
        may = [name for name in names if STEPS[for_step(name, step)].is_available(case, turn.actor, today)]
        if may:
            yield from ((step, found, may) for found in recorded_steps(case, step))


async def _correct_day(service: CaseService, turn: Turn) -> ActionResult:
    case, step = await read_case(service, turn), _step(turn, "correct")
    agency = _agency(turn, case) if step == "returned" else None
    STEPS[for_step("correct", step)].require_authority(case, turn.actor)

    async def correct() -> AdaptiveCard:
        on, reason = read_day(turn.user_input, "on", "The right day"), _reason(service, turn)
        seen, now = _seen(turn), service.rules.now
        after = await service.apply(
            case.ref, lambda case: correct_day(case, step, on, seen, reason, turn.actor, now(), agency)
        )
        return _corrected(service, turn, after, "the day is corrected.")

    return await submit_form(
        turn.user_input, lambda typed: correct_day_card(case, step, str(_seen(turn)), typed, agency), correct
    )


async def _take_back(service: CaseService, turn: Turn) -> ActionResult:
    case, step = await read_case(service, turn), _step(turn, "take_back")
    STEPS[for_step("take_back", step)].require_authority(case, turn.actor)

    async def take() -> AdaptiveCard:
        reason, seen, now = _reason(service, turn), _seen(turn), service.rules.now
        after = await service.apply(case.ref, lambda case: take_back(case, step, seen, reason, turn.actor, now()))
        return _corrected(service, turn, after, "the step is taken back.")

    return await submit_form(turn.user_input, lambda typed: take_back_card(case, step, str(_seen(turn)), typed), take)


def _corrected(service: CaseService, turn: Turn, after: Case, said: str) -> AdaptiveCard:
    """Says what came of a correction: that it holds, or that others have to agree first."""
    if isinstance(after.events[-1], CorrectionProposed):
        return receipt(service, turn.actor, after, f"{after.ref}: the correction is proposed.", WAITS)
    return receipt(service, turn.actor, after, f"{after.ref}: {said}", HOLDS, changes=["corrections"])


def _step(turn: Turn, correction: str) -> RecordedStep:
    """Reads the recorded step that the button is about. Raises InvalidInput for one that can't be corrected so."""
    named = turn.user_input.text_of("step")
    for step in RECORDED_STEPS:
        if step == named and for_step(correction, step) in STEPS:
            return step
    raise InvalidInput("This button belongs to an older version of the bot. Open the case again.")


def _agency(turn: Turn, case: Case) -> str:
    """Reads whose return the button is about. Raises InvalidInput for one that the case has no return of."""
    named = turn.user_input.text_of("agency")
    if named in case.information_requests.returned:
        return named
    raise InvalidInput("No return of this agency is recorded that could be corrected. Open the case again.")


def _reason(service: CaseService, turn: Turn) -> FreeText:
    return read_text(turn.user_input, service.text, "reason", LONGEST_EVIDENCE, "Reason")


def _seen(turn: Turn) -> int:
    seen = str(turn.user_input.data.get("seen", ""))
    return int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0


LONGEST_NUMBER = 9
CORRECTION_BUTTONS: Mapping[str, ActionHandler] = {
    "corrections": _corrections,
    "correct_day": _correct_day,
    "take_back": _take_back,
}
