"""The checker reads a Word document as a screen reader and somebody with weak sight do, and names what stops them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from docx.oxml.ns import qn

from tests.support.word_reading import Read

LEAST_CONTRAST, LEAST_POINTS, LEAST_BODY_POINTS = 4.5, 10.0, 12.0
"""WCAG 2.2, 1.4.3; and the sizes of print that is easy to read, of the body and of anything else."""


def faults_for_readers(read: Read) -> list[str]:
    """Returns a sentence for each fault; nothing for a document that everybody can read."""
    rules = (_properties, _headings, _tables, _pictures, _links, _blank_lines, _sizes, _contrasts)
    return [fault for rule in rules for fault in rule(read)]


def _properties(read: Read) -> Iterator[str]:
    properties = read.document.core_properties
    if not properties.title:
        yield "The document has no title."
    languages = {node.get(qn("w:val")) for node in read.document.styles.element.iter(qn("w:lang"))}
    if properties.language != "en-GB" or languages != {"en-GB"}:
        yield f"The language is not British English throughout: {properties.language}, {languages}."


def _headings(read: Read) -> Iterator[str]:
    levels = [int(style.removeprefix("Heading")) for style in _styles(read) if style.startswith("Heading")]
    if _styles(read)[:1] != ["Title"]:
        yield "The document does not begin with its title."
    for before, after in pairwise([0, *levels]):
        if after > before + 1:
            yield f"A heading of level {after} follows one of level {before}."
    if any(not heading.strip() for heading in read.headings):
        yield "A heading is empty."


def _styles(read: Read) -> list[str]:
    return [paragraph._p.style or "Normal" for paragraph in read.document.paragraphs]


def _tables(read: Read) -> Iterator[str]:
    for table in read.document.tables:
        header = table.rows[0]
        properties = header._tr.trPr
        if properties is None or properties.find(qn("w:tblHeader")) is None:
            yield f"A table has no header row: {header.cells[0].text}."
        if any(not cell.text.strip() for cell in header.cells):
            yield f"A column of a table has no name, beside {header.cells[0].text}."
        if any(not row.cells[0].text.strip() for row in table.rows):
            yield f"A row of the table of {header.cells[0].text} does not say what it is about."
        for merged in ("w:gridSpan", "w:vMerge"):
            if next(table._tbl.iter(qn(merged)), None) is not None:
                yield f"The table of {header.cells[0].text} has cells that are merged."


def _pictures(read: Read) -> Iterator[str]:
    for shape in read.document.inline_shapes:
        described = shape._inline.docPr
        if not described.get("title") or not described.get("descr"):
            yield f"A picture is not said in words: {described.get('title')}."


def _links(read: Read) -> Iterator[str]:
    body = read.document.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    for link in body.iter(qn("w:hyperlink")):
        words = "".join(node.text or "" for node in link.iter(qn("w:t")))
        if not words.strip() or link.get(qn("w:anchor")) not in marks:
            yield f"A link leads nowhere or has no words: {words}."


def _blank_lines(read: Read) -> Iterator[str]:
    blocks = [block for block in read.document.element.body if block.tag == qn("w:p")]
    for one, other in pairwise(blocks):
        if one.getnext() is other and not _says(one) and not _says(other):
            yield "Two blank lines follow each other: a screen reader reads both."


def _says(block: Any) -> bool:
    return any(next(block.iter(qn(kind)), None) is not None for kind in ("w:t", "w:drawing"))


def _in_use(read: Read) -> list[Any]:
    """Returns the body, and the styles that the document writes in."""
    used = {*_styles(read), "Normal", "Cell", "HeaderCell", "Small"}
    styles = read.document.styles.element.iter(qn("w:style"))
    return [*(style for style in styles if style.get(qn("w:styleId")) in used), read.document.element.body]


def _sizes(read: Read) -> Iterator[str]:
    sizes = [
        int(size.get(qn("w:val"))) / 2
        for place in _in_use(read)
        for size in place.iter(qn("w:sz"))
        if size.getparent().tag == qn("w:rPr")
    ]
    if min(sizes) < LEAST_POINTS:
        yield f"A text has {min(sizes)} points."
    body = read.document.styles["Normal"].font.size
    if body is None or body.pt < LEAST_BODY_POINTS:
        yield f"The body is smaller than {LEAST_BODY_POINTS} points."


def _contrasts(read: Read) -> Iterator[str]:
    """Holds every colour of writing against every ground: which one stands on which is for a template to choose."""
    colours = {c.get(qn("w:val")) for place in _in_use(read) for c in place.iter(qn("w:color"))} - {None, "auto"}
    grounds = {s.get(qn("w:fill")) for place in _in_use(read) for s in place.iter(qn("w:shd"))} - {None, "auto"}
    for colour in sorted(colours | {"000000"}):
        for ground in sorted(grounds | {"FFFFFF"}):
            if (ratio := contrast(colour, ground)) < LEAST_CONTRAST:
                yield f"Writing in {colour} on {ground} has a contrast of {ratio:.1f}."


def contrast(one: str, other: str) -> float:
    """Returns the contrast ratio of WCAG 2.2, from 1 to 21, of two colours in hexadecimal digits."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
