"""These cards remove a text from a case: which one, why, and a second look before it goes."""

from collections.abc import Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.sections import open_button
from cards.elements import beside, button, card, heading, notice, paragraph, quotation, small, turning
from cards.form import form_card
from cards.inputs import Values, text_box
from safeguarding.case.case import Case
from safeguarding.case.views.history import Who, moment
from safeguarding.case.views.recorded_texts import WrittenText

ON_A_PAGE = 8
LETTERS = 90
PLACES = 4
REMAINS = (
    "The words go from the whole case, for good: no one can bring them back. That a text was here, who removed it and "
    "why stay, and what was signed stays signed. Files taken before, older backups, other cases and Teams' own copies "
    "keep the words."
)


def texts_card(case: Case, texts: Sequence[WrittenText], who: Who, page: int) -> AdaptiveCard:
    """The card lists what was written into the case, with the newest first, each with the button that removes it.
    ``page`` counts from 1."""
    pages = max(1, -(-len(texts) // ON_A_PAGE))
    number = min(max(page, 1), pages)
    shown = texts[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    asked = "Which text is to go? Here is how each begins; you read it whole before it goes."
    body: list[CardElement] = [
        heading(f"Remove a text from {case.ref}"),
        paragraph(asked if texts else "No text stands in this case that could be removed."),
        *(_row(case, text, who) for text in shown),
    ]
    return card([*body, *turning("redact", {"ref": case.ref}, number, pages)], [open_button(case)])


def redaction_card(case: Case, text: WrittenText, who: Who, typed: Values) -> AdaptiveCard:
    """The form shows one text whole, and asks why it is to go."""
    about = {"digest": text.digest}
    return form_card(case.ref, _form(case, text, who, typed), "Go on", "redact", about, _another(case))


def second_look_card(case: Case, text: WrittenText, who: Who, typed: Values) -> AdaptiveCard:
    """The card asks once more, with the reason as it will stand in the history."""
    last = notice("Nothing is removed yet. Look once more: it can't be undone.", "warning")
    about = {"digest": text.digest, "sure": True}
    body = [last, *_form(case, text, who, typed)]
    return form_card(case.ref, body, "Remove the text for good", "redact", about, _another(case))


def _form(case: Case, text: WrittenText, who: Who, typed: Values) -> list[CardElement]:
    return [
        heading(f"Remove this text from {case.ref}?"),
        quotation(text.words),
        small(_places(text, who)),
        paragraph(REMAINS),
        text_box("reason", "Reason, without the words that are to go", typed.get("reason", "")),
    ]


def _another(case: Case) -> list[Action]:
    return [button("Another text", "redact", {"ref": case.ref}, inputs=False)]


def _row(case: Case, text: WrittenText, who: Who) -> CardElement:
    begins = text.words if len(text.words) <= LETTERS else f"{text.words[:LETTERS].rstrip()} …"
    written = _written(text, who)
    data = {"ref": case.ref, "digest": text.digest}
    remove = button("Remove", "redact", data, inputs=False, spoken=f"Remove the text written by {written}")
    return beside([quotation(begins), small(written)], remove)


def _written(text: WrittenText, who: Who) -> str:
    first = text.events[0]
    return f"{who(first.by)}, {moment(first.at)}"


def _places(text: WrittenText, who: Who) -> str:
    """Says in which steps the words stand; the later ones of many are counted."""
    named = "; ".join(f"{who(event.by)}, {moment(event.at)}" for event in text.events[:PLACES])
    more = len(text.events) - PLACES
    return f"Written by {named}{f', and in {more} later steps' if more > 0 else ''}."
