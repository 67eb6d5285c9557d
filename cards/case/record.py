"""The record of a case is its own card: in front where it stands and the reader's step, folded all that is recorded."""

from collections.abc import Iterable, Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case import sections
from cards.case.corrections import proposed_correction_section
from cards.case.desk import NO_STEPS, CaseSteps, front
from cards.case.other_authorities import partnerships_section, transfer_section
from cards.case.prompts import prompts_section
from cards.case.proposals import proposed_in_brief, proposed_section
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    apart,
    bullets,
    card,
    fitting,
    in_rows,
    notice,
    quotation,
    row,
    small,
    subheading,
    weight,
)
from cards.folds import Fold, among_buttons, fold_section, more_steps
from safeguarding.case.case import Case
from safeguarding.case.state.duties import open_duties, ways_past_vacancies
from safeguarding.case.state.leads import leads_elsewhere
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_offs_of
from safeguarding.case.views.history import Who, history
from safeguarding.people import in_order

# So many bytes leave room for the decisions, what is due, the sign-offs and the history.
FACTS_BYTES = LIST_BYTES // 2


def case_card(
    case: Case,
    context: CardContext,
    who: Who,
    steps: CaseSteps = NO_STEPS,
    undelivered: Sequence[str] = (),
    more: Iterable[Fold] = (),
    merges: Sequence[CardElement] = (),
) -> AdaptiveCard:
    """The case card is a desk. ``steps`` are the reader's, ``undelivered`` the offices whose cards could not be
    delivered, ``more`` the folds of what came after the notification, and ``merges`` the proposals to merge other
    cases into this one."""
    lead, authorities = _authorities(case, context)
    proposed = proposed_in_brief(case, is_merged_into=bool(merges))
    body = [*front(case, context, who, steps, undelivered, proposed), *_at_hand(steps)]
    folds = [
        Fold("Show what is proposed", (*_proposed(case, context), *merges)),
        *_facts(case, context),
        Fold("Show why", (*sections.decisions(case, context), *lead)),
        Fold("Show the dates", tuple(sections.due_lines(case, context, headed=False))),
        *more,
        Fold("Show the sign-offs", tuple(_sign_offs(case, context))),
        Fold("Show who does what next", tuple(_who_does_what(case, context, who))),
        Fold("Show the authorities", authorities),
    ]
    room = LIST_BYTES - sum(map(weight, (*body, *fold_section(folds))))
    past = Fold("Show the history", tuple(_history(history(case, context.framework, who), room)))
    return card([*body, *apart(fold_section([*folds, past]))])


def _proposed(case: Case, context: CardContext) -> Iterator[CardElement]:
    yield from proposed_section(case, context)
    yield from transfer_section(case, context)
    yield from proposed_correction_section(case)


def _authorities(case: Case, context: CardContext) -> tuple[tuple[CardElement, ...], tuple[CardElement, ...]]:
    """Returns which authority notifies, for the reasons where no other has a part in the case; otherwise, for a fold of
    its own, what that one was told too."""
    lead, told = tuple(sections.lead_section(case, context)), tuple(partnerships_section(case))
    has_part = told or case.other_partnerships.named_since or leads_elsewhere(case, context.framework)
    return ((), (*lead, *told)) if has_part else (lead, ())


def _at_hand(steps: CaseSteps) -> list[CardElement]:
    """Returns the other steps, and the button that unfolds the rare ones."""
    rare = [part for group in steps.rare for part in (subheading(group.title), *in_rows(group.actions))]
    return among_buttons(steps.at_hand, [more_steps(rare)], id="more")


def _facts(case: Case, context: CardContext) -> Iterator[Fold]:
    """Yields what is known of each child, in brief where the whole of it would take the card, and of the incident."""
    children = list(sections.children_rows(case, context.framework))
    incident = list(sections.incident_rows(case, context.framework))
    if not case.facts.others:
        yield Fold("Show the facts", (*children, *incident))
        return
    is_long = sum(map(weight, (*children, *incident))) > FACTS_BYTES
    yield Fold("Show the children", tuple(sections.facts_in_brief(case, context.framework) if is_long else children))
    yield Fold("Show the facts", tuple(incident))


def _who_does_what(case: Case, context: CardContext, who: Who) -> Iterator[CardElement]:
    if not case.is_open:
        return
    yield from sections.next_steps(case, context)
    if case.handed_over:
        yield row("Handed over by", "; ".join(who(person) for person in in_order(case.handed_over)))
    yield from _still_due(case, context)
    yield from prompts_section(case, context)


def _still_due(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Names what keeps the case from being closed, whose step it is, and how it is done where a seat is vacant."""
    if due := open_duties(case):
        yield subheading("Stays open while")
        yield bullets(duty.in_words(case, context.vacant) for duty in due)
        yield from map(small, ways_past_vacancies(case, due, context.vacant))


def _sign_offs(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields each matter with its seats, in a line."""
    for sign_off in sign_offs_of(case):
        places = [sections.seat_line(sign_off, seat, context) for seat in sign_off.matter.seats]
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
    """Yields the latest entries that fit (``budget`` is in bytes), the newest first."""
    latest = fitting((quotation(line) for line in reversed(lines)), budget)
    if len(latest) < len(lines):
        yield small(f"The latest {len(latest)} of {len(lines)} entries.")
    yield from latest
