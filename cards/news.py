"""The card of a piece of news says what happened, by which office, what is due next, and the reader's own step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, Mention, MentionedEntity, TeamsCardProperties

from cards.case.desk import NOTHING_TO_DO
from cards.case.lists import listed_cases
from cards.case.sections import due_line, nearest_due, open_button
from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import (
    SHOWN_AT_ONCE,
    bullets,
    card,
    card_about,
    heading,
    neutral,
    open_case,
    paragraph,
    quotation,
    small,
)
from safeguarding.case.views.desk.primary_step import Desk
from safeguarding.case.views.history import Who
from safeguarding.case.views.news.news import CaseNews
from safeguarding.case.views.news.words import news_in_channel, news_in_words


def news_card(each: CaseNews, context: CardContext, who: Who, desk: Desk, step: Sequence[Action] = ()) -> AdaptiveCard:
    """The card tells one person in their own chat. ``desk`` is the reader's, ``step`` the button of their next
    step, if one is theirs."""
    case = each.case
    body = [paragraph(news_in_words(each, who))]
    if case.is_open:
        body += nearest_due(case, context)
    if case.is_open and not step:
        body.append(small(f"{NOTHING_TO_DO} {waiting_line(desk.waits, context.waited_for)}".strip()))
    return card_about(case.ref, each.kind.title, *body, steps=step)


def channel_news_card(each: CaseNews, context: CardContext, why: Iterable[str] = ()) -> AdaptiveCard:
    """The card tells the review channel a reference, a stage and the dates of now, and ``why`` a day has moved by the
    calendar; nothing that the case says."""
    body: list[CardElement] = [paragraph(f"**{each.case.ref}**: {news_in_channel(each)}")]
    running = sorted(context.clocks(each.case), key=lambda clock: (not clock.due.deadline.is_statutory, clock.due.due))
    days = [paragraph(due_line(clock, context)) for clock in running] or [paragraph("No clock is running.")]
    body += listed_cases(days, id="days", in_view=1)
    body += map(quotation, why)
    return card(body, [open_button(each.case)])


def several_card(titles: Sequence[str], refs: Sequence[str]) -> AdaptiveCard:
    """The card names several pieces of news that one card has no room for."""
    return card([heading("News"), bullets(titles)], [*map(open_case, refs[:SHOWN_AT_ONCE])])


@dataclass(frozen=True)
class Mentioned:
    """An office-holder is mentioned by the directory ``id``, with the office's title as text."""

    id: str
    title: str


def mentioning(shown: AdaptiveCard, people: Sequence[Mentioned]) -> AdaptiveCard:
    """Returns the card with a line, below its first, that mentions these people; without any it stays as it is."""
    if not people:
        return shown
    texts = _texts(people)
    line = paragraph(f"For: {'; '.join(texts)}")
    first, *others = shown.body or [line]
    called = card([first, line, *others] if shown.body else [line], shown.actions or ())
    entities = [
        Mention(text=text, mentioned=MentionedEntity(id=each.id, name=each.title))
        for text, each in zip(texts, people, strict=True)
    ]
    return called.model_copy(update={"msteams": TeamsCardProperties(entities=entities)})


def _texts(people: Sequence[Mentioned]) -> list[str]:
    """Returns the tag of each: Teams tells mentions apart by their text."""
    titles = [neutral(each.title) for each in people]
    numbers = [titles[:place].count(title) + 1 for place, title in enumerate(titles)]
    return [
        f"<at>{title}{f' ({number})' if number > 1 else ''}</at>" for title, number in zip(titles, numbers, strict=True)
    ]
