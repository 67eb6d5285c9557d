"""A Word document serves a screen reader, a printer and a comparison of bytes."""

from datetime import timedelta

import pytest
from docx.oxml.ns import qn

from reports.word import Word, readable, sentence
from tests.support.people.everybody import OPENED_AT
from tests.support.word_reading import Read


def word() -> Word:
    return Word("Decision record", "CSCP", "CSCP-2026-001", OPENED_AT)


def test_headings_are_headings_and_the_title_is_in_the_properties() -> None:
    made = word()
    made.heading("Facts")
    made.heading("Dates", 2)
    read = Read(made.as_bytes())
    assert read.headings == ["Facts", "Dates"]
    assert (read.document.core_properties.title, read.document.core_properties.language) == ("Decision record", "en-GB")


def test_every_page_carries_the_reference_and_its_number() -> None:
    assert "CSCP-2026-001" in Read(word().as_bytes()).footer and " of " in Read(word().as_bytes()).footer


def test_the_header_of_a_table_repeats_and_no_row_is_broken() -> None:
    made = word()
    made.table(("Seat", "Office"), [("Police", "The police DSP\nin person")], (1, 2))
    (table,) = Read(made.as_bytes()).document.tables
    header, row = (found._tr.trPr for found in table.rows)
    assert header is not None and header.find(qn("w:tblHeader")) is not None
    assert row is not None and row.find(qn("w:tblHeader")) is None and row.find(qn("w:cantSplit")) is not None
    assert table.rows[1].cells[1].text == "The police DSP\nin person"


def test_what_leads_to_a_table_stays_on_its_page() -> None:
    made = word()
    made.paragraph("All seats:")
    made.table(("Seat", "Office"), [], (1, 2))
    made.paragraph("After it.")
    before, after = (p for p in Read(made.as_bytes()).document.paragraphs if p.text in ("All seats:", "After it."))
    assert before.paragraph_format.keep_with_next and not after.paragraph_format.keep_with_next


def test_the_same_content_gives_the_same_bytes_and_another_moment_others() -> None:
    assert word().as_bytes() == word().as_bytes()
    later = Word("Decision record", "CSCP", "CSCP-2026-001", OPENED_AT + timedelta(days=1))
    assert later.as_bytes() != word().as_bytes()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb\u200bc\u0000", "abc"),
        ("one\r\ntwo\tthree", "one\ntwo three"),
        ("\ud83d", ""),
        ("Zo\u00eb", "Zo\u00eb"),
    ],
)
def test_what_no_document_can_hold_is_left_out(typed: str, shown: str) -> None:
    assert readable(typed) == shown
    made = word()
    made.quotation(typed)
    assert shown in Read(made.as_bytes()).words


def test_a_sentence_begins_with_a_capital() -> None:
    assert sentence("by escalation, not unanimous") == "By escalation, not unanimous"
    assert sentence("") == ""
