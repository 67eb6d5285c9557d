"""The decision section says what was decided: by the DSPs, in an LCSPR, and on a Case of Concern."""

from collections.abc import Iterator

from reports.context import ReportContext
from reports.decision_record import review_section
from reports.decision_record.first_page import PageRow
from reports.word import Word, sentence
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.case_events import Signed
from safeguarding.case.permissions import has_review_record
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.history import moment
from safeguarding.case.views.review_history import (
    CONCERN_OUTCOMES,
    NOT_UNANIMOUS,
    determined_otherwise,
    not_unanimous,
    outcome_in_words,
    referral_rows,
)
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework

DECISION, CASE_OF_CONCERN = "Decision", "Case of Concern"


def outcome_at_a_glance(case: Case) -> Iterator[PageRow]:
    if case.determination:
        told = tuple(review_section.determined_in_short(case, case.determination))
        yield PageRow("Determination of the Review Group", told, review_section.DETERMINATION, least=2, whole=1)
    elif has_review_record(case):
        yield PageRow("Determination of the Review Group", ("Missing: not determined",))
    if decided := case.decision:
        how = NOT_UNANIMOUS if decided.escalation else "by all three partners"
        otherwise = "; the Review Group had determined otherwise" if determined_otherwise(case, decided) else ""
        told = (outcome_in_words(decided.decision), f"Decided on {spoken(case.day_of(decided))}, {how}{otherwise}")
        yield PageRow("Decision of the DSPs", told, DECISION, least=2, whole=2)
    elif has_review_record(case):
        yield PageRow("Decision of the DSPs", ("Missing: not decided",))
    if earlier := case.earlier_decision:
        told = (f"{outcome_in_words(earlier.decision)}, on {spoken(case.day_of(earlier))}",)
        yield PageRow("Decided before, open anew", told, DECISION)
    if concern := case.concern_decision:
        yield PageRow("Decision on the Case of Concern", (_concern_decision_rows(concern),), CASE_OF_CONCERN)


def decision(word: Word, case: Case, context: ReportContext, *, with_review: bool) -> None:
    word.heading(DECISION)
    if not with_review:
        word.paragraph(review_section.LEFT_OUT)
        return
    earlier = [event for event in case.of(of_review.Decided) if event is not case.decision]
    if case.decision is None:
        word.paragraph("Missing: no decision stands.", bold=True)
    elif case.decision.escalation:
        word.notice(f"Decided on {spoken(case.day_of(case.decision))} {NOT_UNANIMOUS}.")
    else:
        word.paragraph(f"Decided on {spoken(case.day_of(case.decision))} by all three partners.", bold=True)
    if case.decision:
        word.table(("What", "Recorded"), _decision_rows(case, case.decision, context.framework), (1, 2.6))
    for event in earlier:
        word.heading(f"Decided before, on {spoken(case.day_of(event))}", 2)
        word.table(("What", "Recorded"), _decision_rows(case, event, context.framework), (1, 2.6))
    _proposals(word, case, context)
    _dissent(word, case, context)
    _constraint_section(word, case, context)


def _decision_rows(case: Case, decided: of_review.Decided, framework: Framework) -> Iterator[tuple[str, str]]:
    if otherwise := determined_otherwise(case, decided):
        yield "Difference from the determination", otherwise
    yield from review_section.recommendation_rows(decided.decision, framework)
    yield from review_section.gaps_rows(case, decided, framework)
    if escalation := decided.escalation:
        if against := not_unanimous(case, decided):
            yield "Not unanimous", against
        yield "Decided by", escalation.decided_by.shown
        yield "Procedure", escalation.procedure.shown
        yield "Written evidence", escalation.evidence.shown


def _proposals(word: Word, case: Case, context: ReportContext) -> None:
    """Adds what a DSP put in the place of the recommendation."""
    for event in case.of(of_review.DecisionProposed):
        word.heading(f"Proposed by {context.office(event.by)}, {moment(event.at)}", 2)
        word.table(
            ("What", "Recorded"), review_section.recommendation_rows(event.proposal, context.framework), (1, 2.6)
        )


def _dissent(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Disagreement", 2)
    against = [event for event in case.of(Signed) if event.matter == LCSPR_DECISION and not event.agrees]
    if not against:
        put = sign_off_of(case, LCSPR_DECISION) or case.decision
        word.paragraph("No partner has disagreed with the decision." if put else "Nothing was put to the partners yet.")
        return
    rows = [
        (
            event.seat.label if event.seat else "",
            context.office(event.signer),
            moment(event.at),
            event.reason.shown if event.reason else "Missing: no reason recorded",
        )
        for event in against
    ]
    word.table(("Seat", "Office", "When", "Reason"), rows, (1, 1.4, 1.4, 3))


def _constraint_section(word: Word, case: Case, context: ReportContext) -> None:
    looked = case.of(of_review.LookedAgain)
    if not looked and not case.deferred_until:
        return
    word.heading("Legal constraint", 2)
    if case.deferred_until:
        word.paragraph(f"To be looked at again on {spoken(case.deferred_until)}.")
    for event in looked:
        found = (
            f"it stands until {spoken(event.until)}" if event.until else "it has gone, and the decision is open again"
        )
        word.paragraph(f"Looked at by {context.office(event.by)}, {moment(event.at)}: {found}. {event.note.shown}")


def lcspr(word: Word, case: Case) -> None:
    if case.commissioned_on is None:
        return
    word.heading("LCSPR")
    word.table(("What", "Recorded"), _lcspr(case), (1, 2.6))


def _lcspr(case: Case) -> Iterator[tuple[str, str]]:
    if case.commissioned_on:
        yield "Commissioned", spoken(case.commissioned_on)
    for started in case.of(of_review.LcsprStarted):
        yield "Started", f"{spoken(case.day_of(started))}. Reviewer: {started.reviewer.shown}"
    if recorded(case.events, "lcspr_started") is None:
        yield "Started", "Missing: reviewer and start are not recorded"
    for noted in case.of(of_review.ProgressNoted):
        yield f"Progress, {moment(noted.at)}", noted.note.shown
    for completed in case.of(of_review.LcsprCompleted):
        yield "Completed", f"{spoken(case.day_of(completed))}. {completed.note.shown}"
    if not case.lcspr_is_completed:
        yield "Completed", "Not yet"


def case_of_concern(word: Word, case: Case, context: ReportContext) -> None:
    if (concern := case.concern) is None:
        return
    word.heading(CASE_OF_CONCERN)
    rows = list(referral_rows(concern, context.framework))
    rows.append(("Recorded by", f"{context.office(concern.by)}, {moment(concern.at)}"))
    if not concern.indicators:
        rows.append(("Indicators", "Missing: none was ticked"))
    for event in case.of(of_review.ConcernProposed):
        by = f"{context.office(event.by)}, {moment(event.at)}"
        rows.append(("Proposed", f"{sentence(CONCERN_OUTCOMES[event.outcome])} ({by})\n{event.rationale.shown}"))
    if decided := case.concern_decision:
        rows.append(("Decided", f"{_concern_decision_rows(decided)}\n{decided.rationale.shown}"))
    else:
        rows.append(("Decided", "Missing: the Review Group has not decided"))
    word.table(("What", "Recorded"), rows, (1, 2.6))


def _concern_decision_rows(decided: of_review.ConcernDecided) -> str:
    return f"{sentence(CONCERN_OUTCOMES[decided.outcome])}, on {spoken(decided.on)}"
