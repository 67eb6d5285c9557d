"""These cards prepare a Rapid Review: its chair, which kind of review it is, what agencies were asked, and the DSPs'
meeting."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.corrections import correct_button
from cards.case.sections import open_button
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    button,
    buttons,
    card,
    fitting,
    heading,
    paragraph,
    row,
    small,
    subheading,
    together,
    weight,
)
from cards.folds import Fold
from cards.form import form_card
from cards.inputs import Values, choice_box, date_box, several_box, text_box
from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded
from safeguarding.case.events.review_events import Board, DspMeetingRecorded, LiaisonRecorded, MeetingOutcome
from safeguarding.case.state.recorded_steps import recorded_steps
from safeguarding.case.views.review_history import VEHICLES, meeting_in_words
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework

FEW_AGENCIES = 2
BOARDS: Mapping[Board, str] = {
    "csab": "CSAB (Croydon Safeguarding Adults Board)",
    "ph": "PH (Public Health)",
    "csp": "CSP (Community Safety Partnership)",
}

MEETING_CHOICES: Mapping[MeetingOutcome, str] = {
    "held": "It was held",
    "not_needed": "It is not needed",
    "to_come": "It is still to come: what was recorded was a mistake",
}


def chair_card(case: Case, people: Values, framework: Framework, chosen: str = "") -> AdaptiveCard:
    """The form names a chair. ``people`` are offices by the value of each person."""
    body = [
        heading(f"Name the chair for {case.ref}"),
        paragraph(framework.principle("chair").text),
        choice_box("chair", "Chair", people, chosen),
    ]
    return form_card(case.ref, body, "Name the chair", "name_chair")


def chairs_card(case: Case) -> AdaptiveCard:
    """The card tells the chair of their appointment."""
    body = [
        heading(f"You chair the Rapid Review of {case.ref}"),
        paragraph(
            "The Review Group fills in the record and determines whether the LCSPR criteria are met. You confirm the "
            "determination. Then it goes to the three DSPs."
        ),
    ]
    return card(body, [button("Open the record", "review", {"ref": case.ref}), open_button(case)])


def liaison_card(case: Case, framework: Framework, filled: Values) -> AdaptiveCard:
    values = filled or _liaison_as_recorded(case)
    vehicles = {name: words[0].upper() + words[1:] for name, words in VEHICLES.items()}
    body = [
        heading(f"Which kind of review for {case.ref}"),
        paragraph(framework.principle("vehicle_liaison").text),
        several_box("boards", "Talked to", BOARDS, values.get("boards", "")),
        choice_box("vehicle", "What came of it", vehicles, values.get("vehicle", "")),
        text_box("note", "In a sentence or two", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Record it", "liaison")


def _liaison_as_recorded(case: Case) -> dict[str, str]:
    """Returns what was recorded last, as it stands in the form."""
    liaison = case.of(LiaisonRecorded)
    if not liaison:
        return {}
    return {"boards": ",".join(liaison[-1].boards), "vehicle": liaison[-1].vehicle, "note": liaison[-1].note.shown}


def meeting_card(case: Case, today: date, values: Values) -> AdaptiveCard:
    """The form asks what came of the DSPs' meeting; it can be taken back once something is recorded."""
    recorded = case.dsp_meeting
    choices = {name: label for name, label in MEETING_CHOICES.items() if recorded or name != "to_come"}
    body: list[CardElement] = [heading(f"The meeting of the DSPs on {case.ref}")]
    body += [row("Recorded", meeting_in_words(recorded))] if recorded else []
    body += [
        paragraph("This ends the reminders of the meeting, and no duty: the DSPs' sign-off is due as before."),
        choice_box("outcome", "The meeting", choices, values.get("outcome", "")),
        date_box("on", "On", values.get("on", today.isoformat())),
        text_box("note", "Note, if one is needed", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Record it", "meeting", {"seen": len(case.of(DspMeetingRecorded))})


def request_card(case: Case, agencies: Sequence[str], framework: Framework, values: Values) -> AdaptiveCard:
    """The form gives the words to send; the bot sends nothing to an agency. Agencies are chosen by number: a name may
    hold a comma."""
    options = {str(number): agency for number, agency in enumerate(agencies)}
    body = [
        heading(f"Ask agencies for information on {case.ref}"),
        paragraph("The bot records whom you asked. Send the request yourself, in these words:"),
        paragraph(
            f"*Your agency is asked to send what it knows that matters for the Rapid Review {case.ref} by the day "
            f"given. {framework.principle('priority').text}*"
        ),
        several_box("agencies", "Asked", options, values.get("agencies", "")),
        date_box("due", "By", values.get("due", "")),
    ]
    return form_card(case.ref, body, "Record the request", "request")


def in_short(agencies: Sequence[str]) -> str:
    return ", ".join(agencies) if len(agencies) <= FEW_AGENCIES else f"{len(agencies)} agencies"


def whom_asked(agencies: Sequence[str]) -> Fold:
    """Names those that ``in_short`` only counts."""
    return Fold("Show whom", tuple(map(paragraph, agencies)) if len(agencies) > FEW_AGENCIES else ())


def returns_card(case: Case, context: CardContext, on: str | None = None) -> AdaptiveCard:
    """The card shows what is outstanding, with a button for each return; and what has come, to be corrected or taken
    back. ``on`` is the day of a return as it was typed; none is today."""
    body: list[CardElement] = [heading(f"Agency returns for {case.ref}")]
    if case.information_requests.outstanding:
        body.append(date_box("on", "Came on", context.today.isoformat() if on is None else on))
    else:
        body.append(paragraph("Nothing is outstanding."))
    rows = [_outstanding(case, context, agency) for agency in case.information_requests.outstanding]
    shown = fitting(rows, LIST_BYTES)
    body += shown
    if len(shown) < len(rows):
        body.append(small(f"And {len(rows) - len(shown)} more, shown when these have come."))
    body += _come(case, LIST_BYTES - sum(map(weight, shown)))
    return card(body, [button("Back to the record", "review", {"ref": case.ref}, inputs=False)])


def _come(case: Case, budget: int) -> Iterator[CardElement]:
    rows = [_return_row(case, came, came.agency) for came in recorded_steps(case, "returned") if came.agency]
    shown = fitting(rows, budget)
    if rows:
        yield subheading("Returned")
    yield from shown
    if len(shown) < len(rows):
        yield small(f"And {len(rows) - len(shown)} more.")


def _return_row(case: Case, came: Recorded, agency: str) -> CardElement:
    back = {"ref": case.ref, "agency": agency, "seen": came.number}
    spoken_title = f"Take back the return: {agency}"
    take_back = button("Take back", "take_back_return", back, inputs=False, spoken=spoken_title)
    shown = [paragraph(agency), small(f"came on {spoken(came.day)}")]
    return together([*shown, buttons([correct_button(case, "returned", came), take_back])])


def _outstanding(case: Case, context: CardContext, agency: str) -> CardElement:
    returned = button("Returned", "returned", {"ref": case.ref, "agency": agency}, spoken=f"Returned: {agency}")
    return beside([paragraph(agency), small(f"by {context.by_when(case.information_requests.due[agency])}")], returned)
