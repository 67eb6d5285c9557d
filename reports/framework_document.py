"""The framework document is a Word document of what the guidance asks, made from the rules file."""

from datetime import datetime

from reports.word import Word
from reports.word_file import as_bytes, blank_document, describe
from safeguarding.case.views.history import moment
from safeguarding.framework.framework import Framework
from safeguarding.publications.review_framework import chapters

TITLE = "The framework for the Review Group"


def framework_document(framework: Framework, at: datetime) -> bytes:
    """Returns a docx file. The same rules at the same moment give the same bytes."""
    document = blank_document(TITLE, f"{TITLE} \u00b7 rules version {framework.version}")
    describe(document, TITLE, at)
    word = Word(document)
    word.title(TITLE)
    word.paragraph(f"{framework.approval.partnership}. Rules version {framework.version}, made on {moment(at)}.")
    if framework.approval.status == "draft":
        word.notice(f"{framework.approval.notice}: rules version {framework.version} is a draft.")
    for chapter in chapters(framework):
        word.heading(chapter.title)
        rows = [(entry.title, entry.text, entry.source) for entry in chapter.entries]
        word.table(("Entry", "Text", "Source"), rows, (2, 3, 2))
    return as_bytes(document)
