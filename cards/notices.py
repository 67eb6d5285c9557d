"""These cards tell of what happened beside the cases: most of them the Business Team."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import button, card, heading, notice, open_case, paragraph, quotation, small, told_card
from safeguarding.case.state.vacancies import Vacancies, vacant_in_words
from safeguarding.case.views.history import moment
from safeguarding.dates.working_days import spoken
from safeguarding.people import Seat

NAMED, FAULTS_SHOWN = 3, 5
OUTSIDE_TEAMS = "Until then they can sign outside Teams: you can record that on the case."


WHILE_VACANT = (
    "Nobody signs for a vacant seat. A SIN never waits for it: the local authority may notify. A decision that "
    "needs it goes by escalation, which the Business Team records on the case. Whoever keeps the partnership "
    "file enters the successor, or a deputy who acts for the time being, as a holder."
)
WHILE_AWAY = (
    "Whoever is away can still sign: ring them. Or whoever keeps the partnership file enters a deputy. A SIN never "
    "waits for a seat: the local authority may notify."
)


def left_card(at: datetime) -> AdaptiveCard:
    """The card tells the Business Team that a triage was left. It holds nothing of that triage."""
    return told_card(
        "A triage was left without a case",
        f"It said that somebody died or was hurt, and was left on {moment(at)}. No case was opened and nothing of it "
        "was kept. Ask the agencies whether there is an incident to report.",
    )


def unreachable_card(name: str, refs: Sequence[str], deputies: Sequence[str] = (), *, is_person: bool) -> AdaptiveCard:
    """The card tells the Business Team that nothing arrives at a destination. ``refs`` are cases with a card that waits
    there, ``deputies`` those who hear in a holder's stead."""
    body: list[CardElement] = [
        heading(f"{name} can't be reached"),
        paragraph(
            "There is no chat with the bot, or Teams has taken nothing there for an hour of working time, so a card or "
            "a nudge could not be delivered."
        ),
    ]
    if refs:
        body.append(paragraph(f"Waiting to be signed there: {', '.join(refs)}."))
    if deputies:
        body.append(
            paragraph(
                f"For as long as that lasts, cards to sign and nudges go to the deputy too: {'; '.join(deputies)}. "
                "Of a restricted case only those hear whom it names."
            )
        )
    if is_person:
        mend = (
            "Ring them. Ask them to open a chat with the bot and to write a word there: then what waits is delivered. "
            f"{OUTSIDE_TEAMS}"
        )
    else:
        mend = (
            "Add the bot to the channel's team again, or correct review_channel in the partnership file. If both are "
            "right, tell whoever runs the bot."
        )
    return card([*body, paragraph(mend)])


def refused_card(ref: str, office: str, *, is_person: bool) -> AdaptiveCard:
    """The card tells the Business Team that one card to sign is not taken, though others are."""
    ring = f"Ring them. {OUTSIDE_TEAMS} " if is_person else ""
    return told_card(
        f"{ref}: a card could not be delivered",
        f"{office}: Teams has refused a sign-off card for an hour of working time, though it takes other messages "
        "there.",
        f"{ring}Tell whoever runs the bot.",
        actions=[open_case(ref)],
    )


NOT_SHOWN_TO_SIGN = (
    "{}: a card to sign waits for you, and Teams does not show it. You have not signed it. Ring the Business Team: "
    "they can say what it is about, and record what you sign outside Teams. Its clock runs meanwhile."
)
"""The reader of a card to sign that Teams takes for malformed can't sign it here, however often they press."""


def unshown_to_sign_card(ref: str) -> AdaptiveCard:
    """The card takes the place of one to sign that Teams has refused."""
    return card([paragraph(NOT_SHOWN_TO_SIGN.format(ref))], [open_case(ref)])


def in_plain_words(summary: str, refs: Sequence[str]) -> AdaptiveCard:
    """The card takes the place of one that Teams has refused: it says what that was about, and where the rest is."""
    return told_card(
        summary,
        "Teams did not take the card with the rest. Open it here, and tell the Business Team that a card could not be "
        "shown.",
        actions=[*map(open_case, refs[:NAMED])] or [button("My cases", "cases", {})],
    )


def unshown_card(refs: Sequence[str], besides: Sequence[str], at: datetime) -> AdaptiveCard:
    """The card tells a person that they have not seen an answer, and what is recorded of it: in cases, and
    ``besides``."""
    body: list[CardElement] = [heading("An answer did not reach you")]
    if recorded := ", ".join([*besides, *refs]):
        body.append(paragraph(f"What you did on {moment(at)} is recorded: {recorded}. Don't do it again."))
    else:
        body.append(
            paragraph(f"You asked something on {moment(at)}. Look at your cases before you do a step again; ask anew.")
        )
    return card(body, [button(f"Show {ref}", "case", {"ref": ref}) for ref in refs])


def without_anybody(vacant: Vacancies, uncovered: Mapping[Seat, date]) -> str:
    number = len(vacant) + len(uncovered)
    if uncovered:
        return "Nobody acts for a seat" if number == 1 else f"Nobody acts for {number} seats"
    return "A seat is vacant" if number == 1 else f"{number} seats are vacant"


def vacancy_card(
    vacant: Vacancies, uncovered: Mapping[Seat, date], waiting: Mapping[Seat, Sequence[str]]
) -> AdaptiveCard:
    """The card tells whoever has to know that seats are vacant, or ``uncovered``: holders and deputies are away until
    that day. ``waiting`` are the reader's cases in which the signature of each is missing."""
    body: list[CardElement] = [heading(without_anybody(vacant, uncovered))]
    for seat in (*vacant, *uncovered):
        away = f"away until {spoken(uncovered[seat])}, and no deputy is there" if seat in uncovered else ""
        body.append(notice(f"{seat.label}: {vacant_in_words(seat, vacant) or away}", "warning"))
        if waiting[seat]:
            body.append(paragraph(f"Its signature is missing in: {', '.join(waiting[seat])}."))
    if vacant:
        body.append(paragraph(WHILE_VACANT))
    if uncovered:
        body.append(paragraph(WHILE_AWAY))
    return card(body)


def file_at_fault_card(faults: Sequence[str]) -> AdaptiveCard:
    """The card names each fault with its key and its mend."""
    left = len(faults) - FAULTS_SHOWN
    return card(
        [
            heading("The partnership file has a fault"),
            notice(
                "What was changed in it does not hold yet. Only who was taken out has lost their office.", "warning"
            ),
            *map(quotation, faults[:FAULTS_SHOWN]),
            *([small(f"And {left} more, which /readyz names.")] if left > 0 else []),
            paragraph(
                "Ask whoever keeps the file to mend it. The bot goes on meanwhile, and reads it again by itself."
            ),
        ]
    )


def file_waits_card(keys: Sequence[str]) -> AdaptiveCard:
    """The card names the keys that were changed and hold only after a start."""
    return card(
        [
            heading("The partnership file was changed"),
            quotation(f"After the next start of the bot this holds too: {', '.join(keys)}."),
            paragraph("Ask whoever runs the bot to start it anew."),
        ]
    )


A_BREACH = "If nobody can say, treat it as a breach: tell your data protection officer."


def many_cases_read_card(alarm_at: int) -> AdaptiveCard:
    """The card tells the Business Team that one account reads many cases. It holds nobody's name: whoever runs the bot
    finds it in the log."""
    return told_card(
        "Many cases were read within an hour",
        f"One account has opened {alarm_at} cases or more. Nobody was kept from reading.",
        f"Ask whoever runs the bot today whose it is, and them what for. {A_BREACH}",
    )


RUNS_ON = "so it ends nothing: the duties run on."
FILED = "so it counts for nothing. But the case is filed as closed, and nobody is nudged: see whether a duty runs on."


def broken_seals_card(ref: str, *, is_filed: bool = False) -> AdaptiveCard:
    """The card tells the Business Team that a signature of a case may be forged. ``is_filed`` says that the store has
    the case among the closed ones, at which no job looks."""
    return told_card(
        f"{ref}: a signature may be forged",
        f"Its seal does not hold, {FILED if is_filed else RUNS_ON} The history says which it is.",
        f"Ask whoever runs the bot today why. {A_BREACH}",
        actions=[open_case(ref)],
    )
