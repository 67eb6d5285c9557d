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
    back."""

    title: str
    recorded_as: str
    stands: Callable[[Case], bool]
    has_day: bool = True
    may_not_have_been: bool = True


def recorded_step(case: Case, step: RecordedStep) -> Recorded | None:
    """Returns the step as it is recorded now; none where there is nothing to correct."""
    return recorded(case.events, step) if RECORDED_STEPS[step].stands(case) else None


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
