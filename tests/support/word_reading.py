"""The Word document is read again as a person or a screen reader would read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.word import Word
from reports.word_file import as_bytes, blank_document


def document_of(*parts: Callable[[Word], None]) -> "Read":
    """Returns a document in which the parts were written one after the other."""
    document = blank_document("OFFICIAL", "CSCP-2026-001")
    word = Word(document)
    for write in parts:
        write(word)
    return Read(as_bytes(document))


@dataclass(frozen=True)
class Read:
    content: bytes

    @cached_property
    def document(self) -> Document:
        return docx.Document(BytesIO(self.content))

    @cached_property
    def words(self) -> str:
        return "\n".join(text for _, texts in self._blocks for text in texts)

    @cached_property
    def headings(self) -> list[str]:
        return [texts[0] for level, texts in self._blocks if level]

    @cached_property
    def rows(self) -> list[list[str]]:
        return [[cell.text for cell in row.cells] for table in self.document.tables for row in table.rows]

    @property
    def header(self) -> str:
        return "".join(node.text or "" for node in self.document.sections[0].header._element.iter(qn("w:t")))

    @property
    def footer(self) -> str:
        return "".join(node.text or "" for node in self.document.sections[0].footer._element.iter(qn("w:t")))

    @cached_property
    def _blocks(self) -> list[tuple[int, list[str]]]:
        """Lists the level (0 where it is no heading) and the texts of every paragraph and table."""
        return [(_level(block), self._texts([block])) for block in self.document.iter_inner_content()]

    def section(self, heading: str) -> str:
        """Returns all words under a heading, up to the next of the same or a higher level."""
        level, found = 0, []
        for depth, texts in self._blocks:
            if level and depth and depth <= level:
                break
            if depth and texts == [heading]:
                level = depth
            elif level:
                found += texts
        assert level, f"no heading {heading!r} among {self.headings}"
        return "\n".join(found)

    def _texts(self, blocks: Iterable[Paragraph | Table]) -> list[str]:
        found: list[str] = []
        for block in blocks:
            if isinstance(block, Table):
                found += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                found.append(block.text)
        return found


def _level(block: Paragraph | Table) -> int:
    # The style's id, not its name: python-docx looks a name up among all styles, which took most of the reading.
    style = block._p.style if isinstance(block, Paragraph) else None
    return int(style.removeprefix("Heading")) if style and style.startswith("Heading") else 0
