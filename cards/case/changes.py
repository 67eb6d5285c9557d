"""These cards tell that what is due has changed, or that something is proposed which would end a duty or delay it."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.proposals import proposal_lines
from cards.case.sections import decisions, due_line, next_steps, open_button
from cards.case.what_follows import what_follows
from cards.context import CardContext
from cards.elements import card, heading, notice, paragraph, quotation, row, small
from cards.folds import Fold, fold_section
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import MergedIntoUndone, NotMetProposed, Signed
from safeguarding.case.state.statements import changes
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.dates_moved import DatesMoved, DayMoved, reasons
from safeguarding.case.views.endings import CaseEnding
from safeguarding.case.views.history import Who
from safeguarding.dates.working_days import spoken


def dates_moved_card(case: Case, moved: DatesMoved, context: CardContext) -> AdaptiveCard:
    """The card tells the Business Team, and whoever has the next step, what was changed and what is due now."""
    body: list[CardElement] = [heading(f"{case.ref}: what is due has changed")]
    body += map(quotation, _changed(moved, context))
    body += [*decisions(case, context, why=False), *what_follows(case, context)]
    return card(body, [open_button(case)])


def _changed(moved: DatesMoved, context: CardContext) -> Iterator[str]:
    updated = moved.after.notification.updated
    if updated != moved.before.notification.updated and updated:
        yield f"The notification was updated on {spoken(updated)}."
    yield from changes(moved.before, moved.after, context.framework)


def day_moved_card(case: Case, moved: Sequence[DayMoved], context: CardContext) -> AdaptiveCard:
    """The card tells the Business Team, and whoever has the next step, which days have moved by the calendar, and
    why."""
    body: list[CardElement] = [heading(f"{case.ref}: a day has moved")]
    for each in moved:
        body += [paragraph(f"**{due_line(each.clock, context)}**"), small(f"Before: {spoken(each.was)}.")]
    body += map(quotation, reasons(moved))
    steps = Fold("Show who does what next", tuple(next_steps(case, context)))
    return card([*body, *fold_section([steps])], [open_button(case)])


def ended_card(case: Case, ending: CaseEnding, who: Who) -> AdaptiveCard:
    """The card tells whoever had a part in a case what ended, and by which office; nothing that the case says."""
    body: list[CardElement] = [heading(f"{case.ref}: {case.stage.label}"), paragraph(ending.in_words(who))]
    if not case.is_open:
        body.append(paragraph("Its clocks have stopped, and nothing more is needed from you."))
    return card(body, [open_button(case)])


def merge_undone_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells whoever was told that the case was merged that it goes on by itself, and what is due in it."""
    undone = case.of(MergedIntoUndone)[-1]
    body: list[CardElement] = [heading(f"{case.ref}: the merge is undone")]
    body.append(paragraph(f"{who(undone.by)} undid the merge into {undone.other}. {case.ref} goes on as before it."))
    return card([*body, *what_follows(case, context)], [open_button(case)])


def agreement_withdrawn_card(case: Case, withdrawn: Signed, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells that one of the three no longer agrees that no SIN is required, and what is due again."""
    body: list[CardElement] = [heading(f"{case.ref}: an agreement was withdrawn")]
    body.append(paragraph(f"{who(withdrawn.signer)} no longer agrees that no SIN is required. The duty is open again."))
    return card([*body, *what_follows(case, context)], [open_button(case)])


def change_proposed_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells the Business Team of a change that waits for others to agree."""
    proposed = case.proposals.update
    by = f"{who(proposed.by)} proposes to change the facts." if proposed else "The proposal is over."
    body = [heading(f"{case.ref}: a change is proposed"), paragraph(by), *proposal_lines(case, context)]
    return card(body, [open_button(case)])


def not_met_proposed_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells the Business Team that somebody proposes to find the notification criteria not met."""
    proposed = case.of(NotMetProposed)[-1]
    body: list[CardElement] = [
        heading(f"{case.ref}: criteria not met, proposed"),
        paragraph(f"{who(proposed.by)} proposes that the notification criteria are not met."),
        row("Reason", proposed.reason.shown),
        paragraph("The three partners and the DCS have a card each. Until all four agree, the clocks run."),
    ]
    return card([*body, *what_follows(case, context)], [open_button(case)])


def criteria_settled_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells everybody whom the notification concerns how its criteria were settled, and what is due now. What
    the answers alone had led to is folded: beside the finding it would say the opposite."""
    body: list[CardElement] = [heading(f"{case.ref}: the criteria are settled")]
    settled, decided = (
        [notice(words, "warning") for words in settled_in_words(case)],
        decisions(case, context, why=False),
    )
    before = [Fold("Show what the answers say", tuple(decided))] if settled else []
    return card([*body, *settled, *decided, *what_follows(case, context, *before)], [open_button(case)])
