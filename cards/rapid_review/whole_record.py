"""The whole record of a Rapid Review is read on one card, purpose by purpose, each with its newest answers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, TargetElement, ToggleVisibilityAction

from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    button,
    buttons,
    card,
    folded,
    heading,
    paragraph,
    small,
    subheading,
    turning,
    weight,
)
from cards.rapid_review.decision import determination_lines
from cards.rapid_review.part import answered_lines
from cards.rapid_review.progress import gaps_lines
from cards.rapid_review.record import OF_EARLIER_RULES
from safeguarding.case.case import Case
from safeguarding.case.state.review_record import latest_answers, parts_of_earlier_rules
from safeguarding.case.views.history import Who
from safeguarding.framework.entries import Part


@dataclass(frozen=True)
class RecordSection:
    """A section is folded under its title; ``said`` is what is read of it before it is opened."""

    title: str
    said: str
    body: Sequence[CardElement]


def whole_record_card(case: Case, context: CardContext, who: Who, page: int = 1, *, confirms: bool) -> AdaptiveCard:
    """The card has all sections, over pages only where they are more than a message takes. ``confirms`` says that the
    reader may confirm the determination: they can do so from here."""
    pages = list(_pages(_sections(case, context, who)))
    number = min(max(page, 1), len(pages))
    body: list[CardElement] = [heading(f"The whole record of {case.ref}")]
    opened = [folded(f"section_{at}", "Read", section.body) for at, section in enumerate(pages[number - 1])]
    everything = ToggleVisibilityAction(
        title="Show everything",
        target_elements=[TargetElement(element_id=f"section_{n}", is_visible=True) for n, _ in enumerate(opened)],
    )
    body.append(buttons([everything, *_ways_on(case, confirms=confirms)]))
    for section, (opens, shown) in zip(pages[number - 1], opened, strict=True):
        spoken = opens.model_copy(update={"tooltip": f"Read: {section.title}"})
        body += [beside([paragraph(f"**{section.title}**"), small(section.said)], spoken), shown]
    return card([*body, *turning("read_all", {"ref": case.ref}, number, len(pages))])


def _ways_on(case: Case, *, confirms: bool) -> Iterator[Action]:
    if confirms:
        yield button("Confirm the determination", "confirm_determination", {"ref": case.ref}, inputs=False)
    yield button("Back to the record", "review", {"ref": case.ref}, inputs=False)


def _sections(case: Case, context: CardContext, who: Who) -> Iterator[RecordSection]:
    framework, done = context.framework, latest_answers(case)
    if case.determination:
        state = "confirmed by the chair" if case.is_determined else "not yet confirmed by the chair"
        lines = (*determination_lines(case, context, who), *gaps_lines(case, case.determination, framework))
        yield RecordSection("The determination", state, lines)
    for number, purpose in enumerate(framework.purposes, 1):
        parts = [part for part in framework.parts if part.purpose == purpose.id]
        said = f"{sum(part.id in done for part in parts)} of {len(parts)} parts"
        yield RecordSection(f"Purpose {number}: {purpose.title}", said, list(_parts(case, parts, context, who)))
    if earlier := parts_of_earlier_rules(case, framework):
        yield RecordSection(OF_EARLIER_RULES, f"{len(earlier)} parts", list(_parts(case, earlier, context, who)))


def _parts(case: Case, parts: Iterable[Part], context: CardContext, who: Who) -> Iterator[CardElement]:
    for part in parts:
        yield subheading(part.title)
        yield from answered_lines(case, part, context, who)


def _pages(sections: Iterable[RecordSection]) -> Iterator[list[RecordSection]]:
    """Yields pages of sections; one that is longer than a page goes on on the next."""
    page, room = list[RecordSection](), LIST_BYTES
    for section in sections:
        body = list[CardElement]()
        for element in section.body:
            heavy = weight(element)
            if heavy > room:
                yield [*page, *([replace(section, body=body)] if body else [])]
                page, body, room = [], [], LIST_BYTES
            body.append(element)
            room -= heavy
        page.append(replace(section, body=body))
    yield page
