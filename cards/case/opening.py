"""The opening of a case is told to the Business Team in person, and to the channel."""

from collections.abc import Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.lists import listed_cases
from cards.case.sections import decisions, due_line, due_lines, open_button
from cards.context import CardContext
from cards.elements import beside, button, card, heading, notice, paragraph, subheading
from safeguarding.case.case import Case
from safeguarding.dates.working_days import spoken

UNCONFIRMED = (
    "Teams could not confirm who opened this case. They were asked to ring you: ask them and their agency, and don't "
    "wait for that with what is due."
)


def opened_card(case: Case, context: CardContext, duplicates: Sequence[Case]) -> AdaptiveCard:
    """The card tells the Business Team, in person, that a case was opened. Likely duplicates can be merged from
    here."""
    body: list[CardElement] = [heading(f"New case {case.ref}")]
    if case.opened.unconfirmed:
        body.append(notice(UNCONFIRMED))
    body += [*decisions(case, context, why=False), *due_lines(case, context)]
    if duplicates:
        body += [
            subheading("Is it one of these?"),
            paragraph("The same record number, or the same date, age and harm. A merge keeps the earlier clock."),
        ]
    body += listed_cases([_duplicate(case, other) for other in duplicates])
    return card(body, [open_button(case)])


def _duplicate(case: Case, other: Case) -> CardElement:
    opened = f"{other.ref}, opened on {spoken(other.opened.at.date())}, {other.stage.label}"
    merge = button(f"Merge into {other.ref}", "merge", {"ref": case.ref, "into": other.ref})
    return beside([paragraph(opened)], merge)


def channel_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells the review channel a reference, a stage, dates and roles; nothing that the case says."""
    body: list[CardElement] = [paragraph(f"**{case.ref}** was opened. Stage: {case.stage.label}.")]
    body += [paragraph(due_line(clock, context)) for clock in context.clocks(case)]
    return card(body, [open_button(case)])
