"""The receipt says what the reader has answered, who is waited for, and leads to a change of the answer while it can be
changed."""

from collections.abc import Iterator, Mapping

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.sections import open_beside
from cards.elements import (
    LIST_BYTES,
    button,
    buttons,
    card,
    fitting,
    folded,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
)
from cards.inputs import text_box
from cards.sign_off.subject import LAST_PAGE, SignOffSubject
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state import matters
from safeguarding.case.views.history import Who, moment
from safeguarding.dates.working_days import london_date, spoken

CHANGE_MY_ANSWER = "Change my answer"
DISSENTED: Mapping[str, str] = {
    matters.NOTIFICATION_CRITERIA: "It stops no notification; escalation can follow.",
    matters.LCSPR_DECISION: "A DSP can propose another decision; escalation can follow.",
    matters.CONCERN_DECISION: "A member can propose another outcome.",
    matters.SIN_QUALITY: "It stops no notification.",
    matters.NOT_MET: "{}, the notification goes on; escalation can follow.",
    matters.CRITERIA_ESCALATION: "{}, the criteria stay open.",
    matters.LATER_NOT_MET: "{}, what was decided stands.",
    matters.FACTS_CHANGE: "{}, the facts stay as they are.",
    matters.CORRECTION: "{}, what was recorded stays.",
    matters.OPENED_IN_ERROR: "{}, the case goes on.",
    matters.TRANSFER: "{}, the case stays here.",
    matters.MERGE: "{}, the two cases go on apart.",
}
"""The table says what can follow a disagreement, by the matter: one is enough to keep things as they are, for as long
as is filled in."""


def receipt_card(subject: SignOffSubject, own: Signed, *, changes: bool = False) -> AdaptiveCard:
    """The card takes the place of the one that was signed. ``own`` is the reader's answer; ``changes`` says that they
    may change it."""
    body = [small(f"{subject.case.ref}: {subject.sign_off.matter.title}"), heading(_said(own))]
    body.append(paragraph(f"{_missing(subject)} {_dissented(subject, told=not own.agrees)}".strip()))
    # Where a large group has said too much for one card, all of it stands on the pages before.
    more = [*standing_lines(subject), *fitting(said_lines(subject), LIST_BYTES)]
    put = button("Show what was put", "page", {**subject.data, "page": 1}, inputs=False)
    shows, shown = folded("signatures", "Show the signatures", [*more, buttons([put])])
    change = [change_button(subject, own)] if changes else []
    return card([*body, buttons([*change, shows, open_beside(subject.case)]), shown])


def waits_line(subject: SignOffSubject) -> str:
    """Says who is waited for, and of a disagreement what can follow."""
    return f"{_missing(subject)} {_dissented(subject)}".strip()


def _missing(subject: SignOffSubject) -> str:
    sign_off = subject.sign_off
    waited_for = [seat.label for seat in sign_off.missing]
    if sign_off.missing_members:
        waited_for.append(f"{sign_off.missing_members} more of the Review Group")
    return f"Waiting for: {', '.join(waited_for)}." if waited_for else "All have answered."


def _dissented(subject: SignOffSubject, *, told: bool = False) -> str:
    """Says that there is a disagreement, unless that is ``told`` already, and what can follow."""
    if not subject.sign_off.dissents:
        return ""
    follows = DISSENTED[subject.sign_off.matter.id].format("While you disagree" if told else "While it stands")
    return follows if told else f"There is a disagreement. {follows}"


def change_button(subject: SignOffSubject, own: Signed) -> Action:
    return button(CHANGE_MY_ANSWER, "change_answer", {**subject.data, "number": own.number}, inputs=False)


def change_card(subject: SignOffSubject, own: Signed, typed: str = "") -> AdaptiveCard:
    """The form changes an answer. Its buttons carry the number of the answer that they change: pressed once more, they
    change nothing."""
    data = {**subject.data, "number": own.number}
    body = [
        heading(f"{subject.case.ref}: change my answer"),
        paragraph(f"{_said(own)} The others are not asked again, and both answers stay in the history."),
        text_box("reason", "Reason (needed to disagree)", typed),
    ]
    disagree = button("Disagree", "disagree", data, primary=own.agrees)
    verdicts = [disagree] if own.agrees else [button("Agree", "agree", data, primary=True), disagree]
    return card(body, [*verdicts, button("Keep my answer", "page", {**subject.data, "page": LAST_PAGE}, inputs=False)])


def _said(own: Signed) -> str:
    outside = " It was given outside Teams." if own.outside_teams else ""
    return f"You {'agreed' if own.agrees else 'disagreed'}: {moment(own.at)}.{outside}"


def standing_lines(subject: SignOffSubject) -> Iterator[CardElement]:
    """Yields who has answered and how, and who is waited for; what was said with it is behind a button."""
    for seat in subject.sign_off.matter.seats:
        signed = subject.sign_off.signatures.get(seat)
        yield row(seat.label, _verdict(signed, subject.who) if signed else subject.context.unsigned(seat))
    if subject.sign_off.matter.quorum:
        agreed = sum(member.agrees for member in subject.sign_off.members)
        yield row("Review Group", f"{agreed} agreed, {subject.sign_off.missing_members} more to agree")
    if dissented := _dissented(subject):
        yield notice(dissented, "warning")


def said(subject: SignOffSubject) -> bool:
    """Says whether anybody gave a reason, or answered as one of a group."""
    signed = (*subject.sign_off.signatures.values(), *subject.sign_off.members)
    return bool(subject.sign_off.members) or any(each.reason for each in signed)


def said_lines(subject: SignOffSubject) -> Iterator[CardElement]:
    """Yields what was said with each answer, and each answer of a group."""
    for seat in subject.sign_off.matter.seats:
        if (signed := subject.sign_off.signatures.get(seat)) and signed.reason:
            yield row(seat.label, _verdict(signed, subject.who))
            yield quotation(signed.reason.shown)
    for member in subject.sign_off.members:
        yield row("Review Group", _verdict(member, subject.who))
        if member.reason:
            yield quotation(member.reason.shown)


def _verdict(signed: Signed, who: Who) -> str:
    verdict = "agreed" if signed.agrees else "disagreed"
    outside = " (given outside Teams)" if signed.outside_teams else ""
    return f"{verdict}, {who(signed.signer)}, {spoken(london_date(signed.at))}{outside}"
