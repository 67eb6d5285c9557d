"""The framework's card steps through what the guidance asks, one chapter at a time."""

from collections.abc import Iterator

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.elements import bullets, button, buttons, card, heading, paragraph, small
from cards.folds import Fold, fold_section
from safeguarding.framework.framework import Framework
from safeguarding.publications.review_framework import Chapter, chapters


def framework_card(framework: Framework, page: int = 1) -> AdaptiveCard:
    """The card shows one chapter, with its sources folded. A page that there is not is the nearest one."""
    every = chapters(framework)
    number = min(max(page, 1), len(every))
    chapter = every[number - 1]
    before = [button("Back", "framework", {"page": number - 1}, inputs=False)] if number > 1 else []
    after = (
        [button("Next", "framework", {"page": number + 1}, primary=True, inputs=False)] if number < len(every) else []
    )
    take = button("Take it as a document", "framework_document", {}, inputs=False)
    sources = [f"{entry.title}: {entry.source}" for entry in chapter.entries]
    return card(
        [
            small(f"The framework, chapter {number} of {len(every)}. {framework.approval.notice}."),
            heading(chapter.title),
            *_entries(chapter),
            buttons([*after, *before, take]),
            *fold_section([Fold("Show the sources", (bullets(sources),))]),
        ]
    )


def _entries(chapter: Chapter) -> Iterator[CardElement]:
    for entry in chapter.entries:
        yield paragraph(f"**{entry.title}**{f': {entry.text}' if entry.text else ''}")
