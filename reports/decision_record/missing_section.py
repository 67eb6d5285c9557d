"""The missing section names whatever the record lacks, in words: before anything else is read."""

from collections.abc import Iterator, Sequence

from reports.context import ReportContext
from reports.decision_record.facts_section import details_not_known, lacks_evidence
from reports.decision_record.review_section import has_review
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.events.review_events import InformationRequested, LiaisonRecorded
from safeguarding.case.signatories import is_decided
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.case.views.review_history import gaps_in_words
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import question_title


def missing(word: Word, lacking: Sequence[str], *, on_new_page: bool) -> None:
    word.heading("What is missing", on_new_page=on_new_page)
    if lacking:
        word.bullets(lacking)
    else:
        word.paragraph("Nothing that the case asks for at its stage.")


def whatever_lacks(case: Case, context: ReportContext, *, with_review: bool) -> Iterator[str]:
    """Yields a sentence for each thing that is marked as missing anywhere in the record."""
    yield from _facts_lacking(case, context.framework)
    yield from (f"{detail}: not known yet." for detail in details_not_known(case, context))
    yield from _signatures_lacking(case, context)
    if case.notification.update and not case.notification.updated:
        yield "The update of the notification with what came later"
    if has_review(case):
        yield from _preparation_lacking(case)
    if case.decision and with_review:
        for label, titles in gaps_in_words(case, case.decision, context.framework).items():
            yield f"{label}: {'; '.join(titles)}"
    if has_review(case) and with_review:
        yield from (f"Rapid Review, not filled in: {part.title}" for part in missing_parts(case, context.framework))
    if has_review(case) and not case.is_determined:
        yield "The Review Group's determination, confirmed by the chair"
    if has_review(case) and case.decision is None:
        yield "The decision of the three partners' DSPs"
    if case.commissioned_on and recorded(case.events, "lcspr_started") is None:
        yield "Who reviews in the LCSPR, and since when"
    if case.concern and case.concern_decision is None:
        yield "The Review Group's decision on the Case of Concern"
    if case.concern and not case.concern.indicators:
        yield "Indicators of the Case of Concern"


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


def _signatures_lacking(case: Case, context: ReportContext) -> Iterator[str]:
    for sign_off in (found for matter in MATTERS if (found := sign_off_of(case, matter))):
        if asks_for_nothing(case) or is_decided(case, sign_off.matter.id):
            continue
        for seat in sign_off.missing:
            vacant = vacant_in_words(seat, context.vacant)
            yield f"Signature of {seat.label}{f' ({vacant})' if vacant else ''}: {sign_off.matter.title}"
        if sign_off.missing_members:
            yield f"Agreement of {sign_off.missing_members} more Review Group members: {sign_off.matter.title}"


def _preparation_lacking(case: Case) -> Iterator[str]:
    if case.chair is None:
        yield "The chair of the Rapid Review is not named."
    if not case.of(LiaisonRecorded):
        yield "Which kind of review: not talked about with CSAB, PH and CSP"
    if not case.of(InformationRequested):
        yield "Information: no agency was asked."
    if case.information_requests.outstanding:
        yield f"Information from: {', '.join(case.information_requests.outstanding)}"
