"""The buttons of a triage carry which draft they belong to, and what of it they are about."""

from safeguarding.case.events.facts import FIRST
from safeguarding.draft import Draft
from safeguarding.offered_answers import Step


def draft_data(draft: Draft) -> dict[str, object]:
    """Returns what a button carries: a stale one is told apart by the revision, and a rehearsal by its mark."""
    rehearsal = {"rehearsal": True} if draft.rehearsal else {}
    return {"draft": draft.id, "revision": draft.revision, **rehearsal}


def step_data(draft: Draft, step: Step) -> dict[str, object]:
    return {**draft_data(draft), "step": step.id}


def child_data(child: int) -> dict[str, object]:
    return {} if child == FIRST else {"child": child}
