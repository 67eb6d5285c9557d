"""Correction actions answer the buttons by which a recorded day is corrected, and a recorded step taken back."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.corrections import correct_day_card, corrections_card, take_back_card
from cards.inputs import Values
from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.correction_events import CorrectionProposed, RecordedStep
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_step, recorded_steps
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.dates.working_days import spoken

CORRECTIONS = ("correct", "take_back")
LONGEST_NUMBER = 9
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


def _day_form(press: CasePress, filled: Values) -> AdaptiveCard:
    step = _step(press, "correct")
    return correct_day_card(press.case, step, str(_seen(press)), filled, _agency(press, step))


async def _correct_day(press: CasePress) -> AdaptiveCard:
    step = _step(press, "correct")
    agency, seen = _agency(press, step), _seen(press)
    on, reason = press.day("on", "The right day"), press.text("reason", "Reason")
    stands = recorded_step(press.case, step, agency)
    if stands and (stands.number, stands.day) == (seen, on):
        raise InvalidInput(f"{spoken(on)} is the day that is recorded. Give the right one, or go back.", "on")
    after = await press.take(lambda now, by, at: correct_day(now, step, on, seen, reason, by, at, agency))
    return _corrected(press, after, "the day is corrected.")


def _back_form(press: CasePress, filled: Values) -> AdaptiveCard:
    return take_back_card(press.case, _step(press, "take_back"), str(_seen(press)), filled)


async def _take_back(press: CasePress) -> AdaptiveCard:
    step, seen, reason = _step(press, "take_back"), _seen(press), press.text("reason", "Reason")
    after = await press.take(lambda now, by, at: take_back(now, step, seen, reason, by, at))
    return _corrected(press, after, "the step is taken back.")


def _corrected(press: CasePress, after: Case, said: str) -> AdaptiveCard:
    """Says what came of a correction: that it holds, or that others have to agree first."""
    if isinstance(after.events[-1], CorrectionProposed):
        return press.receipt(after, f"{after.ref}: the correction is proposed.", WAITS)
    return press.receipt(after, f"{after.ref}: {said}", HOLDS, changes=["corrections"])


def _step(press: CasePress, correction: str) -> RecordedStep:
    """Reads the recorded step that the button is about. Raises InvalidInput for one that can't be corrected so,
    NotAllowed where the person may not correct it."""
    named = press.typed.text_of("step")
    for step in RECORDED_STEPS:
        if step == named and for_step(correction, step) in STEPS:
            STEPS[for_step(correction, step)].require_authority(press.case, press.actor)
            return step
    raise InvalidInput("This button belongs to an older version of the bot. Open the case again.")


def _agency(press: CasePress, step: RecordedStep) -> str | None:
    """Reads whose return the button is about, where it is about one. Raises InvalidInput for one that the case has no
    return of."""
    named = press.typed.text_of("agency")
    if step != "returned":
        return None
    if named in press.case.information_requests.returned:
        return named
    raise InvalidInput("No return of this agency is recorded that could be corrected. Open the case again.")


def _seen(press: CasePress) -> int:
    seen = str(press.typed.data.get("seen", ""))
    return int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0


CORRECTION_BUTTONS: Mapping[str, ActionHandler] = {
    "corrections": _corrections,
    "correct_day": FormAction(_day_form, _correct_day),
    "take_back": FormAction(_back_form, _take_back),
}
