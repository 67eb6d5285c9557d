"""The dashboard shows the figures over all cases that the reader may see, as one card."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement, Table, TableCell, TableRow, TextBlock
from microsoft_teams.cards import ColumnDefinition as Width

from cards.case.lists import due_in_brief, listed_cases, nearest, unread_lines, urgency
from cards.case.sections import open_beside
from cards.context import CardContext
from cards.elements import LIST_BYTES, beside, bullets, card, heading, paragraph, small, subheading, weight
from cards.folds import Fold, fold_section
from safeguarding.case.case import Case
from safeguarding.case.state.links import LINK_KINDS
from safeguarding.case.views.review_history import NOT_UNANIMOUS
from safeguarding.case.views.statistics import RECURRING, Figures, Rate
from safeguarding.framework.entries import Question
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import item_label

NOT_COUNTED = (
    "Left out of everything here: rehearsals, duplicates that were merged, and cases that you may not see because they "
    "are restricted or because you declared a conflict of interest."
)
OPEN_IN_VIEW = 3
SHARES = (1, 1, 1)
"""The columns share the table's width so."""
HOW_COUNTED = (
    "Late takes in what is overdue and not done. The share is of those done in time or late. A duty that ended before "
    "it was due, because the case was closed or the criteria were found not met, counts as neither."
)


def dashboard_card(
    figures: Figures, open_cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()
) -> AdaptiveCard:
    """The card shows the figures. ``open_cases`` are those counted that are open, with the days that they have left;
    ``unread`` are the references of cases that can't be read."""
    opened = f"Figures of the cases opened in {figures.year}" if figures.year else "Figures of the cases of all years"
    total, still_open = len(figures.cases), len(figures.open_cases)
    above: list[CardElement] = [heading(opened), *unread_lines(unread)]
    children = f", with {figures.children} children" if figures.children > total else ""
    above.append(paragraph(f"{total} {_cases(total)}{children}, {still_open} of them open."))
    if in_error := figures.left_out.opened_in_error:
        above.append(paragraph(f"Opened in error, and not counted among them: {in_error} {_cases(in_error)}."))
    if linked := figures.linked():
        kinds = {LINK_KINDS[kind]: count for kind, count in linked.items()}
        above.append(paragraph(f"Cases that are linked to another: {_counts_in_words(kinds)}."))
    if gone := figures.transferred:
        above.append(paragraph(f"Transferred to another authority, and counted among them: {gone} {_cases(gone)}."))
    escalated = {"notification criteria": figures.criteria_escalated(), "decision on the LCSPR": figures.escalated()}
    if any(escalated.values()):
        above.append(paragraph(f"Decided {NOT_UNANIMOUS}: {_counts_in_words(escalated)}."))
    if figures.stages():
        above.append(bullets(f"{stage.label}: {count}" for stage, count in figures.stages().items()))
    folds = [
        Fold("Show what was done in time", tuple(_on_time(figures, context.framework))),
        Fold("Show what recurs", tuple(_recurring(figures, context.framework))),
        Fold("Show what is left out", (small(NOT_COUNTED),)),
    ]
    if open_cases:
        room = LIST_BYTES - sum(weight(each) for fold in folds for each in fold.body)
        above.append(subheading("Open cases, the most pressing first"))
        above += listed_cases([*_open_rows(open_cases, context)], room, "more", OPEN_IN_VIEW)
    return card([*above, *fold_section(folds)])


def _cases(count: int) -> str:
    return "case" if count == 1 else "cases"


def _open_rows(cases: Sequence[Case], context: CardContext) -> Iterator[CardElement]:
    """Yields the cases, those first that are late with what law or guidance requires; those on which no day hangs come
    last."""
    for case in sorted(cases, key=lambda each: urgency(each, context)):
        clock = nearest(case, context)
        left = due_in_brief(clock, context) if clock else "no clock is running"
        yield beside([paragraph(f"**{case.ref}**: {case.stage.label}"), small(left)], open_beside(case))


def _on_time(figures: Figures, framework: Framework) -> Iterator[CardElement]:
    yield subheading("Done in time")
    lines = [
        [
            f"{deadline.title} ({deadline.length})",
            *(_counts(figures.rate(deadline.id, of_open=o)) for o in (True, False)),
        ]
        for deadline in framework.deadlines
    ]
    yield _table([["Deadline", "Open cases", "Closed cases"], *lines])
    yield small(HOW_COUNTED)
    fell_away = {
        d.title: sum(figures.rate(d.id, of_open=o).fell_away for o in (True, False)) for d in framework.deadlines
    }
    if any(fell_away.values()):
        yield small(f"Ended before it was due: {_counts_in_words(fell_away)}.")
    if found := figures.found_not_met():
        yield small(f"Notification criteria settled as not met, whatever the answers ask: {found} {_cases(found)}.")
    if provisional := figures.provisional("sin"):
        yield small(f"Counted from a provisional day, since the day of awareness is not known: {provisional} SIN.")


def _counts(rate: Rate) -> str:
    """Says a rate in words: 3 in time (75 %), 1 late, 2 not yet due."""
    counts = [f"{rate.kept} in time ({rate.percent} %)", f"{rate.late} late"] if rate.decided else []
    if rate.not_yet_due:
        counts.append(f"{rate.not_yet_due} not yet due")
    return ", ".join(counts) or "none"


def _counts_in_words(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{name}: {count}" for name, count in counts.items() if count)


def _table(rows: Sequence[Sequence[str]]) -> CardElement:
    """Makes a table. The first row is the header, as is the default."""
    return Table(
        columns=[Width(width=share) for share in SHARES],
        rows=[TableRow(cells=[TableCell(items=[TextBlock(text=text, wrap=True)]) for text in row]) for row in rows],
    )


def _recurring(figures: Figures, framework: Framework) -> Iterator[CardElement]:
    for name in RECURRING:
        question = framework.question(name)
        yield subheading(f"What recurs: {question.title}")
        found = list(_items(figures, question, framework))
        yield bullets(found) if found else paragraph("Nothing has been ticked yet.")
        groups = {group.id: group.title for group in question.groups}
        if counted := figures.recurring_groups(question):
            yield small(
                f"By theme, in cases: {_counts_in_words({groups[group]: counted[group] for group in counted})}."
            )


def _items(figures: Figures, question: Question, framework: Framework) -> Iterator[str]:
    for item, count in figures.recurring(question.id).items():
        yield f"{item_label(framework, question.id, item)}: {count} {_cases(count)}"
