"""A Word file serves a screen reader, a printer, a comparison of bytes, and Word as it is today."""

import zipfile
from datetime import timedelta
from io import BytesIO

from docx.document import Document
from docx.oxml.ns import qn

from reports.word import Word
from reports.word_file import (
    PROPERTIES,
    as_bytes,
    blank_document,
    describe,
    has_own_digest,
    identifier_of,
    self_digested_bytes,
)
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


def test_a_record_names_its_own_digest_which_a_change_of_any_byte_breaks() -> None:
    content = self_digested_bytes(document(), "CSCP-2026-001 4")
    ref, version, _, digest = identifier_of(content).split()
    assert (ref, version) == ("CSCP-2026-001", "4") and has_own_digest(content, digest)
    assert self_digested_bytes(document(), "CSCP-2026-001 4") == content
    # The archive's own bookkeeping lies at its end, and around the properties.
    around = content.index(PROPERTIES.encode())
    places = {*range(0, len(content), len(content) // 100), *range(around - 30, around), *range(-120, 0)}
    for place in places:
        assert not _reads_as_made(_with_another_byte(content, place), digest), place


def _with_another_byte(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def _reads_as_made(content: bytes, digest: str) -> bool:
    try:
        return has_own_digest(content, digest)
    except Exception:
        # What is no archive any more, zipfile says in many ways.
        return False


def test_a_file_that_was_opened_and_saved_anew_has_its_digest_no_more() -> None:
    content = self_digested_bytes(document(), "CSCP-2026-001 4")
    digest = identifier_of(content).split()[-1]
    assert not has_own_digest(as_bytes(Read(content).document), digest)


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
