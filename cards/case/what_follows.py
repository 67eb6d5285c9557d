"""The cards tell at a glance what follows from a change: the day that presses most, the rest behind buttons."""

from collections.abc import Iterator

from microsoft_teams.cards import CardElement

from cards.case.lists import day_line, nearest
from cards.case.prompts import prompts_section
from cards.case.sections import due_line, due_lines, next_steps
from cards.context import CardContext
from cards.elements import paragraph
from cards.folds import Fold, fold_section
from safeguarding.case.case import Case


def what_follows(case: Case, context: CardContext, *before: Fold) -> list[CardElement]:
    """Shows what presses, and folded what led there (``before``), every day with how it was counted, who does what
    next, and what else the facts may call for."""
    folds = [
        *before,
        Fold("Show every day", tuple(due_lines(case, context))),
        Fold("Show who does what next", tuple(next_steps(case, context)) if case.is_open else ()),
        Fold("Show what else may follow", tuple(prompts_section(case, context)) if case.is_open else ()),
    ]
    return [*_what_presses(case, context), *fold_section(folds, "follows")]


def _what_presses(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields the day that comes first, and each other one that has passed."""
    first = nearest(case, context)
    if first is None:
        yield paragraph("No clock is running.")
        return
    late = [clock for clock in context.clocks(case) if clock != first and clock.due.due < context.today]
    for clock in (first, *late):
        yield day_line(f"**{due_line(clock, context)}**", clock.due.due, context)
