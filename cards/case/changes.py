"""These cards tell that what is due has changed, or that something is proposed which would end a duty or delay it."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.proposals import proposal_lines
from cards.case.sections import decisions, due_line, next_steps
from cards.case.what_follows import what_follows
from cards.context import CardContext
from cards.elements import card_about, notice, paragraph, quotation, row, small
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
    changed, decided = map(quotation, _changed(moved, context)), decisions(case, context, why=False)
    return card_about(case.ref, "what is due has changed", *changed, *decided, *what_follows(case, context))


def _changed(moved: DatesMoved, context: CardContext) -> Iterator[str]:
    updated = moved.after.notification.updated
    if updated != moved.before.notification.updated and updated:
        yield f"The notification was updated on {spoken(updated)}."
    yield from changes(moved.before, moved.after, context.framework)


def day_moved_card(case: Case, moved: Sequence[DayMoved], context: CardContext) -> AdaptiveCard:
    """The card tells the Business Team, and whoever has the next step, which days have moved by the calendar, and
    why."""
    body: list[CardElement] = []
    for each in moved:
        body += [paragraph(f"**{due_line(each.clock, context)}**"), small(f"Before: {spoken(each.was)}.")]
    body += map(quotation, reasons(moved))
    steps = Fold.of_case(case.ref, "Show who does what next", next_steps(case, context))
    return card_about(case.ref, "a day has moved", *body, *fold_section([steps]))


def ended_card(case: Case, ending: CaseEnding, who: Who) -> AdaptiveCard:
    """The card tells whoever had a part in a case what ended, and by which office; nothing that the case says."""
    stopped = [] if case.is_open else [paragraph("Its clocks have stopped, and nothing more is needed from you.")]
    return card_about(case.ref, case.stage.label, paragraph(ending.in_words(who)), *stopped)


def merge_undone_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells whoever was told that the case was merged that it goes on by itself, and what is due in it."""
    undone = case.of(MergedIntoUndone)[-1]
    said = f"{who(undone.by)} undid the merge into {undone.other}. {case.ref} goes on as before it."
    return card_about(case.ref, "the merge is undone", paragraph(said), *what_follows(case, context))


def agreement_withdrawn_card(case: Case, withdrawn: Signed, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells that one of the three no longer agrees that no SIN is required, and what is due again."""
    said = f"{who(withdrawn.signer)} no longer agrees that no SIN is required. The duty is open again."
    return card_about(case.ref, "an agreement was withdrawn", paragraph(said), *what_follows(case, context))


def change_proposed_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells the Business Team of a change that waits for others to agree."""
    proposed = case.proposals.update
    by = f"{who(proposed.by)} proposes to change the facts." if proposed else "The proposal is over."
    return card_about(case.ref, "a change is proposed", paragraph(by), *proposal_lines(case, context))


def not_met_proposed_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells the Business Team that somebody proposes to find the notification criteria not met."""
    proposed = case.of(NotMetProposed)[-1]
    return card_about(
        case.ref,
        "criteria not met, proposed",
        paragraph(f"{who(proposed.by)} proposes that the notification criteria are not met."),
        row("Reason", proposed.reason.shown),
        paragraph("The three partners and the DCS have a card each. Until all four agree, the clocks run."),
        *what_follows(case, context),
    )


def criteria_settled_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells everybody whom the notification concerns how its criteria were settled, and what is due now. What
    the answers alone had led to is folded: beside the finding it would say the opposite."""
    settled = [notice(words, "warning") for words in settled_in_words(case)]
    decided = decisions(case, context, why=False)
    before = [Fold.of_case(case.ref, "Show what the answers say", decided)] if settled else []
    return card_about(case.ref, "the criteria are settled", *settled, *decided, *what_follows(case, context, *before))
