"""The record of a case is its own card: where it stands, what is due, its facts, its sign-offs, its history."""

from collections.abc import Iterable, Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.other_authorities import other_authorities_section
from cards.case.prompts import prompts_section
from cards.case.proposals import proposed_section
from cards.case.sections import (
    decisions,
    due_lines,
    facts_in_brief,
    facts_rows,
    lead_section,
    next_steps,
    seat_line,
)
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    SHOWN_AT_ONCE,
    beside,
    bullets,
    button,
    buttons,
    card,
    fitting,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
    weight,
)
from safeguarding.case.case import Case
from safeguarding.case.state.duties import open_duties, ways_past_vacancies
from safeguarding.case.state.matters import MATTERS, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.history import Who, history
from safeguarding.people import in_order

# So many bytes leave room for the decisions, what is due, the sign-offs and the history.
FACTS_BYTES = LIST_BYTES // 2


def case_card(
    case: Case,
    context: CardContext,
    who: Who,
    may: Iterable[Action],
    undelivered: Sequence[str] = (),
    more: Iterable[CardElement] = (),
) -> AdaptiveCard:
    """The case card shows the record: facts with their evidence, stage, deadlines, history. ``may`` are the reader's
    next steps, ``undelivered`` the offices whose cards could not be delivered, ``more`` what came after the
    notification."""
    body: list[CardElement] = [heading(case.ref), row("Stage", case.stage.label), *_goes_on(case)]
    if case.is_open and case.handed_over:
        body.append(row("Handed over by", "; ".join(who(person) for person in in_order(case.handed_over))))
    if undelivered:
        ring = "Ring them. What waits comes once they write to the bot."
        body.append(notice(f"Not delivered to: {', '.join(undelivered)}. {ring}", "warning"))
    body += decisions(case, context)
    body += due_lines(case, context)
    body += _still_due(case, context)
    body += lead_section(case, context)
    body += other_authorities_section(case, context)
    body += proposed_section(case, context)
    body += more
    body += _facts(case, context)
    body += _sign_offs(case, context)
    body += [*next_steps(case, context), *prompts_section(case, context)] if case.is_open else []
    past = list(_history(history(case, context.framework, who), LIST_BYTES - sum(map(weight, body))))
    actions = list(may)
    # The buttons stand above the history, which grows long.
    body += [buttons(actions[start : start + SHOWN_AT_ONCE]) for start in range(0, len(actions), SHOWN_AT_ONCE)]
    return card([*body, *past])


def _facts(case: Case, context: CardContext) -> list[CardElement]:
    """Returns what is known of each child; in brief where the whole of it would take the card."""
    rows = list(facts_rows(case, context.framework))
    is_long = bool(case.facts.others) and sum(map(weight, rows)) > FACTS_BYTES
    return list(facts_in_brief(case, context.framework)) if is_long else rows


def _goes_on(case: Case) -> Iterator[CardElement]:
    if case.merged_into:
        into = button(f"Open {case.merged_into}", "case", {"ref": case.merged_into}, inputs=False)
        yield beside([paragraph(f"It goes on in {case.merged_into}.")], into)


def _still_due(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Names what keeps the case from being closed, whose step it is, and how it is done where a seat is vacant."""
    if due := open_duties(case):
        yield subheading("Stays open while")
        yield bullets(duty.in_words(case, context.vacant) for duty in due)
        yield from map(small, ways_past_vacancies(case, due, context.vacant))


def _sign_offs(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields each matter with its seats, in a line."""
    standings = [sign_off for matter in MATTERS if (sign_off := sign_off_of(case, matter))]
    if standings:
        yield subheading("Sign-offs")
    for sign_off in standings:
        places = [seat_line(sign_off, seat, context) for seat in sign_off.matter.seats]
        if sign_off.matter.quorum:
            agreed = sum(signed.agrees for signed in sign_off.members)
            places.append(f"{agreed} of {sign_off.matter.quorum} Review Group members have agreed")
        if sign_off.escalated:
            places.append("decided by escalation")
        yield row(sign_off.matter.title, "; ".join(places))
        if sign_off.matter.id == NOTIFICATION_CRITERIA and sign_off.is_agreed:
            yield from _agreement_notice(case)


def _agreement_notice(case: Case) -> Iterator[CardElement]:
    if case.outcome.values["sin"] == "not_required":
        yield notice(
            "All three partners agree that no SIN is required. Next: a Case of Concern, or nothing further. "
            "The Business Team closes the case with the reason.",
            "good",
        )


def _history(lines: Sequence[str], budget: int) -> Iterator[CardElement]:
    """Yields the latest entries that fit (``budget`` is in bytes), in order."""
    yield subheading("History")
    latest = fitting((quotation(line) for line in reversed(lines)), budget)
    if len(latest) < len(lines):
        yield small(f"The latest {len(latest)} of {len(lines)} entries.")
    yield from reversed(latest)
