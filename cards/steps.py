"""The cards that ask for a reason before a step of a case is taken, and the notices to the Business Team."""

from datetime import datetime

from microsoft_teams.cards import AdaptiveCard, TextInput

from cards.elements import LONGEST_EVIDENCE, button, card, heading, notice, paragraph
from safeguarding.case.history import moment


def reason_card(
    title: str, text: str, verb: str, data: dict[str, str], problem: str | None = None, typed: str = ""
) -> AdaptiveCard:
    """One box for the reason, one button for the step."""
    asked = TextInput(
        id="reason",
        label="Reason, in a sentence or two",
        value=typed or None,
        is_multiline=True,
        max_length=float(LONGEST_EVIDENCE),
    )
    body = [heading(title), paragraph(text), *([notice(problem)] if problem else []), asked]
    return card(body, [button(title, verb, {**data, "confirmed": True}, primary=True)])


def left_card(at: datetime) -> AdaptiveCard:
    """To the Business Team: a triage was left. Nothing of what it held."""
    return card(
        [
            heading("A triage was left without a case"),
            paragraph(
                f"It said that somebody died or was seriously harmed, and was left on {moment(at)}. No case was opened "
                "and nothing of it was kept. Ask the agencies whether there is an incident to report."
            ),
        ]
    )
