"""A wrong recorded day is corrected, and a recorded step that never happened is taken back, by whoever may record it.

What begins or hastens a duty holds at once. What would end one, or move its day later, is a proposal.
"""

from datetime import date, datetime

from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded
from safeguarding.case.errors import InvalidInput, OutOfDate, WrongStage
from safeguarding.case.events.case_events import Reopened
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, RecordedStep, StepTakenBack
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.guards import check_past, require_reason
from safeguarding.case.steps.lcspr import check_day
from safeguarding.case.steps.lifecycle import check_submission_day, check_update_day
from safeguarding.case.steps.review import check_return_day
from safeguarding.dates.working_days import spoken
from safeguarding.people import Actor, Seat


def correct_day(
    case: Case,
    step: RecordedStep,
    on: date,
    seen: int,
    reason: FreeText,
    by: Actor,
    at: datetime,
    agency: str | None = None,
) -> Case:
    """Corrects the day of a recorded step. ``seen`` is the number of the recording that the person saw, ``agency`` the
    one whose return is meant. Raises OutOfDate where it was recorded or corrected anew since."""
    found = recorded_step(case, step, agency)
    if STEPS[for_step("correct", step)].is_repeated(case, by, done=found is not None and found.day == on):
        return case
    was = _require_seen(found, seen)
    require_reason(reason)
    _check_day(case, step, on, at, agency)
    corrected = DayCorrected(by=by.person, at=at, step=step, agency=agency, on=on, was=was.day, reason=reason)
    return _made_or_proposed(case, corrected, by)


def take_back(case: Case, step: RecordedStep, seen: int, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Takes back a recorded step that never happened: its duty is open again at once, with its old day."""
    found, taken_back = recorded_step(case, step), [taken.step for taken in case.of(StepTakenBack)]
    if STEPS[for_step("take_back", step)].is_repeated(case, by, done=found is None and step in taken_back):
        return case
    was = _require_seen(found, seen)
    require_reason(reason)
    return _made_or_proposed(case, StepTakenBack(by=by.person, at=at, step=step, was=was.day, reason=reason), by)


def _made_or_proposed(case: Case, made: DayCorrected | StepTakenBack, by: Actor) -> Case:
    """Makes the correction, or proposes it where it would end a duty or move its day later. A closed case has none, and
    nobody is asked in it: raises WrongStage where the duty would be open again with the case."""
    open_again = case if case.is_open else case.then(Reopened(by=made.by, at=made.at, reason=made.reason))
    weakened = weakening(open_again, open_again.then(made))
    if not weakened:
        return case.then(made)
    if not case.is_open:
        lost = "; ".join((*weakened.ends, *weakened.delays))
        raise WrongStage(
            f"{case.ref} is closed. Once it is open again this would end or delay: {lost}. The Business Team can "
            "reopen it first; then it is put to those who have to agree."
        )
    on = made.on if isinstance(made, DayCorrected) else None
    proposed = case.proposals.correction
    if proposed and (proposed.step, proposed.on) == (made.step, on):
        return case
    seats = tuple(seat for seat in Seat if seat in by.seats)
    return case.then(
        CorrectionProposed(
            by=made.by,
            at=made.at,
            step=made.step,
            on=on,
            was=made.was,
            reason=made.reason,
            ends=bool(weakened.ends),
            seats=seats,
        )
    )


def _require_seen(found: Recorded | None, seen: int) -> Recorded:
    if found is None:
        raise WrongStage("Nothing is recorded here that could be corrected.")
    if found.number != seen:
        raise OutOfDate("This was recorded or corrected anew since this card was sent. Open the case again.")
    return found


def _check_day(case: Case, step: RecordedStep, on: date, at: datetime, agency: str | None) -> None:
    """Raises InvalidInput for a day on which the step can't have been."""
    if agency:
        check_return_day(case, agency, on, at)
    elif step == "sin_submitted":
        check_submission_day(case, on, at)
        if case.notification.updated and case.notification.updated < on:
            raise InvalidInput(f"{spoken(on)} is after the update of the notification. Check both days.", "on")
    elif step == "update_submitted":
        check_update_day(case, on, at)
    elif step == "decided":
        _check_decision_day(case, on, at)
    else:
        check_day(case, on, at)


def _check_decision_day(case: Case, on: date, at: datetime) -> None:
    check_past(on, at, "Give the day on which it was decided.")
    if case.fifteen_days_from and on < case.fifteen_days_from:
        raise InvalidInput(
            f"{spoken(on)} is before {spoken(case.fifteen_days_from)}, when the fifteen working days began.",
            "on",
        )
