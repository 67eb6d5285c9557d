"""The template of the decision record is a Word document with fields, which a partnership can change in Word."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reports.word import CELL, HEADER_CELL, SMALL, Word
from reports.word_file import as_bytes, blank_document, centred

FIELDS: Mapping[str, str] = {
    "title": "what the document is, with the reference",
    "reference": "the case's reference",
    "partnership": "the partnership's name",
    "marking": "the protective marking",
    "access": "RESTRICTED, REHEARSAL, or nothing",
    "version": "how many events the record was made from",
    "made_on": "the day and the minute at which it was made",
    "digest": "the digest of these events, in full",
    "short_digest": "its first 16 digits",
    "rules": "the version of the rules, and whether it is a draft",
}
SECTIONS: Mapping[str, str] = {
    "notices": "what must be seen first: restricted, a rehearsal, not unanimous, a text removed, merged",
    "summary": "the first page: what happened, indicated, determined, decided, missing",
    "contents": "links to the headings, where the record of the review is in it",
    "missing": "What is missing",
    "facts": "Facts and criteria",
    "follows": "What follows from the facts",
    "processes": "Also: other processes that the facts may call for",
    "links": "Linked cases",
    "clocks": "Clocks, and whether each was kept",
    "review": "Rapid Review, determination and decision",
    "signatures": "Sign-offs",
    "lcspr": "LCSPR",
    "concern": "Case of Concern",
    "about": "About this record",
    "events": "Timeline of events",
    "on_paper": "Signatures on paper",
    "pictures": "Pictures",
}
ON_EVERY_PAGE = ("marking", "access")
OUR_STYLES = ("TOC1", "TOC2", CELL, HEADER_CELL, SMALL)
STYLES = ("Title", "Heading1", "Heading2", "Heading3", "ListBullet", "TableGrid", *OUR_STYLES)
PLACE = "section:"
SECTION_FIELD = re.compile(r"\{\{p\s+(\w+)\s*\}\}")
ANY_FIELD = re.compile(r"\{\{(?:p\s)?\s*(\w+)")
Fields = Mapping[str, str]
Write = Callable[[Word], None]


@cache
def default_template() -> bytes:
    """Returns the template that is used where the partnership has none of its own, as a docx file."""
    document = blank_document("{{ marking }}{{ access }}", "{{ marking }}{{ access }} \u00b7 {{ reference }}")
    centred(
        document.sections[0].footer.add_paragraph(),
        "Version {{ version }}, {{ made_on }} \u00b7 digest {{ short_digest }}",
    )
    word = Word(document)
    word.title("{{ title }}")
    word.paragraph("{{ partnership }}. Made on {{ made_on }}. Recorded events: {{ version }}.", small=True)
    for name in SECTIONS:
        word.paragraph(f"{{{{p {name} }}}}")
    return as_bytes(document)


def template_faults(content: bytes) -> tuple[str, ...]:
    """Returns a sentence for each fault of a template, with its mend; none for one that can be used."""
    try:
        template = _opened(content)
        named = [*_fields_by_part(template)]
        _rendered(content, dict.fromkeys(_used_in(named), "word"))
    except (TemplateError, ValueError) as error:
        return (f"The template of the decision record has a field that can't be read: {error}",)
    except Exception:
        return ("The template of the decision record is no Word document. Save it in Word as .docx.",)
    whole = (*_unclosed(template), *_unknown(named), *_lacking_sections(template), *_unmarked(named))
    return (*whole, *_lacking_styles(template))


def filled(content: bytes, fields: Fields, sections: Mapping[str, Write]) -> Document:
    """Returns the template with its fields filled in, and each section where the template has its place. They are
    written in the order of ``sections``."""
    document = _rendered(content, fields)
    found = _places(document)
    word = Word(document)
    for name, write in sections.items():
        _write_at(found[name], document, word, write)
    for place in found.values():
        document.element.body.remove(place)
    return document


def _rendered(content: bytes, fields: Fields) -> Document:
    """Fills the fields in, and puts a paragraph at the place of each section. Raises TemplateError."""
    template = _opened(content)
    places = {name: Markup(_place(name)) for name in SECTIONS}  # noqa: S704 - our own XML: nothing in it was typed
    template.render({**fields, **places}, _environment(), autoescape=True)
    made = BytesIO()
    template.save(made)
    return docx.Document(made)


def _places(document: Document) -> Mapping[str, BaseOxmlElement]:
    return {name: each for each in document.element.body if (name := _placed(each)) is not None}


def _write_at(place: BaseOxmlElement, document: Document, word: Word, write: Write) -> None:
    """Writes at the end of the document, where python-docx adds, and moves what was written to its place."""
    body = document.element.body
    before = len(body)
    write(word)
    for element in body[before - 1 : len(body) - 1]:
        place.addprevious(element)


def _place(name: str) -> str:
    return f"<w:p {nsdecls('w')}><w:r><w:t>{PLACE}{name}</w:t></w:r></w:p>"


def _placed(element: BaseOxmlElement) -> str | None:
    text = _text(element)
    return text.removeprefix(PLACE) if text.startswith(PLACE) else None


def _text(element: BaseOxmlElement) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t"))).strip() if element.tag == qn("w:p") else ""


def _opened(content: bytes) -> DocxTemplate:
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    return template


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _fields_by_part(template: DocxTemplate) -> Iterator[tuple[str, frozenset[str]]]:
    """Yields the fields in the body, in each header and in each footer."""
    yield "body", _fields_in(template, template.get_xml())
    for kind, uri in (("header", template.HEADER_URI), ("footer", template.FOOTER_URI)):
        for _, part in template.get_headers_footers(uri):
            yield kind, _fields_in(template, template.get_part_xml(part))


def _fields_in(template: DocxTemplate, xml: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(_environment().parse(template.patch_xml(xml))))


def _unclosed(template: DocxTemplate) -> Iterator[str]:
    for paragraph in template.element.body.iter(qn("w:p")):
        text = _text(paragraph)
        if text.count("{{") != text.count("}}"):
            yield f'A field of the template does not end in its paragraph, with two curly brackets: "{text[:40]}".'


def _used_in(named: Iterable[tuple[str, frozenset[str]]]) -> frozenset[str]:
    return frozenset(field for _, fields in named for field in fields)


def _unknown(named: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
    for field in sorted(_used_in(named) - FIELDS.keys() - SECTIONS.keys()):
        yield f"The template has the field {field}, which no record fills. The fields are: {', '.join(FIELDS)}."


def _lacking_sections(template: DocxTemplate) -> Iterator[str]:
    """Names each section that does not stand once, in a paragraph of its own, outside of tables."""
    whole = _text_of_all(template)
    alone = [found[1] for element in template.element.body if (found := SECTION_FIELD.fullmatch(_text(element)))]
    for name, title in SECTIONS.items():
        if alone.count(name) != 1 or whole.count(name) != 1:
            yield (
                f"The template needs {{{{p {name} }}}} once, in a paragraph of its own and outside of tables: there "
                f"the record has: {title}."
            )


def _text_of_all(template: DocxTemplate) -> list[str]:
    """Lists the sections that are named anywhere in the body, in whatever form."""
    text = "".join(node.text or "" for node in template.element.body.iter(qn("w:t")))
    return [found for found in ANY_FIELD.findall(text) if found in SECTIONS]


def _unmarked(named: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
    """Names the parts of a page on which the marking, or that a case is restricted, would not stand."""
    parts = list(named)
    for kind in ("header", "footer"):
        of_kind = [fields for part, fields in parts if part == kind]
        for field in ON_EVERY_PAGE:
            if not of_kind or any(field not in fields for fields in of_kind):
                yield f"Each {kind} of the template needs {{{{ {field} }}}}: it stands on every page."


def _lacking_styles(template: DocxTemplate) -> Iterator[str]:
    kept = {style.style_id for style in template.styles}
    for style in STYLES:
        if style not in kept:
            yield f"The template has no style {style}. Begin from the one that the bot gives, and change that."
