"""The cards of an LCSPR record its start, its progress, its completion."""

from collections.abc import Iterator

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import heading, paragraph, row, small
from cards.form import form_card
from cards.inputs import Values, date_box, text_box
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.review_events import LcsprStarted, ProgressNoted
from safeguarding.case.views.history import moment
from safeguarding.dates.working_days import spoken


def start_card(case: Case, values: Values) -> AdaptiveCard:
    body = [
        heading(f"Start of the LCSPR of {case.ref}"),
        text_box("reviewer", "Who reviews, by office or firm", values.get("reviewer", "")),
        date_box("on", "Started on", values.get("on", "")),
    ]
    return form_card(case.ref, body, "Record the start", "start_lcspr")


def progress_card(case: Case, values: Values) -> AdaptiveCard:
    body = [
        heading(f"Progress of the LCSPR of {case.ref}"),
        text_box("note", "What has been done, in a sentence or two", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Note it", "note_progress")


def completion_card(case: Case, values: Values) -> AdaptiveCard:
    body = [
        heading(f"Completion of the LCSPR of {case.ref}"),
        paragraph("This closes the case. Nothing is deleted, and the case can be reopened."),
        date_box("on", "Completed on", values.get("on", "")),
        text_box("note", "Where it is published, or why not", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Record the completion", "complete_lcspr")


def lcspr_lines(case: Case) -> Iterator[CardElement]:
    """Yields who reviews, since when, and the latest note."""
    if case.commissioned_on is None:
        return
    started, noted = case.of(LcsprStarted), case.of(ProgressNoted)
    yield row("LCSPR commissioned", spoken(case.commissioned_on))
    if since := recorded(case.events, "lcspr_started"):
        yield row("Reviewer", f"{started[-1].reviewer.shown}, from {spoken(since.day)}")
    else:
        yield row("Reviewer", "not recorded yet")
    if noted:
        yield row("Progress", noted[-1].note.shown)
        yield small(f"Noted on {moment(noted[-1].at)}.")
