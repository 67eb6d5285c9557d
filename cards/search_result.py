"""The card shows a case as it is found by a search, and put into a message: what the channel sees of it, and no
more."""

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.lists import due_in_brief, nearest
from cards.case.sections import open_button
from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import card, heading, paragraph, row, small
from safeguarding.case.case import Case


def found_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card stays where it was put, so it says of which day it is."""
    body: list[CardElement] = [heading(case.ref), row("Stage", case.stage.label)]
    if first := nearest(case, context):
        body.append(paragraph(due_in_brief(first, context)))
        body.append(small(waiting_line(context.awaited(case))))
    body.append(small(context.as_it_stood()))
    return card(body, [open_button(case)])


def found_line(case: Case, context: CardContext) -> str:
    """Writes the case's line in the list of what was found."""
    first = nearest(case, context)
    return f"{case.stage.label}. {due_in_brief(first, context)}" if first else f"{case.stage.label}."


NOTHING_TO_SEE = (
    "There is no open case that you can see here. To report an incident, start a triage in your chat with this bot."
)
