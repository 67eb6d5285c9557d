"""A partnership can change the template of the record in Word; what could not be used is named with its mend."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document

from reports.decision_record.document import decision_record
from reports.decision_record.template import FIELDS, SECTIONS, default_template, template_faults
from safeguarding.case.case import Case
from tests.support.case_stages import LATER, answered, decided, filled_in, written
from tests.support.generators.clock_lives import restricted_until
from tests.support.plain_case import REPORTS, opened, submitted
from tests.support.word_reading import Read

Change = Callable[[Document], None]


def changed(*changes: Change) -> bytes:
    document = docx.Document(BytesIO(default_template()))
    for change in changes:
        change(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def write(text: str) -> Change:
    return lambda document: setattr(document.paragraphs[1], "text", text)


def without(name: str) -> Change:
    def take_out(document: Document) -> None:
        (place,) = [each for each in document.paragraphs if each.text == f"{{{{p {name} }}}}"]
        place.text = ""

    return take_out


def of_the_page(part: str, text: str) -> Change:
    return lambda document: setattr(getattr(document.sections[0], part).paragraphs[0], "text", text)


def into_a_table(document: Document) -> None:
    without("facts")(document)
    document.add_table(1, 1).cell(0, 0).text = "{{p facts }}"


def record(case: Case, template: bytes | None = None) -> Read:
    return Read(decision_record(case, replace(REPORTS, template=template)))


def test_the_template_that_the_bot_gives_has_no_fault() -> None:
    assert template_faults(default_template()) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (write("{{ childs_name }}"), "childs_name, which no record fills"),
        (write("{{ title "), "does not end in its paragraph"),
        (write("{% for each in reference %}x"), "can't be read"),
        (without("facts"), "needs {{p facts }} once"),
        (write("{{p facts }}"), "needs {{p facts }} once"),
        (write("{{ facts }}"), "needs {{p facts }} once"),
        (into_a_table, "needs {{p facts }} once"),
        (of_the_page("header", "{{ access }}"), "header of the template needs {{ marking }}"),
        (of_the_page("footer", "{{ marking }}"), "footer of the template needs {{ access }}"),
        (lambda document: document.styles["TOC 1"].delete(), "no style TOC1"),
    ],
)
def test_each_fault_is_named_with_what_to_do(change: Change, named: str) -> None:
    faults = template_faults(changed(change))
    assert any(named in fault for fault in faults), faults


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_what_is_no_word_document_is_said_to_be_none(content: bytes) -> None:
    assert template_faults(content) == (
        "The template of the decision record is no Word document. Save it in Word as .docx.",
    )


def test_a_field_cannot_reach_what_runs_behind_it() -> None:
    reaching = changed(write("{{ title.__class__.__mro__ }}"))
    assert any("can't be read" in fault for fault in template_faults(reaching))


def test_words_and_places_of_the_partnership_are_kept_and_every_section_is_there() -> None:
    own = changed(write("For the Panel: {{ reference }}, version {{ version }}."))
    case = decided(filled_in(submitted()))
    read, plain = record(case, own), record(case)
    assert f"For the Panel: {case.ref}, version {len(case.events)}." in read.words
    assert read.headings == plain.headings
    assert "{{" not in read.words + read.header + read.footer


def test_what_a_person_wrote_is_never_taken_for_a_field() -> None:
    odd = "{{ digest }} {% raw %} & <w:p/>"
    case = answered(filled_in(submitted()), "facts", written(odd))
    assert odd in record(case).words
    named = replace(REPORTS, office=lambda person: odd)
    assert odd in Read(decision_record(case, named)).words


def test_every_page_says_that_the_case_is_restricted_or_a_rehearsal() -> None:
    restricted, rehearsal = record(restricted_until(LATER, opened())), record(opened("REHEARSAL-2026-001"))
    for read, kind in ((restricted, "RESTRICTED"), (rehearsal, "REHEARSAL")):
        assert read.header == f"OFFICIAL-SENSITIVE \u00b7 {kind}"
        assert read.footer.startswith(f"OFFICIAL-SENSITIVE \u00b7 {kind}")
    assert "for practice, and about no real child" in rehearsal.words


def test_each_field_and_each_section_is_told_to_whoever_changes_the_template() -> None:
    assert all(FIELDS.values()) and all(SECTIONS.values())
