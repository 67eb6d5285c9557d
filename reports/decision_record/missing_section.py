"""The missing section names whatever the record lacks, in words: before anything else is read."""

from collections.abc import Iterator, Sequence

from reports.context import ReportContext
from reports.decision_record.facts_section import details_not_known, lacks_evidence
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.review_events import InformationRequested, LiaisonRecorded
from safeguarding.case.permissions import has_review_record
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import Stage
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.state.sign_off import sign_offs_of
from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.case.views.review_history import gaps_in_words
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import question_title
from safeguarding.people import Seat

NOTHING_MISSING = "Nothing that the case asks for at its stage."


def missing(word: Word, lacking: Sequence[str], *, on_new_page: bool) -> None:
    word.heading("What is missing", on_new_page=on_new_page)
    if lacking:
        word.bullets(lacking)
    else:
        word.paragraph(NOTHING_MISSING)


def whatever_lacks(case: Case, context: ReportContext, *, with_review: bool) -> Iterator[str]:
    """Yields a sentence for each thing that is marked as missing anywhere in the record; what holds a decision up
    first."""
    yield from _facts_lacking(case, context.framework)
    yield from _decisions_lacking(case)
    yield from _signatures_lacking(case, context)
    if has_review_record(case):
        yield from _preparation_lacking(case)
    if has_review_record(case) and with_review:
        yield from _review_lacking(case, context.framework)
    if case.commissioned_on and recorded(case.events, "lcspr_started") is None:
        yield "Who reviews in the LCSPR, and since when"
    if case.concern and not case.concern.indicators:
        yield "Indicators of the Case of Concern"
    yield from (f"{detail}: not known yet." for detail in details_not_known(case, context))


def asks_for_nothing(case: Case) -> bool:
    """Says whether the case has ended so that nobody is asked to sign in it: it goes on elsewhere, or was none."""
    return case.stage in (Stage.MERGED, Stage.OPENED_IN_ERROR, Stage.TRANSFERRED)


def _facts_lacking(case: Case, framework: Framework) -> Iterator[str]:
    for child in case.facts.children:
        whose = f"{child.name}, " if case.facts.others else ""
        for name, value in child.answers.items():
            if value == NOT_KNOWN:
                yield f"{whose}{question_title(framework, name)}: not known yet. It does not count as no."
            if lacks_evidence(child, framework, name):
                yield f"{whose}{question_title(framework, name)}: no evidence recorded."


def _decisions_lacking(case: Case) -> Iterator[str]:
    if case.notification.update and not case.notification.updated:
        yield "The update of the notification with what came later"
    if has_review_record(case) and not case.is_determined:
        yield "The Review Group's determination, confirmed by the chair"
    if has_review_record(case) and case.decision is None:
        yield "The decision of the three partners' DSPs"
    if case.concern and case.concern_decision is None:
        yield "The Review Group's decision on the Case of Concern"


def _review_lacking(case: Case, framework: Framework) -> Iterator[str]:
    """Yields what the decision was made without, and the parts that are blank beside these."""
    made_without = gaps_in_words(case, case.decision, framework)
    for label, titles in made_without.items():
        yield f"{label}: {'; '.join(titles)}"
    named = {title for titles in made_without.values() for title in titles}
    blank = [part.title for part in missing_parts(case, framework) if part.title not in named]
    if blank:
        yield f"Rapid Review, not filled in: {'; '.join(blank)}"


def _signatures_lacking(case: Case, context: ReportContext) -> Iterator[str]:
    for sign_off in sign_offs_of(case):
        if asks_for_nothing(case) or is_decided(case, sign_off.matter.id):
            continue
        seats = [_seat_in_words(seat, context) for seat in sign_off.missing]
        if seats:
            yield f"{'Signature' if len(seats) == 1 else 'Signatures'} of {', '.join(seats)}: {sign_off.matter.title}"
        if more := sign_off.missing_members:
            members = "1 more Review Group member" if more == 1 else f"{more} more Review Group members"
            yield f"Agreement of {members}: {sign_off.matter.title}"


def _seat_in_words(seat: Seat, context: ReportContext) -> str:
    vacant = vacant_in_words(seat, context.vacant)
    return f"{seat.label} ({vacant})" if vacant else seat.label


def _preparation_lacking(case: Case) -> Iterator[str]:
    if case.chair is None:
        yield "The chair of the Rapid Review is not named."
    if not case.of(LiaisonRecorded):
        yield "Which kind of review: not talked about with CSAB, PH and CSP"
    if not case.of(InformationRequested):
        yield "Information: no agency was asked."
    if case.information_requests.outstanding:
        yield f"Information from: {', '.join(case.information_requests.outstanding)}"
