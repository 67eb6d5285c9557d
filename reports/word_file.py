"""The Word file has its page, its styles and its properties; the same document gives the same bytes."""

import hashlib
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from reports.word import CELL, HEADER_CELL, IN_CONTENTS, MARGIN_CM, PAGE_CM, SMALL, field, readable
from safeguarding.case.views.integrity import BLANK_DIGEST

AUTHOR = "CSCP review bot"
LANGUAGE = "en-GB"
FONT = "Calibri"
INK = RGBColor(0x1F, 0x2A, 0x44)
BODY_PT, CELL_PT, SMALL_PT = 12.0, 11.0, 10.0
SIZES = {"Normal": BODY_PT, "Title": 22.0, "Heading 1": 17.0, "Heading 2": 14.0, "Heading 3": 12.5}
OF_TODAY = (
    '<w:compat {}><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat>'
)
"""Without it Word opens a document in compatibility mode."""
AFTER_COMPAT = ("w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol")
PROPERTIES = "docProps/core.xml"
CHECKSUM, CHECKSUM_BEFORE_NAME = 14, 30
"""So many bytes after the start of a part in the archive, and before its name in the archive's list, its checksum
stands."""
# A zip archive knows no earlier date: a document made anew of the same case has the same bytes.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def blank_document(header: str, footer: str) -> Document:
    """Returns an empty A4 document. ``header`` and ``footer`` stand on each page, the latter with the page's number."""
    document = docx.Document()
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PAGE_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    centred(above, header)
    centred(below, f"{footer} \u00b7 page ")
    below._p.extend(field("PAGE"))
    below.add_run(" of ")
    below._p.extend(field("NUMPAGES"))
    return document


def describe(document: Document, title: str, at: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, AUTHOR, LANGUAGE
    properties.comments, properties.last_modified_by, properties.revision = "", AUTHOR, 1
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)


def self_digested_bytes(document: Document, identifier: str) -> bytes:
    """Returns the file with its own digest behind the identifier, so that the change of a single byte shows. The digest
    is of the same file with zeros in the digest's place."""
    document.core_properties.identifier = f"{identifier} file {BLANK_DIGEST}"
    blank = as_bytes(document)
    return _with_digest(blank, BLANK_DIGEST, hashlib.sha256(blank).hexdigest())


def has_own_digest(content: bytes, digest: str) -> bool:
    """Says whether the file is byte for byte the one that was given this digest. Raises BadZipFile."""
    return hashlib.sha256(_with_digest(content, digest, BLANK_DIGEST)).hexdigest() == digest


def _with_digest(content: bytes, old: str, new: str) -> bytes:
    """Puts a digest in the place of another in the properties, which are not compressed, and their new checksum in both
    of its places."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        start, told = parts.getinfo(PROPERTIES).header_offset, parts.read(PROPERTIES)
    retold = told.replace(old.encode(), new.encode())
    before, after = (zlib.crc32(text).to_bytes(4, "little") for text in (told, retold))
    changed = bytearray(content.replace(told, retold))
    for place in (start + CHECKSUM, content.rindex(PROPERTIES.encode()) - CHECKSUM_BEFORE_NAME):
        if changed[place : place + 4] == before:
            changed[place : place + 4] = after
    return bytes(changed)


def identifier_of(content: bytes) -> str:
    """Returns what tells the file apart from any other. Raises an error of python-docx for a file that is none."""
    return str(docx.Document(BytesIO(content)).core_properties.identifier)


def as_bytes(document: Document) -> bytes:
    _leave_out_thumbnail(document)
    _of_today(document)
    made, packed = BytesIO(), BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            dated = zipfile.ZipInfo(entry.filename, NO_DATE)
            dated.compress_type = zipfile.ZIP_STORED if entry.filename == PROPERTIES else zipfile.ZIP_DEFLATED
            target.writestr(dated, source.read(entry))
    return packed.getvalue()


def _leave_out_thumbnail(document: Document) -> None:
    """The library's own template carries a picture of an empty page."""
    links = document.part.package.rels
    for name in [name for name, link in links.items() if link.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del links[name]


def _of_today(document: Document) -> None:
    settings = document.settings.element
    for older in settings.findall(qn("w:compat")):
        settings.remove(older)
    settings.insert_element_before(parse_xml(OF_TODAY.format(nsdecls("w"))), *AFTER_COMPAT)


def centred(paragraph: Paragraph, text: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.style = SMALL
    paragraph.add_run(readable(text))


def _styles(document: Document) -> None:
    styles = document.styles
    for name, size in SIZES.items():
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        if name != "Normal":
            style.font.color.rgb = INK
            style.paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.space_after = Pt(5)
    _added_style(document, SMALL, SMALL_PT)
    _cell_style(document, CELL, is_header=False)
    _cell_style(document, HEADER_CELL, is_header=True)
    for level in range(1, IN_CONTENTS + 1):
        listed = _added_style(document, f"TOC {level}", CELL_PT).paragraph_format
        listed.left_indent, listed.space_after = Cm(0.6 * (level - 1)), Pt(1)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _cell_style(document: Document, name: str, *, is_header: bool) -> None:
    """A table has hundreds of paragraphs, which would each have to say the same of themselves."""
    style = _added_style(document, name, CELL_PT)
    style.font.bold = is_header or None
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(1.5), Pt(2)
    style.paragraph_format.keep_with_next = is_header or None


def _added_style(document: Document, name: str, size: float) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    return style
