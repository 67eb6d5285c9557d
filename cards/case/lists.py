"""The lists show cases, and the clocks that run in them: what is overdue first, then by date."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import open_beside
from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    button,
    buttons,
    card,
    fitting,
    folded,
    heading,
    notice,
    paragraph,
    small,
    subheading,
    told_card,
    weight,
)
from safeguarding.case.case import Case
from safeguarding.case.state.clocks import Clock, nearest_clock
from safeguarding.case.state.links import links
from safeguarding.case.views.my_steps import pressing

IN_VIEW = 6
"""So many rows of a list are seen at once; the others are behind a button."""
UNMARKED = "A day with nothing in brackets is required by law or guidance."


def cases_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists cases, the most pressing first. ``unread`` are the references of cases that can't be read."""
    if not cases and not unread:
        begin = button("Start a triage", "start_triage", {}, primary=True)
        return told_card("Cases", "There is no open case that you can see.", actions=[begin])
    listed = frozenset(case.ref for case in cases)
    rows = [_case_row(case, context, listed) for case in sorted(cases, key=lambda case: urgency(case, context))]
    return card([heading("Cases"), *unread_lines(unread), *listed_cases(rows)])


def unread_lines(refs: Sequence[str]) -> Iterator[CardElement]:
    """Names the cases that an error is in: they must not drop out of a list in silence."""
    if refs:
        yield notice(f"Not shown, because of an error: {', '.join(refs)}. Tell the Business Team.")


def listed_cases(
    rows: Sequence[CardElement], budget: int = LIST_BYTES, id: str = "more", in_view: int = IN_VIEW
) -> Iterator[CardElement]:
    """Yields the first rows, the others behind a button, as far as they fit a card (``budget`` is in bytes), and how
    many more there are. ``id`` tells the lists of one card apart."""
    shown = fitting(rows, budget)
    yield from shown[:in_view]
    if later := shown[in_view:]:
        shows, hidden = folded(id, f"Show {len(later)} more", later)
        yield buttons([shows])
        yield hidden
    if left := len(rows) - len(shown):
        yield small(f"And {left} more that are less pressing. Write a case's reference here to open it.")


def nearest(case: Case, context: CardContext) -> Clock | None:
    """Returns the clock that comes first, as the desk of the case has it."""
    return nearest_clock(context.clocks(case))


def due_in_brief(clock: Clock, context: CardContext) -> str:
    """Writes a day as a list has it, where what is not marked is required by law or guidance."""
    deadline = clock.due.deadline
    mark = "" if deadline.is_statutory else f" ({deadline.strength_in_words})"
    return f"{clock.title}{mark}: {context.by_when(clock.due.due)}"


def day_line(words: str, due: date, context: CardContext) -> CardElement:
    """Makes the line of a day: what is overdue stands out among the others, and what is due today."""
    if due < context.today:
        return notice(words, "attention")
    return notice(words, "accent") if due == context.today else paragraph(words)


def urgency(case: Case, context: CardContext) -> tuple[bool, bool, bool, date]:
    """Returns what cases are sorted by: rehearsals last, then as their clocks are pressing; without one, behind the
    others."""
    first = nearest(case, context)
    return case.is_rehearsal, *(pressing(first, context.today) if first else (True, True, date.max))


def _case_row(case: Case, context: CardContext, listed: Set[str]) -> CardElement:
    """Makes the row of a case. Links are named to those of the cases that are listed with it, and to no other."""
    body: list[CardElement] = [paragraph(f"**{case.ref}**: {case.stage.label}")]
    if first := nearest(case, context):
        sooner = [clock for clock in context.clocks(case) if clock.due.due < min(first.due.due, context.today)]
        body += [_small_day(clock, context) for clock in (first, *sooner)]
    body += [small(line) for line in [waiting_line(context.awaited(case), context.waited_for)] if line]
    if linked := sorted({link.other for link in links(case)} & listed):
        body.append(small(f"Linked: {', '.join(linked)}"))
    return beside(body, open_beside(case))


def _small_day(clock: Clock, context: CardContext) -> CardElement:
    words = due_in_brief(clock, context)
    return notice(words, "attention") if clock.due.due < context.today else small(words)


def deadlines_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists every open clock by date, what is overdue above all, rehearsals last. ``unread`` are the
    references of cases that can't be read."""
    running = in_order(((case, clock) for case in cases for clock in context.clocks(case)), context)
    if not running and not unread:
        return told_card("Deadlines", "No clock is running in the cases that you can see.")
    return card([heading("Deadlines"), *unread_lines(unread), *by_date(running, context)])


def by_date(running: Sequence[tuple[Case, Clock]], context: CardContext) -> list[CardElement]:
    """Lists clocks that are in order: what is overdue under a heading of its own."""
    late = [pair for pair in running if pair[1].due.due < context.today]
    to_come = [pair for pair in running if pair[1].due.due >= context.today]
    body: list[CardElement] = []
    for title, pairs in (("Overdue", late), ("To come", to_come)):
        if pairs:
            rows = [clock_row(clock, case, context) for case, clock in pairs]
            body += [subheading(title)] if late else []
            body += listed_cases(rows, LIST_BYTES - sum(map(weight, body)), title)
    return [*body, small(UNMARKED)]


def in_order(running: Iterable[tuple[Case, Clock]], context: CardContext) -> list[tuple[Case, Clock]]:
    """Sorts clocks by date, what is overdue before the rest and there what law or guidance requires before what is
    custom; on one day too. Rehearsals come last."""

    def urgency(pair: tuple[Case, Clock]) -> tuple[bool, bool, bool, date, bool]:
        case, due = pair[0], pair[1].due
        is_late, is_custom = due.due < context.today, not due.deadline.is_statutory
        return case.is_rehearsal, not is_late, is_late and is_custom, due.due, is_custom

    return sorted(running, key=urgency)


def clock_row(clock: Clock, case: Case, context: CardContext) -> CardElement:
    line = day_line(f"**{case.ref}**: {due_in_brief(clock, context)}", clock.due.due, context)
    known = (*context.handed_over(case), *context.acknowledged(case, clock))
    return beside([line, *map(small, known)], open_beside(case))
