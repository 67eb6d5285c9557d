"""The proposals of a case are shown with what they would end or move, and who has to agree before they hold."""

from collections.abc import Iterable, Iterator

from microsoft_teams.cards import CardElement

from cards.case.sections import REOPENED_BY, agreement, open_button
from cards.context import CardContext
from cards.elements import buttons, notice, paragraph, quotation, row, small, subheading
from safeguarding.case.awareness import starts_later
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import UpdateProposed
from safeguarding.case.state.matters import FACTS_CHANGE, MERGE
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.statements import changes
from safeguarding.case.state.weakening import Weakening, proposed_weakening
from safeguarding.case.views.history import OPENING_ERRORS
from safeguarding.framework.labels import deadline_title

MERGE_WHEN = (
    "The merge is made only when all three partners and the DCS agree. Until then both cases stay as they are, and "
    "their clocks run."
)
IN_ERROR_WHEN = "The case is closed when the DSPs of two partners agree, and nobody disagrees."
EVERYBODY_AGREES = "all three partners and the DCS agree"
UNTIL_CLOSED = "Until then the stage and the clocks stay as they are."


def proposed_in_brief(case: Case, *, is_merged_into: bool) -> tuple[str, ...]:
    """Names what is proposed in the case and not in force. ``is_merged_into`` says that another case is to be merged
    into it."""
    proposals = case.proposals
    merge, transfer = proposals.merge, proposals.transfer
    found = {
        "opened in error": case.is_open and bool(proposals.opened_in_error),
        f"merge into {merge.other}" if merge else "": case.is_open and bool(merge),
        f"transfer to {transfer.authority}" if transfer else "": case.is_open and bool(transfer),
        "change of the facts": bool(proposals.update),
        "a correction": bool(proposals.correction),
        "merge of another case into this one": is_merged_into,
    }
    return tuple(name for name, is_proposed in found.items() if is_proposed)


def proposed_section(case: Case, context: CardContext) -> Iterator[CardElement]:
    if case.is_open and (error := case.proposals.opened_in_error):
        yield subheading("Proposed: opened in error")
        yield quotation(f"{OPENING_ERRORS[error.kind].capitalize()}. Reason: {error.reason.shown}")
        yield notice(f"{IN_ERROR_WHEN} {UNTIL_CLOSED}", "warning")
        yield small(REOPENED_BY)
    if case.is_open and case.proposals.merge:
        yield subheading(f"Proposed: merge into {case.proposals.merge.other}")
        yield from merge_lines(case, context)
        yield notice(MERGE_WHEN, "warning")
        yield from agreement(case, MERGE, context)
    if case.proposals.update:
        yield subheading("Proposed, and not in force")
        yield from proposal_lines(case, context)


def merges_into(case: Case, duplicates: Iterable[Case], context: CardContext) -> Iterator[CardElement]:
    """Shows the proposals to merge another case into this one, where what is signed stands on the other."""
    for duplicate in duplicates:
        yield subheading(f"Proposed: merge {duplicate.ref} into {case.ref}")
        yield from merge_lines(duplicate, context)
        yield notice(MERGE_WHEN, "warning")
        yield from agreement(duplicate, MERGE, context)
        yield buttons([open_button(duplicate)])


def merge_lines(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Says why a merge is proposed, and what would count as done by it."""
    proposed = case.proposals.merge
    if proposed is None:
        return
    yield quotation(f"Reason: {proposed.reason.shown}")
    if proposed.as_children:
        yield paragraph(f"Its children become further children of {proposed.other}: they are of the same incident.")
    counted = "; ".join(deadline_title(context.framework, name) for name in proposed.counted_as_done)
    yield row("This would count as done by the other's step", counted)


def proposal_lines(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Says what a proposed change of the facts would end or move, and who has to agree before it holds."""
    proposed = case.proposals.update
    if proposed is None:
        return
    yield from map(paragraph, changes(case, proposed, context.framework))
    known = case.facts.by_number
    for child in proposed.facts.children:
        before = known.get(child.number)
        for name, text in child.evidence.items():
            if before is None or text != before.evidence.get(name):
                yield quotation(f"{child.name}: {text.shown}" if proposed.facts.others else text.shown)
    who = EVERYBODY_AGREES if proposed.ends else _who_confirms(case, proposed)
    yield would_change(proposed_weakening(case), who)
    yield from map(paragraph, _ways_out(case, context))


def would_change(weakened: Weakening, who: str) -> CardElement:
    """Says what a proposal would end or delay, and who has to agree before it holds."""
    effects = [*(f"end {name}" for name in weakened.ends), *(f"delay {name}" for name in weakened.delays)]
    effect = f"It would {' and '.join(effects)}. " if effects else ""
    return notice(f"{effect}It holds only when {who}. Until then nothing changes.", "warning")


def _who_confirms(case: Case, proposed: UpdateProposed) -> str:
    if starts_later(case.facts, proposed.facts):
        return "the DCS and another partner confirm it"
    return "the DCS or another partner confirms it"


SIN_WAY_OUT = (
    'Not all can agree to it. The way out is "Propose: criteria not met". Where somebody disagrees with that, or a '
    "seat that has to sign is vacant, the Business Team records how it was decided by escalation. The DCS signs that."
)


LATER_WAY_OUT = (
    "Not all can agree to it, so what is due goes on. What a Rapid Review determines can be decided by escalation. For "
    "a vacant seat somebody who acts for the time being can be entered in the partnership file."
)


def _ways_out(case: Case, context: CardContext) -> Iterator[str]:
    """Says how it goes on where somebody disagrees with a change that would end a duty, or a seat is vacant."""
    sign_off, proposed = sign_off_of(case, FACTS_CHANGE), case.proposals.update
    if sign_off is None or proposed is None or not proposed.ends:
        return
    if sign_off.dissents or not set(sign_off.missing).isdisjoint(context.vacant):
        yield LATER_WAY_OUT if case.sin_submitted else SIN_WAY_OUT
