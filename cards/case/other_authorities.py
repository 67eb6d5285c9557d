"""These cards are about the other authorities that are named in a case: what their partnerships were told, and the
transfer of the case to one of them."""

from collections.abc import Iterator

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import REOPENED_BY, agreement
from cards.context import CardContext
from cards.elements import bullets, heading, notice, paragraph, quotation, row, small, subheading
from cards.form import form_card
from cards.inputs import Values, choice_box, date_box, line_box, text_box
from safeguarding.case.case import Case
from safeguarding.case.events.authority_events import TransferProposed
from safeguarding.case.state.matters import TRANSFER
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.review_history import partnership_lines
from safeguarding.dates.working_days import spoken

ANSWERS = {
    "waiting": "It has not answered yet",
    "joint_review": "A joint review",
    "own_review": "It reviews by itself",
    "no_review": "It takes no part in a review",
}
HOSTS = {"croydon": "Croydon", "other": "The other partnership", "open": "Not agreed yet"}
TRANSFER_WHEN = (
    "The case is closed only when the DCS and another partner have agreed, nobody disagrees, and the other authority's "
    "acceptance is recorded. Until then Croydon's clocks run."
)


def partnerships_section(case: Case) -> Iterator[CardElement]:
    if lines := list(partnership_lines(case)):
        yield subheading("Other partnerships")
        yield bullets(lines)


def transfer_section(case: Case, context: CardContext) -> Iterator[CardElement]:
    if case.is_open and case.proposals.transfer:
        yield subheading(f"Proposed: transfer to {case.proposals.transfer.authority}")
        yield from transfer_lines(case, case.proposals.transfer)
        yield from agreement(case, TRANSFER, context)


def transfer_lines(case: Case, proposed: TransferProposed) -> Iterator[CardElement]:
    """Says why a transfer is proposed, and what is still needed."""
    yield row(f"{proposed.authority} was told on", spoken(proposed.told_on))
    yield quotation(f"Reason: {proposed.reason.shown}")
    sign_off = sign_off_of(case, TRANSFER)
    if sign_off is None:
        yield notice(f"The facts do not name {proposed.authority} any more, so nothing can be agreed.", "warning")
        return
    if sign_off.is_agreed:
        yield notice(f"Agreed. It waits for {proposed.authority}'s acceptance; the clocks run until then.", "warning")
    else:
        yield notice(TRANSFER_WHEN, "warning")


def partnership_card(case: Case, values: Values) -> AdaptiveCard:
    """The form asks what another partnership was told, and what it answered."""
    named = {name: name for name in case.other_partnerships.named_since}
    body: list[CardElement] = [
        heading(f"Another partnership in {case.ref}"),
        paragraph("Record what it was told and answered. What is recorded last counts; the rest stays in the history."),
        choice_box("authority", "Which authority", named, values.get("authority", _only(named))),
        date_box("told_on", "Told on", values.get("told_on", "")),
        choice_box("answer", "Its answer", ANSWERS, values.get("answer", "")),
        date_box("answered_on", "Answered on, if it has", values.get("answered_on", "")),
        choice_box("host", "Who hosts a joint review", HOSTS, values.get("host", "")),
        text_box("note", "Note, if there is more to say. No names.", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Record it", "partnership")


def transfer_card(case: Case, values: Values) -> AdaptiveCard:
    """The form asks to which authority a case is to be transferred, when it was told, and why."""
    named = {name: name for name in case.other_partnerships.named_since}
    body: list[CardElement] = [
        heading(f"Propose for {case.ref}: transfer to another authority"),
        paragraph(TRANSFER_WHEN),
        small(REOPENED_BY),
        choice_box("authority", "To which authority", named, values.get("authority", _only(named))),
        date_box("told_on", "It was told on", values.get("told_on", "")),
        text_box("reason", "Reason, in a sentence or two", values.get("reason", "")),
    ]
    return form_card(case.ref, body, "Propose it", "propose_transfer")


def acceptance_card(case: Case, authority: str, values: Values) -> AdaptiveCard:
    """The form asks how the other authority accepted the case, which closes it."""
    body: list[CardElement] = [
        heading(f"{authority} has accepted {case.ref}"),
        paragraph("The DCS and another partner have agreed. With this the case is closed and Croydon's clocks stop."),
        line_box("accepted_by", "Accepted by, which office there", values.get("accepted_by", "")),
        date_box("on", "Accepted on", values.get("on", "")),
        line_box("confirmation", "Written confirmation, and where it is kept", values.get("confirmation", "")),
    ]
    return form_card(case.ref, body, "Record the acceptance", "accept_transfer")


def _only(named: Values) -> str:
    """Returns the one authority that there is to choose, so that it is chosen beforehand."""
    return next(iter(named)) if len(named) == 1 else ""
