"""These cards ask for a reason, a choice or a day before a step of a case is taken."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import heading, paragraph
from cards.form import form_card
from cards.inputs import Values, choice_box, date_box, text_box
from safeguarding.authorities.register import HOME


def reason_card(
    title: str,
    does: str,
    text: str,
    verb: str,
    data: Mapping[str, str],
    typed: str = "",
    more: Sequence[CardElement] = (),
) -> AdaptiveCard:
    """The form has one box for the reason, and one button for the step with the title ``does``; ``more`` is asked above
    it."""
    asked = text_box("reason", "Reason, in a sentence or two", typed)
    body = [heading(title), paragraph(text), *more, asked]
    return form_card(data["ref"], body, does, verb, data)


def ruled_out_choice(chosen: str = "") -> CardElement:
    """The choice is asked before a case without a Rapid Review is closed."""
    options = {"yes": "Yes", "no": "No", "not_known": "Not known"}
    return choice_box("ruled_out", "Can abuse or neglect be ruled out?", options, chosen)


def opening_error_choice(chosen: str = "") -> CardElement:
    options = {"no_child": "There is no child", "test": "It was a test"}
    return choice_box("kind", "Why was it an error?", options, chosen)


def update_submission_card(ref: str, typed: str = "") -> AdaptiveCard:
    """The form asks for the day on which the notification was updated with a later death."""
    title = f"Record the update of the notification for {ref}"
    body = [
        heading(title),
        paragraph("The bot submits nothing. Record the day when the authority that made the notification updated it."),
        date_box("on", "Submitted on", typed),
    ]
    return form_card(ref, body, "Record the update", "update_submitted")


def submission_card(ref: str, authority: str, others: Sequence[str], typed: Values) -> AdaptiveCard:
    """The form asks for the day on which the local authority submitted the SIN, and which one it was where ``others``
    are named. ``authority`` is the one that is taken to have."""
    body: list[CardElement] = [
        heading(f"Record the SIN's submission for {ref}"),
        paragraph(f"The bot submits nothing. Record the day when {authority} has submitted the SIN."),
    ]
    if others:
        options = {name: name for name in (HOME, *others)}
        chosen = typed.get("authority", authority)
        body.append(choice_box("authority", "Which authority submitted it?", options, chosen))
    body.append(date_box("on", "Submitted on", typed.get("on", "")))
    return form_card(ref, body, "Record the submission", "submitted")
