"""These cards tell of what happened beside the cases: most of them the Business Team."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import button, card, heading, notice, paragraph
from safeguarding.case.views.history import moment
from safeguarding.case.views.vacancies import Vacancies, vacant_in_words
from safeguarding.people import Seat


def left_card(at: datetime) -> AdaptiveCard:
    """The card tells the Business Team that a triage was left. It holds nothing of that triage."""
    return card(
        [
            heading("A triage was left without a case"),
            paragraph(
                f"It said that somebody died or was hurt, and was left on {moment(at)}. No case was opened "
                "and nothing of it was kept. Ask the agencies whether there is an incident to report."
            ),
        ]
    )


def unreachable_card(name: str, refs: Sequence[str], *, is_person: bool) -> AdaptiveCard:
    """The card tells the Business Team that a message could not be delivered. ``refs`` are cases with a card that waits
    there."""
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


def unshown_card(refs: Sequence[str], at: datetime) -> AdaptiveCard:
    """The card tells a person that they have not seen an answer, and what is recorded of it."""
    body: list[CardElement] = [heading("An answer did not reach you")]
    if refs:
        body.append(paragraph(f"What you did on {moment(at)} is recorded: {', '.join(refs)}. Don't do it again."))
    else:
        body.append(
            paragraph(f"You asked something on {moment(at)}. Look at your cases before you do a step again; ask anew.")
        )
    return card(body, [button(f"Show {ref}", "case", {"ref": ref}) for ref in refs])


def vacancy_card(vacant: Vacancies, waiting: Mapping[Seat, Sequence[str]]) -> AdaptiveCard:
    """The card tells whoever has to know that seats are vacant. ``waiting`` are the reader's cases in which the
    signature of each is missing."""
    body: list[CardElement] = [heading("A seat is vacant" if len(vacant) == 1 else f"{len(vacant)} seats are vacant")]
    for seat in vacant:
        body.append(notice(f"{seat.label}: {vacant_in_words(seat, vacant)}", "warning"))
        if waiting[seat]:
            body.append(paragraph(f"Its signature is missing in: {', '.join(waiting[seat])}."))
    body.append(
        paragraph(
            "Nobody signs for a vacant seat. A SIN never waits for it: the local authority may notify. A decision that "
            "needs it goes by escalation, which the Business Team records on the case. Whoever keeps the partnership "
            "file enters the successor, or a deputy who acts for the time being, as a holder."
        )
    )
    return card(body)
