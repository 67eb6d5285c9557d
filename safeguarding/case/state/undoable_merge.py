"""A merge can be undone on the working day on which it was made, as long as nothing was signed since: then both cases
are what they were, and no agreement was given to what one of them says of both."""

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import WrongStage
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.review_events import ConcernDecided, Decided, DeterminationConfirmed, Determined
from safeguarding.case.merges import latest_merge
from safeguarding.dates.working_days import london_date, spoken

SIGNED = (Signed, Determined, DeterminationConfirmed, Decided, ConcernDecided)
OPEN_ANEW = "The merge stands. Is it about another child or another incident? Then start a triage for it."


def refusal_to_undo_merge(case: Case) -> WrongStage | None:
    """Says why no merge can be undone as the case is; none where the latest can."""
    merge = latest_merge(case.events)
    if merge is None:
        return WrongStage(f"{case.ref} was not merged, or the merge is undone already.")
    since = case.events[case.before(merge).version + 1 :]
    if any(isinstance(event, SIGNED) for event in since):
        return WrongStage(f"Something was signed or decided in {case.ref} since the merge. {OPEN_ANEW}")
    if any(_is_about_submission(event) for event in since):
        return WrongStage(f"The SIN's submission was corrected in {case.ref} since the merge. {OPEN_ANEW}")
    return None


def refusal_after_its_day(case: Case, circumstances: Circumstances) -> WrongStage | None:
    """Says that the day on which the merge could be undone has passed; none where it has not. Of a merge on a day off
    that is the next working day."""
    merge = latest_merge(case.events)
    if merge is None:
        return None
    day, calendar = london_date(merge.at), circumstances.calendar
    last = day if calendar.is_working_day(day) else calendar.add(day, 1)
    if circumstances.today <= last:
        return None
    return WrongStage(f"A merge is undone on the same working day, and this one was of {spoken(day)}. {OPEN_ANEW}")


def _is_about_submission(event: AnyEvent) -> bool:
    """Says whether the event changes a recorded submission: of two nothing says which of them it is about."""
    kinds = DayCorrected | StepTakenBack | CorrectionProposed
    return isinstance(event, kinds) and event.step == "sin_submitted"
