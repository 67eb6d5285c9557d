"""The lists show cases, and the clocks that run in them."""

from collections.abc import Iterator, Sequence, Set

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import due_line, open_beside
from cards.context import CardContext
from cards.elements import LIST_BYTES, beside, card, fitting, heading, notice, paragraph, small
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock
from safeguarding.case.state.links import links


def cases_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists cases. ``unread`` are the references of cases that can't be read."""
    if not cases and not unread:
        return card([heading("Cases"), paragraph("There is no open case that you can see. Type triage to begin one.")])
    listed = frozenset(case.ref for case in cases)
    rows = [_case_row(case, context, listed) for case in cases]
    return card([heading("Cases"), *unread_lines(unread), *listed_cases(rows)])


def unread_lines(refs: Sequence[str]) -> Iterator[CardElement]:
    """Names the cases that an error is in: they must not drop out of a list in silence."""
    if refs:
        yield notice(f"Not shown, because of an error: {', '.join(refs)}. Tell the Business Team.")


def listed_cases(rows: Sequence[CardElement], budget: int = LIST_BYTES) -> Iterator[CardElement]:
    """Yields the rows that fit a card (``budget`` is in bytes), and how many more there are."""
    shown = fitting(rows, budget)
    yield from shown
    if len(shown) < len(rows):
        yield small(f"And {len(rows) - len(shown)} more. Type case and a reference to open any of them.")


def _case_row(case: Case, context: CardContext, listed: Set[str]) -> CardElement:
    """Makes the row of a case. Links are named to those of the cases that are listed with it, and to no other."""
    first = min(context.clocks(case), key=lambda clock: clock.due.due, default=None)
    body: list[CardElement] = [paragraph(f"**{case.ref}**: {case.stage.label}")]
    if first:
        body.append(small(due_line(first, context)))
    if linked := sorted({link.other for link in links(case)} & listed):
        body.append(small(f"Linked: {', '.join(linked)}"))
    return beside(body, open_beside(case))


def deadlines_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists every open clock, the nearest first, rehearsals last. ``unread`` are the references of cases that
    can't be read."""
    running = sorted(
        ((clock, case) for case in cases for clock in context.clocks(case)),
        key=lambda pair: (pair[1].is_rehearsal, pair[0].due.due),
    )
    if not running and not unread:
        return card([heading("Deadlines"), paragraph("No clock is running in the cases that you can see.")])
    rows = [clock_row(clock, case, context) for clock, case in running]
    return card([heading("Deadlines"), *unread_lines(unread), *listed_cases(rows)])


def clock_row(clock: Clock, case: Case, context: CardContext) -> CardElement:
    line = paragraph(f"**{case.ref}**: {due_line(clock, context)}")
    known = (*context.handed_over(case), *context.acknowledged(case, clock))
    return beside([line, *map(small, known)], open_beside(case))
