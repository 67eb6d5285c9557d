"""Recorded steps are what a person has recorded as done, outside the bot or for a meeting: it may have been recorded on
a wrong day, or although it never happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded, recorded
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.correction_events import RecordedStep
from safeguarding.case.events.review_events import Decided
from safeguarding.case.state.matters import LCSPR_DECISION


@dataclass(frozen=True)
class Correctable:
    """A recorded step can be corrected while ``stands`` holds, by whoever may take the step ``recorded_as``. ``title``
    is how it is named; ``has_day`` says whether its day was given, and ``may_not_have_been`` whether it can be taken
    back: a return is by a step of its own."""

    title: str
    recorded_as: str
    stands: Callable[[Case], bool]
    has_day: bool = True
    may_not_have_been: bool = True


def recorded_step(case: Case, step: RecordedStep, agency: str | None = None) -> Recorded | None:
    """Returns the step as it is recorded now; none where there is nothing to correct. ``agency`` is the one whose
    return is meant."""
    if step == "returned" and agency not in case.information_requests.returned:
        return None
    return recorded(case.events, step, agency) if RECORDED_STEPS[step].stands(case) else None


def recorded_steps(case: Case, step: RecordedStep) -> tuple[Recorded, ...]:
    """Returns every recording of the step that can be corrected: of returns one for each agency."""
    agencies = case.information_requests.returned if step == "returned" else (None,)
    found = (recorded_step(case, step, agency) for agency in agencies)
    return tuple(each for each in found if each)


def title_of(step: RecordedStep, agency: str | None) -> str:
    return f"the return of {agency}" if agency else RECORDED_STEPS[step].title


def _was_given_a_day(case: Case) -> bool:
    """Says whether the Business Team gave the day of the decision: it was escalated, or signed outside Teams."""
    if case.decision is None:
        return False
    return case.decision.escalation is not None or _was_signed_outside(case, case.decision)


def _was_signed_outside(case: Case, decision: Decided) -> bool:
    before = case.events[: case.events.index(decision)]
    signed = [event for event in before if isinstance(event, Signed) and event.matter == LCSPR_DECISION]
    return any(each.outside_teams and each.digest == signed[-1].digest for each in signed)


RECORDED_STEPS: Mapping[RecordedStep, Correctable] = {
    "sin_submitted": Correctable("the SIN's submission", "submit_sin", lambda case: case.sin_submitted is not None),
    "update_submitted": Correctable(
        "the update of the notification", "submit_update", lambda case: case.notification.updated is not None
    ),
    "returned": Correctable(
        "an agency's return",
        "record_return",
        lambda case: bool(case.information_requests.returned),
        may_not_have_been=False,
    ),
    "determined": Correctable(
        "the Review Group's determination",
        "determine",
        lambda case: case.determination is not None and case.commissioned_on is None,
        has_day=False,
    ),
    "decided": Correctable("the DSPs' decision", "decide_by_escalation", _was_given_a_day, may_not_have_been=False),
    "lcspr_started": Correctable("the LCSPR's start", "start_lcspr", lambda case: case.commissioned_on is not None),
    "lcspr_completed": Correctable("the LCSPR's completion", "complete_lcspr", lambda case: case.lcspr_is_completed),
}
