"""Everybody can read the decision record, with a screen reader too; and the checker tells a record that they can't."""

from collections.abc import Callable, Iterator

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.decision_record.with_pictures import whole_record
from safeguarding.case.case import Case
from tests.support.accessibility.word import faults_for_readers
from tests.support.case_stages import concern_decided, escalated, filled_in, in_error, referred
from tests.support.children import siblings
from tests.support.plain_case import REPORTS, care_leaver, opened, submitted
from tests.support.word_reading import Read

Spoil = Callable[[Document], object]


def records() -> Iterator[Case]:
    """Yields the cases whose records have, together, every section: least and most of each."""
    yield from (opened(), escalated(filled_in(submitted())), in_error(opened()))
    yield from (referred(care_leaver()), concern_decided(care_leaver()), siblings())


def test_no_record_has_a_fault_for_anybody_who_reads_it() -> None:
    for case in records():
        assert faults_for_readers(Read(whole_record(case, REPORTS))) == [], case.stage


def test_the_checker_names_each_thing_that_would_stop_a_reader() -> None:
    content = whole_record(escalated(filled_in(submitted())), REPORTS)
    for fault, spoil in SPOILT.items():
        read = Read(content)
        spoil(read.document)
        assert any(fault in each for each in faults_for_readers(read)), fault


def _first(document: Document, style: str) -> Paragraph:
    return next(each for each in document.paragraphs if each._p.style == style)


def _header_row(document: Document) -> None:
    properties = document.tables[0].rows[0]._tr.trPr
    assert properties is not None
    properties.remove(properties.find(qn("w:tblHeader")))


def _title_behind(document: Document) -> None:
    title = _first(document, "Title")._p
    document.element.body.insert(3, title)


def _blank(document: Document) -> None:
    for _ in range(2):
        document.element.body.insert(4, document.add_paragraph()._p)


def _grey(document: Document) -> None:
    document.paragraphs[-1].add_run("faint").font.color.rgb = RGBColor(0xAA, 0xAA, 0xAA)


def _small(document: Document) -> None:
    document.paragraphs[-1].add_run("fine print").font.size = Pt(7)


SPOILT: dict[str, Spoil] = {
    "no title": lambda document: setattr(document.core_properties, "title", ""),
    "not British English": lambda document: setattr(document.core_properties, "language", "en-US"),
    "does not begin with its title": _title_behind,
    "A heading of level 3": lambda document: setattr(_first(document, "Heading1")._p, "style", "Heading3"),
    "A heading is empty": lambda document: setattr(_first(document, "Heading2"), "text", ""),
    "no header row": _header_row,
    "A column of a table has no name": lambda document: setattr(document.tables[1].cell(0, 1), "text", ""),
    "does not say what it is about": lambda document: setattr(document.tables[1].cell(1, 0), "text", ""),
    "cells that are merged": lambda document: document.tables[0].cell(1, 0).merge(document.tables[0].cell(1, 1)),
    "A picture is not said": lambda document: document.inline_shapes[0]._inline.docPr.set("descr", ""),
    "A link leads nowhere": lambda document: next(document.element.body.iter(qn("w:hyperlink"))).set(
        qn("w:anchor"), "nowhere"
    ),
    "Two blank lines": _blank,
    "A text has 7.0 points": _small,
    "The body is smaller": lambda document: setattr(document.styles["Normal"].font, "size", Pt(11)),
    "has a contrast of": _grey,
}
"""By what the checker says: how a record is spoilt so that it has to."""
