"""The content of a sign-off card is what is to be signed, matter by matter, and what it says once all have agreed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from microsoft_teams.cards import CardElement

from cards.case.corrections import correction_lines
from cards.case.other_authorities import TRANSFER_WHEN
from cards.case.proposals import IN_ERROR_WHEN, UNTIL_CLOSED, merge_lines, proposal_lines
from cards.case.sections import REOPENED_BY, decisions, due_lines, facts_rows, key_facts, lead_section, nearest_due
from cards.concern import concern_lines
from cards.elements import bullets, notice, paragraph, quotation, row, small, subheading
from cards.folds import Fold
from cards.rapid_review.decision import (
    decided_lines,
    determination_lines,
    gaps_in_full,
    gaps_in_short,
    recommendation_lines,
)
from cards.rapid_review.part import answer_lines
from cards.sign_off.lapsed import cause_lines
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import NOT_REQUIRED, Case
from safeguarding.case.events.case_events import CriteriaEscalated, NotMetProposed
from safeguarding.case.events.review_events import ConcernProposed, DecisionProposed
from safeguarding.case.state import matters
from safeguarding.case.state.leads import submitter
from safeguarding.case.state.review_record import latest_answers, parts_of_earlier_rules
from safeguarding.case.state.sign_off import sign_offs_of
from safeguarding.case.state.statements import changes
from safeguarding.case.views.history import OPENING_ERRORS, statement_when
from safeguarding.case.views.lapses import latest_lapse
from safeguarding.case.views.review_history import CONCERN_OUTCOMES, NOT_UNANIMOUS, outcome_in_words
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Seat


@dataclass(frozen=True)
class Content:
    """Content is what is to be signed: in ``front`` what everybody needs to answer, the rest folded. Nothing that is
    signed is left out."""

    front: tuple[CardElement, ...]
    folds: tuple[Fold, ...]


def content(subject: SignOffSubject, seat: Seat | None) -> Content:
    """Returns what is to be signed; before it, why it was put anew, and what became of the seat's earlier signature."""
    put = CONTENTS[subject.sign_off.matter.id](subject)
    return Content((*_put_anew(subject, seat), *put.front), tuple(fold for fold in put.folds if fold.body))


def _put_anew(subject: SignOffSubject, seat: Seat | None) -> Iterator[CardElement]:
    if lapse := latest_lapse(subject.case, subject.sign_off.matter.id):
        yield notice("Put anew", "warning")
        yield from cause_lines(lapse, subject.case, subject.context, subject.who)
    if seat is not None and has_lapsed(subject, seat):
        yield from _lapsed(subject, seat)


def has_lapsed(subject: SignOffSubject, seat: Seat | None) -> bool:
    """Says whether the seat has signed, and nothing that counts. All other readers are shown the same card."""
    return seat not in subject.sign_off.signatures and any(signed.seat is seat for signed in subject.sign_off.lapsed)


def _lapsed(subject: SignOffSubject, seat: Seat) -> Iterator[CardElement]:
    """Says why a signature given before no longer counts."""
    earlier = [signed for signed in subject.sign_off.lapsed if signed.seat is seat]
    changed = changes(statement_when(subject.case, earlier[-1]), subject.case, subject.context.framework)
    day = spoken(london_date(earlier[-1].at))
    yield paragraph(f"The signature of {day} has lapsed. Answer again.")
    yield from (quotation(line) for line in changed)


def _facts(subject: SignOffSubject) -> Fold:
    return Fold("Show the facts", tuple(facts_rows(subject.case, subject.context.framework)))


def _why(subject: SignOffSubject, *more: CardElement) -> Fold:
    """Returns what the answers indicate and why, and each day that is due with how it was counted."""
    case, context = subject.case, subject.context
    return Fold("Show why", (*decisions(case, context), *due_lines(case, context), *more))


def _criteria(subject: SignOffSubject) -> Content:
    case, framework = subject.case, subject.context.framework
    front = [paragraph(_question(case)), *nearest_due(case, subject.context), *key_facts(case, framework)]
    if case.sin_submitted and case.outcome.values["sin"] == NOT_REQUIRED:
        unasked = next(reading for reading in framework.readings if reading.id == "unasked_sin")
        front.append(notice(f"{unasked.question} {unasked.chosen}", "warning"))
    meant = framework.question("harm").definitions if case.outcome.values["sin"] == NOT_REQUIRED else ()
    meanings = [small(f"{term.term}: {term.text}") for term in map(framework.definition, meant)]
    why = _why(subject, *meanings, small(framework.principle("equal_responsibility").text))
    return Content(tuple(front), (_facts(subject), why))


def _question(case: Case) -> str:
    value = {"required": "are met", "not_required": "are not met"}.get(case.outcome.values["sin"])
    if value is None:
        return "It is **not yet known** whether the criteria are met. Do you agree that this is how it stands?"
    return f"On these answers the notification criteria **{value}**. Do you agree?"


def _quality(subject: SignOffSubject) -> Content:
    case, framework = subject.case, subject.context.framework
    submits = submitter(case, framework)
    front = (
        paragraph(f"A draft of the facts for the government's form. {submits} submits the form itself."),
        *nearest_due(case, subject.context),
        *key_facts(case, framework),
    )
    notifies = Fold("Show which authority notifies", tuple(lead_section(case, subject.context)))
    whose = "the children's identities" if case.facts.others else "the child's identity"
    to_be_added = (
        bullets((whose, "family and household", "services involved", "contact for the notification")),
        small(framework.principle("dcs_oversight").text),
    )
    return Content(front, (_facts(subject), notifies, Fold("Show what the form adds", to_be_added)))


def _not_met(subject: SignOffSubject) -> Content:
    case = subject.case
    proposed = case.of(NotMetProposed)[-1]
    front = (
        paragraph(f"{subject.who(proposed.by)} proposes it. Do you agree?"),
        row("Reason", proposed.reason.shown),
        *nearest_due(case, subject.context),
        small("All three partners and the DCS have to agree. Until then the clocks run."),
    )
    further = paragraph(
        "Until all have agreed the local authority may notify at any time. A later change of the facts opens the "
        "question again. Nothing is deleted."
    )
    return Content(front, (_facts(subject), _why(subject, further)))


def _criteria_escalation(subject: SignOffSubject) -> Content:
    case, recorded = subject.case, subject.case.of(CriteriaEscalated)[-1]
    told = recorded.escalation
    front = (
        paragraph(f"{subject.who(recorded.by)} recorded it. Do you agree?"),
        notice(f"Decided {NOT_UNANIMOUS}: {'met' if recorded.met else 'not met'}", "warning"),
        row("Decided by", f"{told.decided_by.shown}, {spoken(told.on)}"),
        *nearest_due(case, subject.context),
        small("It holds when you have signed. Until then the clocks run."),
    )
    how = (
        row("Procedure", told.procedure.shown),
        row("Evidence", told.evidence.shown),
        *map(quotation, _dissents_on_criteria(case)),
        paragraph("It is for ever shown as not unanimous. Until you sign, the local authority may notify at any time."),
    )
    return Content(front, (Fold("Show how it was decided", how), _facts(subject), _why(subject)))


def _dissents_on_criteria(case: Case) -> Iterator[str]:
    for sign_off in sign_offs_of(case, (matters.NOTIFICATION_CRITERIA, matters.NOT_MET)):
        for signed in sign_off.dissents:
            reason = f": {signed.reason.shown}" if signed.reason else "."
            yield f"Disagreed {signed.place}{reason}"


def _later_not_met(subject: SignOffSubject) -> Content:
    front = (
        paragraph("After the submission it is proposed that the notification criteria were not met. Do you agree?"),
        row("Reason", subject.case.of(NotMetProposed)[-1].reason.shown),
        small(
            "It stands only when all three partners and the DCS agree. Then no Rapid Review follows. Nothing is "
            "deleted."
        ),
    )
    return Content(front, (_facts(subject),))


def _lcspr_decision(subject: SignOffSubject) -> Content:
    """Returns what is to be decided and the day of the window; folded the rationale and the evidence."""
    case, context = subject.case, subject.context
    if case.decision:
        return Content(tuple(decided_lines(case, context)), ())
    if case.proposal is None or case.fifteen_days_from is None:
        return Content((), ())
    day = context.calendar.working_days_left(case.fifteen_days_from, context.today)
    front = [
        notice(outcome_in_words(case.proposal), "emphasis"),
        paragraph(f"This is day {day} of the fifteen working days. Do you agree with the decision and its rationale?"),
        *nearest_due(case, context),
    ]
    otherwise: tuple[CardElement, ...] = ()
    if case.determination and case.proposal != case.determination.recommendation:
        by = subject.who(case.of(DecisionProposed)[-1].by)
        front.append(notice(f"Proposed by {by}, instead of the Review Group's recommendation", "warning"))
        otherwise = tuple(recommendation_lines(case.proposal, context.framework))
    front += gaps_in_short(case, context.framework)
    rationale = (*otherwise, *determination_lines(case, context, subject.who))
    folds = (
        Fold("Show the rationale", rationale),
        Fold("Show the evidence", tuple(_evidence(subject))),
        Fold("Show what is missing", tuple(gaps_in_full(case, context.framework))),
    )
    return Content(tuple(front), folds)


def _evidence(subject: SignOffSubject) -> Iterator[CardElement]:
    case, context = subject.case, subject.context
    answers = latest_answers(case)
    for part in (*context.framework.parts, *parts_of_earlier_rules(case, context.framework)):
        if part.id in answers:
            yield subheading(part.title)
            yield from answer_lines(part, answers[part.id].answer, context)
    yield small(context.framework.principle("evidence_not_interpretation").text)


def _concern_decision(subject: SignOffSubject) -> Content:
    case, proposed = subject.case, subject.case.of(ConcernProposed)[-1]
    front = (
        paragraph(f"{subject.who(proposed.by)} proposes: **{CONCERN_OUTCOMES[proposed.outcome]}**. Do you agree?"),
        *nearest_due(case, subject.context),
        small(f"It is decided when {subject.sign_off.matter.quorum} members agree and nobody disagrees."),
    )
    referral = Fold("Show the referral", tuple(concern_lines(case, subject.context.framework)))
    return Content(front, (Fold("Show the rationale", (quotation(proposed.rationale.shown),)), referral))


def _facts_change(subject: SignOffSubject) -> Content:
    proposed = subject.case.proposals.update
    if proposed is None:
        return Content((), ())
    asked = paragraph(f"{subject.who(proposed.by)} proposes it. Do you agree?")
    return Content((asked, *proposal_lines(subject.case, subject.context)), (_facts(subject),))


def _opened_in_error(subject: SignOffSubject) -> Content:
    proposed = subject.case.proposals.opened_in_error
    if proposed is None:
        return Content((), ())
    front = (
        paragraph(
            f"{subject.who(proposed.by)} proposes that this case was opened in error: "
            f"{OPENING_ERRORS[proposed.kind]}. Do you agree?"
        ),
        row("Reason", proposed.reason.shown),
        *nearest_due(subject.case, subject.context),
        small(IN_ERROR_WHEN),
    )
    return Content(front, (_facts(subject), _follows(subject, paragraph(UNTIL_CLOSED))))


def _due(subject: SignOffSubject) -> Fold:
    return Fold("Show what is due", tuple(due_lines(subject.case, subject.context)))


def _follows(subject: SignOffSubject, *until_closed: CardElement) -> Fold:
    lines = (*due_lines(subject.case, subject.context), *until_closed, paragraph(REOPENED_BY))
    return Fold("Show what follows", lines)


def _transfer(subject: SignOffSubject) -> Content:
    case, proposed = subject.case, subject.case.proposals.transfer
    if proposed is None:
        return Content((), ())
    front = (
        paragraph(
            f"{subject.who(proposed.by)} proposes to transfer {case.ref} to {proposed.authority}, which would then "
            "notify and review. Do you agree?"
        ),
        row("Reason", proposed.reason.shown),
        notice(f"The clocks run until the DCS, another partner and {proposed.authority} have agreed.", "warning"),
        *nearest_due(case, subject.context),
    )
    told = row(f"{proposed.authority} was told on", spoken(proposed.told_on))
    notifies = Fold("Show which authority notifies", tuple(lead_section(case, subject.context)))
    return Content(front, (_facts(subject), notifies, _follows(subject, told, paragraph(TRANSFER_WHEN))))


def _merge(subject: SignOffSubject) -> Content:
    case, proposed = subject.case, subject.case.proposals.merge
    if proposed is None:
        return Content((), ())
    asked = paragraph(
        f"{subject.who(proposed.by)} proposes to merge {case.ref} into {proposed.other}, which would go on with the "
        "earlier clock. Do you agree?"
    )
    until = notice("Until all have agreed both cases and their clocks go on.", "warning")
    return Content((asked, *merge_lines(case, subject.context), until), (_facts(subject), _due(subject)))


def _correction(subject: SignOffSubject) -> Content:
    case, proposed = subject.case, subject.case.proposals.correction
    if proposed is None:
        return Content((), ())
    asked = paragraph(f"{subject.who(proposed.by)} proposes it. Do you agree?")
    return Content((asked, *correction_lines(case)), (_due(subject),))


CONTENTS: dict[str, Callable[[SignOffSubject], Content]] = {
    matters.NOTIFICATION_CRITERIA: _criteria,
    matters.SIN_QUALITY: _quality,
    matters.NOT_MET: _not_met,
    matters.CRITERIA_ESCALATION: _criteria_escalation,
    matters.LATER_NOT_MET: _later_not_met,
    matters.LCSPR_DECISION: _lcspr_decision,
    matters.CONCERN_DECISION: _concern_decision,
    matters.FACTS_CHANGE: _facts_change,
    matters.OPENED_IN_ERROR: _opened_in_error,
    matters.TRANSFER: _transfer,
    matters.MERGE: _merge,
    matters.CORRECTION: _correction,
}


AGREED_ON = {
    matters.SIN_QUALITY: "The SIN's quality and accuracy are signed.",
    matters.FACTS_CHANGE: "The change of the facts is in force.",
    matters.CORRECTION: "The correction is in force.",
    matters.TRANSFER: "The transfer is agreed. The case is closed when the other authority's acceptance is recorded.",
    matters.MERGE: "The case is merged into the other, which goes on.",
    matters.OPENED_IN_ERROR: "The case was opened in error, and is closed.",
    matters.NOT_MET: "The notification criteria are not met: no SIN goes in, unless the facts change.",
    matters.LATER_NOT_MET: "The notification criteria were not met after all: no Rapid Review follows.",
    matters.CRITERIA_ESCALATION: "The decision on the notification criteria by escalation is signed.",
}


def outcome(subject: SignOffSubject) -> str:
    """Says what the seats have agreed to."""
    case = subject.case
    if agreed_on := AGREED_ON.get(subject.sign_off.matter.id):
        return agreed_on
    if subject.sign_off.matter.id == matters.LCSPR_DECISION:
        return (
            f"Decided: {outcome_in_words(case.decision.decision)}." if case.decision else "The decision is open again."
        )
    if subject.sign_off.matter.id == matters.CONCERN_DECISION:
        return f"Decided: {CONCERN_OUTCOMES[case.of(ConcernProposed)[-1].outcome]}."
    return {
        "required": "The notification criteria are met: a SIN is required.",
        "not_required": "The notification criteria are not met: no SIN is required.",
    }.get(subject.case.outcome.values["sin"], "It is not yet known whether the notification criteria are met.")
