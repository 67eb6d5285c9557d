"""The review section records the Rapid Review: its preparation, its six purposes, the indication and the
determination."""

from collections.abc import Iterator
from datetime import date

from reports.context import ReportContext
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.base import Event
from safeguarding.case.events.child import children_named
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.state.review_record import (
    INDICATED,
    carried_over,
    indication,
    latest_answers,
    missing_parts,
    parts_of_earlier_rules,
)
from safeguarding.case.views.history import moment
from safeguarding.case.views.review_history import VEHICLES, gaps_in_words, meeting_with_note, outcome_in_words
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.entries import NOT_YET_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import OFFERED, choice_label, decision_label, item_label

LEFT_OUT = (
    "Left out of this copy: the record of a Rapid Review is for the Review Group, the partners and the Business Team."
)
NO_REVIEW = "No Rapid Review has begun in this case, so there is no determination and no decision on an LCSPR."
DETERMINATION = "Indication and determination"


def preparation(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Preparation of the Rapid Review")
    word.table(("What", "Recorded"), _preparation_rows(case, context), (1, 3))
    word.heading("Agency requests and returns", 2)
    rows = list(_requests(case, context))
    if rows:
        word.table(("Agency", "Asked on", "To return by", "Returned"), rows, (2.4, 1.6, 1.6, 2.4))
    else:
        word.paragraph("Missing: no agency was asked for information.")


def _preparation_rows(case: Case, context: ReportContext) -> Iterator[tuple[str, str]]:
    yield "Chair", context.office(case.chair) if case.chair else "Missing: not named"
    for each in case.of(of_review.LiaisonRecorded):
        boards = ", ".join(board.upper() for board in each.boards)
        yield (
            "Which kind of review",
            f"{VEHICLES[each.vehicle]}, talked about with {boards}. {each.note.shown} ({_by(each, context)})",
        )
    if not case.of(of_review.LiaisonRecorded):
        yield "Which kind of review", "Missing: not talked about with CSAB, PH and CSP"
    for met in case.of(of_review.DspMeetingRecorded):
        yield "Meeting of the DSPs", f"{meeting_with_note(met)} ({_by(met, context)})"


def _requests(case: Case, context: ReportContext) -> Iterator[tuple[str, str, str, str]]:
    """Lists each agency once, by its latest request."""
    asked = {agency: event for event in case.of(of_review.InformationRequested) for agency in event.agencies}
    for agency, event in asked.items():
        yield (
            agency,
            spoken(london_date(event.at)),
            spoken(event.due),
            _return_in_words(case, agency, event.due, context),
        )


def _return_in_words(case: Case, agency: str, due: date, context: ReportContext) -> str:
    """Says when the agency answered, or that its return is missing; and what was recorded by mistake."""
    back = [event for event in case.of(of_review.ReturnTakenBack) if event.agency == agency]
    mistakes = [f"one recorded by mistake was taken back on {spoken(london_date(event.at))}" for event in back]
    came = recorded_step(case, "returned", agency)
    if came is None:
        return "; ".join([f"Missing: {'overdue' if context.today > due else 'outstanding'}", *mistakes])
    return "; ".join([f"{spoken(came.day)}, {'in time' if came.day <= due else 'late'}", *mistakes])


def review(word: Word, case: Case, context: ReportContext, *, with_review: bool) -> None:
    word.heading("Rapid Review", on_new_page=with_review)
    if not with_review:
        word.paragraph(LEFT_OUT)
        return
    framework = context.framework
    total = len(framework.parts)
    filled_in = total - len(missing_parts(case, framework))
    word.paragraph(f"Parts that are filled in: {filled_in} of {total}.")
    for number, purpose in enumerate(framework.purposes, 1):
        word.heading(f"Purpose {number}: {purpose.title}", 2)
        word.paragraph(purpose.text, small=True, leads=True)
        parts = [part for part in framework.parts if part.purpose == purpose.id]
        for part in parts:
            # A purpose that is one part has said what is asked already.
            if len(parts) > 1 or part.title != purpose.title:
                word.heading(part.title, 3)
            if part.ask != purpose.text:
                word.paragraph(part.ask, small=True, leads=True)
            _part(word, case, part, context)
    if earlier := parts_of_earlier_rules(case, framework):
        word.heading("Parts of earlier rules", 2)
    for part in earlier:
        word.heading(part.title, 3)
        word.paragraph(part.ask, small=True, leads=True)
        _part(word, case, part, context)


def _part(word: Word, case: Case, part: Part, context: ReportContext) -> None:
    for line in carried_over(case, part, context.framework):
        word.paragraph(f"From the triage. {line}")
    event = latest_answers(case).get(part.id)
    if event is None:
        word.paragraph("Missing: not filled in.", bold=True)
        return
    word.paragraph(f"Answered by {_by(event, context)}:", small=True, leads=True)
    _answer(word, part, event.answer, context.framework)


def _answer(word: Word, part: Part, answer: of_review.ReviewAnswer, framework: Framework) -> None:
    if answer.choice:
        because = ", because:" if answer.choice in OFFERED else ""
        word.paragraph(f"{choice_label(framework, part.id, answer.choice)}{because}", bold=True, leads=True)
    if answer.text:
        word.quotation(answer.text.shown)
    if answer.children:
        word.paragraph(f"About {children_named(answer.children)}.")
    if answer.says_none:
        word.paragraph("None of these holds.")
    if not answer.ticks:
        return
    rows = []
    for name, tick in answer.ticks.items():
        kind = f"\nWhich review: {tick.kind_of_review.shown}" if tick.kind_of_review else ""
        until = f"\nTo be looked at again on {spoken(tick.look_again_on)}" if tick.look_again_on else ""
        rows.append((item_label(framework, part.question, name), f"{tick.evidence.shown}{kind}{until}"))
    word.table(("What holds", "Evidence"), rows, (1, 2))


def determination(word: Word, case: Case, context: ReportContext, *, with_review: bool) -> None:
    word.heading(DETERMINATION)
    if not with_review:
        word.paragraph(LEFT_OUT)
        return
    word.heading("What the answers indicate", 2)
    word.table(("Decision", "Indicated"), _indication(indication(case, context.engine), context.framework), (1, 1))
    word.heading("What the Review Group determined", 2)
    determined = case.determination
    if determined is None:
        lapsed = (
            " One recorded before has lapsed, because an answer or a fact was changed."
            if case.of(of_review.Determined)
            else ""
        )
        word.paragraph(f"Missing: no determination stands.{lapsed}", bold=True)
        return
    word.table(("What", "Recorded"), _determination_rows(case, determined, context), (1, 2.6))


def determined_in_short(case: Case, determined: of_review.Determined) -> Iterator[str]:
    confirmed = _confirmed(case, determined)
    state = f"confirmed by the chair on {spoken(london_date(confirmed.at))}" if confirmed else "not yet confirmed"
    present = f"{len(determined.present)} present, quorum {determined.quorum}"
    differs = "; it differs from what the answers indicated" if determined.differs else ""
    yield outcome_in_words(determined.recommendation)
    yield f"Recorded on {spoken(london_date(determined.at))} ({present}), {state}{differs}"


def indicated_in_words(case: Case, context: ReportContext) -> str:
    """Says what the answers indicated when it was determined, or indicate now."""
    values = case.determination.indicated if case.determination else indication(case, context.engine)
    return "; ".join(f"{title}: {label}" for title, label in _indication(values, context.framework))


def _confirmed(case: Case, determined: of_review.Determined) -> of_review.DeterminationConfirmed | None:
    confirmed = [event for event in case.of(of_review.DeterminationConfirmed) if event.at >= determined.at]
    return confirmed[-1] if case.is_determined and confirmed else None


def _indication(values: dict[str, str], framework: Framework) -> list[tuple[str, str]]:
    shown = {name: decision_label(framework, name, values.get(name, NOT_YET_KNOWN)) for name in INDICATED}
    return [(framework.decision(name).title, label) for name, label in shown.items()]


def _determination_rows(
    case: Case, determined: of_review.Determined, context: ReportContext
) -> Iterator[tuple[str, str]]:
    framework, present = context.framework, determined.present
    yield from recommendation_rows(determined.recommendation, framework)
    short = "" if len(present) >= determined.quorum else " The quorum was not reached."
    yield (
        "Present",
        f"{len(present)} present, quorum {determined.quorum}.{short}\n"
        + "\n".join(context.office(each) for each in present),
    )
    yield "Recorded", _by(determined, context)
    confirmed = _confirmed(case, determined)
    yield "Confirmed by the chair", _by(confirmed, context) if confirmed else "Missing: not confirmed"
    if determined.indicated != indication(case, context.engine):
        for title, value in _indication(determined.indicated, framework):
            yield f"The answers indicated then: {title}", value
    yield (
        "Difference from the indication, and why",
        determined.differs.shown if determined.differs else "It is what the answers indicated.",
    )
    yield from gaps_rows(case, determined, framework)


def gaps_rows(
    case: Case, event: of_review.Determined | of_review.Decided, framework: Framework
) -> Iterator[tuple[str, str]]:
    for label, titles in gaps_in_words(case, event, framework).items():
        yield label, "; ".join(titles)


def recommendation_rows(recommendation: of_review.Recommendation, framework: Framework) -> Iterator[tuple[str, str]]:
    yield "Outcome", outcome_in_words(recommendation)
    if recommendation.reasons:
        reasons = [item_label(framework, "reasons_not_to_commission", name) for name in recommendation.reasons]
        yield "Reasons not to commission", "\n".join(reasons)
    yield "Rationale", recommendation.rationale.shown


def _by(event: Event, context: ReportContext) -> str:
    return f"{context.office(event.by)}, {moment(event.at)}"
