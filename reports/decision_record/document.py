"""The decision record of one case is a Word document: what was known, indicated, determined and decided, by which
office and when. What is missing is said in words, and what was redacted shows as redacted."""

from collections.abc import Mapping, Sequence

from reports.context import Picture, ReportContext
from reports.decision_record.course_section import about, clocks, events
from reports.decision_record.decision_section import case_of_concern, decision, lcspr
from reports.decision_record.facts_section import facts, follows, processes
from reports.decision_record.links_section import linked_cases
from reports.decision_record.missing_section import missing, whatever_lacks
from reports.decision_record.review_section import NO_REVIEW, determination, preparation, review
from reports.decision_record.signatures_section import sign_offs, signatures_on_paper
from reports.decision_record.summary_section import notices, summary
from reports.decision_record.template import Write, default_template, filled
from reports.marking import access_in_words
from reports.word import Word
from reports.word_file import describe, self_digested_bytes
from safeguarding.case.case import Case
from safeguarding.case.permissions import has_review_record
from safeguarding.case.views.history import moment
from safeguarding.case.views.integrity import record_digest

SHORT = 16


def decision_record(
    case: Case, context: ReportContext, pictures: Sequence[Picture] = (), *, with_review: bool = True
) -> bytes:
    """Returns a docx file. ``with_review``: whether the reader may read the record of the Rapid Review; else it is left
    out, and said so. The same case at the same moment gives the same bytes."""
    fields = _fields(case, context)
    template = context.template or default_template()
    document = filled(template, fields, record_sections(case, context, pictures, with_review=with_review))
    describe(document, fields["title"], context.at)
    return self_digested_bytes(document, f"{case.ref} {fields['version']} {fields['digest']}")


def _fields(case: Case, context: ReportContext) -> Mapping[str, str]:
    digest, approval = record_digest(case), context.framework.approval
    return {
        "title": f"Decision record {case.ref}",
        "reference": case.ref,
        "partnership": approval.partnership,
        "marking": context.marking,
        "access": access_in_words(case),
        "version": str(len(case.events)),
        "made_on": moment(context.at),
        "digest": digest,
        "short_digest": digest[:SHORT],
        "rules": f"Version {approval.version}. {approval.notice}.",
    }


def record_sections(
    case: Case, context: ReportContext, pictures: Sequence[Picture], *, with_review: bool
) -> Mapping[str, Write]:
    """Returns what is written at each place of the template; the contents last, when every heading is there."""
    lacking = list(whatever_lacks(case, context, with_review=with_review))
    # Without the record of the review a document has few pages, and needs no contents.
    has_contents = has_review_record(case) and with_review
    return {
        "notices": lambda word: notices(word, case, context),
        "summary": lambda word: summary(word, case, context, lacking, with_review=with_review),
        "missing": lambda word: missing(word, lacking, on_new_page=not has_contents),
        "facts": lambda word: facts(word, case, context),
        "follows": lambda word: follows(word, case, context),
        "processes": lambda word: processes(word, case, context),
        "links": lambda word: linked_cases(word, case, context),
        "clocks": lambda word: clocks(word, case, context),
        "review": lambda word: _review(word, case, context, with_review=with_review),
        "signatures": lambda word: sign_offs(word, case, context),
        "lcspr": lambda word: lcspr(word, case),
        "concern": lambda word: case_of_concern(word, case, context),
        "about": lambda word: about(word, case, context),
        "events": lambda word: events(word, case, context),
        "on_paper": lambda word: signatures_on_paper(word, case),
        "pictures": lambda word: _pictures(word, pictures),
        **({"contents": _contents} if has_contents else {}),
    }


def _review(word: Word, case: Case, context: ReportContext, *, with_review: bool) -> None:
    if not has_review_record(case):
        word.heading("Rapid Review, determination and decision")
        word.paragraph(NO_REVIEW)
        return
    preparation(word, case, context)
    review(word, case, context, with_review=with_review)
    determination(word, case, context, with_review=with_review)
    decision(word, case, context, with_review=with_review)


def _pictures(word: Word, pictures: Sequence[Picture]) -> None:
    if pictures:
        word.heading("Pictures", on_new_page=True)
    for picture in pictures:
        word.picture(picture)


def _contents(word: Word) -> None:
    headings = list(word.headings)
    word.heading("Contents", on_new_page=True)
    word.contents(headings)
