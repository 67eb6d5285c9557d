"""The cards of an absence say who is away, who acts meanwhile, and what was done when somebody is back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import (
    LIST_BYTES,
    SHOWN_AT_ONCE,
    beside,
    button,
    card,
    fitting,
    heading,
    notice,
    open_case,
    paragraph,
    quotation,
    small,
    told_card,
)
from cards.form import form_card
from cards.inputs import Values, choice_box, date_box
from cards.typed import typed_button
from safeguarding.dates.working_days import spoken

ACTING = "What waits now comes to you, as cards to sign and as nudges."
NOBODY_AWAY = "Nobody is away."


@dataclass(frozen=True)
class AwayRow:
    """A row names somebody who is away by their office; ``value`` stands for the person where the reader may say that
    they are back, and is empty otherwise."""

    office: str
    back: date
    value: str = ""


def away_card(
    away: Sequence[AwayRow], people: Mapping[str, str], values: Values, *, holds_office: bool
) -> AdaptiveCard:
    """The card lists who is away, and takes an absence: the reader's own, or of one of ``people``, offices by the value
    of each, where the reader may record it for others."""
    body: list[CardElement] = [heading("Away")]
    body += fitting(map(_row, away), LIST_BYTES) or [paragraph(NOBODY_AWAY)]
    if not holds_office:
        return card(body)
    body.append(paragraph("While you are away your deputy gets the cards to sign and the nudges. You can still sign."))
    if people:
        body.append(choice_box("person", "Who is away", people, values.get("person", "")))
    body.append(date_box("back_on", "Back on", values.get("back_on", "")))
    steps = typed_button("Show my steps", "my steps")
    return card(body, [button("Record it", "away", {"confirmed": True}, primary=True), steps])


def absence_recorded_card(said: str, follows: str) -> AdaptiveCard:
    """The receipt says what was recorded of an absence, and leads to who is away."""
    body = [notice(said, "good"), paragraph(follows)]
    return card(body, [typed_button("Who is away", "away"), typed_button("My steps", "my steps")])


def _row(row: AwayRow) -> CardElement:
    line = paragraph(f"**{row.office}**: away until {spoken(row.back)}")
    if not row.value:
        return beside([line])
    is_back = button("Is back", "is_back", {"who": row.value}, inputs=False, spoken=f"Is back: {row.office}")
    return beside([line], is_back)


def stand_in_card(office: str, back: date) -> AdaptiveCard:
    """The card tells a deputy that the holder of the seat is away."""
    body = [heading(f"You act for: {office}"), paragraph(f"Away until {spoken(back)}."), paragraph(ACTING)]
    return card(body, [typed_button("My steps", "my steps")])


def meanwhile_in_words(others: Sequence[str], alone: Sequence[str]) -> str:
    """Says who acts while somebody is away: the ``others``, by their titles, and nobody else in the offices in which
    the person is ``alone``."""
    acts = [f"Acting meanwhile: {'; '.join(others)}."] if others else []
    stays = "Nobody else is there for: {}. What waits there comes to them all the same."
    return " ".join([*acts, *([stays.format("; ".join(alone))] if alone else [])])


def recorded_for_you_card(office: str, back: date, meanwhile: str) -> AdaptiveCard:
    """The card tells whoever is away that somebody has recorded it, and who acts ``meanwhile``."""
    body = [
        heading("Recorded: you are away"),
        paragraph(f"{office} recorded that you are away until {spoken(back)}. {meanwhile}"),
    ]
    return card(body, [button("I am back", "is_back", {}, inputs=False)])


def handed_over_card(ref: str, offices: Sequence[str], by: str = "") -> AdaptiveCard:
    """The card tells whoever's part in a case is handed over who takes it; ``by`` is who did it, where it was somebody
    else."""
    to = f"to: {'; '.join(offices)}" if offices else "to whoever else holds your seat"
    done = [paragraph(f"By: {by}.")] if by else []
    body = [
        heading(f"{ref}: handed over"),
        *done,
        paragraph(f"Your part goes {to}. What waits comes to them. You can still sign, and take your part back."),
    ]
    return card(body, [button("Take my part back", "take_back_part", {"ref": ref}, inputs=False)])


def hand_over_for_card(
    ref: str, people: Mapping[str, str], handed_over: Mapping[str, str], values: Values
) -> AdaptiveCard:
    """The card hands over somebody else's part in a case: ``people`` are the offices by the value of each, and so are
    those who have ``handed_over``, whose part can be taken back for them."""
    body: list[CardElement] = [heading(f"Hand over a part in {ref}")]
    for value, office in handed_over.items():
        again, data = "Takes part again", {"ref": ref, "who": value}
        back = button(again, "hand_over_for", data, inputs=False, spoken=f"{again}: {office}")
        body.append(beside([paragraph(f"**{office}**: handed over")], back))
    body.append(
        paragraph("The others who hold the seat get what waits and what comes in this case. They are all told.")
    )
    body.append(choice_box("person", "Whose part", people, values.get("person", "")))
    return form_card(ref, body, "Hand it over", "hand_over_for")


def taking_over_card(ref: str, office: str) -> AdaptiveCard:
    """The card tells a deputy that a holder has handed over one case."""
    shows = [open_case(ref), typed_button("My steps", "my steps")]
    return told_card(f"{ref}: handed over to you", f"By: {office}.", ACTING, actions=shows)


def returned_card(since: date, done: Mapping[str, Sequence[str]]) -> AdaptiveCard:
    """The card tells whoever is back what was recorded meanwhile: ``done`` has the lines of each case."""
    body: list[CardElement] = [heading("You are back"), *_meanwhile(since, done)]
    shown = fitting(_lines(done), LIST_BYTES)
    left = sum(1 for _ in _lines(done)) - len(shown)
    more = [small(f"And {left} more lines. They stand in the history of each case.")] if left else []
    opens = map(open_case, list(done)[: SHOWN_AT_ONCE - 1])
    return card([*body, *shown, *more], [typed_button("My steps", "my steps"), *opens])


def _meanwhile(since: date, done: Mapping[str, Sequence[str]]) -> Iterator[CardElement]:
    if done:
        yield paragraph(f"Recorded in your cases since {spoken(since)}.")
    else:
        yield paragraph(f"Nothing was recorded in your cases since {spoken(since)}.")


def _lines(done: Mapping[str, Sequence[str]]) -> Iterator[CardElement]:
    for ref, lines in done.items():
        yield paragraph(f"**{ref}**")
        yield from map(quotation, lines)
