"""A Word file serves a screen reader, a printer, a comparison of bytes, and Word as it is today."""

import zipfile
from datetime import timedelta
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn

from reports.word import Word
from reports.word_file import as_bytes, blank_document, content_digest, describe, identifier_of, sealed_bytes
from tests.support.people.everybody import OPENED_AT
from tests.support.word_reading import Read


def document(days: int = 0) -> Document:
    made = blank_document("OFFICIAL-SENSITIVE", "CSCP-2026-001")
    describe(made, "Decision record", OPENED_AT + timedelta(days=days))
    Word(made).paragraph("Something.")
    return made


def test_title_author_and_language_are_in_the_properties() -> None:
    properties = Read(as_bytes(document())).document.core_properties
    assert (properties.title, properties.author) == ("Decision record", "CSCP review bot")
    assert properties.language == "en-GB"


def test_every_page_carries_the_marking_the_reference_and_its_number() -> None:
    read = Read(as_bytes(document()))
    assert read.header == "OFFICIAL-SENSITIVE"
    assert "CSCP-2026-001" in read.footer and " of " in read.footer
    fields = [node.text for node in read.document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_same_content_gives_the_same_bytes_and_another_moment_others() -> None:
    assert as_bytes(document()) == as_bytes(document())
    assert as_bytes(document()) != as_bytes(document(days=1))


def test_a_sealed_file_names_the_digest_of_its_own_content_which_a_change_breaks() -> None:
    content = sealed_bytes(document(), "CSCP-2026-001 4")
    ref, version, digest = identifier_of(content).split()
    assert (ref, version, digest) == ("CSCP-2026-001", "4", content_digest(content))
    changed = Read(content).document
    changed.paragraphs[0].text = "Something else."
    assert content_digest(as_bytes(changed)) != digest
    assert sealed_bytes(document(), "CSCP-2026-001 4") == content


def test_the_body_is_written_in_twelve_points() -> None:
    assert Read(as_bytes(document())).document.styles["Normal"].font.size.pt == 12


def test_it_has_no_picture_of_an_empty_page_and_opens_in_no_compatibility_mode() -> None:
    content = as_bytes(document())
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert [name for name in parts.namelist() if "thumbnail" in name] == []
    modes = [
        each.get(qn("w:val"))
        for each in Read(content).document.settings.element.iter(qn("w:compatSetting"))
        if each.get(qn("w:name")) == "compatibilityMode"
    ]
    assert modes == ["15"]
