"""The framework's document holds every chapter of the rules, with the sources."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document

from reports.framework_document import framework_document
from safeguarding.publications.review_framework import chapters
from tests.support.case_stages import FRAMEWORK

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_every_entry_stands_in_a_table_under_its_chapter_with_its_source() -> None:
    made = framework_document(FRAMEWORK, AT)
    document = Document(BytesIO(made))
    rows = {tuple(cell.text for cell in row.cells) for table in document.tables for row in table.rows}
    for chapter in chapters(FRAMEWORK):
        assert any(paragraph.text == chapter.title for paragraph in document.paragraphs)
        for entry in chapter.entries:
            assert (entry.title, entry.text, entry.source) in rows
    assert made == framework_document(FRAMEWORK, AT)
