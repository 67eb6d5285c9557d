"""The receipt of a step on a case says in its place what was recorded, when, and what follows."""

from collections.abc import Sequence

from microsoft_teams.cards import Action, AdaptiveCard

from cards.case.sections import open_beside
from cards.context import CardContext
from cards.elements import card, notice, paragraph, small
from cards.folds import Fold, fold_section
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import nearest_clock
from safeguarding.case.views.history import moment
from safeguarding.dates.working_days import spoken
from safeguarding.framework.labels import in_a_sentence

FEW_DAYS = 5


def next_day(case: Case, context: CardContext) -> str:
    """Says what is due next, and how many days are left once they are few; nothing where no clock runs."""
    clock = nearest_clock(context.clocks(case))
    if clock is None:
        return ""
    due = clock.due.due
    is_far = context.calendar.working_days_left(context.today, due) > FEW_DAYS
    return f"Next: {in_a_sentence(clock.title)}, by {spoken(due) if is_far else context.by_when(due)}."


def recorded_card(
    case: Case,
    said: str,
    follows: str = "",
    lacking: str = "",
    changes: Sequence[Action] = (),
    folds: Sequence[Fold] = (),
) -> AdaptiveCard:
    """The card tells whoever took a step what it came to, and what is ``lacking`` in it. With ``changes`` the step can
    still be changed or taken back, and ``folds`` hold what else there is to know."""
    when = moment(case.events[-1].at)
    shown = when if case.ref in said else f"Case {case.ref}, {when}"
    flagged = [notice(lacking, "warning")] if lacking else []
    told = [paragraph(follows)] if follows else []
    return card(
        [small(shown), notice(said, "good"), *flagged, *told, *fold_section(folds)], [*changes, open_beside(case)]
    )
