"""An LCSPR runs from its reviewer to its completion."""

from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import LcsprCompleted, LcsprStarted, ProgressNoted
from safeguarding.case.stage import Stage
from safeguarding.case.steps.guards import check_past, require_reason
from safeguarding.dates.working_days import spoken
from safeguarding.people import Actor


def start_lcspr(case: Case, reviewer: FreeText, on: date, by: Actor, at: datetime) -> Case:
    """Records who reviews, by office or firm, and from when. The step is taken anew where the reviewer changes."""
    STEPS["start_lcspr"].require(case, by)
    require_reason(reviewer)
    check_day(case, on, at)
    now, started = recorded(case.events, "lcspr_started"), case.of(LcsprStarted)
    if now and (started[-1].reviewer.shown, now.day) == (reviewer.shown, on):
        return case
    return case.then(LcsprStarted(by=by.person, at=at, reviewer=reviewer, on=on))


def note_progress(case: Case, note: FreeText, by: Actor, at: datetime) -> Case:
    STEPS["note_progress"].require(case, by)
    require_reason(note)
    return case.then_unless_said(ProgressNoted(by=by.person, at=at, note=note), *case.of(ProgressNoted)[-1:])


def complete_lcspr(case: Case, on: date, note: FreeText, by: Actor, at: datetime) -> Case:
    """Completes the LCSPR, which closes the case."""
    if STEPS["complete_lcspr"].is_repeated(case, by, done=case.stage is Stage.CLOSED and bool(case.of(LcsprCompleted))):
        return case
    require_reason(note)
    check_day(case, on, at)
    return case.then(LcsprCompleted(by=by.person, at=at, on=on, note=note))


def check_day(case: Case, on: date, at: datetime) -> None:
    """Raises InvalidInput for a day on which a step of the LCSPR can't have been."""
    check_past(on, at, "Give the day on which it happened.")
    if case.commissioned_on and on < case.commissioned_on:
        raise InvalidInput(f"{spoken(on)} is before the LCSPR was commissioned, {spoken(case.commissioned_on)}.", "on")
