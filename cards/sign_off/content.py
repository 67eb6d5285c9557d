"""What is to be signed, matter by matter, and what it says once all have agreed."""

from collections.abc import Callable, Iterator

from microsoft_teams.cards import CardElement

from cards.case import decisions, due_lines, facts_rows
from cards.concern import concern_lines
from cards.decision import decided_lines, determination_lines, recommendation_lines
from cards.elements import bullets, notice, paragraph, row, said, small, subheading
from cards.review import answer_lines
from cards.sign_off.subject import Signing
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import NotMetProposed
from safeguarding.case.events.review_events import ConcernProposed, DecisionProposed
from safeguarding.case.people import Seat
from safeguarding.case.state.review_record import answered, parts_of_earlier_rules
from safeguarding.case.state.sign_off import (
    CONCERN_DECISION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.case.views.history import changes, facts_when
from safeguarding.case.views.review_history import CONCERN_OUTCOMES, outcome_in_words
from safeguarding.dates.working_days import london_date, spoken


def content(signing: Signing, seat: Seat | None) -> Iterator[CardElement]:
    if seat is not None and has_lapsed(signing, seat):
        yield from _lapsed(signing, seat)
    yield from CONTENTS[signing.standing.matter.id](signing)


def has_lapsed(signing: Signing, seat: Seat | None) -> bool:
    """Whether the seat has signed, and nothing that counts. To all others the card shows the same."""
    return seat not in signing.standing.signatures and any(signed.seat is seat for signed in signing.standing.lapsed)


def _lapsed(signing: Signing, seat: Seat) -> Iterator[CardElement]:
    """Why a signature given before no longer counts."""
    earlier = [signed for signed in signing.standing.lapsed if signed.seat is seat]
    changed = changes(facts_when(signing.case, earlier[-1]), signing.case.facts, signing.reader.framework)
    day = spoken(london_date(earlier[-1].at))
    yield notice(f"The signature of {day} has lapsed, because the case was changed or put again.", "warning")
    yield from (said(line) for line in changed)


def _criteria(signing: Signing) -> Iterator[CardElement]:
    case, framework = signing.case, signing.reader.framework
    yield paragraph(_asked(case))
    yield from decisions(case, signing.reader)
    yield from due_lines(case, signing.reader)
    yield from facts_rows(case, framework)
    yield small(framework.principle("equal_responsibility").text)
    if case.sin_submitted and case.outcome.values["sin"] == "not_required":
        unasked = next(reading for reading in framework.readings if reading.id == "unasked_sin")
        yield notice(f"{unasked.question} {unasked.chosen}", "warning")


def _asked(case: Case) -> str:
    value = {"required": "are met", "not_required": "are not met"}.get(case.outcome.values["sin"])
    if value is None:
        return "It is **not yet known** whether the criteria are met. Do you agree that this is how it stands?"
    return f"On these answers the notification criteria **{value}**. Do you agree?"


def _quality(signing: Signing) -> Iterator[CardElement]:
    case, framework = signing.case, signing.reader.framework
    yield notice("Draft: the facts for the government's form. The local authority submits the form itself.", "warning")
    yield from facts_rows(case, framework)
    yield from due_lines(case, signing.reader)
    yield subheading("To be added in the form, not here")
    yield bullets(("the child's identity", "family and household", "services involved", "contact for the notification"))
    yield small(framework.principle("dcs_oversight").text)


def _later_not_met(signing: Signing) -> Iterator[CardElement]:
    case = signing.case
    yield paragraph("After the submission it is proposed that the notification criteria were not met. Do you agree?")
    yield row("Reason", case.of(NotMetProposed)[-1].reason.shown)
    yield from facts_rows(case, signing.reader.framework)
    yield small(
        "It stands only when all three partners and the DCS agree. Then no Rapid Review follows. Nothing is deleted."
    )


def _lcspr_decision(signing: Signing) -> Iterator[CardElement]:
    """What, the rationale, the evidence, and the day of the window."""
    case, reader = signing.case, signing.reader
    if case.decision:
        yield from decided_lines(case, reader)
        return
    if case.proposal is None or case.sin_submitted is None:
        return
    day = reader.calendar.working_days_left(case.sin_submitted, reader.today)
    yield notice(outcome_in_words(case.proposal), "emphasis")
    yield paragraph(f"This is day {day} of the fifteen working days. Do you agree with the decision and its rationale?")
    yield from due_lines(case, reader, explained=False)
    if case.determination and case.proposal != case.determination.recommendation:
        proposed = case.of(DecisionProposed)[-1]
        yield notice(f"Proposed by {signing.who(proposed.by)}, instead of the Review Group's recommendation", "warning")
        yield from recommendation_lines(case.proposal, reader.framework)
    yield from determination_lines(case, reader, signing.who)
    yield subheading("Evidence from the Rapid Review")
    answers = answered(case)
    for part in (*reader.framework.parts, *parts_of_earlier_rules(case, reader.framework)):
        if part.id in answers:
            yield subheading(part.title)
            yield from answer_lines(part, answers[part.id].answer, reader)
    yield small(reader.framework.principle("evidence_not_interpretation").text)


def _concern_decision(signing: Signing) -> Iterator[CardElement]:
    case, proposed = signing.case, signing.case.of(ConcernProposed)[-1]
    quorum = signing.standing.matter.quorum
    yield paragraph(f"It is decided when {quorum} members agree and nobody disagrees. Do you agree?")
    yield row(f"Proposed by {signing.who(proposed.by)}", CONCERN_OUTCOMES[proposed.outcome])
    yield row("Rationale", proposed.rationale.shown)
    yield from concern_lines(case, signing.reader.framework)


CONTENTS: dict[str, Callable[[Signing], Iterator[CardElement]]] = {
    NOTIFICATION_CRITERIA: _criteria,
    SIN_QUALITY: _quality,
    LATER_NOT_MET: _later_not_met,
    LCSPR_DECISION: _lcspr_decision,
    CONCERN_DECISION: _concern_decision,
}


def outcome(signing: Signing) -> str:
    """What the seats have agreed to."""
    case = signing.case
    if signing.standing.matter.id == LCSPR_DECISION:
        return (
            f"Decided: {outcome_in_words(case.decision.decision)}." if case.decision else "The decision is open again."
        )
    if signing.standing.matter.id == CONCERN_DECISION:
        return f"Decided: {CONCERN_OUTCOMES[case.of(ConcernProposed)[-1].outcome]}."
    if signing.standing.matter.id == SIN_QUALITY:
        return "The SIN's quality and accuracy are signed."
    if signing.standing.matter.id == LATER_NOT_MET:
        return "The notification criteria were not met after all: no Rapid Review follows."
    return {
        "required": "The notification criteria are met: a SIN is required.",
        "not_required": "The notification criteria are not met: no SIN is required.",
    }.get(signing.case.outcome.values["sin"], "It is not yet known whether the notification criteria are met.")
