"""The text of a Word document has real headings, tables whose header repeats, links, and pictures with words: what a
screen reader and a printer need."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph

from reports.context import Picture

CELL, HEADER_CELL, SMALL = "Cell", "HeaderCell", "Small"
IN_CONTENTS = 2
"""Headings down to this level stand in the contents."""
HEADER_FILL, NOTICE_FILL = "DDE3EE", "FBE3D6"
PAGE_CM, MARGIN_CM = (21.0, 29.7), 2.0
TEXT_CM = PAGE_CM[0] - 2 * MARGIN_CM
TALLEST_CM = 24.0
SHORT_TABLE, SHORT_TABLE_LETTERS = 12, 1_500
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


@dataclass(frozen=True)
class Heading:
    """A heading can be gone to by its ``bookmark``."""

    level: int
    text: str
    bookmark: str


class Word:
    """The text grows at the end of the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.headings: list[Heading] = []

    def title(self, text: str) -> None:
        self._styled(text, "Title")

    def heading(self, text: str, level: int = 1, *, on_new_page: bool = False) -> None:
        paragraph = self._styled(text, f"Heading{level}")
        paragraph.paragraph_format.page_break_before = on_new_page or None
        number = str(len(self.headings) + 1)
        found = Heading(level, readable(text), f"_Toc{number.zfill(6)}")
        self.headings.append(found)
        paragraph._p.insert(1, _element("w:bookmarkStart", id=number, name=found.bookmark))
        paragraph._p.append(_element("w:bookmarkEnd", id=number))

    def paragraph(self, text: str, *, bold: bool = False, small: bool = False, leads: bool = False) -> None:
        """Adds a paragraph; one that ``leads`` stays on the page of what comes after it."""
        paragraph = self._styled(text, SMALL) if small else self._document.add_paragraph(readable(text))
        paragraph.paragraph_format.keep_with_next = leads or None
        for run in paragraph.runs:
            run.bold = bold or None

    def quotation(self, text: str) -> None:
        """Adds a person's own words, each of their paragraphs one of ours."""
        for line in readable(text).split("\n"):
            paragraph = self._document.add_paragraph(line)
            paragraph.paragraph_format.left_indent = Cm(0.6)

    def bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._styled(text, "ListBullet")

    def notice(self, text: str) -> None:
        """Adds what must be seen: bold words in a frame, for the colour alone says nothing."""
        paragraph = self._document.add_paragraph(readable(text))
        for run in paragraph.runs:
            run.bold = True
        properties = paragraph._p.get_or_add_pPr()
        borders = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            borders.append(_element(f"w:{side}", val="single", sz="8", space="4", color="9A3412"))
        properties.append(borders)
        properties.append(_element("w:shd", val="clear", color="auto", fill=NOTICE_FILL))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """Adds a table; ``widths`` are parts of the text's width. A row is not broken over two pages unless it is
        longer than one. A short table stays on one page, and of a long one no last row stands alone."""
        self._keep_last_with_next()
        table = self._document.add_table(0, len(header))
        table._tbl.tblStyle_val = "TableGrid"
        table.autofit = False
        share = TEXT_CM / sum(widths)
        shares = [Cm(width * share) for width in widths]
        for column, width in zip(table.columns, shares, strict=True):
            column.width = width
        # Cell by cell, python-docx takes most of the time of a whole record.
        listed = list(rows)
        from_here = 0 if _is_short(listed) else len(listed) - 2
        written = [
            _row(header, shares, is_header=True),
            *(
                _row(texts, shares, is_header=False, leads=from_here <= number < len(listed) - 1)
                for number, texts in enumerate(listed)
            ),
        ]
        table._tbl.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(written)}</w:tbl>"))
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def picture(self, picture: Picture) -> None:
        shape = self._document.add_picture(BytesIO(picture.png), width=Cm(picture.width_cm))
        if shape.height > Cm(TALLEST_CM):
            shape.width, shape.height = int(shape.width * Cm(TALLEST_CM) / shape.height), Cm(TALLEST_CM)
        described = shape._inline.docPr
        described.set("title", picture.title)
        described.set("descr", readable(picture.alt))
        self._keep_last_with_next()
        self.paragraph(picture.title, small=True)

    def web_link(self, text: str, address: str) -> None:
        """Adds a paragraph that leads to an address outside the document."""
        paragraph = self._styled("", SMALL)
        link = _element("w:hyperlink", history="1")
        link.set(qn("r:id"), self._document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{escape(readable(text))}</w:t></w:r>"))
        paragraph._p.append(link)

    def contents(self, headings: Iterable[Heading]) -> None:
        """Adds the list of these headings, as links. Word knows it as a table of contents and can make it anew."""
        listed = [each for each in headings if each.level <= IN_CONTENTS]
        if not listed:
            return
        links = [self._link(each) for each in listed]
        opened = [_field_mark("begin"), _instruction(rf'TOC \o "1-{IN_CONTENTS}" \n \h'), _field_mark("separate")]
        for place, mark in enumerate(opened):
            links[0]._p.insert(1 + place, mark)
        links[-1]._p.append(_field_mark("end"))

    def _link(self, heading: Heading) -> Paragraph:
        paragraph = self._styled("", f"TOC{heading.level}")
        link = _element("w:hyperlink", anchor=heading.bookmark, history="1")
        link.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{escape(heading.text)}</w:t></w:r>"))
        paragraph._p.append(link)
        return paragraph

    def _keep_last_with_next(self) -> None:
        """A title, a sentence or a picture stays on the page of what it leads to."""
        for last in self._document.element.body[-2:-1]:
            if last.tag == qn("w:p"):
                Paragraph(last, self._document._body).paragraph_format.keep_with_next = True

    def _styled(self, text: str, style: str) -> Paragraph:
        """Adds a paragraph in the style of this id. By its name, python-docx looks through all styles for each, which
        took a third of the time."""
        paragraph = self._document.add_paragraph(readable(text))
        paragraph._p.style = style
        return paragraph


def readable(text: str) -> str:
    """Removes what is not seen or no document can hold: controls, bidi marks, half characters."""
    kept = text.replace("\r\n", "\n").replace("\t", " ")
    if kept.replace("\n", "").isprintable():
        return kept
    return "".join(c for c in kept if c == "\n" or unicodedata.category(c) not in HIDDEN)


def sentence(text: str) -> str:
    """Puts a capital at the text's start."""
    return f"{text[:1].upper()}{text[1:]}"


def _is_short(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows) <= SHORT_TABLE and sum(len(text) for texts in rows for text in texts) <= SHORT_TABLE_LETTERS


def _row(texts: Sequence[str], widths: Sequence[Length], *, is_header: bool, leads: bool = False) -> str:
    kind = "<w:cantSplit/><w:tblHeader/>" if is_header else "<w:cantSplit/>"
    cells = (_cell(text, width, is_header=is_header, leads=leads) for text, width in zip(texts, widths, strict=True))
    return f"<w:tr><w:trPr>{kind}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: Length, *, is_header: bool, leads: bool) -> str:
    style = HEADER_CELL if is_header else CELL
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{HEADER_FILL}"/>' if is_header else ""
    keep = "<w:keepNext/>" if leads else ""
    paragraphs = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in readable(text).split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/>{shade}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _field_mark(kind: str) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    run.append(_element("w:fldChar", fldCharType=kind))
    return run


def _instruction(text: str) -> BaseOxmlElement:
    run, instruction = OxmlElement("w:r"), OxmlElement("w:instrText")
    instruction.text = text
    run.append(instruction)
    return run


def field(instruction: str) -> Iterable[BaseOxmlElement]:
    """Returns the runs of a number that Word counts: PAGE, NUMPAGES."""
    return _field_mark("begin"), _instruction(instruction), _field_mark("end")
