"""A merge is undone on the same working day, as long as nothing was signed since. Both cases go on, each with what was
due in it; what was recorded since in the one that went on stays there."""

from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.base import latest_of
from safeguarding.case.events.case_events import MergedFromUndone, MergedInto, MergedIntoUndone
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.merges import latest_merge, taken_in
from safeguarding.case.state.weakening import weakening
from safeguarding.case.step_rules import StepRule, refusal_if_closed
from safeguarding.case.steps.guards import require_reason
from safeguarding.case.steps.joining import before_joining, without_children
from safeguarding.people import Actor


def other_of_merge(case: Case) -> str:
    """Returns the reference of the case with which this one was merged last. Raises WrongStage where that can't be
    undone."""
    STEPS["undo_merge"].require_stage(case)
    merge = latest_merge(case.events)
    return merge.other if merge else ""


def undo_merge(
    duplicate: Case, into: Case, reason: FreeText, circumstances: Circumstances, by: Actor, at: datetime
) -> tuple[Case, Case]:
    """Returns both cases as they are afterwards: the one that had been taken in is as before, and nothing that it had
    brought counts in the other. Raises WrongStage where the other was changed since so that it would lose a duty."""
    rule = STEPS["undo_merge"]
    rule.require_authority(duplicate, by)
    if duplicate.merged_into != into.ref:
        return _undone_already(duplicate, into, rule)
    if refused := refusal_if_closed(into):
        raise refused
    for case in (duplicate, into):
        rule.require_stage(case)
        rule.require_allowed(case, circumstances)
    merge = taken_in(into.events)[-1]
    if merge.other != duplicate.ref:
        raise WrongStage(f"{merge.other} was merged into {into.ref} after {duplicate.ref}. Undo that merge first.")
    require_reason(reason)
    kept = into.then(MergedFromUndone(by=by.person, at=at, other=duplicate.ref, reason=reason))
    if merge.children:
        kept = without_children(kept, merge, circumstances.framework, by.person, at)
    weakened = weakening(before_joining(into, merge), kept)
    if weakened:
        lost = "; ".join((*weakened.ends, *weakened.delays))
        raise WrongStage(
            f"{into.ref} was changed since the merge, and without {duplicate.ref} that would end or delay: {lost}. "
            "Change it back first; what it would end or delay is then put to those who have to agree."
        )
    return duplicate.then(MergedIntoUndone(by=by.person, at=at, other=into.ref, reason=reason)), kept


def was_taken_in(duplicate: Case, into: Case) -> bool:
    """Says whether the one case was last taken into the other, which may be undone since."""
    latest = next((event for event in reversed(duplicate.events) if isinstance(event, MergedInto)), None)
    return latest is not None and latest.other == into.ref


def _undone_already(duplicate: Case, into: Case, rule: StepRule) -> tuple[Case, Case]:
    """Leaves both as they are where the merge is undone. Raises WrongStage or InvalidInput where there was none."""
    undone = latest_of(duplicate.events, MergedIntoUndone, MergedInto)
    if undone and undone.other == into.ref:
        return duplicate, into
    rule.require_stage(duplicate)
    raise InvalidInput(f"{duplicate.ref} was not merged into {into.ref}. Open the case again.")
