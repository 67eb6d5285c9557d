"""The framework of the Review Group in chapters, from the rules file: when a SIN is required, when a Rapid Review must
take place, the criteria for an LCSPR, and how to tell the cases apart. A card steps through it, and a document holds
it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeguarding.framework.entries import Item, Sources
from safeguarding.framework.framework import Framework

DUTIES = ("sin", "rapid_review")


@dataclass(frozen=True)
class FrameworkEntry:
    """An entry says one thing of the guidance, with where it comes from."""

    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Chapter:
    title: str
    entries: tuple[FrameworkEntry, ...]


def chapters(framework: Framework) -> tuple[Chapter, ...]:
    return tuple(_chapters(framework))


def _chapters(framework: Framework) -> Iterator[Chapter]:
    for decision in map(framework.decision, DUTIES):
        rules = [(decision.label(rule.value).capitalize(), rule.text, rule.source) for rule in decision.rules]
        yield _chapter(framework, decision.title, rules)
    yield _chapter(framework, "What a Rapid Review is for", ((p.title, p.text, p.source) for p in framework.purposes))
    yield _chapter(framework, "Criteria for an LCSPR", ((c.title, c.text, c.source) for c in framework.criteria))
    for question in framework.asked_at("review"):
        for title, items in _groups(framework, question.id):
            yield _chapter(framework, title, ((i.label, _examples(i), i.source) for i in items))
    principles = ((p.title, _with_strength(p.text, p.strength), p.source) for p in framework.principles)
    yield _chapter(framework, "Principles", principles)
    deadlines = (
        (d.title, f"{d.length}, from {d.counted_from} ({d.strength_in_words}).", d.source)
        for d in (*framework.deadlines, *framework.local_deadlines)
    )
    yield _chapter(framework, "Deadlines", deadlines)


def _groups(framework: Framework, question: str) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Yields the lists of a question under the titles of the parts that ask them."""
    for part in framework.parts:
        if part.question == question:
            yield part.title, framework.items_of(part)


def _chapter(framework: Framework, title: str, rows: Iterable[tuple[str, str, Sources]]) -> Chapter:
    entries = (FrameworkEntry(name, text, framework.describe_source(source)) for name, text, source in rows)
    return Chapter(title, tuple(entries))


def _examples(item: Item) -> str:
    return f"For example: {'; '.join(item.examples)}." if item.examples else ""


def _with_strength(text: str, strength: str | None) -> str:
    return f"{text} ({strength})" if strength else text
