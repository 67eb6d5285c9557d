"""A Word document serves a screen reader, a printer and a comparison of bytes."""

from itertools import pairwise

import pytest
from docx.oxml.ns import qn

from reports.word import Word, readable, sentence
from tests.support.word_reading import document_of


def test_headings_are_headings() -> None:
    def write(word: Word) -> None:
        word.heading("Facts")
        word.heading("Dates", 2)

    assert document_of(write).headings == ["Facts", "Dates"]


def test_the_contents_are_links_to_the_headings_of_two_levels() -> None:
    def write(word: Word) -> None:
        for level, text in ((1, "Facts"), (2, "Dates & days"), (3, "By hand")):
            word.heading(text, level)
        word.contents(word.headings)

    body = document_of(write).document.element.body
    marked = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = [(each.get(qn("w:anchor")), next(each.iter(qn("w:t"))).text) for each in body.iter(qn("w:hyperlink"))]
    assert [text for _, text in links] == ["Facts", "Dates & days"]
    assert {anchor for anchor, _ in links} <= marked
    marks = [each.get(qn("w:fldCharType")) for each in body.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"], "Word knows it as a table of contents"


def test_no_bookmark_is_used_twice() -> None:
    def write(word: Word) -> None:
        for number in range(12):
            word.heading(f"Part {number}")

    numbers = [
        int(each.get(qn("w:id"))) for each in document_of(write).document.element.body.iter(qn("w:bookmarkStart"))
    ]
    assert all(before < after for before, after in pairwise(numbers)) and len(numbers) == 12


def test_contents_without_a_heading_are_nothing() -> None:
    assert not document_of(lambda word: word.contents([])).words.strip()


def test_a_section_can_begin_on_a_page_of_its_own() -> None:
    read = document_of(lambda word: word.heading("Sign-offs", on_new_page=True))
    assert read.document.paragraphs[0].paragraph_format.page_break_before


def test_the_header_of_a_table_repeats_and_no_row_is_broken() -> None:
    read = document_of(lambda word: word.table(("Seat", "Office"), [("Police", "The police DSP\nin person")], (1, 2)))
    (table,) = read.document.tables
    header, row = (found._tr.trPr for found in table.rows)
    assert header is not None and header.find(qn("w:tblHeader")) is not None
    assert row is not None and row.find(qn("w:tblHeader")) is None and row.find(qn("w:cantSplit")) is not None
    assert table.rows[1].cells[1].text == "The police DSP\nin person"


def test_a_short_table_stays_on_one_page_and_no_last_row_of_a_long_one_stands_alone() -> None:
    short, long = ([("Police", f"The police DSP {number}") for number in range(rows)] for rows in (3, 40))
    read = document_of(
        lambda word: word.table(("Seat", "Office"), short, (1, 2)),
        lambda word: word.table(("Seat", "Office"), long, (1, 2)),
    )
    kept = [
        [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows[1:]]
        for table in read.document.tables
    ]
    assert kept == [[True, True, False], [*[False] * 38, True, False]]


def test_what_leads_to_a_table_stays_on_its_page() -> None:
    def write(word: Word) -> None:
        word.paragraph("All seats:")
        word.table(("Seat", "Office"), [], (1, 2))
        word.paragraph("After it.")

    before, after = (p for p in document_of(write).document.paragraphs if p.text in ("All seats:", "After it."))
    assert before.paragraph_format.keep_with_next and not after.paragraph_format.keep_with_next


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
    assert shown in document_of(lambda word: word.quotation(typed)).words


def test_a_sentence_begins_with_a_capital() -> None:
    assert sentence("by escalation, not unanimous") == "By escalation, not unanimous"
    assert sentence("") == ""
