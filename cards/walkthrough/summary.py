"""The summary of a walkthrough shows what was answered, with a way to change each answer, and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import Body, beside, button, card, heading, paragraph, quotation, small
from cards.folds import Fold, among_buttons
from cards.walkthrough.question import NOTHING_SAID, data_of, news
from safeguarding.walkthrough import Walkthrough


@dataclass(frozen=True)
class SummaryLine:
    """A line of the summary tells what one sheet says."""

    sheet: str
    title: str
    said: str


@dataclass(frozen=True)
class Summary:
    """A summary has a line for each sheet, what follows from them, the buttons of the steps that come next, and what
    would change what follows."""

    title: str
    lines: Sequence[SummaryLine]
    follows: Body = ()
    steps: Sequence[Action] = field(default_factory=tuple)
    said: Sequence[str] = NOTHING_SAID
    changes: Sequence[str] = ()


def summary_card(walkthrough: Walkthrough, summary: Summary) -> AdaptiveCard:
    """The card shows at the end what was answered, each with its way to change it, and the next step."""
    rows = [_changeable(walkthrough, number, line) for number, line in enumerate(summary.lines, 1)]
    answers = Fold("Show the answers", (*rows, small('Press "Change", or write "change" and the number.')))
    changes = Fold("What would change this", tuple(map(paragraph, summary.changes)))
    return card(
        [
            *news(summary.said),
            heading(summary.title),
            *summary.follows,
            *among_buttons(
                summary.steps, [answers, changes], [button("Stop", "stop", data_of(walkthrough), inputs=False)]
            ),
        ]
    )


def stopped_card(walkthrough: Walkthrough, said: str) -> AdaptiveCard:
    """The card says what is kept, and goes on from there."""
    go_on = button("Go on", "go_through", {"ref": walkthrough.ref, "kind": walkthrough.kind}, primary=True)
    return card([paragraph(said)], [go_on])


def _changeable(walkthrough: Walkthrough, number: int, line: SummaryLine) -> CardElement:
    change = button(
        "Change",
        "change",
        {**data_of(walkthrough), "sheet": line.sheet},
        inputs=False,
        spoken=f"Change: {line.title}",
    )
    return beside([paragraph(f"**{number}. {line.title}**"), quotation(line.said)], change)
