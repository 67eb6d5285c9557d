"""The cards that ask for a reason before a step of a case is taken, and the notices to the Business Team."""

from collections.abc import Sequence
from datetime import datetime

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import button, card, heading, paragraph, problem_lines
from cards.inputs import choice_box, date_box, text_box
from safeguarding.case.views.history import moment


def reason_card(
    title: str,
    text: str,
    verb: str,
    data: dict[str, str],
    problem: str | None = None,
    typed: str = "",
    more: Sequence[CardElement] = (),
) -> AdaptiveCard:
    """One box for the reason, one button for the step; ``more`` is asked above it."""
    asked = text_box("reason", "Reason, in a sentence or two", typed)
    body = [heading(title), paragraph(text), *problem_lines(problem), *more, asked]
    return card(body, [button(title, verb, {**data, "confirmed": True}, primary=True)])


def ruled_out_choice() -> CardElement:
    """Asked before a case without a Rapid Review is closed."""
    options = {"yes": "Yes", "no": "No", "not_known": "Not known"}
    return choice_box("ruled_out", "Can abuse or neglect be ruled out?", options)


def submission_card(ref: str, problem: str | None = None) -> AdaptiveCard:
    """Asks for the day on which the local authority submitted the SIN."""
    body = [
        heading(f"Record the SIN's submission for {ref}"),
        paragraph("The bot submits nothing. Record the day when the local authority has submitted the SIN."),
        *problem_lines(problem),
        date_box("on", "Submitted on"),
    ]
    return card(body, [button("Record the submission", "submitted", {"ref": ref, "confirmed": True}, primary=True)])


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


def unreachable_card(name: str, refs: Sequence[str], *, is_person: bool) -> AdaptiveCard:
    """To the Business Team: a message could not be delivered. ``refs``: cases with a card that waits there."""
    body: list[CardElement] = [
        heading(f"{name} can't be reached"),
        paragraph("Teams did not take the bot's message, so a card or a nudge could not be delivered."),
    ]
    if refs:
        body.append(paragraph(f"Waiting to be signed there: {', '.join(refs)}."))
    if is_person:
        mend = (
            "Ask them to open a chat with the bot once. Then what waits is delivered. Until then they can sign outside "
            "Teams: you can record that on the case."
        )
    else:
        mend = "Add the bot to the channel's team again, or correct review_channel in the partnership file."
    return card([*body, paragraph(mend)])
