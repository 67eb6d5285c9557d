"""The receipt of a step on a case says in its place what was recorded, when, and what follows."""

from collections.abc import Sequence

from microsoft_teams.cards import Action, AdaptiveCard

from cards.case.sections import open_beside
from cards.context import CardContext
from cards.elements import card, notice, paragraph, small
from cards.folds import Fold, fold_section
from safeguarding.case.case import Case
from safeguarding.case.views.desk.primary_step import nearest_clock
from safeguarding.case.views.history import moment


def next_day(case: Case, context: CardContext) -> str:
    """Says what is due next; nothing where no clock runs."""
    clock = nearest_clock(context.clocks(case))
    return f"Next: {clock.title[:1].lower()}{clock.title[1:]}, by {context.by_when(clock.due.due)}." if clock else ""


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
    when = f"Case {case.ref}, {moment(case.events[-1].at)}"
    flagged = [notice(lacking, "warning")] if lacking else []
    told = [paragraph(follows)] if follows else []
    return card(
        [small(when), notice(said, "good"), *flagged, *told, *fold_section(folds)], [*changes, open_beside(case)]
    )
