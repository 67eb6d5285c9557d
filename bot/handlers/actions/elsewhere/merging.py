"""Merging actions answer the buttons by which a duplicate goes into another case, and comes out again."""

from collections.abc import Mapping
from functools import partial

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import read_press
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.elements import button, buttons
from dialogs.forms import ReasonForm, submit_reason
from safeguarding.case.available_steps import STEPS
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.unmerging import other_of_merge

OTHER_CHILDREN = (
    "Each child told of in {ref} becomes a further child of {into}: one incident, with one notification, one Rapid "
    "Review and one set of signatures. What was signed in {into} on its facts lapses. "
)
PROPOSED = "The three partners and the DCS get a card each. Until all have agreed both cases stay as they are."


async def _form(service: CaseService, turn: Turn, *, as_children: bool) -> ActionResult:
    """Asks why two cases are of one incident, and merges them: as duplicates, or ``as_children``, as cases about other
    children of it."""
    press = await read_press(service, turn)
    ref, into = press.case.ref, (await service.queries.read(press.typed.text_of("into"), turn.actor)).ref
    said = OTHER_CHILDREN.format(ref=ref, into=into) if as_children else ""
    said += (
        f"{ref} ends and points to {into}, which goes on with the earlier clock. Keep the one that is further on: "
        "where something that is due would drop out, nothing is merged. Where a duty of one would count as done by a "
        "step of the other, the three partners and the DCS agree first. A merge can be undone on the same working day, "
        "as long as nothing was signed since."
    )
    if press.case.access.conflicted:
        said += f" Whoever has a conflict of interest in {ref} takes no part in {into} either."
    does, verb = ("Join", "join") if as_children else ("Merge", "merge")
    other_way = button("The other way round", verb, {"ref": into, "into": ref}, inputs=False)

    async def step(reason: FreeText) -> ActionResult:
        after = await service.merge(ref, into, reason, turn.actor, as_children=as_children)
        if after.ref == ref:
            said, follows = f"Proposed: {does.lower()} {ref} into {into}.", PROPOSED
        else:
            done = "joined to" if as_children else "merged into"
            said, follows = f"{ref} is {done} {into}.", f"{into} goes on with the earlier clock."
        return press.receipt(after, said, follows, changes=["undo_merge"])

    form = ReasonForm(
        f"{does} {ref} into {into}", f"{does} the cases", said, {"ref": ref, "into": into}, [buttons([other_way])]
    )
    return await submit_reason(press.typed, service.text, form, step)


async def _undo_merge(service: CaseService, turn: Turn) -> ActionResult:
    press = await read_press(service, turn)
    case = press.case
    STEPS["undo_merge"].require_authority(case, turn.actor)
    # The form carries the other case, so that pressing twice does not undo an earlier merge too.
    other = press.typed.text_of("other") or other_of_merge(case)
    STEPS["undo_merge"].require_allowed(case, service.rules.circumstances())
    taken_in, goes_on = (case.ref, other) if case.merged_into else (other, case.ref)
    said = (
        f"{taken_in} goes on as it was before the merge, with its own clocks, and {goes_on} without it. What was "
        f"recorded in {goes_on} since stays there. Whoever was told of the merge is told."
    )

    async def step(reason: FreeText) -> ActionResult:
        after = await service.undo_merge(case.ref, other, reason, turn.actor)
        said = f"The merge of {taken_in} into {goes_on} is undone."
        return press.receipt(after, said, "Each goes on with its own clocks. Whoever was told is told.")

    form = ReasonForm(
        f"Undo the merge of {taken_in} into {goes_on}", "Undo the merge", said, {"ref": case.ref, "other": other}
    )
    return await submit_reason(press.typed, service.text, form, step)


merge_form: ActionHandler = partial(_form, as_children=False)
join_form: ActionHandler = partial(_form, as_children=True)
MERGING_BUTTONS: Mapping[str, ActionHandler] = {"merge": merge_form, "join": join_form, "undo_merge": _undo_merge}
