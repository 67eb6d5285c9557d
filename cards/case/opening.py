"""The opening of a case is told to the Business Team in person, and to the channel."""

from collections.abc import Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, OpenUrlAction

from cards.case.lists import listed_cases
from cards.case.sections import decisions, due_line, due_lines, open_button
from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    button,
    buttons,
    card,
    heading,
    notice,
    paragraph,
    quotation,
    small,
    subheading,
    together,
)
from safeguarding.case.case import Case
from safeguarding.case.events.answer_events import AnswersChanged
from safeguarding.case.views.history import answers_changed
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import london_date, spoken

UNCONFIRMED = (
    "Teams could not confirm who opened this case. They were asked to ring you: ask them and their agency, and don't "
    "wait for that with what is due."
)


def opened_card(
    case: Case, context: CardContext, duplicates: Sequence[Case], of_the_day: Sequence[Case] = ()
) -> AdaptiveCard:
    """The card tells the Business Team, in person, that a case was opened. Likely duplicates, and others of the same
    day, can be merged or linked from here."""
    body: list[CardElement] = [heading(f"New case {case.ref}")]
    if case.opened.unconfirmed:
        body.append(notice(UNCONFIRMED))
    for event in case.of(AnswersChanged):
        body += [
            subheading("Changed after it was shown what follows, before it was recorded"),
            *(quotation(line) for line in answers_changed(event, case.opened, context.framework)),
        ]
    body += [*decisions(case, context, why=False), *due_lines(case, context)]
    if duplicates:
        body += [
            subheading("Is it one of these?"),
            paragraph("The same record number, or the same date, age and harm. A merge keeps the earlier clock."),
            *listed_cases([_other(case, other) for other in duplicates], LIST_BYTES // 2),
        ]
    if of_the_day:
        body += [
            subheading("Does it belong with one of these?"),
            paragraph("The same day. Join it where it is another child of the same incident. A link merges nothing."),
            *listed_cases([_other(case, other) for other in of_the_day], LIST_BYTES // 2, "of_the_day"),
        ]
    return card(body, [open_button(case)])


def _other(case: Case, other: Case) -> CardElement:
    opened = f"{other.ref}, opened on {spoken(other.opened.at.date())}, {other.stage.label}"
    data = {"ref": case.ref, "into": other.ref}
    offered = [
        button(f"Join with {other.ref}", "join", data),
        button(f"Link to {other.ref}", "link", data),
        button(f"Merge into {other.ref}", "merge", data),
    ]
    return together([paragraph(opened), buttons(offered)])


def channel_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card is the living post of a case in the review channel, as it stands now: a reference, a stage, dates and
    offices; nothing that the case says."""
    opened_on = spoken(london_date(case.opened.at))
    body: list[CardElement] = [paragraph(f"**{case.ref}** was opened on {opened_on}. Stage: {case.stage.label}.")]
    if not case.is_open:
        return card([*body, paragraph("Its clocks have stopped.")], _opens(case, context))
    running = context.clocks(case)
    body += [paragraph(due_line(clock, context)) for clock in running] or [paragraph("No clock is running.")]
    if running:
        body.append(small(waiting_line(context.awaited(case))))
    return card(body, _opens(case, context))


def _opens(case: Case, context: CardContext) -> list[Action]:
    """Returns the button that has the case shown in one's own chat, and the way there."""
    link = chat_link(context.app_id, case.ref)
    return [open_button(case), *([OpenUrlAction(title="Go to our chat", url=link)] if link else [])]
