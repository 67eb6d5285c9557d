"""These forms say who may see a case: of a restriction, and of a conflict of interest."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from cards.elements import heading, paragraph
from cards.form import form_card
from cards.inputs import Values, choice_box, date_box, several_box, text_box
from safeguarding.case.case import Case


def restriction_card(case: Case, people: Mapping[str, str], values: Values) -> AdaptiveCard:
    """The form restricts a case. ``people`` are offices by the value of each person."""
    body = [
        heading(f"Restrict {case.ref}"),
        paragraph("Only the people you name will see the case, in lists too. The channel hears nothing more of it."),
        several_box("visible_to", "Who sees it", people, values.get("visible_to", "")),
        date_box("review_on", "When to review the restriction", values.get("review_on", "")),
        text_box("reason", "Reason, in a sentence or two", values.get("reason", "")),
    ]
    return form_card(case.ref, body, f"Restrict {case.ref}", "restrict")


def withdrawal_card(case: Case, people: Mapping[str, str], values: Values) -> AdaptiveCard:
    body = [
        heading(f"Withdraw a conflict of interest in {case.ref}"),
        paragraph("The person takes part in the case again, and sees it."),
        choice_box("person", "Whose conflict of interest", people, values.get("person", "")),
        text_box("reason", "Reason, in a sentence or two", values.get("reason", "")),
    ]
    return form_card(case.ref, body, "Record it", "withdraw_conflict")
