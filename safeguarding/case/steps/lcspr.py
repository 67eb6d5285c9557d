"""An LCSPR, from its reviewer to its completion."""

from datetime import date, datetime

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import LcsprCompleted, LcsprStarted, ProgressNoted
from safeguarding.case.people import Actor
from safeguarding.case.stage import Stage
from safeguarding.case.steps.guards import require_business_team, require_reason, require_stage
from safeguarding.dates.working_days import london_date, spoken


def start_lcspr(case: Case, reviewer: FreeText, on: date, by: Actor, at: datetime) -> Case:
    """Who reviews, by office or firm, and from when. Recorded anew where the reviewer changes."""
    require_business_team(by, "record the start of an LCSPR")
    require_stage(case, Stage.LCSPR)
    require_reason(reviewer)
    _check_day(case, on, at)
    started = case.of(LcsprStarted)
    if started and (started[-1].reviewer.shown, started[-1].on) == (reviewer.shown, on):
        return case
    return case.then(LcsprStarted(by=by.person, at=at, reviewer=reviewer, on=on))


def note_progress(case: Case, note: FreeText, by: Actor, at: datetime) -> Case:
    require_business_team(by, "note the progress of an LCSPR")
    require_stage(case, Stage.LCSPR)
    require_reason(note)
    noted = case.of(ProgressNoted)
    if noted and noted[-1].note.shown == note.shown:
        return case
    return case.then(ProgressNoted(by=by.person, at=at, note=note))


def complete_lcspr(case: Case, on: date, note: FreeText, by: Actor, at: datetime) -> Case:
    """Closes the case."""
    require_business_team(by, "record the completion of an LCSPR")
    if case.stage is Stage.CLOSED and case.of(LcsprCompleted):
        return case
    require_stage(case, Stage.LCSPR)
    if not case.of(LcsprStarted):
        raise WrongStage("Record first who reviews and when the LCSPR started.")
    require_reason(note)
    _check_day(case, on, at)
    return case.then(LcsprCompleted(by=by.person, at=at, on=on, note=note))


def _check_day(case: Case, on: date, at: datetime) -> None:
    if on > london_date(at):
        raise InvalidInput(f"{spoken(on)} is in the future. Give the day on which it happened.")
    if case.commissioned_on and on < case.commissioned_on:
        raise InvalidInput(f"{spoken(on)} is before the LCSPR was commissioned, {spoken(case.commissioned_on)}.")
