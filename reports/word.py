"""The Word document has real headings, tables whose header repeats, page numbers, and a language: what a screen reader
and a printer need."""

import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.context import Picture

LANGUAGE = "en-GB"
FONT = "Calibri"
INK = RGBColor(0x1F, 0x2A, 0x44)
CELL, HEADER_CELL = "Cell", "HeaderCell"
HEADER_FILL, NOTICE_FILL = "DDE3EE", "FBE3D6"
PAGE_CM, MARGIN_CM = (21.0, 29.7), 2.0
TEXT_CM = PAGE_CM[0] - 2 * MARGIN_CM
PICTURE_CM = (16.5, 23.5)
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
# A zip archive knows no earlier date: a document made anew of the same case has the same bytes.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class Word:
    """The document grows from top to bottom. ``footer`` stands on each page, with the page's number."""

    def __init__(self, title: str, author: str, footer: str, at: datetime) -> None:
        self._document: Document = docx.Document()
        self._styles()
        self._page(footer)
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = title, author, LANGUAGE
        properties.comments, properties.last_modified_by, properties.revision = "", author, 1
        properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
        self._styled(title, "Title")

    def heading(self, text: str, level: int = 1) -> None:
        self._styled(text, f"Heading{level}")

    def paragraph(self, text: str, *, bold: bool = False, small: bool = False) -> None:
        self._style(self._document.add_paragraph(readable(text)), bold=bold, small=small)

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
        self._style(paragraph, bold=True)
        properties = paragraph._p.get_or_add_pPr()
        borders = OxmlElement("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            borders.append(_element(f"w:{side}", val="single", sz="8", space="4", color="9A3412"))
        properties.append(borders)
        properties.append(_element("w:shd", val="clear", color="auto", fill=NOTICE_FILL))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """Adds a table; ``widths`` are parts of the text's width. A row is not broken over two pages unless it is
        longer than one."""
        self._keep_last_with_next()
        table = self._document.add_table(0, len(header))
        table._tbl.tblStyle_val = "TableGrid"
        table.autofit = False
        share = TEXT_CM / sum(widths)
        shares = [Cm(width * share) for width in widths]
        for column, width in zip(table.columns, shares, strict=True):
            column.width = width
        # Cell by cell, python-docx takes most of the time of a whole record.
        written = [_row(header, shares, is_header=True), *(_row(texts, shares, is_header=False) for texts in rows)]
        table._tbl.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(written)}</w:tbl>"))
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def picture(self, picture: Picture) -> None:
        shape = self._document.add_picture(BytesIO(picture.png), width=Cm(PICTURE_CM[0]))
        if shape.height > Cm(PICTURE_CM[1]):
            shape.width, shape.height = int(shape.width * Cm(PICTURE_CM[1]) / shape.height), Cm(PICTURE_CM[1])
        described = shape._inline.docPr
        described.set("title", picture.title)
        described.set("descr", readable(picture.alt))
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self.paragraph(picture.title, small=True)

    def page_break(self) -> None:
        self._document.add_page_break()  # type: ignore[no-untyped-call] # python-docx has no type for it

    def as_bytes(self) -> bytes:
        made, packed = BytesIO(), BytesIO()
        self._document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in source.infolist():
                dated = zipfile.ZipInfo(entry.filename, NO_DATE)
                dated.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(dated, source.read(entry))
        return packed.getvalue()

    def _keep_last_with_next(self) -> None:
        """A title or a sentence stays on the page of the table that it leads to."""
        last = self._document.element.body[-2]
        if last.tag == qn("w:p"):
            Paragraph(last, self._document._body).paragraph_format.keep_with_next = True

    def _styled(self, text: str, style: str) -> None:
        """Adds a paragraph in the style of this id. By its name, python-docx looks through all styles for each, which
        took a third of the time."""
        self._document.add_paragraph(readable(text))._p.style = style

    def _style(self, paragraph: Paragraph, *, bold: bool = False, small: bool = False) -> None:
        for run in paragraph.runs:
            run.bold = bold or None
            run.font.size = Pt(9.5) if small else None

    def _styles(self) -> None:
        for name, size in (
            ("Normal", 10.5),
            ("Title", 22.0),
            ("Heading 1", 16.0),
            ("Heading 2", 13.0),
            ("Heading 3", 11.0),
        ):
            style = self._document.styles[name]
            assert isinstance(style, ParagraphStyle)
            style.font.name, style.font.size = FONT, Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            if name != "Normal":
                style.font.color.rgb = INK
                style.paragraph_format.keep_with_next = True
        self._document.styles["Normal"].paragraph_format.space_after = Pt(5)
        self._cell_style(CELL, is_header=False)
        self._cell_style(HEADER_CELL, is_header=True)
        for language in self._document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)

    def _cell_style(self, name: str, *, is_header: bool) -> None:
        """A table has hundreds of paragraphs, which would each have to say the same of themselves."""
        style = self._document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = self._document.styles["Normal"]
        style.font.size, style.font.bold = Pt(9.5), is_header or None
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(1.5), Pt(2)
        style.paragraph_format.keep_with_next = is_header or None

    def _page(self, footer: str) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = (Cm(side) for side in PAGE_CM)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(readable(f"{footer} \u00b7 page "))
        _field(paragraph.add_run(), "PAGE")
        paragraph.add_run(" of ")
        _field(paragraph.add_run(), "NUMPAGES")
        self._style(paragraph, small=True)


def readable(text: str) -> str:
    """Removes what is not seen or no document can hold: controls, bidi marks, half characters."""
    kept = text.replace("\r\n", "\n").replace("\t", " ")
    if kept.replace("\n", "").isprintable():
        return kept
    return "".join(c for c in kept if c == "\n" or unicodedata.category(c) not in HIDDEN)


def sentence(text: str) -> str:
    """Puts a capital at the text's start."""
    return f"{text[:1].upper()}{text[1:]}"


def _row(texts: Sequence[str], widths: Sequence[Length], *, is_header: bool) -> str:
    kind = "<w:cantSplit/><w:tblHeader/>" if is_header else "<w:cantSplit/>"
    cells = (_cell(text, width, is_header=is_header) for text, width in zip(texts, widths, strict=True))
    return f"<w:tr><w:trPr>{kind}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, width: Length, *, is_header: bool) -> str:
    style = HEADER_CELL if is_header else CELL
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{HEADER_FILL}"/>' if is_header else ""
    paragraphs = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in readable(text).split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/>{shade}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _field(run: Run, instruction: str) -> None:
    """Adds a number that Word counts."""
    begin, end = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "end"))
    text = OxmlElement("w:instrText")
    text.text = instruction
    for element in (begin, text, end):
        run._r.append(element)
